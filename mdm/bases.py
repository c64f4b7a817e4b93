"""Build the bases of a profile, each behind those its records refer to."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from mdm._version import __version__
from mdm.errors import UsageError
from mdm.profile_material import gather_profile_material
from mdm.report import write_profile_report
from mdm.rulepack import Profile, RulePack, load_rulepack, order_bases
from mdm.rulepack.job import SourceSpec
from mdm.run import Run
from mdm.run_folder import BASES, MANIFEST, REPORT, write_frames, write_json
from mdm.sources import Misplaced, check_sources, name_sources
from mdm.stopwatch import Stopwatch, peak_memory_mb
from mdm.vocabulary import library_vocabulary

Sources = Mapping[str, Any] | Iterable[Any]
BuildOne = Callable[[str, Sources, Path, Mapping[str, Run]], Run]


def assign_sources(sources: Mapping[str, Any] | Iterable[Any], profile: Profile) -> dict[str, Sources]:
    """Sources by base, in the profile's order of bases.

    `sources` is a mapping of base to what `mdm.reconcile` takes, or a job's sources, each of which names its
    `base`. UsageError for a source without base or of a base that the profile does not have.
    """
    known = (*profile.bases, *profile.beside)
    groups: dict[str, Any] = {}
    if isinstance(sources, Mapping):
        groups = dict(sources)
    else:
        for item in sources:
            if not isinstance(item, SourceSpec) or item.base is None:
                name = item.name if isinstance(item, SourceSpec) else item
                raise UsageError(f"source {name!r} names no base", hint=f"bases: {', '.join(known)}")
            groups.setdefault(item.base, []).append(item)
    for base in groups:
        if base not in known:
            raise UsageError(f"{profile.name} has no base {base!r}", hint=f"bases: {', '.join(known)}")
    return {base: groups[base] for base in known if groups.get(base)}


def prepare_packs(
    bases: Mapping[str, Sources], profile: Profile, id_column: str | None
) -> tuple[dict[str, RulePack], tuple[Misplaced, ...]]:
    """Packs of these bases in the order of building, and sources that look like another base's.

    Everything wrong with rules, files, headers or ids is found here.
    """
    known = {base: load_rulepack(base, library_vocabulary()) for base in (*profile.bases, *profile.beside)}
    misplaced = check_sources(bases, known, id_column=id_column)
    packs = {base: known[base] for base in bases}
    names = [spec.name for sources in bases.values() for spec, _ in name_sources(sources)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(
            f"two sources are called {twice[0]!r}", hint="a name stands for one source of one base"
        )
    return {base: packs[base] for base in order_bases(packs)}, misplaced


def build_bases(
    folder: Path,
    profile: Profile,
    packs: Mapping[str, RulePack],
    misplaced: Iterable[Misplaced],
    sources: Mapping[str, Sources],
    build_one: BuildOne,
    watch: Stopwatch,
) -> None:
    """Write one run folder per base into `folder`, then what ties them and the manifest."""
    built: dict[str, Run] = {}
    for base in packs:
        watch.begin(base)
        built[base] = build_one(base, sources[base], folder / base, built)
    built = {base: built[base] for base in (*profile.bases, *profile.beside) if base in built}
    watch.begin("relations")
    relations = pl.concat([run.relations for run in built.values()]).sort(pl.all())
    outputs = write_frames(folder, {"relations": relations})
    watch.end()
    manifest = _describe(profile, built, outputs, watch) | {"misplaced": [asdict(one) for one in misplaced]}
    material = gather_profile_material(built, relations)
    told = [
        {"name": name, "listed": name in profile.bases, **_told(one)} for name, one in manifest[BASES].items()
    ]
    head = {
        "profile": manifest["profile"],
        "run_id": manifest["run_id"],
        "bases": told,
        "misplaced": manifest["misplaced"],
    }
    write_profile_report(folder / REPORT, head | material)
    write_json(folder / MANIFEST, manifest)


def _told(base: Mapping[str, Any]) -> dict[str, Any]:
    """What the report says of one base."""
    counts = base["counts"]
    return {
        "title": base["title"],
        "title_en": base["title_en"],
        "records": counts["crosswalk"],
        "entities": counts["golden"],
    }


def _describe(
    profile: Profile, built: Mapping[str, Run], outputs: Mapping[str, Any], watch: Stopwatch
) -> dict[str, Any]:
    said = "\0".join([__version__, profile.name, *(run.manifest["run_id"] for run in built.values())])
    return {
        "run_id": hashlib.sha256(said.encode()).hexdigest()[:16],
        "profile": profile.model_dump(mode="json"),
        BASES: {
            name: {
                "run_id": run.manifest["run_id"],
                "title": run.manifest["rules"]["title"],
                "title_en": run.manifest["rules"]["title_en"],
                "counts": run.manifest["counts"],
                "references": _count_references(run),
            }
            for name, run in built.items()
        },
        "outputs": dict(outputs),
        "timings_seconds": {name: round(spent, 3) for name, spent in watch.seconds.items()}
        | {"total": round(watch.total(), 3)},
        "peak_memory_mb": peak_memory_mb(),
    }


def _count_references(run: Run) -> list[dict[str, Any]]:
    """How many references of each kind were resolved or stayed open, by reason."""
    told = run.references.group_by("reference", "to_base", "reason").len("count")
    return told.sort("reference", "to_base", "reason").collect().to_dicts()
