"""Entity ids that live from run to run, and what happened to them.

An id belongs to what became of its founding record. Where an entity has fallen apart, the id stays with the
part that holds the founding record (where that record is gone, with the part of most records). Where entities
have become one, the elder id survives, and the others lead to it. Works on everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from mdm.golden.entities import Codes
from mdm.golden.entity_ids import issue_entity_ids

ID_CHARS = 16  # of an entity id, the keyed hash of its founding record

REGISTRY = {"entity_id": pl.String, "generation": pl.UInt32, "successor": pl.String, "living": pl.Boolean}


@dataclass(frozen=True)
class Before:
    """What the run before left: its `crosswalk`, its `golden` records, and its `registry` of all ids there ever
    were: `entity_id`, `generation` (number of the run that issued it, from 0), the `successor` of one that was
    merged, and whether it is `living`. `run_id` names it."""

    run_id: str
    crosswalk: pl.DataFrame
    golden: pl.LazyFrame
    registry: pl.DataFrame

    @property
    def generation(self) -> int:
        """Number of the run that comes now."""
        return int(self.registry["generation"].max() or 0) + 1  # type: ignore[arg-type]


@dataclass(frozen=True)
class Kept:
    """`ids` of the entities by code; `events`: `entity_id`, `event`, `successor`; the new `registry`."""

    ids: pl.Series
    events: pl.DataFrame
    registry: pl.DataFrame


def first_registry(crosswalk: pl.DataFrame) -> pl.DataFrame:
    """The registry of a run that had none before it: every id was issued by it."""
    ids = crosswalk["entity_id"].unique().sort()
    return pl.DataFrame(
        {"entity_id": ids, "generation": 0, "successor": None, "living": True}, schema=REGISTRY, strict=False
    )


def keep_ids(
    records: pl.DataFrame, entity: Codes, fresh: pl.Series, before: Before, letter: str, city: str, key: str
) -> Kept:
    """Give entities the ids they had before.

    `records` (`source`, `record_id`) are sorted; `entity` is the code of each record's entity and `fresh` the
    id each entity would have were it new. Events: `created`, `absorbed` (took in others), `merged` (into
    `successor`), `split` (part of it is now `successor`), `retired` (no record is left).
    """
    rows = records.select("source", "record_id").with_columns(
        row=pl.int_range(pl.len()), entity=pl.Series(entity)
    )
    held = rows.join(before.crosswalk.rename({"entity_id": "old"}), on=["source", "record_id"], how="inner")
    parts = held.group_by("old", "entity").agg(rows=pl.len(), first=pl.col("row").min())
    founders = _founders(held, parts, letter, city, key)
    owned = (
        parts.join(founders, on=["old", "entity"], how="left")
        .sort(
            "old", pl.col("founder").fill_null(False), "rows", "first", descending=[False, True, True, False]
        )
        .with_columns(owns=pl.int_range(pl.len()).over("old") == 0)
    )
    claims = owned.filter("owns").join(
        before.registry.select(old="entity_id", generation="generation"), on="old", how="left"
    )
    ranked = claims.sort("entity", pl.col("generation").fill_null(0), "first")
    survivors = ranked.unique("entity", keep="first", maintain_order=True).select("entity", survivor="old")
    ids = _join_ids(fresh, survivors, rows, before, letter, city, key)
    of_entity = pl.DataFrame({"entity": np.arange(len(ids), dtype=np.uint32), "now": ids})
    told = owned.cast({"entity": pl.UInt32}).join(of_entity, on="entity", how="left")
    merged = told.filter(pl.col("owns") & (pl.col("now") != pl.col("old")))
    split = told.filter(~pl.col("owns") & (pl.col("now") != pl.col("old")))
    gone = before.crosswalk.select(old=pl.col("entity_id").unique()).join(parts, on="old", how="anti")
    kept_ids = survivors["survivor"].implode()
    events = [
        _events(ids.filter(~ids.is_in(kept_ids)), "created"),
        _events(merged["now"].unique(), "absorbed"),
        _events(merged["old"], "merged", merged["now"]),
        _events(split["old"], "split", split["now"]),
        _events(gone["old"], "retired"),
    ]
    listed = pl.concat(events).sort("entity_id", "event", "successor")
    return Kept(ids, listed, _next_registry(before, ids, merged))


def _founders(held: pl.DataFrame, parts: pl.DataFrame, letter: str, city: str, key: str) -> pl.DataFrame:
    """`old`, `entity` of the parts that hold the founding record of an id that has fallen apart.

    The founding record is the one whose keyed hash is the id.
    """
    torn = parts.filter(pl.col("old").is_duplicated()).select("old").unique()
    asked = held.join(torn, on="old", how="semi").sort("row")
    hashes = issue_entity_ids(asked.select("source", "record_id"), letter, city, key).str.tail(ID_CHARS)
    found = asked.filter(asked["old"].str.tail(ID_CHARS) == hashes)
    return found.select("old", "entity").unique().with_columns(founder=pl.lit(True))


def _join_ids(
    fresh: pl.Series,
    survivors: pl.DataFrame,
    rows: pl.DataFrame,
    before: Before,
    letter: str,
    city: str,
    key: str,
) -> pl.Series:
    """Survivors where there are any, else fresh ids; one that still lives elsewhere is issued anew."""
    frame = pl.DataFrame({"entity": np.arange(len(fresh), dtype=np.uint32), "fresh": fresh})
    joined = frame.join(survivors.cast({"entity": pl.UInt32}), on="entity", how="left", maintain_order="left")
    living = before.registry.filter("living")["entity_id"].implode()
    taken = joined.filter(pl.col("survivor").is_null() & pl.col("fresh").is_in(living))
    if len(taken):
        firsts = rows.group_by("entity").agg(pl.col("source", "record_id").sort_by("row").first())
        again = taken.select("entity").join(firsts.cast({"entity": pl.UInt32}), on="entity", how="left")
        salted = again.with_columns(pl.col("record_id") + f"\x1f{before.generation}")
        anew = issue_entity_ids(salted.select("source", "record_id"), letter, city, key)
        joined = joined.join(
            again.select("entity", anew=anew), on="entity", how="left", maintain_order="left"
        )
        joined = joined.with_columns(fresh=pl.coalesce("anew", "fresh"))
    return joined.select(pl.coalesce("survivor", "fresh").alias("entity_id"))["entity_id"]


def _events(ids: pl.Series, event: str, successor: pl.Series | None = None) -> pl.DataFrame:
    nobody = pl.Series([None] * len(ids), dtype=pl.String)
    return pl.DataFrame({"entity_id": ids, "event": [event] * len(ids), "successor": nobody if successor is None else successor},
                        schema={"entity_id": pl.String, "event": pl.String, "successor": pl.String})  # fmt: skip


def _next_registry(before: Before, ids: pl.Series, merged: pl.DataFrame) -> pl.DataFrame:
    """All ids there ever were: those living now, those merged with where they lead to today, those gone."""
    living = ids.implode()
    leads = merged.select(entity_id="old", to="now")
    known = before.registry.join(leads, on="entity_id", how="left").with_columns(
        living=pl.col("entity_id").is_in(living), successor=pl.coalesce("to", "successor")
    )
    later = leads.rename({"entity_id": "successor", "to": "later"})
    known = known.join(later, on="successor", how="left").with_columns(
        successor=pl.when("living").then(None).otherwise(pl.coalesce("later", "successor"))
    )
    fresh = pl.DataFrame({"entity_id": ids.filter(~ids.is_in(before.registry["entity_id"].implode()))})
    fresh = fresh.with_columns(
        generation=pl.lit(before.generation, pl.UInt32),
        successor=pl.lit(None, pl.String),
        living=pl.lit(True),
    )
    return pl.concat([known.select(list(REGISTRY)), fresh.select(list(REGISTRY))]).sort("entity_id")


def list_changed(batch: pl.DataFrame, before: Before, moved: pl.Series) -> pl.Series:
    """Ids of a batch of golden records that stood in the run before with other values, or that are `moved`."""
    first, last = batch["entity_id"].min(), batch["entity_id"].max()
    old = before.golden.filter(pl.col("entity_id").is_between(pl.lit(first), pl.lit(last))).collect()
    shared = [column for column in batch.columns if column in old.columns]
    values = pl.struct(shared[1:]).hash()
    now, then = (frame.select("entity_id", said=values) for frame in (batch, old))
    both = now.join(then, on="entity_id", suffix="_then")
    other = both.filter(pl.col("said") != pl.col("said_then"))["entity_id"]
    changed = pl.concat([other, moved]).unique().implode()
    return both["entity_id"].filter(both["entity_id"].is_in(changed))


def list_moved(records: pl.DataFrame, owners: pl.Series, before: Before) -> pl.Series:
    """Ids whose records are not those they had before. `owners`: id of each record's entity."""
    now = records.select("source", "record_id").with_columns(now=owners)
    both = now.join(
        before.crosswalk.rename({"entity_id": "then"}), on=["source", "record_id"], how="full", coalesce=True
    )
    stays = pl.col("now").eq_missing(pl.col("then"))
    left = both.filter(~stays).select(entity_id="then")
    came = both.filter(~stays).select(entity_id="now")
    return pl.concat([left, came]).drop_nulls()["entity_id"].unique()


def tell_changes(
    kept: Kept, before: Before, records: pl.DataFrame, owners: pl.Series, golden: Iterable[pl.DataFrame]
) -> pl.DataFrame:
    """All events of a run: those of ids, and `changed` for ids that live on with other values or records.

    An id of which another event is told is not told to be changed as well.
    """
    moved = list_moved(records, owners, before)
    changed = [list_changed(batch, before, moved) for batch in golden if len(batch)]
    ids = pl.concat([pl.Series("entity_id", [], pl.String), *changed])
    silent = ids.filter(~ids.is_in(kept.events["entity_id"].implode()))
    return pl.concat([kept.events, _events(silent, "changed")]).sort("entity_id", "event", "successor")
