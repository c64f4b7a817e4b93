"""Golden records: one per entity, each value with its origin and its runner-up."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars._typing import PolarsDataType

from mdm.frames import CHANGES, CROSSWALK, PROVENANCE
from mdm.golden.authority import recognise_sources
from mdm.golden.entities import Codes, group_records
from mdm.golden.entity_ids import DEFAULT_CITY, DEFAULT_KEY, issue_entity_ids
from mdm.golden.lazily import scan_batches
from mdm.golden.survivors import NOBODY, Survivors, find_survivors, observed_dates
from mdm.rulepack import RulePack

_BATCH = 200_000


@dataclass(frozen=True)
class GoldenFrames:
    """What the golden room hands over, as lazy frames that are made batch by batch.

    `golden` is sorted by entity id, `provenance` by entity id and the pack's order of attributes,
    `crosswalk` by source and record id, `changes` by entity id. Collecting or sinking one makes its
    batches anew from the records, so peak memory is that of one batch.
    """

    golden: pl.LazyFrame
    crosswalk: pl.LazyFrame
    provenance: pl.LazyFrame
    changes: pl.LazyFrame


def build_golden_records(
    records: pl.DataFrame,
    clusters: pl.DataFrame,
    pack: RulePack,
    *,
    city: str = DEFAULT_CITY,
    key: str = DEFAULT_KEY,
    run_id: str = "",
) -> GoldenFrames:
    """Build the golden record of every cluster by the pack's survivorship.

    `records`: standardised records sorted by `row`, that is by source and record id, with `<attribute>`
    (null where missing or not trusted) and `<attribute>.original` (the text delivered). `clusters`: the
    `cluster` of each `row`, named after its smallest row. An attribute that no record of an entity has
    is null in `golden` and has no row in `provenance`; one that no source has is a null column.

    Grouped by entity: any set of whole clusters can be built alone and gives the same rows. Raises
    MdmError where the frames do not fit together and UsageError for an unusable `city` or `key`.
    """
    entities = group_records(records, clusters)
    founders = records.select("source", "record_id")[entities.founders]
    ids = issue_entity_ids(founders, pack.pack.letter, city, key)
    order = ids.arg_sort().to_numpy()
    sources = recognise_sources(records["source"], pack)
    golden = [name for name, attribute in pack.attributes.items() if attribute.golden]
    survivors = {
        name: find_survivors(name, records, entities, sources, pack) for name in golden if name in records.columns
    }
    schema: dict[str, PolarsDataType] = {"entity_id": pl.String, **{n: _dtype(n, records, pack) for n in golden}}

    def golden_batches() -> Iterator[pl.DataFrame]:
        for codes in _slices(order):
            columns = [ids.gather(codes).alias("entity_id")]
            for name in golden:
                found = survivors.get(name)
                columns.append(
                    pl.repeat(None, len(codes), dtype=schema[name], eager=True).alias(name)
                    if found is None
                    else records[name].gather(_or_null(found.winner[codes]))
                )
            yield pl.DataFrame(columns)

    def crosswalk_batches() -> Iterator[pl.DataFrame]:
        for start in range(0, records.height, _BATCH):
            part = records.select("source", "record_id").slice(start, _BATCH)
            owners = ids.gather(entities.entity[start : start + _BATCH])
            yield part.with_columns(owners.alias("entity_id"))

    def provenance_batches() -> Iterator[pl.DataFrame]:
        dates = observed_dates(records, pack)
        for codes in _slices(order):
            parts = [_origins(name, found, codes, records, dates) for name, found in survivors.items()]
            if parts:
                rows = pl.concat(parts)
                rows = rows[np.argsort(rows["slot"].to_numpy(), kind="stable")]
                yield rows.select(ids.gather(codes[rows["slot"].to_numpy()]).alias("entity_id"), pl.exclude("slot"))

    def change_batches() -> Iterator[pl.DataFrame]:
        for codes in _slices(order):
            created = {"event": pl.lit("created"), "successor": pl.lit(None, pl.String), "run_id": pl.lit(run_id)}
            yield pl.DataFrame({"entity_id": ids.gather(codes)}).with_columns(**created)

    return GoldenFrames(
        scan_batches(golden_batches, schema),
        scan_batches(crosswalk_batches, CROSSWALK),
        scan_batches(provenance_batches, PROVENANCE),
        scan_batches(change_batches, CHANGES),
    )


def _slices(order: NDArray[np.uint32]) -> Iterator[Codes]:
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _dtype(name: str, records: pl.DataFrame, pack: RulePack) -> PolarsDataType:
    absent = pl.Date() if pack.attributes[name].kind == "date" else pl.String()
    return records.schema.get(name, absent)


def _or_null(positions: Codes) -> pl.Series:
    places = pl.Series(positions)
    return places.set(places == NOBODY, None)


def _origins(
    name: str, found: Survivors, codes: Codes, records: pl.DataFrame, dates: pl.Series
) -> pl.DataFrame:
    """Provenance rows of one attribute for some entities, with `slot`, the place in `codes`."""
    slots = np.flatnonzero(found.winner[codes] != NOBODY).astype(np.uint32)
    codes = codes[slots]
    winner = found.winner[codes]
    original = f"{name}.original"
    place = np.searchsorted(found.beaten, codes)
    second = np.append(found.runner_up, NOBODY)[place].astype(np.uint32)
    second[np.append(found.beaten, NOBODY)[place] != codes] = NOBODY
    missing = pl.repeat(None, len(codes), dtype=pl.String, eager=True)
    columns = {
        "slot": pl.Series(slots),
        "attribute": pl.repeat(name, len(codes), eager=True),
        "value": records[name].gather(winner).cast(pl.String),
        "original": records[original].gather(winner).cast(pl.String) if original in records.columns else missing,
        "source": records["source"].gather(winner),
        "record_id": records["record_id"].gather(winner),
        "rule": pl.Series(found.rules).gather(found.rule[codes]),
        "runner_up": records[name].gather(_or_null(second)).cast(pl.String),
        "effective_from": missing.cast(pl.Date),
        "effective_to": missing.cast(pl.Date),
        "observed_at": dates.gather(winner),
    }
    return pl.DataFrame(columns)
