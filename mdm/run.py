"""Reconcile sources into a run, and open runs made earlier."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from mdm.departments import state_departments
from mdm.errors import RunError, UsageError
from mdm.explanation import EntityStory, PairStory, ValueStory, explain_entity, explain_pair, explain_value
from mdm.explanation.lookup import read_pack
from mdm.frames import DECISIONS, empty
from mdm.golden import DEFAULT_KEY
from mdm.linking_modes import find_modes
from mdm.manifest import describe_run, describe_sources, digest_inputs
from mdm.pipeline import Progress, Settings, run_pipeline
from mdm.relate import Base
from mdm.report import write_link_report
from mdm.review import read_decisions, write_decisions
from mdm.rulepack import load_rulepack
from mdm.run_folder import (
    DECIDED,
    FRAMES,
    MANIFEST,
    REPORT,
    RULES,
    check_output,
    new_folder,
    read_manifest,
    write_frames,
    write_json,
)
from mdm.sources import read_sources
from mdm.stopwatch import Stopwatch
from mdm.vocabulary import library_vocabulary


class Run:
    """A finished run: its frames as LazyFrames, its manifest, and answers to why and how.

    Made by `mdm.reconcile` and `mdm.open_run`. `path` is the run folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = read_manifest(path)

    def __repr__(self) -> str:
        counts = self.manifest["counts"]
        return f"<Run {self.path}: {counts['records']} records, {counts['golden']} entities>"

    @property
    def golden(self) -> pl.LazyFrame:
        """One golden record per entity: `entity_id` and the pack's attributes."""
        return self._scan("golden")

    @property
    def crosswalk(self) -> pl.LazyFrame:
        """Every input record exactly once: `source`, `record_id`, `entity_id`."""
        return self._scan("crosswalk")

    @property
    def links(self) -> pl.LazyFrame:
        """Linked, doubtful and vetoed pairs with their evidence."""
        return self._scan("links")

    @property
    def provenance(self) -> pl.LazyFrame:
        """Source, rule and runner-up of every golden value."""
        return self._scan("provenance")

    @property
    def references(self) -> pl.LazyFrame:
        """What records say of other entities: whom they mean, or why that is open and who may be meant."""
        return self._scan("references")

    @property
    def relations(self) -> pl.LazyFrame:
        """Relations between entities."""
        return self._scan("relations")

    @property
    def issues(self) -> pl.LazyFrame:
        """Values that broke a rule, with what was delivered."""
        return self._scan("issues")

    @property
    def changes(self) -> pl.LazyFrame:
        """What happened to entity ids in this run."""
        return self._scan("changes")

    @property
    def records(self) -> pl.LazyFrame:
        """All records: `source`, `record_id`, standard values, and originals as `<attribute>.original`."""
        return self._scan("records")

    def why(self, left_source: str, left_id: str, right_source: str, right_id: str) -> PairStory:
        """Say why two records are one entity or are not: the evidence, level by level.

        Print the answer to read it; its fields hold the same as data. Raises UsageError for a record that
        is not in the run.
        """
        return explain_pair(self.path, self.manifest, (left_source, left_id), (right_source, right_id))

    def how(self, entity_id: str) -> EntityStory:
        """Say how an entity came together: its records and the links that hold them.

        Raises UsageError for an entity that is not in the run.
        """
        return explain_entity(self.path, self.manifest, entity_id)

    def explain(self, entity_id: str, attribute: str) -> ValueStory:
        """Say where a golden value comes from, which rule chose it, and what the other records say.

        Raises UsageError for an entity or attribute that is not in the run.
        """
        return explain_value(self.path, self.manifest, entity_id, attribute)

    def report(self) -> Path:
        """Return the path of the link report."""
        path = self.path / REPORT
        if not path.is_file():
            raise RunError(f"{path}: the report is missing", hint="run again with --overwrite")
        return path

    def as_base(self) -> Base:
        """Return this run as a base to whose entities the records of another run may refer."""
        return Base(read_pack(self.path), self.records, self.crosswalk, self.relations)

    def _scan(self, name: str) -> pl.LazyFrame:
        return pl.scan_parquet(self.path / f"{name}.parquet")


