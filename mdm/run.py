"""A finished run: its frames, and the answers it gives."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import RunError
from mdm.explanation import (
    MOST_PAIRS,
    BlockingStory,
    EntityStory,
    PairStory,
    ValueStory,
    explain_blocking,
    explain_entity,
    explain_pair,
    explain_value,
    find_number,
    follow_ids,
)
from mdm.explanation.lookup import read_pack
from mdm.looking_up import gather_names, look_up
from mdm.lookup import KnownNames
from mdm.relate import Base
from mdm.run_folder import REPORT, read_manifest


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

    @property
    def documents(self) -> pl.LazyFrame:
        """Every number that entities hold or held besides what identifies them: cards, files, accounts."""
        return self._derived("documents")

    @property
    def households(self) -> pl.LazyFrame:
        """Households as entities: number, head, address, since when and until when."""
        return self._derived("households")

    @property
    def household_members(self) -> pl.LazyFrame:
        """Who belongs to which household, in what relation to its head, from when to when."""
        return self._derived("household_members")

    def why(self, left_source: str, left_id: str | int, right_source: str, right_id: str | int) -> PairStory:
        """Say why two records are one entity or are not: the evidence, level by level.

        Print the answer to read it; its fields hold the same as data. Raises UsageError for a record that
        is not in the run.
        """
        left, right = (left_source, str(left_id)), (right_source, str(right_id))
        return explain_pair(self.path, self.manifest, left, right)

    def how(self, entity_id: str) -> EntityStory:
        """Say how an entity came together: its records and the links that hold them.

        Raises UsageError for an entity that is not in the run.
        """
        return explain_entity(self.path, self.manifest, entity_id)

    def explain(self, entity_id: str, attribute: str) -> ValueStory:
        """Say where a golden value comes from, which rule chose it, and what the other records say.

        `attribute` is its name in the pack, its title or a column name the pack knows, such as 现住址.
        Raises UsageError for an entity or attribute that is not in the run.
        """
        return explain_value(self.path, self.manifest, entity_id, attribute)

    def blocking(self, suggest: bool = False, most_pairs: float = MOST_PAIRS) -> BlockingStory:
        """Say what each blocking rule cost, and which share of the proved pairs it reached.

        With `suggest` further rules are looked for that bring together proved pairs which no rule does, each
        proposing at most `most_pairs` pairs for a record that seeks its match; that standardises the records
        once more. Print the answer to read it; `rules` is the table, `suggestions` the lines to accept.
        """
        return explain_blocking(self.path, self.manifest, suggest, most_pairs)

    def report(self) -> Path:
        """Return the path of the link report."""
        path = self.path / REPORT
        if not path.is_file():
            raise RunError(f"{path}: the report is missing", hint="run again with --overwrite")
        return path

    def lookup(self, names: pl.DataFrame, *, column: str | None = None, most: int = 5) -> pl.DataFrame:
        """Say which organisations a list of names means: short, former and misspelt names too, and never a guess.

        `names` has a column of names (`column`, else the only column or one whose name means it); a column of
        unified social credit codes and one of areas (区划, 地址) help to decide. One row per name asked and
        candidate: `row` (from 1), `asked`, `status`, `rank`, `entity_id`, `name` and `uscc` of the golden record,
        `score` (0 to 1), `known_name` that is like the one asked and `known_as` (current, former, recorded by a
        source, other), the `level` of their comparison, the parts that `agrees` and `differs` name, `by_area` and
        the `reason` why nothing was found. `status` is exact or former_name where one organisation alone bears
        the name, candidates (at most `most`, best first) where several do or it is only alike, else not_found.
        Raises UsageError where the run holds no organisations or no column of the list holds names.

        >>> import mdm
        >>> register = pl.DataFrame({"record_id": ["1", "2"], "名称": ["苏州大学附属第一医院", "苏州大学"]})
        >>> run = mdm.reconcile({"registry": register}, rules="legal_entity")
        >>> run.lookup(pl.DataFrame({"单位": ["蘇州大學", "苏大附一院", "南京大学"]}))["status"].to_list()
        ['exact', 'candidates', 'not_found']
        """
        return look_up(names, self._names, self.golden, read_pack(self.path), column=column, most=most)

    @cached_property
    def _names(self) -> KnownNames:
        return gather_names(self.records, self.crosswalk, self.golden, read_pack(self.path))

    def find(self, number: str) -> pl.DataFrame:
        """Find the entities that hold a number: `entity_id`, `attribute` and `value`.

        The number may be written as departments write it (15 digits, full width, spaces); every identifier of
        the pack and every record is asked, so that old and alternative numbers find their entity as well.
        """
        return find_number(self.path, number)

    def follow(self, entity_ids: pl.Series | Iterable[str]) -> pl.Series:
        """Say under which id each of these entities lives on: ids of earlier runs lead to what they were merged into.

        Null where no record of an entity is left.
        """
        asked = (
            entity_ids if isinstance(entity_ids, pl.Series) else pl.Series(list(entity_ids), dtype=pl.String)
        )
        return follow_ids(self.path, asked)

    def as_base(self) -> Base:
        """Return this run as a base to whose entities the records of another run may refer."""
        return Base(read_pack(self.path), self.records, self.crosswalk, self.relations, self.golden)

    def _derived(self, name: str) -> pl.LazyFrame:
        if not (self.path / f"{name}.parquet").is_file():
            pack = self.manifest["rules"]["name"]
            raise RunError(f"{self.path}: runs of {pack} have no {name}", hint="only some packs ask for them")
        return self._scan(name)

    def _scan(self, name: str) -> pl.LazyFrame:
        return pl.scan_parquet(self.path / f"{name}.parquet")


def open_run(path: str | Path) -> Run:
    """Open the run folder at `path`; RunError where there is none, or it is incomplete.

    >>> run = open_run("runs/2026-11-22")
    Traceback (most recent call last):
    mdm.errors.RunError: runs/2026-11-22: no such run folder
    Hint: `mdm run --out DIR` makes one
    """
    return Run(Path(path))
