"""Sources declared free of duplicates: two records of one are two entities, even under one number.

Works on all records of one unit.
"""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from mdm.cluster.held_once import SAME_SOURCE
from mdm.cluster.identity import Agreement, Identity, primary_identifier
from mdm.rulepack import RulePack


def keep_one_per_source(
    records: pl.DataFrame,
    pack: RulePack,
    identity: Identity,
    duplicate_free: Collection[str],
    agree: Agreement,
) -> Identity:
    """Take from each unit all but one record of every duplicate-free source.

    The record whose own statements agree best with the number stays, then the one of the smallest row. The
    others lose the number: they are contested, and kept apart from the record that stays.
    """
    primary = primary_identifier(pack)
    sources = records["source"]
    named = sources.is_in(sorted(duplicate_free))
    if primary is None or primary.attribute not in records.columns or not named.any():
        return identity
    rows = pl.DataFrame(
        {"row": pl.int_range(len(records), dtype=pl.UInt32, eager=True), "unit": identity.unit}
    )
    inside = rows.with_columns(source=sources).filter(named & identity.holds)
    inside = inside.filter(pl.struct("unit", "source").is_duplicated())
    inside = inside.with_columns(agreement=agree(inside["row"], primary.attribute)).sort(
        "unit", "source", -pl.col("agreement"), "row"
    )
    stays = pl.col("row").first().over("unit", "source")
    leaving = inside.with_columns(stays=stays).filter(pl.col("row") != pl.col("stays"))
    return expel(identity, leaving.select("row", "stays"), SAME_SOURCE)


def expel(identity: Identity, leaving: pl.DataFrame, veto: str) -> Identity:
    """Take the rows in `leaving` (`row`, `stays`) out of their units; each stays apart from row `stays`.

    They no longer hold the unit's number, and what is left of the unit is named after its smallest row.
    """
    if leaving.is_empty():
        return identity
    gone = leaving["row"].unique().sort()
    rows = pl.DataFrame(
        {"row": pl.int_range(len(identity.unit), dtype=pl.UInt32, eager=True), "unit": identity.unit}
    )
    out = rows["row"].is_in(gone.implode())
    rows = rows.with_columns(key=pl.when(out).then(pl.col("row")).otherwise(pl.col("unit")), out=out)
    unit = rows.select(pl.col("row").min().over("key", "out"))["row"]
    apart = leaving.select(
        left=pl.min_horizontal("row", "stays"), right=pl.max_horizontal("row", "stays"), veto=pl.lit(veto)
    )
    return replace(
        identity,
        unit=unit.alias("unit"),
        holds=identity.holds & ~out,
        contested=pl.concat([identity.contested, gone]).unique().sort(),
        conflicts=pl.concat([identity.conflicts, apart])
        .unique(["left", "right"], keep="first", maintain_order=True)
        .sort("left", "right"),
    )