def reconcile(
    sources: Mapping[str, Any] | Iterable[Any] | str | Path,
    *,
    rules: str | Path = "population",
    out: str | Path | None = None,
    overwrite: bool = False,
    city: str | None = None,
    as_of: date | None = None,
    key: str | None = None,
    id_column: str | None = None,
    duplicate_free: Collection[str] = (),
    reference: str | None = None,
    decisions: str | Path | Iterable[str | Path] | None = None,
    bases: Mapping[str, Run | str | Path] | None = None,
    on_progress: Progress | None = None,
) -> Run:
    """Standardise, link and build golden records of all sources by one rule pack.

    `sources` maps names to paths (CSV, Parquet, Arrow IPC, workbook) or frames (Polars, pandas, anything
    with `__arrow_c_stream__`); a list of paths or of a job's sources will do as well. `rules` names a
    packaged pack or the folder of one. `out` is the run folder; without it the results lie in a temporary
    folder until Python ends. `overwrite` replaces an earlier run in it. `city` is the division code of the
    issuing city, `as_of` the day whose districts hold (default: today, which the manifest records), `key`
    the secret that keys entity ids, `id_column` the record id column of all sources that do not state
    theirs, or `@row`. `bases` are runs of other bases to whose entities the records refer, such as
    `{"population": "runs/people"}`. `duplicate_free` names sources that hold each entity once at most,
    `reference` the register that the others are linked to, one record to one. `decisions` are files of
    reviewers' decisions, which outrank scores. `on_progress` is called with the name of each stage as it
    begins.

    Everything that can be wrong with rules, sources and `out` is found before any work: RulePackError,
    InputError and UsageError. The folder appears whole or not at all.

    >>> import polars as pl
    >>> police = pl.DataFrame({"编号": ["1", "2"], "姓名": ["王小明", "欧阳娜"], "性别": ["男", "女"]})
    >>> run = reconcile({"police": police})
    >>> run.crosswalk.collect().height
    2
    """
    if city is not None and not re.fullmatch("[0-9]{6}", city):
        raise UsageError(f"{city!r} is no division code", hint="six digits, such as 320500")
    if out is not None:
        check_output(Path(out), overwrite)
    decided = empty(DECISIONS) if decisions is None else read_decisions(decisions)
    watch = Stopwatch(on_progress)
    pack = load_rulepack(rules, library_vocabulary())
    watch.begin("read")
    built = {name: run if isinstance(run, Run) else Run(Path(run)) for name, run in (bases or {}).items()}
    delivery = read_sources(sources, pack, id_column=id_column)
    ranked = state_departments(pack, delivery.sources)
    modes = find_modes(delivery.sources, duplicate_free, reference)
    settings = Settings(
        city=city,
        as_of=as_of or date.today(),
        key=key or DEFAULT_KEY,
        inputs_digest=digest_inputs(
            delivery.sources, {name: run.manifest["run_id"] for name, run in built.items()}
        ),
        source_options={info.name: info.options for info in delivery.sources if info.options},
        duplicate_free=modes.duplicate_free,
        reference=modes.reference,
        decisions=decided,
    )
    target = Path(out) if out is not None else _temporary_folder()
    with new_folder(target, overwrite) as folder:
        watch.end()
        referred = {name: run.as_base() for name, run in built.items()}
        outcome = run_pipeline(delivery.records, ranked, settings, on_progress, referred)
        watch.begin("write")
        outputs = write_frames(folder, {name: getattr(outcome, name) for name in FRAMES})
        watch.begin("report")
        named = outcome.report["run"] | {"run_id": outcome.run_id, "city": city}
        told = {"run": named, "sources": describe_sources(delivery.sources)}
        write_link_report(folder / REPORT, outcome.report | told)
        watch.end()
        if decisions is not None:
            write_decisions(folder / DECIDED, decided)
        write_json(folder / RULES, pack.model_dump(mode="json"))
        timings = {"read": watch.seconds["read"], **outcome.timings, **watch.seconds, "total": watch.total()}
        manifest = describe_run(delivery.sources, pack, settings, outcome, outputs, timings)
        write_json(folder / MANIFEST, manifest)
    return Run(target)


def _temporary_folder() -> Path:
    """A place for results that are read in this process alone: lazy frames outlive the Run they came from."""
    around = Path(tempfile.mkdtemp(prefix="mdm-run-"))
    atexit.register(shutil.rmtree, around, ignore_errors=True)
    return around / "run"


def open_run(path: str | Path) -> Run:
    """Open the run folder at `path`; RunError where there is none, or it is incomplete.

    >>> run = open_run("runs/2026-11-22")
    Traceback (most recent call last):
    mdm.errors.RunError: runs/2026-11-22: no such run folder
    Hint: `mdm run --out DIR` makes one
    """
    return Run(Path(path))
