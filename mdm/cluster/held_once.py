"""What an entity holds once at most: a valid vetoing identifier, and a record of a duplicate-free source.

Each becomes one column of codes: two units with different codes in one column are never one entity.
Works on everything.
"""

from collections.abc import Collection

import numpy as np
import polars as pl

from mdm.cluster.identity import Identity, primary_identifier
from mdm.rulepack import RulePack

DIFFERENT_IDENTIFIER = "different_identifier_in_cluster"
SAME_SOURCE = "same_source"


def list_held_once(
    records: pl.DataFrame, pack: RulePack, identity: Identity, duplicate_free: Collection[str]
) -> pl.DataFrame:
    """One UInt32 column for each veto, one row a record: the code its unit holds, null where it holds none.

    `records` has `source` and the identifiers. The first column speaks of the primary identifier, further
    ones of other vetoing identifiers (a unit that holds several values of one holds none) and of the sources
    in `duplicate_free`. A contested number its record does not contradict joins nobody, yet keeps it apart.
    """
    size = len(records)
    contested, rejected = np.zeros(size, bool), np.zeros(size, bool)
    contested[identity.contested.to_numpy()] = True
    rejected[identity.rejected.to_numpy()] = True
    rows = pl.DataFrame({"row": pl.int_range(size, dtype=pl.UInt32, eager=True), "unit": identity.unit})
    apart = identity.holds | pl.Series(contested & ~rejected)
    columns = [rows.select((pl.col("unit") + 1).alias(DIFFERENT_IDENTIFIER)).to_series().set(~apart, None)]
    primary = primary_identifier(pack)
    for identifier in pack.identifiers:
        if identifier.vetoes and identifier is not primary and identifier.attribute in records.columns:
            value = records[identifier.attribute].rank("dense").cast(pl.UInt32)
            told = rows.with_columns(value=value).select(
                pl.when(pl.col("value").drop_nulls().n_unique().over("unit") == 1)
                .then(pl.col("value").max().over("unit"))
                .alias(f"{DIFFERENT_IDENTIFIER}:{identifier.attribute}")
            )
            columns.append(told.to_series())
    for source in sorted(duplicate_free):
        own = rows.with_columns(own=pl.when(records["source"] == source).then(pl.col("row") + 1))
        columns.append(
            own.select(pl.col("own").max().over("unit").alias(f"{SAME_SOURCE}:{source}")).to_series()
        )
    return pl.DataFrame(columns)


def of_groups(held_once: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """The same codes by group: one row a record, filled at the group's own number."""
    numbers = group.to_numpy()
    columns = []
    for name in held_once.columns:
        codes = np.zeros(len(group), np.uint32)
        np.maximum.at(codes, numbers, held_once[name].fill_null(0).to_numpy())
        columns.append(pl.Series(name, codes))
    return pl.DataFrame(columns)
