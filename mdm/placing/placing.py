"""Climb from golden records to what they lie in, finding or making each place on the way.

An address says that its road exists. A place above is named by what is left of the names below it; the keys that join
records find the golden record it is, and where there is none, one is made, whose id is a hash of its key: the same in
every run. What has no key, such as a road nobody can tell from others of its name, is passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from mdm.golden import GoldenFrames, issue_entity_ids
from mdm.placing.finding import Finder, first_known, first_rows
from mdm.placing.implied import write_implied
from mdm.relate import gather_places, lift_places, merge_places, write_relations
from mdm.rulepack import Hierarchy, RulePack
from mdm.standardise import Context, compose_attributes, find_kind

_BATCH = 250_000


@dataclass(frozen=True)
class Placing:
    """The hierarchy of one run: its pack, its context, and what its entity ids are made of."""

    pack: RulePack
    context: Context
    city: str
    key: str
    run_id: str

    @property
    def hierarchy(self) -> Hierarchy:
        """The pack's hierarchy."""
        assert self.pack.hierarchy is not None
        return self.pack.hierarchy

    @property
    def written(self) -> tuple[str, ...]:
        """Attributes that follow from the names of a golden record and its level, the written name first."""
        given = (self.hierarchy.level, *self.hierarchy.names)
        return (self.hierarchy.attribute, *(name for name in self._derived if name not in given))

    @property
    def _derived(self) -> dict[str, str]:
        """Attributes that the name gives, and the parts they are."""
        derived = self.pack.attributes[self.hierarchy.attribute].derive
        return {name: part for name, part in derived.items() if "." not in name}

    @property
    def keys(self) -> list[str]:
        """Identifiers by which a place above is found: composed ones, in the pack's order."""
        plain = [i.attribute for i in self.pack.identifiers if i.joins and i.within is None]
        return [name for name in plain if name in self.pack.attributes and self.pack.attributes[name].compose]

    @property
    def apart(self) -> list[str]:
        """Parts of the name of which two different values are never one place."""
        return [one.attribute for one in self.pack.identifiers if one.vetoes and "." in one.attribute]

    @property
    def carried(self) -> list[str]:
        """What completion may have filled and a place shares with those around it."""
        return list(dict.fromkeys(c.fill[0] for c in self.pack.completions if "." in c.fill[0]))

    def reads(self, names: Iterable[str]) -> list[str]:
        """Which of these columns of the standard records `place` reads."""
        read = {"source", "record_id", *self.keys, *self.carried}
        return [name for name in names if name in read]

    def write(self, golden: pl.DataFrame) -> pl.DataFrame:
        """The written attributes of golden records."""
        parts = {self.hierarchy.attribute: "value"} | self._derived
        return self.read_parts(golden).select(pl.col(parts[name]).alias(name) for name in self.written)

    def place(
        self, golden: GoldenFrames, records: pl.DataFrame, relations: pl.DataFrame
    ) -> tuple[GoldenFrames, pl.DataFrame]:
        """The golden frames with implied entities among the others, and the relations with those of the hierarchy.

        `records` are the standard records, with the columns that `reads` names. Works on everything.
        """
        ids = golden.entity_ids
        of_row = golden.place_of_row
        finder = Finder.of_records(records, self.keys, of_row)
        witness = pl.format("{}:{}", "source", "record_id").alias("witness")
        witnesses = (
            records.select("source", "record_id")[first_rows(of_row, len(ids))].select(witness).to_series()
        )
        carried = pl.DataFrame([first_known(records[name], of_row, len(ids)) for name in self.carried])
        upper, lifted = self.above(self._golden_places(golden, carried))
        edges, made = [], []
        while len(upper):
            found = finder.find(upper)
            fresh = self._make(found, lifted, witnesses, len(ids))
            new = fresh.select("canonical", new="place")
            found = found.join(new, on="canonical", how="left", maintain_order="left")
            found = found.with_columns(target=pl.coalesce("owner", "new"))
            lifted = lifted.join(found.select("place", "target"), on="place")
            edges.append(lifted.drop_nulls("target").select("below", "relation", above="target"))
            if len(fresh):
                ids = pl.concat([ids, self._issue(fresh["canonical"])])
                witnesses = pl.concat([witnesses, fresh["witness"]])
                finder = finder.with_places(fresh)
                made.append(fresh)
            upper, lifted = self.above(_slices(self._next_places(found, lifted)))
        told = pl.concat(edges) if edges else pl.DataFrame(schema=_EDGES)
        between = {"from_entity": ids.gather(told["below"]), "to_entity": ids.gather(told["above"])}
        between |= {"relation": told["relation"], "witness": witnesses.gather(told["below"])}
        own = write_relations(pl.DataFrame(between))
        whole = pl.concat([relations, own]).unique().sort(relations.columns)
        return (self._with_implied(golden, pl.concat(made), ids) if made else golden), whole

    def _golden_places(self, golden: GoldenFrames, carried: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Golden records as places, batch by batch: number, level, names, and what completion filled."""
        start = 0
        for batch in golden.batches["golden"]():
            names = batch.select(pl.col(self.hierarchy.level).alias("level"), *self.hierarchy.names)
            number = pl.int_range(start, start + len(batch), dtype=pl.UInt32, eager=True).alias("place")
            yield names.hstack(carried.slice(start, len(batch))).insert_column(0, number)
            start += len(batch)

    def above(self, places: Iterator[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Places above those given, with their keys, and the edges that lead to them."""
        names, carried = self.hierarchy.names, self.carried
        pieces = [
            gather_places(lift_places(batch, self.hierarchy, names, carried), names, carried)
            for batch in places
        ]
        upper, edges = merge_places(pieces, names, carried)
        return pl.concat(self._with_keys(batch) for batch in _slices(upper)), edges

    def _with_keys(self, upper: pl.DataFrame) -> pl.DataFrame:
        """Places with the keys that their names and what is carried over give them."""
        attribute = self.hierarchy.attribute
        read = self.read_parts(upper)
        parts = {f"{attribute}.{part}": read[part] for part in read.columns if part != "value"}
        for column in self.carried:
            own = parts.get(column)
            parts[column] = upper[column] if own is None else own.zip_with(own.is_not_null(), upper[column])
        derived = {name: parts[f"{attribute}.{part}"] for name, part in self._derived.items()}
        names = {name: upper[name] for name in self.hierarchy.names}
        return compose_attributes(pl.DataFrame(parts | derived), self.pack).select(
            *self.keys, *self.carried, *self.apart, level=upper["level"], place=upper["place"], **names
        )

    def read_parts(self, named: pl.DataFrame) -> pl.DataFrame:
        """What the kind says of things of which only level and names are known."""
        kind = find_kind(self.pack.attributes[self.hierarchy.attribute].kind)
        assert kind.write is not None
        level = "level" if "level" in named.columns else self.hierarchy.level
        asked = named.select(
            pl.col(level).alias(self._derived[self.hierarchy.level]),
            *(
                pl.col(name).alias(self._derived[name])
                for name in self.hierarchy.names
                if name in named.columns
            ),
        )
        return kind.write(asked, self.context)

    def _make(
        self, found: pl.DataFrame, edges: pl.DataFrame, witnesses: pl.Series, start: int
    ) -> pl.DataFrame:
        """One new place for each key that nobody holds, numbered from `start`, named by what all below it say alike."""
        lone = found.filter(pl.col("owner").is_null() & pl.col("canonical").is_not_null())
        if not self.hierarchy.implied:
            lone = lone.clear()
        told = edges.join(lone.select("place", "canonical"), on="place")
        told = told.with_columns(witness=witnesses.gather(told["below"]))
        first = told.group_by("canonical").agg(pl.col("witness").min())
        agreed = lone.group_by("canonical").agg(
            pl.col("level").min(),
            *(
                pl.when(pl.col(n).drop_nulls().n_unique() == 1).then(pl.col(n).drop_nulls().first()).alias(n)
                for n in self.hierarchy.names
            ),
            *(pl.col(n).min() for n in (*self.keys, *self.carried)),
        )
        fresh = agreed.join(first, on="canonical").sort("canonical")
        number = pl.int_range(start, start + len(fresh), dtype=pl.UInt32, eager=True)
        return fresh.with_columns(place=number)

    def _next_places(self, found: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
        """What is to be lifted next: new places, once for each way they are named below, and what has no key, in the
        name of what lies below it."""
        columns = ["level", *self.hierarchy.names, *self.carried]
        new = found.drop_nulls("new").select(*columns, place="new")
        passed = edges.filter(pl.col("target").is_null()).select("below", "place")
        through = passed.join(found, on="place").select(*columns, place="below")
        return pl.concat([new, through])

    def _issue(self, canonical: pl.Series) -> pl.Series:
        """Ids of implied places: founded by their key and by no record."""
        founders = pl.DataFrame({"source": pl.repeat("", len(canonical), eager=True), "record_id": canonical})
        return issue_entity_ids(founders, self.pack.pack.letter, self.city, self.key)

    def _with_implied(self, golden: GoldenFrames, made: pl.DataFrame, ids: pl.Series) -> GoldenFrames:
        """The golden frames with the places that were made."""
        read = self.read_parts(made)
        attribute = self.hierarchy.attribute
        columns = {name: read[part] for name, part in ({attribute: "value"} | self._derived).items()}
        own = pl.DataFrame({"entity_id": ids.gather(made["place"]), **columns})
        whole = pl.concat([pl.DataFrame(schema=golden.golden.collect_schema()), own], how="diagonal_relaxed")
        return golden.with_others(**write_implied(whole, attribute, made["witness"], self.run_id))


_EDGES = {"below": pl.UInt32, "relation": pl.String, "above": pl.UInt32}


def _slices(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The frame in pieces of bounded size; one empty piece of an empty one."""
    for start in range(0, max(len(frame), 1), _BATCH):
        yield frame.slice(start, _BATCH)
