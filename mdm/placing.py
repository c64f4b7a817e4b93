"""Which entities lie in which, those nobody sent included, for packs with a hierarchy.

An address says that its road exists. Entities above a golden record are named by what is left of its names; the same
keys that join records find the golden record they mean, and where there is none, one is made. Its id is a hash of
its key, so that it is the same in every run.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from mdm.frames import CHANGES, PROVENANCE
from mdm.golden import GoldenFrames, issue_entity_ids
from mdm.relate import gather_places, lift_places, write_relations
from mdm.rulepack import Hierarchy, RulePack
from mdm.standardise import Context, compose_attributes, find_kind

IMPLIED = "implied"
_BATCH = 250_000


@dataclass(frozen=True)
class Placed:
    """`golden`, `provenance` and `changes` of implied entities, sorted by id, and `relations` of all."""

    golden: pl.DataFrame
    provenance: pl.DataFrame
    changes: pl.DataFrame
    relations: pl.DataFrame


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
        """Attributes that follow from the names of a golden record and its level."""
        derived = self.pack.attributes[self.hierarchy.attribute].derive
        given = (self.hierarchy.level, *self.hierarchy.names)
        return (
            self.hierarchy.attribute,
            *(name for name in derived if name not in given and "." not in name),
        )

    def write(self, golden: pl.DataFrame) -> pl.DataFrame:
        """The written attributes of golden records."""
        derived = {self.hierarchy.attribute: "value"} | self.pack.attributes[self.hierarchy.attribute].derive
        return self._read_parts(golden).select(pl.col(derived[name]).alias(name) for name in self.written)

    def place(self, golden: pl.DataFrame, records: pl.DataFrame, owners: pl.Series) -> Placed:
        """Find or make the entities above all `golden` records.

        `records` are the standard records, `owners` the entity id of each. Works on everything.
        """
        known = self._known_entities(golden, records, owners)
        ids, witness = golden["entity_id"], known["witness"]
        finders = {name: _owners_of_keys(known, name) for name in self._keys()}
        frontier = known.select("place", "level", *self.hierarchy.names, *self._carried())
        edges, made = [], []
        while len(frontier):
            upper, lifted = self._above(frontier)
            found = self._find(upper, finders)
            fresh = self._make(found, lifted, witness, len(ids))
            found = found.join(
                fresh.select("canonical", new="place"), on="canonical", how="left", maintain_order="left"
            )
            found = found.with_columns(target=pl.coalesce("owner", "new"))
            joined = lifted.join(found.select("place", "target"), on="place")
            edges.append(joined.drop_nulls("target").select("below", "relation", above="target"))
            if len(fresh):
                ids = pl.concat([ids, self._issue(fresh["canonical"])])
                witness = pl.concat([witness, fresh["witness"]])
                for name in finders:
                    own = fresh.select(key=name, owner="place").drop_nulls("key")
                    finders[name] = pl.concat([finders[name], own]).unique(
                        "key", keep="first", maintain_order=True
                    )
                made.append(fresh)
            frontier = self._next_frontier(found, joined)
        told = pl.concat(edges) if edges else pl.DataFrame(schema=_EDGES)
        relations = write_relations(
            pl.DataFrame(
                {
                    "from_entity": ids.gather(told["below"]),
                    "relation": told["relation"],
                    "to_entity": ids.gather(told["above"]),
                    "witness": witness.gather(told["below"]),
                }
            )
        )
        return self._implied_frames(golden, made, ids, relations)

    def add_implied(
        self, frames: GoldenFrames, records: pl.DataFrame, relations: pl.DataFrame
    ) -> tuple[GoldenFrames, pl.DataFrame]:
        """The golden frames with implied entities among the others, and the relations with those of the hierarchy."""
        owners = frames.crosswalk.select("entity_id").collect()["entity_id"]
        found = self.place(frames.golden.collect(), records, owners)
        merged = GoldenFrames(
            frames.golden.merge_sorted(found.golden.lazy(), key="entity_id"),
            frames.crosswalk,
            frames.provenance.merge_sorted(found.provenance.lazy(), key="entity_id"),
            frames.changes.merge_sorted(found.changes.lazy(), key="entity_id"),
            frames.registry,
        )
        return merged, pl.concat([relations, found.relations]).unique().sort(relations.columns)

    def _keys(self) -> list[str]:
        """Identifiers by which a place above is found: those of names alone, in the pack's order."""
        return [
            i.attribute
            for i in self.pack.identifiers
            if i.joins and i.within is None and self._is_composed(i.attribute)
        ]

    def _is_composed(self, name: str) -> bool:
        return name in self.pack.attributes and bool(self.pack.attributes[name].compose)

    def _carried(self) -> list[str]:
        """What completion may have filled and a place shares with those around it."""
        return list(dict.fromkeys(c.fill[0] for c in self.pack.completions if "." in c.fill[0]))

    def _known_entities(self, golden: pl.DataFrame, records: pl.DataFrame, owners: pl.Series) -> pl.DataFrame:
        """Golden records as places: number, level, names, and of their records the keys and what completion filled."""
        order = pl.DataFrame({"entity_id": golden["entity_id"]}).with_row_index("place")
        place = owners.to_frame("entity_id").join(order, on="entity_id", how="left", maintain_order="left")[
            "place"
        ]
        codes = place.to_numpy()
        size = len(golden)
        rows = np.arange(len(codes), dtype=np.int64)
        founder = _first_rows(codes, rows, size)
        columns = {
            name: _first_known(records[name], codes, size) for name in (*self._keys(), *self._carried())
        }
        witness = records.select(pl.format("{}:{}", "source", "record_id").alias("witness"))[founder]
        names = golden.select(pl.col(self.hierarchy.level).alias("level"), *self.hierarchy.names)
        return pl.concat([order.drop("entity_id"), names, pl.DataFrame(columns), witness], how="horizontal")

    def _above(self, frontier: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Places above the frontier with their keys, and the edges that lead to them."""
        names, carried = list(self.hierarchy.names), self._carried()
        lifted = lift_places(frontier, self.hierarchy, names, carried)
        upper, edges = gather_places(lifted, names, carried)
        starts = range(0, max(len(upper), 1), _BATCH)
        return pl.concat([self._with_keys(upper.slice(start, _BATCH)) for start in starts]), edges

    def _with_keys(self, upper: pl.DataFrame) -> pl.DataFrame:
        """Places with the keys that their names and what is carried over give them."""
        attribute, carried = self.hierarchy.attribute, self._carried()
        read = self._read_parts(upper)
        parts = {f"{attribute}.{part}": read[part] for part in read.columns if part != "value"}
        for column in carried:
            own = parts.get(column)
            parts[column] = upper[column] if own is None else own.zip_with(own.is_not_null(), upper[column])
        derived = {
            name: parts[f"{attribute}.{part}"]
            for name, part in self.pack.attributes[attribute].derive.items()
            if "." not in name
        }
        whole = pl.DataFrame(parts | derived)
        names = {name: upper[name] for name in self.hierarchy.names}
        return compose_attributes(whole, self.pack).select(
            *self._keys(), *carried, level=upper["level"], place=upper["place"], **names
        )

    def _read_parts(self, named: pl.DataFrame) -> pl.DataFrame:
        """What the kind says of things of which only level and names are known."""
        kind = find_kind(self.pack.attributes[self.hierarchy.attribute].kind)
        assert kind.write is not None
        part_of = self.pack.attributes[self.hierarchy.attribute].derive
        level = "level" if "level" in named.columns else self.hierarchy.level
        asked = named.select(
            pl.col(level).alias(part_of[self.hierarchy.level]),
            *(pl.col(name).alias(part_of[name]) for name in self.hierarchy.names if name in named.columns),
        )
        return kind.write(asked, self.context)

    def _find(self, upper: pl.DataFrame, finders: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """`upper` with `owner`, the place that holds one of its keys, and `canonical`, its first key by name."""
        found = upper
        for name, owners in finders.items():
            found = found.join(
                owners.rename({"key": name, "owner": f"owner:{name}"}),
                on=name,
                how="left",
                maintain_order="left",
            )
        return found.with_columns(
            owner=pl.coalesce(pl.col(f"owner:{name}") for name in finders),
            canonical=pl.coalesce(pl.format(f"{name}|{{}}", pl.col(name)) for name in finders),
        ).drop(f"owner:{name}" for name in finders)

    def _make(self, found: pl.DataFrame, edges: pl.DataFrame, witness: pl.Series, start: int) -> pl.DataFrame:
        """One new place for each key that nobody holds, numbered from `start`, named by what all below it say alike."""
        lone = found.filter(pl.col("owner").is_null() & pl.col("canonical").is_not_null())
        if not self.hierarchy.implied:
            lone = lone.clear()
        told = edges.join(lone.select("place", "canonical"), on="place")
        told = told.with_columns(witness=witness.gather(told["below"]))
        first = told.group_by("canonical").agg(pl.col("witness").min())
        names = list(self.hierarchy.names)
        agreed = lone.group_by("canonical").agg(
            pl.col("level").min(),
            *(pl.when(pl.col(n).drop_nulls().n_unique() == 1).then(pl.col(n).drop_nulls().first()).alias(n) for n in names),
            *(pl.col(n).min() for n in (*self._keys(), *self._carried())),
        )  # fmt: skip
        fresh = agreed.join(first, on="canonical").sort("canonical")
        number = pl.int_range(start, start + len(fresh), dtype=pl.UInt32, eager=True)
        return fresh.with_columns(place=number)

    def _next_frontier(self, found: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
        """What is to be lifted next: new places, once for each way they are named below, and what has no key, in the
        name of what lies below it."""
        columns = ["level", *self.hierarchy.names, *self._carried()]
        new = found.drop_nulls("new").select(*columns, place="new")
        passed = edges.filter(pl.col("target").is_null()).select("below", "place")
        through = passed.join(found, on="place").select(*columns, place="below")
        return pl.concat([new, through])

    def _issue(self, canonical: pl.Series) -> pl.Series:
        """Ids of implied places: founded by their key and by no record."""
        founders = pl.DataFrame({"source": pl.repeat("", len(canonical), eager=True), "record_id": canonical})
        return issue_entity_ids(founders, self.pack.pack.letter, self.city, self.key)

    def _implied_frames(
        self, golden: pl.DataFrame, made: list[pl.DataFrame], ids: pl.Series, relations: pl.DataFrame
    ) -> Placed:
        if not made:
            nothing = pl.DataFrame(schema=PROVENANCE), pl.DataFrame(schema=CHANGES)
            return Placed(golden.clear(), *nothing, relations)
        places = pl.concat(made)
        attribute = self.hierarchy.attribute
        read = self._read_parts(places)
        derived = {
            name: read[part]
            for name, part in self.pack.attributes[attribute].derive.items()
            if name in golden.columns
        }
        own = pl.DataFrame({"entity_id": ids.gather(places["place"]), attribute: read["value"], **derived})
        whole = pl.concat([golden.clear(), own], how="diagonal_relaxed").select(golden.columns)
        source, record_id = (
            places["witness"].str.splitn(":", 2).struct.field(f"field_{i}") for i in range(2)
        )
        provenance = pl.DataFrame(schema=PROVENANCE)
        origin = pl.DataFrame(
            {
                "entity_id": own["entity_id"], "attribute": pl.repeat(attribute, len(own), eager=True),
                "value": own[attribute], "source": source, "record_id": record_id,
                "rule": pl.repeat(IMPLIED, len(own), eager=True),
            }
        )  # fmt: skip
        provenance = pl.concat([provenance, origin], how="diagonal_relaxed").select(list(PROVENANCE))
        changes = own.select(
            "entity_id",
            event=pl.lit("created"),
            successor=pl.lit(None, pl.String),
            run_id=pl.lit(self.run_id),
        )
        whole, provenance, changes = (frame.sort("entity_id") for frame in (whole, provenance, changes))
        return Placed(whole, provenance, changes, relations)


_EDGES = {"below": pl.UInt32, "relation": pl.String, "above": pl.UInt32}


def _owners_of_keys(known: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        known.select(key=name, owner="place")
        .drop_nulls("key")
        .unique("key", keep="first", maintain_order=True)
    )


def _first_rows(codes: np.ndarray, rows: np.ndarray, size: int) -> np.ndarray:
    """For each code the first row that has it, or -1."""
    first = np.full(size, -1, np.int64)
    first[codes[::-1]] = rows[::-1]  # of several rows the last one written stays
    return first


def _first_known(values: pl.Series, codes: np.ndarray, size: int) -> pl.Series:
    """For each code the first value there is."""
    rows = np.flatnonzero(values.is_not_null().to_numpy())
    first = _first_rows(codes[rows], rows, size)
    places = pl.Series(np.where(first < 0, 0, first).astype(np.uint32))
    return values.gather(places).set(pl.Series(first < 0), None).alias(values.name)
