"""What follows from a finished base: households of persons, and every number that entities hold."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from mdm.frames import DOCUMENTS, HOUSEHOLD_MEMBERS, HOUSEHOLDS, RELATIONS, empty
from mdm.golden import find_conflicts, issue_entity_ids, list_documents
from mdm.relate import HouseholdFrames, build_households
from mdm.rulepack import Households, RulePack
from mdm.shelf import Shelved

_EVIDENCE = pl.format("{}:{}", "source", "record_id")
NO_HOUSEHOLDS = HouseholdFrames(empty(HOUSEHOLDS), empty(HOUSEHOLD_MEMBERS), empty(RELATIONS))


@dataclass(frozen=True)
class Deriving:
    """How ids of derived entities are made: by the city and key of the run."""

    pack: RulePack
    city: str
    key: str

    def read(self, book: Shelved, names: Iterable[str]) -> pl.DataFrame:
        """The records of which something follows where no record refers to another, and what is read of them."""
        given = list(names)
        read: set[str | None] = {"row", "source", "record_id"}
        telling: set[str] = set()
        for one in self.pack.documents:
            if one.attribute in given:
                telling |= {one.attribute}
                read |= {one.attribute, one.status, one.issued_on, self.pack.survivorship.updated_at}
        told = self.pack.households
        if told is not None and not set(told.telling()).isdisjoint(given):
            telling |= {name for name in (*told.telling(), told.died) if name in given}
            read |= set(told.attributes())
        tells = pl.any_horizontal(pl.lit(False), *(pl.col(name).is_not_null() for name in sorted(telling)))
        return book.where(tells, ["row", *sorted(telling)], [name for name in given if name in read])

    def list_documents(self, records: pl.DataFrame, owners: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Every number that entities hold (DOCUMENTS), and the records that state one of two holders.

        `owners`: the entity of each record.
        """
        named = [one.attribute for one in self.pack.documents if one.attribute in records.columns]
        if not named:
            nothing = records.select("row", original=pl.lit(None, pl.String)).clear()
            return empty(DOCUMENTS), nothing.with_columns(attribute=pl.lit(""), rule=pl.lit(""))
        documents = list_documents(records, owners, self.pack)
        return documents, find_conflicts(records, owners, documents)

    def build_households(
        self, records: pl.DataFrame, owners: pl.Series, golden: pl.LazyFrame, references: pl.DataFrame
    ) -> HouseholdFrames:
        """Households of the persons whom registers or events tie to one; of all others nothing is said."""
        told = self.pack.households
        if told is None:
            return NO_HOUSEHOLDS
        ties = references.filter(pl.col("reference").is_in(told.references())).drop_nulls("to_entity")
        telling = [name for name in told.telling() if name in records.columns]
        if ties.is_empty() and all(records[name].null_count() == len(records) for name in telling):
            return NO_HOUSEHOLDS
        read = [name for name in dict.fromkeys(told.attributes()) if name in records.columns]
        owned = records.select("source", "record_id", *read).with_columns(person=owners)
        says = pl.any_horizontal(pl.col(name).is_not_null() for name in (*telling, told.died) if name in read)
        tied = owned.join(ties.select("source", "record_id").unique(), on=["source", "record_id"], how="semi")
        spoken = owned.filter(says).join(tied, on=["source", "record_id"], how="anti")
        spoken = pl.concat([spoken, tied]).with_columns(evidence=_EVIDENCE).drop("record_id")
        ties = ties.select("reference", other="to_entity", evidence=_EVIDENCE)
        known = golden.collect_schema().names()
        wanted = [name for name in (told.born, told.sex, told.address) if name in known]
        concerned = pl.concat([spoken["person"], ties["other"]]).unique()
        persons = golden.filter(pl.col("entity_id").is_in(concerned.implode()))
        return build_households(
            spoken,
            ties,
            persons.select("entity_id", *wanted).collect(),
            told,
            lambda keys: self._issue(keys, told),
        )

    def frames_of(self, documents: pl.DataFrame, homes: HouseholdFrames) -> dict[str, pl.LazyFrame]:
        """The frames that this pack asks for, by name."""
        frames = {"documents": documents.lazy()} if self.pack.documents else {}
        if self.pack.households is not None:
            frames |= {"households": homes.households.lazy(), "household_members": homes.members.lazy()}
        return frames

    def _issue(self, keys: pl.Series, told: Households) -> pl.Series:
        """Ids of households: founded by their key and by no record."""
        founders = pl.DataFrame({"source": pl.repeat("", len(keys), eager=True), "record_id": keys})
        return issue_entity_ids(founders, told.letter, self.city, self.key)
