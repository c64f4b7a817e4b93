"""The job file: which sources, which rules, where the result goes, as checked data."""

import difflib
import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mdm.errors import InputError, RulePackError
from mdm.rulepack.job_faults import find_job_faults
from mdm.rulepack.located_yaml import LocatedYaml, Location

SOURCE_NAME = r"^[^:=\s/\\](?:[^:=/\\]*[^:=\s/\\])?$"


class _JobPart(BaseModel):
    """Base of a job file's parts: unknown keys are faults, `320500` without quotes is still text."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class SourceSpec(_JobPart):
    """One source of a job: where it lies and what is known about it beside the pack's aliases."""

    name: Annotated[str, Field(pattern=SOURCE_NAME, description="short name; stands in every output")]
    base: str | None = Field(
        None, description="base it belongs to: the rule pack of the job, or one of its profile"
    )
    path: Path | None = Field(None, description="file, relative to the job file")
    encoding: str | None = Field(
        None, description="of a text file: utf-8, gb18030, gbk, utf-16; else detected"
    )
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        None, description="of a text file; else sniffed among comma, semicolon, tab and bar"
    )
    sheet: str | int | None = Field(None, description="of a workbook: name, or number counted from 1")
    record_id: str | None = Field(
        None, description="column that holds the record id, or `@row` to number rows"
    )
    columns: dict[str, str | None] = Field(
        default_factory=dict,
        description="source column: attribute, or null to leave it aside; aliases fill the rest",
    )
    date_system: Literal["1900", "1904"] | None = Field(
        None, description="how Excel's day numbers in this source are counted"
    )
    department: str | None = Field(None, description="department whose rank the source has in survivorship")
    system: str | None = Field(
        None, description="the registered system it comes from, where that is not called as the source is"
    )
    duplicate_free: bool | None = Field(
        None,
        description="whether the source holds each entity once at most; unsaid: only where a reference is named",
    )
    reference: bool = Field(
        False, description="the register others are linked to, one record to one: duplicate-free itself"
    )
    frame: Literal["cgcs2000", "wgs84", "gcj02", "bd09"] | None = Field(
        None, description="frame its longitudes and latitudes are in; a source with points must say it"
    )
    axes: Literal["lon,lat", "lat,lon"] | None = Field(
        None, description="which comes first where one column holds both; else longitude"
    )


class Job(_JobPart):
    """A job file."""

    rules: str = Field("population", description="packaged rule pack, or a folder relative to the job file")
    profile: str | None = Field(
        None,
        description="packaged profile, or a file relative to the job file; every source then names its base",
    )
    out: Path | None = Field(None, description="run folder, relative to the job file")
    city: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = Field(
        None, description="division code of the issuing city, such as 320500"
    )
    as_of: date | None = Field(None, description="date on which districts and validity are judged")
    key: str | None = Field(None, description="secret that keys the entity ids")
    registry: Path | None = Field(
        None,
        description="registry of source systems, relative to the job file; others' deliveries are refused",
    )
    sources: Annotated[tuple[SourceSpec, ...], Field(min_length=1)]


def load_job(path: str | Path) -> Job:
    """Read a job file; its relative paths are taken from the folder it lies in.

    Raises InputError when there is no such file and RulePackError that lists all faults with their lines.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such job file", hint="check the path")
    file = LocatedYaml(path)
    faults = list(file.faults)
    job = None
    if not faults or isinstance(file.data, dict):
        data = file.data if isinstance(file.data, dict) else {"sources": ()}
        try:
            job = Job.model_validate(data)
        except ValidationError as error:
            items = [(_without_unions(item["loc"]), item) for item in error.errors()]
            broken_sources = any(at[0] == "sources" and len(at) > 1 for at, _ in items)
            faults += [
                (file.line(at), _say(at, item["msg"], item["type"]))
                for at, item in items
                if at != ("sources",) or not broken_sources
            ]
        faults += [(file.line(at), text) for at, text in find_job_faults(data, path.parent)]
    if job is None or faults:
        lines = "\n".join(f"{path.name}:{line}: {text}" for line, text in sorted(set(faults)))
        count = len(set(faults))
        raise RulePackError(
            f"job file {path} has {count} fault{'s' * (count > 1)}\n{lines}",
            hint="`mdm rules schema` writes a JSON Schema for editors",
        )
    return _resolved(job, path.parent)


def _resolved(job: Job, folder: Path) -> Job:
    sources = tuple(
        spec.model_copy(update={"path": Path(os.path.normpath(folder / spec.path))})
        if spec.path is not None
        else spec
        for spec in job.sources
    )
    update: dict[str, object] = {"sources": sources}
    if (folder / job.rules / "pack.yml").is_file():
        update["rules"] = str(folder / job.rules)
    if job.profile is not None and (folder / job.profile).is_file():
        update["profile"] = str(folder / job.profile)
    if job.registry is not None:
        update["registry"] = Path(os.path.normpath(folder / job.registry))
    if job.out is not None:
        update["out"] = Path(os.path.normpath(folder / job.out))
    return job.model_copy(update=update)


def _without_unions(loc: tuple[str | int, ...]) -> Location:
    """Drop the type names pydantic adds to the location of a fault inside `str | int`."""
    return tuple(step for step in loc if step not in {"str", "int"})


def _say(at: Location, text: str, fault: str) -> str:
    where = ".".join(str(step) for step in at)
    if fault == "extra_forbidden":
        known = sorted((SourceSpec if at[0] == "sources" else Job).model_fields)
        close = difflib.get_close_matches(str(at[-1]), known, 1)
        meant = f' did you mean "{close[0]}"?' if close else ""
        text = f"unknown key;{meant} Known: {', '.join(known)}"
    elif fault in ("tuple_type", "too_short") and at == ("sources",):
        text = "a list of sources, each with name and path: - {name: police, path: police.csv}"
    elif fault == "string_pattern_mismatch" and at[-1:] == ("name",):
        text = "a source name is short text without : = / and outer blanks"
    elif fault == "string_pattern_mismatch" and at == ("city",):
        text = "a division code has six digits, such as 320500"
    return f"{where}: {text}"
