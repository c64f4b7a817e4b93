"""The places of a finished base, and which of them an address of another base speaks of."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from mdm.cluster import complete_records
from mdm.placing.placing import Placing
from mdm.relate import Base
from mdm.standardise import apply_kind, compose_attributes, find_kind

# Reasons of rules/reference/reference_reasons.csv
HERE, ABOVE = "place", "place_above"
SEVERAL, DIFFERS, UNKNOWN = "several_places", "place_differs", "unknown_place"
AMBIGUOUS, UNREADABLE = "ambiguous_place", "unreadable_place"
# Who is said to be in a room is in its building and its estate; a road or a division says nothing of the door.
DEPTHS = ("room", "floor", "unit", "building", "gate", "poi", "estate", "crossing", "road", "division")
ENOUGH = DEPTHS[: DEPTHS.index("crossing")]
MOST = 5  # candidates listed
HIGHEST = 12  # levels climbed from a room to its province
_HIT = {"asked": pl.UInt32, "known": pl.UInt32}


@dataclass(frozen=True)
class KnownPlaces:
    """The places of `base`; an address finds one as the base's records find one another: by keys, never by likeness."""

    base: Base
    placing: Placing

    def find(self, texts: pl.Series) -> pl.DataFrame:
        """`entity_id`, `reason`, `candidates` and `candidate_count` for each text, in its order.

        What an address leaves out is taken from the places known, where only one answer is possible. Where the base
        does not know the door, the deepest place around it that it knows answers, up to the estate; a road or division
        is a candidate only. Works on any batch of texts.
        """
        distinct = texts.drop_nulls().unique().sort()
        if len(distinct):
            told = self._find_each(distinct)
        else:
            told = pl.DataFrame(
                schema={"entity_id": pl.String, "reason": pl.String, "candidates": pl.List(pl.String)}
            )
        asked = pl.DataFrame({"text": texts.cast(pl.String)})
        told = told.insert_column(0, distinct.cast(pl.String).alias("text"))
        found = asked.join(told, on="text", how="left", maintain_order="left")
        return found.select(
            "entity_id",
            pl.col("reason").fill_null(UNREADABLE),
            pl.col("candidates").fill_null([]),
            candidate_count=pl.col("candidates").list.len().fill_null(0),
        )

    def _find_each(self, texts: pl.Series) -> pl.DataFrame:
        asked = self._read(texts)
        met = self._meet(asked)
        good = met.filter(~self._differ(met, asked))
        lone = good.filter(pl.len().over("asked") == 1)
        around = self._climb(asked.filter(~pl.col("place").is_in(met["asked"].implode())))
        own = pl.concat([lone.with_columns(reason=pl.lit(HERE)), around.filter("enough").drop("enough")])
        meant = pl.concat([met, around.select("asked", "known")]).unique()
        meant = meant.with_columns(entity_id=self._ids.gather(meant["known"]))
        candidates = meant.group_by("asked").agg(candidates=pl.col("entity_id").unique().sort().head(MOST))
        told = asked.select(asked="place", level=self._level, is_open="is_open")
        told = told.join(own, on="asked", how="left", maintain_order="left")
        told = told.join(candidates, on="asked", how="left", maintain_order="left")
        why = (
            pl.when(pl.col("asked").is_in(good["asked"].implode())).then(pl.lit(SEVERAL))
            .when(pl.col("asked").is_in(met["asked"].implode())).then(pl.lit(DIFFERS))
            .when("is_open").then(pl.lit(AMBIGUOUS))
            .when(pl.col("level").is_null()).then(pl.lit(UNREADABLE))
            .otherwise(pl.lit(UNKNOWN))
        )  # fmt: skip
        return told.select(
            entity_id=self._ids.gather(told["known"]),
            reason=pl.coalesce("reason", why),
            candidates=pl.when(pl.col("known").is_null())
            .then(pl.col("candidates").fill_null([]))
            .otherwise([]),
        )

    @property
    def _level(self) -> str:
        return self.placing.hierarchy.level

    @cached_property
    def _wanted(self) -> set[str]:
        """Columns that completions and keys read, that keep places apart, and that name them."""
        pack = self.base.pack
        read = {c for completion in pack.completions for c in completion.columns()}
        for name in self.placing.keys:
            for item in pack.attributes[name].compose:
                read |= {item} if isinstance(item, str) else set(item)
        return read | {*self.placing.apart, self._level, *self.placing.hierarchy.names, *self.placing.carried}

    @cached_property
    def _golden(self) -> pl.DataFrame:
        names = [self._level, *self.placing.hierarchy.names]
        return self.base.golden.select("entity_id", *names).collect()

    @property
    def _ids(self) -> pl.Series:
        return self._golden["entity_id"]

    @cached_property
    def _known(self) -> pl.DataFrame:
        """The parts of all known places, read from their names."""
        read = self.placing.read_parts(self._golden.drop("entity_id"))
        return self._as_records(read).with_columns(self._golden.drop("entity_id"))

    def _as_records(self, read: pl.DataFrame) -> pl.DataFrame:
        """Parts under the names that completions, keys and identifiers of the pack give them."""
        attribute = self.placing.hierarchy.attribute
        parts = {f"{attribute}.{part}": read[part] for part in read.columns}
        derived = self.base.pack.attributes[attribute].derive
        named = parts | {name: read[part] for name, part in derived.items()}
        return pl.DataFrame({name: column for name, column in named.items() if name in self._wanted})

    def _read(self, texts: pl.Series) -> pl.DataFrame:
        """Texts as places, completed from the known ones: `place` (their number), names, keys, `is_open`."""
        kind = find_kind(self.base.pack.attributes[self.placing.hierarchy.attribute].kind)
        read = apply_kind(kind, texts, self.placing.context)
        own = self._as_records(read.drop("original", "issue", "lead"))
        both = pl.concat([self._known, own], how="diagonal_relaxed")
        done = complete_records(both, self.base.pack.completions, witnesses=len(self._known))
        keyed = compose_attributes(done.records, self.base.pack).slice(len(self._known))
        unsettled = done.ambiguous.select(place=pl.col("row") - len(self._known)).unique()
        numbered = keyed.with_columns(place=pl.int_range(pl.len(), dtype=pl.UInt32))
        return numbered.with_columns(is_open=pl.col("place").is_in(unsettled["place"].implode()))

    @cached_property
    def _keys(self) -> dict[str, pl.DataFrame]:
        """For each kind of key, `key` and the number of each place that holds it, by name or by a record."""
        done = complete_records(self._known, self.base.pack.completions).records
        written = compose_attributes(done, self.base.pack)
        number = pl.DataFrame({"entity_id": self._ids}).with_row_index("known")
        keys = {}
        for name in self.placing.keys:
            own = pl.DataFrame({"key": written[name], "known": number["known"]}).drop_nulls("key")
            said = self.base.values([name]).join(number, on="entity_id").select(key=name, known="known")
            keys[name] = pl.concat([own, said]).unique()
        return keys

    def _meet(self, places: pl.DataFrame) -> pl.DataFrame:
        """`asked` and `known`: places that hold one of the keys of those asked (`place`)."""
        found = [pl.DataFrame(schema=_HIT)]
        for name, held in self._keys.items():
            own = places.select(asked=pl.col("place").cast(pl.UInt32), key=name).drop_nulls("key")
            found.append(own.join(held, on="key").select(pl.col(c).cast(t) for c, t in _HIT.items()))
        return pl.concat(found).unique().sort("asked", "known")

    def _differ(self, met: pl.DataFrame, places: pl.DataFrame) -> pl.Series:
        """Whether a part that keeps places apart is known of both and not the same; `places` are numbered by row."""
        columns = [self._level, *self.placing.apart]
        left = places.select(columns)[met["asked"]]
        right = self._known.select(columns)[met["known"]]
        apart = pl.repeat(False, len(met), dtype=pl.Boolean, eager=True)
        for column in columns:
            apart = apart | (left[column] != right[column]).fill_null(False)
        return apart

    def _climb(self, waiting: pl.DataFrame) -> pl.DataFrame:
        """`asked`, `known`, `reason`, and whether it is `enough`: the deepest known place around each of these."""
        columns = [*self.placing.hierarchy.names, *self.placing.carried]
        trail = waiting.select(asked="place", place="place")
        places = waiting.select("place", *columns, level=self._level)
        found = [pl.DataFrame(schema={**_HIT, "reason": pl.String, "enough": pl.Boolean})]
        for _ in range(HIGHEST):
            upper, edges = self.placing.above(iter([places]))
            trail = trail.join(edges.select("below", up="place"), left_on="place", right_on="below")
            trail = trail.select("asked", place="up").unique()
            if trail.is_empty():
                break
            met = self._meet(upper)
            met = met.filter(~self._differ(met, upper)).select("known", place="asked")
            told = trail.join(met, on="place").select("asked", "known")
            found.append(self._deepest(told))
            trail = trail.join(told.select("asked").unique(), on="asked", how="anti")
            places = upper.filter(pl.col("place").is_in(trail["place"].implode()))
            places = places.select("place", *columns, "level")
        return pl.concat(found)

    def _deepest(self, told: pl.DataFrame) -> pl.DataFrame:
        """Of the places around one, the deepest; where two are as deep, none is enough."""
        depth = pl.lit(self._known[self._level].gather(told["known"])).replace_strict(
            list(DEPTHS), list(range(len(DEPTHS))), default=len(DEPTHS), return_dtype=pl.UInt8
        )
        ranked = told.with_columns(depth=depth)
        ranked = ranked.filter(pl.col("depth") == pl.col("depth").min().over("asked"))
        enough = (pl.col("depth") < len(ENOUGH)) & (pl.len().over("asked") == 1)
        return ranked.select("asked", "known", reason=pl.lit(ABOVE), enough=enough)
