"""Golden records: one per entity, each value with its origin and its runner-up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from polars._typing import PolarsDataType

from mdm.frames import CHANGES, CROSSWALK, KEYS, PROVENANCE
from mdm.golden.authority import recognise_sources
from mdm.golden.collected import collect_values
from mdm.golden.entities import Codes, Entities, group_records
from mdm.golden.entity_ids import DEFAULT_CITY, DEFAULT_KEY, issue_entity_ids
from mdm.golden.lazily import Batches, interleave, scan_batches
from mdm.golden.persistence import Before, keep_ids, tell_changes
from mdm.golden.provenance import list_origins
from mdm.golden.survivors import (
    NOBODY,
    Survivors,
    find_survivors,
    gather_contestants,
    observed_dates,
    written_survivors,
)
from mdm.rulepack import RulePack
from mdm.shelf import Shelved, in_memory

Write = Callable[[pl.DataFrame], pl.DataFrame]

WRITTEN = "written"
_BATCH = 1 << 16


@dataclass(frozen=True)
class GoldenFrames:
    """What the golden room hands over, as lazy frames that are made batch by batch.

    `golden` is sorted by entity id, `provenance` by entity id and the pack's order of attributes,
    `crosswalk` by source and record id, `changes` by entity id. Collecting or sinking one makes its
    batches anew from the records, so peak memory is that of one batch. `entity_ids` are those of the golden records
    in order, `place_of_row` the place of each record's entity among them. `registry` lists all ids there ever
    were, where there was a run before.
    """

    golden: pl.LazyFrame
    crosswalk: pl.LazyFrame
    provenance: pl.LazyFrame
    changes: pl.LazyFrame
    batches: Mapping[str, Batches]
    entity_ids: pl.Series
    place_of_row: Codes
    registry: pl.DataFrame | None = None

    def without_created(self, before: Before) -> "GoldenFrames":
        """The same frames without the news that entities were created which stood in the run before."""
        known = before.golden.select("entity_id", event=pl.lit("created"))
        told = self.changes.join(known, on=["entity_id", "event"], how="anti", maintain_order="left")
        return replace(self, changes=told)

    def owners_of(self, positions: pl.Series) -> pl.Series:
        """The entity ids of records, by their places."""
        return self.entity_ids.gather(self.place_of_row[positions.to_numpy()])

    def with_others(
        self, golden: pl.DataFrame, provenance: pl.DataFrame, changes: pl.DataFrame
    ) -> "GoldenFrames":
        """The same with the rows of further entities, sorted by id, among its own."""
        others = {"golden": golden, "provenance": provenance, "changes": changes}
        batches = {name: interleave(self.batches[name], frame, "entity_id") for name, frame in others.items()}
        return replace(
            self,
            golden=scan_batches(batches["golden"], golden.schema),
            provenance=scan_batches(batches["provenance"], provenance.schema),
            changes=scan_batches(batches["changes"], changes.schema),
            batches=batches,
        )


def build_golden_records(
    records: pl.DataFrame | Shelved,
    clusters: pl.DataFrame,
    pack: RulePack,
    *,
    city: str = DEFAULT_CITY,
    key: str = DEFAULT_KEY,
    run_id: str = "",
    written: Sequence[str] = (),
    write: Write | None = None,
    before: Before | None = None,
) -> GoldenFrames:
    """Build the golden record of every cluster by the pack's survivorship.

    `records`: standardised records sorted by `row`, that is by source and record id, with `<attribute>`
    (null where missing or not trusted) and `<attribute>.original` (the text delivered); they are read attribute by
    attribute, and of each no more is kept than what entities hold. `clusters`: the `cluster` of each `row`, named
    after its smallest row. An attribute that no record of an entity has
    is null in `golden` and has no row in `provenance`; one that no source has is a null column.

    `write(golden batch)` gives the attributes named in `written` anew from the other golden values, since what stands
    in no single record may stand in the golden one; attributes the pack collects hold every value there is.
    `before` is what the run before left: entities keep their ids, and `changes` tells what happened to them.

    Grouped by entity: any set of whole clusters can be built alone and gives the same rows. Raises
    MdmError where the frames do not fit together and UsageError for an unusable `city` or `key`.
    """
    records = in_memory(records) if isinstance(records, pl.DataFrame) else records
    keys = records.read([name for name in KEYS if name in records.columns])
    entities = group_records(keys, clusters)
    founders = keys.select("source", "record_id")[entities.founders]
    golden = [name for name, attribute in pack.attributes.items() if attribute.golden]
    sources = recognise_sources(records, pack)
    dates = observed_dates(records, pack)

    def original(name: str) -> pl.Series | None:
        delivered = f"{name}.original"
        return records[delivered] if delivered in records.columns else None

    def issue() -> pl.Series:
        return issue_entity_ids(founders, pack.pack.letter, city, key)

    def survive() -> dict[str, Survivors]:
        contestants = gather_contestants(entities, sources, dates)
        return {
            name: find_survivors(name, records[name], entities, contestants, sources, pack, original(name))
            for name in golden
            if name in records.columns and name not in written and not _collects(name, pack)
        }

    # Ids are made in the interpreter, survivors outside it.
    with ThreadPoolExecutor(1) as aside:
        issued = aside.submit(issue)
        survivors = survive()
        ids = issued.result()
    kept = (
        None if before is None else keep_ids(keys, entities.entity, ids, before, pack.pack.letter, city, key)
    )
    ids = ids if kept is None else kept.ids
    order = ids.arg_sort().to_numpy()

    def batch_of(codes: Codes) -> pl.DataFrame:
        columns = [ids.gather(codes).alias("entity_id")]
        for name in golden:
            found = survivors.get(name)
            nothing = pl.repeat(None, len(codes), dtype=_dtype(name, survivors, pack), eager=True)
            value = nothing if found is None else found.value.gather(codes)
            columns.append(value.alias(name))
        return pl.DataFrame(columns)

    everybody = np.arange(len(entities), dtype=np.uint32)
    if write is not None:
        texts = pl.concat([write(batch_of(codes)) for codes in _slices(everybody)])
        survivors |= {
            name: _written(entities, texts[name], original(name))
            for name in written
            if name in records.columns
        }
    for name in golden:
        collected = pack.survivorship.for_attribute(name).collect
        if collected:
            besides = survivors.get(collected[0])
            own = besides.value if besides else None
            survivors[name] = collect_values(records, collected, entities, own)
    survivors = {name: survivors[name] for name in golden if name in survivors}
    schema = {"entity_id": pl.String(), **{name: _dtype(name, survivors, pack) for name in golden}}

    def golden_batches() -> Iterator[pl.DataFrame]:
        for codes in _slices(order):
            yield batch_of(codes)

    def crosswalk_batches() -> Iterator[pl.DataFrame]:
        for start in range(0, keys.height, _BATCH):
            part = keys.select("source", "record_id").slice(start, _BATCH)
            owners = ids.gather(entities.entity[start : start + _BATCH])
            yield part.with_columns(owners.alias("entity_id"))

    def provenance_batches() -> Iterator[pl.DataFrame]:
        for codes in _slices(order):
            yield list_origins(codes, ids, survivors, keys, dates)

    def change_batches() -> Iterator[pl.DataFrame]:
        for codes in _slices(order):
            created = {
                "event": pl.lit("created"),
                "successor": pl.lit(None, pl.String),
                "run_id": pl.lit(run_id),
            }
            yield pl.DataFrame({"entity_id": ids.gather(codes)}).with_columns(**created)

    if before is not None and kept is not None:
        changes = tell_changes(kept, before, keys, ids.gather(entities.entity), golden_batches())
        changed = changes.with_columns(run_id=pl.lit(run_id)).select(list(CHANGES))
        changed = changed.sort("entity_id", maintain_order=True)

    def told_changes() -> Iterator[pl.DataFrame]:
        return change_batches() if kept is None else iter([changed])

    return GoldenFrames(
        scan_batches(golden_batches, schema),
        scan_batches(crosswalk_batches, CROSSWALK),
        scan_batches(provenance_batches, PROVENANCE),
        scan_batches(told_changes, CHANGES),
        {"golden": golden_batches, "provenance": provenance_batches, "changes": told_changes},
        ids.gather(order),
        np.argsort(order).astype(np.uint32)[entities.entity],
        None if kept is None else kept.registry,
    )


def _collects(name: str, pack: RulePack) -> bool:
    return bool(pack.survivorship.for_attribute(name).collect)


def _written(entities: Entities, texts: pl.Series, originals: pl.Series | None) -> Survivors:
    """Values written from the others, with the founding record as their origin."""
    winner = np.where(texts.is_not_null().to_numpy(), entities.founders, NOBODY).astype(np.uint32)
    return written_survivors(winner, WRITTEN, texts, originals)


def _slices(order: Codes) -> Iterator[Codes]:
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _dtype(name: str, survivors: Mapping[str, Survivors], pack: RulePack) -> PolarsDataType:
    absent = pl.Date() if pack.attributes[name].kind == "date" else pl.String()
    return survivors[name].value.dtype if name in survivors else absent
