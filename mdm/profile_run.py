"""A finished run of a profile: one run per base, and the relations between them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import RunError
from mdm.portrait import KnownBase, Portrait, draw_portrait, list_civil_affairs
from mdm.run import Run
from mdm.run_folder import BASES, MANIFEST, REPORT


class ProfileRun:
    """Several bases built together: `bases` by name, in the profile's order, and what ties them.

    Made by `mdm.reconcile(profile=...)` and `mdm.open_profile`. `path` is the folder that holds one run folder
    per base and `relations.parquet` beside them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = read_profile_manifest(path)
        self.bases: Mapping[str, Run] = {name: Run(path / name) for name in self.manifest[BASES]}

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {run.manifest['counts']['golden']}" for name, run in self.bases.items())
        return f"<ProfileRun {self.path}: {counts}>"

    @property
    def relations(self) -> pl.LazyFrame:
        """Relations between the entities of all bases."""
        return pl.scan_parquet(self.path / "relations.parquet")

    @property
    def references(self) -> pl.LazyFrame:
        """References of all bases: whom records mean, or why that is open and who may be meant."""
        return pl.concat([run.references for run in self.bases.values()])

    def portrait(self, entity_id: str) -> Portrait:
        """Say everything tied to a person, a household, an enterprise, a door or any other entity, each tie with its reason.

        References that are still open and may mean it are told too. Print the answer to read it; its frames
        hold the same as data. Raises UsageError for an entity that is in none of the bases.
        """
        return draw_portrait(self._known, self.relations, self.references, entity_id)

    def civil_affairs(self) -> pl.LazyFrame:
        """Return the five kinds civil affairs keep: persons, households, committees, social and service institutions.

        Columns: `kind`, `title`, `title_en`, `base`, `entity_id`. A portrait tells what is tied to each of them.
        """
        return list_civil_affairs(self._known)

    @property
    def _known(self) -> dict[str, KnownBase]:
        return {name: KnownBase.of_run(run) for name, run in self.bases.items()}

    def find(self, number: str) -> pl.DataFrame:
        """Find the entities of all bases that hold a number: `base`, `entity_id`, `attribute` and `value`."""
        found = [
            run.find(number).select(pl.lit(name).alias("base"), pl.all()) for name, run in self.bases.items()
        ]
        return pl.concat(found)

    def report(self) -> Path:
        """Return the path of the report on all bases."""
        path = self.path / REPORT
        if not path.is_file():
            raise RunError(f"{path}: the report is missing", hint="run again with --overwrite")
        return path


def read_profile_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a profile's folder; RunError says what is missing."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    if BASES not in manifest:
        raise RunError(
            f"{folder}: not the folder of a profile", hint="`mdm run --profile P --out DIR job.yml` makes one"
        )
    return manifest


def open_profile(path: str | Path) -> ProfileRun:
    """Open the folder that a profile's run left; RunError where there is none.

    >>> open_profile("runs/city")
    Traceback (most recent call last):
    mdm.errors.RunError: runs/city: not the folder of a profile
    Hint: `mdm run --profile P --out DIR job.yml` makes one
    """
    return ProfileRun(Path(path))
