"""Reconcile sources into a run."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypedDict, Unpack, overload

import polars as pl

from mdm.bases import BuildOne, Sources, assign_sources, build_bases, prepare_packs
from mdm.declarations import check_declarations, declare_frames
from mdm.departments import state_departments
from mdm.errors import UsageError
from mdm.frames import DECISIONS, empty
from mdm.golden import DEFAULT_KEY
from mdm.golden_sample import sample_golden_records
from mdm.learned import read_learned
from mdm.linking_modes import find_modes
from mdm.manifest import describe_run, describe_sources, digest_inputs
from mdm.pipeline import Settings, run_pipeline
from mdm.previous import read_before
from mdm.profile_run import ProfileRun
from mdm.registering import apply_registry, refuse_unregistered
from mdm.report import write_link_report
from mdm.review import check_kept, read_decisions, write_decisions
from mdm.rulepack import Profile, SourceRegistry, load_profile, load_rulepack, load_source_registry
from mdm.run import Run
from mdm.run_folder import (
    DECIDED,
    ENTITIES,
    FRAMES,
    MANIFEST,
    REPORT,
    RULES,
    bases_in,
    check_output,
    new_folder,
    write_frames,
    write_json,
)
from mdm.shelf import Shelf
from mdm.sources import name_sources, read_sources
from mdm.standardise import as_day
from mdm.stopwatch import Progress, Stopwatch
from mdm.supervised import read_classifier
from mdm.vocabulary import library_vocabulary


class Options(TypedDict, total=False):
    """What `reconcile` may be told besides sources and profile."""

    rules: str | Path
    out: str | Path | None
    overwrite: bool
    city: str | int | None
    as_of: date | str | None
    key: str | None
    id_column: str | None
    duplicate_free: Collection[str]
    reference: str | None
    decisions: str | Path | Iterable[str | Path] | None
    model: str | Path | Run | None
    classifier: str | Path | None
    previous: str | Path | Run | None
    bases: Mapping[str, Run | str | Path] | None
    frames: Mapping[str, str] | str | None
    registry: str | Path | SourceRegistry | None
    on_progress: Progress | None


@overload
def reconcile(
    sources: Mapping[str, Any] | Iterable[Any] | str | Path,
    *,
    profile: str | Path,
    **options: Unpack[Options],
) -> ProfileRun: ...
@overload
def reconcile(
    sources: Mapping[str, Any] | Iterable[Any] | str | Path,
    *,
    profile: None = None,
    **options: Unpack[Options],
) -> Run: ...
def reconcile(
    sources: Mapping[str, Any] | Iterable[Any] | str | Path,
    *,
    profile: str | Path | None = None,
    rules: str | Path = "population",
    out: str | Path | None = None,
    overwrite: bool = False,
    city: str | int | None = None,
    as_of: date | str | None = None,
    key: str | None = None,
    id_column: str | None = None,
    duplicate_free: Collection[str] = (),
    reference: str | None = None,
    decisions: str | Path | Iterable[str | Path] | None = None,
    model: str | Path | Run | None = None,
    classifier: str | Path | None = None,
    previous: str | Path | Run | None = None,
    bases: Mapping[str, Run | str | Path] | None = None,
    frames: Mapping[str, str] | str | None = None,
    registry: str | Path | SourceRegistry | None = None,
    on_progress: Progress | None = None,
) -> Run | ProfileRun:
    """Standardise, link and build golden records of all sources by one rule pack, or by those of a profile.

    `sources` maps names to paths (CSV, Parquet, Arrow IPC, workbook) or frames (Polars, pandas, anything
    with `__arrow_c_stream__`); a list of paths or of a job's sources will do as well. `rules` names a
    packaged pack or the folder of one. With a `profile` (a packaged one or a file) several bases are built, each
    behind those its records refer to; `sources` then maps bases to such mappings, or lists the sources of a job,
    which name their `base`. `out` is the run folder; without it the results lie in a temporary
    folder until Python ends. `overwrite` replaces an earlier run in it. `city` is the division code of the
    issuing city, `as_of` the day whose districts hold (default: today, which the manifest records), `key`
    the secret that keys entity ids, `id_column` the record id column of all sources that do not state
    theirs, or `@row`. `bases` are runs of other bases to whose entities the records refer, such as
    `{"population": "runs/people"}`. `duplicate_free` names sources that hold each entity once at most,
    `reference` the register that the others are linked to, one record to one. `decisions` are files of
    reviewers' decisions, which outrank scores. `model` is an earlier run whose parameters and link line are
    used in place of learning new ones, `classifier` the file of one trained on decisions that judges pairs like
    those; the manifest and the report say so. `previous` is an earlier run whose entity ids live on and whose
    decisions hold unless others are given; `changes` then tells what happened since. `frames` is the frame of the
    points of all sources that do not state theirs, or of each by name (cgcs2000, wgs84, gcj02, bd09).
    `registry` names the systems that may deliver (a file, or what `load_source_registry` read): a source that is
    not registered is refused, and a registered one speaks for its department.
    `on_progress` is called with the name of each stage as it begins.

    Everything that can be wrong with rules, sources and `out` is found before any work: RulePackError,
    InputError and UsageError. The folder appears whole or not at all.

    >>> import polars as pl
    >>> police = pl.DataFrame({"编号": ["1", "2"], "姓名": ["王小明", "欧阳娜"], "性别": ["男", "女"]})
    >>> run = reconcile({"police": police})
    >>> run.crosswalk.collect().height
    2
    """
    city = None if city is None else str(city)
    if city is not None and not re.fullmatch("[0-9]{6}", city):
        raise UsageError(f"{city!r} is no division code", hint="six digits, such as 320500")
    day = as_day(as_of) or date.today()
    if out is not None:
        check_output(Path(out), overwrite)
    target = Path(out) if out is not None else _temporary_folder()
    if not isinstance(sources, Mapping | str | Path):
        sources = list(sources)
    systems = load_source_registry(registry) if isinstance(registry, str | Path) else registry
    if profile is not None:

        def build_one(base: str, own: Sources, folder: Path, built: Mapping[str, Run]) -> Run:
            return reconcile(
                own, rules=base, out=folder, city=city, as_of=day, key=key, id_column=id_column,
                decisions=decisions, previous=_base_of(previous, base), bases={**(bases or {}), **built},
                frames=frames, registry=systems, on_progress=on_progress,
            )  # fmt: skip

        if str(rules) != "population":
            raise UsageError(
                f"rules {rules} and profile {profile}: a profile names its own packs",
                hint="give one of the two",
            )
        if duplicate_free or reference or model or classifier:
            raise UsageError(
                "linking modes, models and classifiers belong to one base",
                hint="state modes in the job file, source by source",
            )
        for base in bases_in(target):
            check_kept(target / base, _read_decided(decisions, _base_of(previous, base)))
        return _reconcile_profile(sources, load_profile(profile), target, overwrite, id_column, build_one)
    said = _read_decided(decisions, previous)
    check_kept(target, said)
    watch = Stopwatch(on_progress)
    pack = load_rulepack(rules, library_vocabulary())
    specs = [spec for spec, _ in name_sources(sources)]
    if systems is not None:
        refuse_unregistered(specs, systems, pack.name, day)
    watch.begin("read")
    built = {name: run if isinstance(run, Run) else Run(Path(run)) for name, run in (bases or {}).items()}
    delivery = read_sources(sources, pack, id_column=id_column)
    infos = declare_frames(delivery.sources, frames)
    infos = infos if systems is None else apply_registry(infos, specs, systems, pack)
    check_declarations(infos, pack)
    ranked = state_departments(pack, infos)
    modes = find_modes(infos, duplicate_free, reference)
    settings = Settings(
        city=city,
        as_of=day,
        key=key or DEFAULT_KEY,
        inputs_digest=digest_inputs(infos, {name: run.manifest["run_id"] for name, run in built.items()}),
        source_options={info.name: info.options for info in infos if info.options},
        duplicate_free=modes.duplicate_free,
        reference=modes.reference,
        decisions=empty(DECISIONS) if said is None else said,
        reused=None if model is None else read_learned(_folder_of(model), pack),
        classifier=None if classifier is None else read_classifier(classifier, pack),
        before=None if previous is None else read_before(_folder_of(previous), pack),
    )
    with new_folder(target, overwrite) as folder, Shelf(folder / ".shelf") as shelf:
        watch.end()
        referred = {name: run.as_base() for name, run in built.items()}
        shelved = shelf.put(delivery.records)
        del delivery
        outcome = run_pipeline(shelved, ranked, settings, watch, referred, shelf)
        watch.begin("write")
        frames = {name: getattr(outcome, name) for name in FRAMES} | dict(outcome.derived)
        if outcome.registry is not None:
            frames[Path(ENTITIES).stem] = outcome.registry.lazy()
        outputs = write_frames(folder, frames)
        watch.begin("report")
        named = outcome.report["run"] | {"run_id": outcome.run_id, "city": city}
        named |= {name: outcome.parameters.get(name) for name in ("reused_from", "classifier")}
        told = {
            "run": named,
            "sources": describe_sources(infos),
            "golden": sample_golden_records(folder),
        }
        write_link_report(folder / REPORT, outcome.report | told)
        watch.end()
        if said is not None:
            write_decisions(folder / DECIDED, said)
        write_json(folder / RULES, pack.model_dump(mode="json"))
        manifest = describe_run(infos, pack, settings, outcome, outputs, watch)
        write_json(folder / MANIFEST, manifest)
    return Run(target)


def _read_decided(
    decisions: str | Path | Iterable[str | Path] | None, previous: str | Path | Run | None
) -> pl.DataFrame | None:
    """The decisions to obey: those given, else those of the run before; None where there are none."""
    if decisions is None and previous is not None and (_folder_of(previous) / DECIDED).is_file():
        decisions = _folder_of(previous) / DECIDED
    return None if decisions is None else read_decisions(decisions)


def _base_of(previous: str | Path | Run | None, base: str) -> Path | None:
    """The run of one base within an earlier run of a profile; None where it had none."""
    if previous is None:
        return None
    folder = _folder_of(previous) / Path(base).name
    return folder if folder.is_dir() else None


def _folder_of(run: str | Path | Run) -> Path:
    return run.path if isinstance(run, Run) else Path(run)


def _reconcile_profile(
    sources: Mapping[str, Any] | Iterable[Any] | str | Path,
    profile: Profile,
    target: Path,
    overwrite: bool,
    id_column: str | None,
    build_one: BuildOne,
) -> ProfileRun:
    """Build the bases of a profile into one folder, which appears whole or not at all."""
    if isinstance(sources, str | Path):
        raise UsageError(
            f"{sources}: a profile needs sources by base", hint="a job file names the base of each source"
        )
    watch = Stopwatch()
    assigned = assign_sources(sources, profile)
    packs, misplaced = prepare_packs(assigned, profile, id_column)
    with new_folder(target, overwrite) as folder:
        build_bases(folder, profile, packs, misplaced, assigned, build_one, watch)
    return ProfileRun(target)


def _temporary_folder() -> Path:
    """A place for results that are read in this process alone: lazy frames outlive the Run they came from."""
    around = Path(tempfile.mkdtemp(prefix="mdm-run-"))
    atexit.register(shutil.rmtree, around, ignore_errors=True)
    return around / "run"
