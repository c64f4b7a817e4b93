"""Faults of a job file that no schema sees: names given twice, words that mean nothing to its rule pack."""

import codecs
import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mdm.errors import RulePackError, UsageError
from mdm.rulepack.load import find_pack_folder, load_rulepack
from mdm.rulepack.located_yaml import Location
from mdm.rulepack.model import RulePack
from mdm.rulepack.profile import load_profile

RECORD_ID = "record_id"

Fault = tuple[Location, str]


def find_job_faults(data: Mapping[str, Any], folder: Path) -> Iterator[Fault]:
    """Yield (location, text) for what a job file's data names in vain.

    `data` is the file as written, checked by no schema yet: what has the wrong shape is passed over here.
    `folder` is that of the job file.
    """
    profile = data.get("profile")
    listed = data.get("sources")
    sources = [
        (i, s) for i, s in enumerate(listed if isinstance(listed, list) else []) if isinstance(s, dict)
    ]
    yield from _each_source(sources)
    yield from _repeated(sources)
    if isinstance(profile, str):
        if "rules" in data:
            yield ("rules",), "rules: a profile has the rules of its bases; say profile or rules, not both"
        yield from _of_profile(profile, sources, folder)
        return
    rules = data.get("rules", "population")
    pack = None
    if isinstance(rules, str):
        try:
            pack = _load(rules, folder)
        except RulePackError as error:
            yield ("rules",), f"rules: {error.message}; {error.hint}"
    for index, source in sources:
        if source.get("base") not in (None, Path(str(rules)).name):
            text = f'"{source["base"]}" is not the base of this job, {Path(str(rules)).name}'
            yield ("sources", index, "base"), f"sources.{index}.base: {text}"
        if pack is not None:
            yield from _words(index, source, pack)


def _of_profile(
    profile: str, sources: Iterable[tuple[int, Mapping[str, Any]]], folder: Path
) -> Iterator[Fault]:
    """Every source names a base of the profile, and speaks its words."""
    try:
        found = load_profile(folder / profile if (folder / profile).is_file() else profile)
    except (RulePackError, UsageError) as error:
        yield ("profile",), f"profile: {error.message}; {error.hint}"
        return
    bases = (*found.bases, *found.beside)
    for index, source in sources:
        base = source.get("base")
        if base is None:
            yield ("sources", index), f"sources.{index}: base is missing; one of {', '.join(bases)}"
        elif base not in bases:
            text = _unknown(str(base), bases, f"base of {profile}")
            yield ("sources", index, "base"), f"sources.{index}.base: {text}"
        else:
            pack = _load(str(base), folder)
            if pack is not None:
                yield from _words(index, source, pack)


def _load(rules: str, folder: Path) -> RulePack | None:
    """The pack, None where it has faults of its own: those are told with their own lines when it is loaded."""
    beside = folder / rules
    found = find_pack_folder(beside if (beside / "pack.yml").is_file() else rules)
    try:
        return load_rulepack(found)
    except RulePackError:
        return None


def _each_source(sources: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Fault]:
    for index, source in sources:
        if source.get("path") is None:
            yield ("sources", index), f"sources.{index}: path is missing"
        if source.get("reference") is True and source.get("duplicate_free") is False:
            text = f"sources.{index}.duplicate_free: a reference is free of duplicates"
            yield ("sources", index, "duplicate_free"), text
        encoding = source.get("encoding")
        if isinstance(encoding, str) and not _is_encoding(encoding):
            text = f'"{encoding}" is not a known encoding; utf-8, gb18030, gbk, utf-16 and more are'
            yield ("sources", index, "encoding"), f"sources.{index}.encoding: {text}"


def _repeated(sources: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Fault]:
    seen: set[object] = set()
    has_reference = False
    for index, source in sources:
        name = source.get("name")
        if name is not None and name in seen:
            yield ("sources", index, "name"), f'sources.{index}.name: "{name}" is given twice'
        seen.add(name if isinstance(name, str) else None)
        if source.get("reference") is True and has_reference:
            text = f"sources.{index}.reference: one source is the reference, not several"
            yield ("sources", index, "reference"), text
        has_reference = has_reference or source.get("reference") is True


def _words(index: int, source: Mapping[str, Any], pack: RulePack) -> Iterator[Fault]:
    """Attributes and departments the pack does not know."""
    columns = source.get("columns")
    for column, attribute in columns.items() if isinstance(columns, dict) else ():
        if isinstance(attribute, str) and attribute not in (RECORD_ID, *pack.attributes):
            at: Location = ("sources", index, "columns", column)
            yield at, f"{_dotted(at)}: {_unknown(attribute, pack.attributes, f'attribute of {pack.name}')}"
    department = source.get("department")
    known = pack.survivorship.departments
    if isinstance(department, str) and department not in known:
        at = ("sources", index, "department")
        yield at, f"{_dotted(at)}: {_unknown(department, known, f'department of {pack.name}')}"


def _unknown(word: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, 1)
    meant = f' did you mean "{close[0]}"?' if close else ""
    return f'"{word}" is no {what};{meant} Known: {", ".join(names)}'


def _dotted(at: Location) -> str:
    return ".".join(str(step) for step in at)


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
