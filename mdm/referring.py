"""Who is meant by records: references before linking, to bases built earlier, and after it, within the base."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from mdm.frames import REFERENCES, RELATIONS, empty
from mdm.golden import DEFAULT_CITY, DEFAULT_KEY, rank_sources
from mdm.placing import KnownPlaces, Placing
from mdm.relate import (
    Base,
    build_relations,
    fill_attributes,
    name_references,
    relate_some_otherwise,
    resolve_references,
    set_aside_outranked,
)
from mdm.rulepack import SELF, RulePack
from mdm.rulepack.check import refuse_unsafe_keys
from mdm.standardise import Context
from mdm.values import compare_values

Read = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Referring:
    """The references of one base to others: `bases` are those built, `read` standardises raw records in `context`."""

    pack: RulePack
    bases: Mapping[str, Base]
    read: Read
    context: Context = field(default_factory=Context)
    _places: dict[str, KnownPlaces] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        refuse_unsafe_keys(self.pack, {name: base.pack for name, base in self.bases.items()})

    @property
    def asks(self) -> bool:
        """Whether any reference leads to a base that is built."""
        return any(target.base in self.bases for reference in self.pack.references for target in reference.to)

    def reads(self, columns: Collection[str]) -> bool:
        """Whether records of these columns refer to anybody: in another base that is built, or in their own."""
        inside = [r for r in self.pack.references if any(target.base == SELF for target in r.to)]
        return self.asks or any(column in columns for r in inside for column in r.own_columns())

    def find_subjects(self, records: pl.DataFrame, raw: pl.DataFrame) -> pl.DataFrame:
        """Resolve the references to other bases."""
        return resolve_references(records, raw, self.pack, self.bases, self.read, _level, self._find_places)

    def fill(self, records: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
        """The records with the ids of subjects found."""
        return fill_attributes(records, told, self.pack, self.bases)

    def relate(
        self, records: pl.DataFrame, raw: pl.DataFrame, told: pl.DataFrame, crosswalk: pl.LazyFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """All references, those within the base included, and the relations that follow: REFERENCES, RELATIONS."""
        if not self.reads(records.columns):
            return empty(REFERENCES), empty(RELATIONS)
        own = Base(
            self.pack, records.lazy(), crosswalk, empty(RELATIONS).lazy(), crosswalk.select("entity_id")
        )
        inside = resolve_references(
            records, raw, self.pack, {SELF: own}, self.read, _level, self._find_places
        )
        told = pl.concat([told, inside]).sort("row", maintain_order=True)
        if told.is_empty():
            return empty(REFERENCES), empty(RELATIONS)
        owners = crosswalk.collect()
        references = name_references(told, owners)
        sorts = [r.of_some.where for r in self.pack.references if r.of_some and r.of_some.where in records]
        references = relate_some_otherwise(references, self.pack, owners.hstack(records.select(set(sorts))))
        authority = self._authority(references)
        updated = self.pack.survivorship.updated_at
        days = (
            records[updated]
            if updated in records.columns
            else pl.repeat(None, len(records), dtype=pl.Date, eager=True)
        )
        references = set_aside_outranked(references, self.pack, authority)
        return references, build_relations(references, self.pack, days.gather(told["row"]))

    def _find_places(self, base: str, texts: pl.Series) -> pl.DataFrame:
        """What texts mean among the places of a base, which is read when it is first asked."""
        if base not in self._places:
            place_base = self.bases[base]
            placing = Placing(place_base.pack, self.context, DEFAULT_CITY, DEFAULT_KEY, "")
            self._places[base] = KnownPlaces(place_base, placing)
        return self._places[base].find(texts)

    def _authority(self, references: pl.DataFrame) -> pl.Series:
        """Rank of each reference's source for the attribute that names the subject."""
        rank = pl.repeat(0, len(references), dtype=pl.UInt16, eager=True)
        for reference in self.pack.references:
            if reference.single:
                attribute = reference.own_columns()[0].partition(".")[0]
                ranked = rank_sources(references["source"], self.pack, attribute)
                rank = ranked.zip_with(references["reference"] == reference.name, rank)
        return rank


def _level(kind: str, left: pl.Series, right: pl.Series) -> pl.Series:
    return compare_values(kind, left, right)["level"]
