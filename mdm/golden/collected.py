"""Attributes that hold no contest: every value that any record of an entity gives, joined."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from mdm.golden.entities import Entities
from mdm.golden.survivors import NOBODY, Survivors, written_survivors
from mdm.shelf import Shelved

ALL_VALUES = "all_values"
BETWEEN = ";"


def collect_values(
    records: Shelved, names: Sequence[str], entities: Entities, besides: pl.Series | None = None
) -> Survivors:
    """Every distinct value of the attributes `names`, sorted and joined with `;`; null where there is none.

    Values equal to the entity's own in `besides` (one an entity) are left out: they are no other names.
    """
    size = len(entities)
    entity = pl.Series("entity", entities.entity)
    rows = pl.int_range(records.height, dtype=pl.UInt32, eager=True)
    found = []
    for name in names:
        if name in records.columns:
            values = records[name].cast(pl.String)
            own = pl.DataFrame({"entity": entity, "value": values, "row": rows}).drop_nulls("value")
            if besides is not None:
                own = own.filter(own["value"].ne_missing(besides.gather(own["entity"])))
            found.append(own)
    winner = np.full(size, NOBODY, np.uint32)
    written = pl.Series([None], dtype=pl.String).new_from_index(0, size)
    if found:
        # Each value once before they are listed: within a group, equal texts of two chunks may count as two.
        each = pl.concat(found).group_by("entity", "value").agg(pl.col("row").min())
        told = each.group_by("entity").agg(pl.col("value").sort().str.join(BETWEEN), pl.col("row").min())
        winner[told["entity"].to_numpy()] = told["row"].to_numpy()
        written = written.scatter(told["entity"], told["value"]) if len(told) else written
    return written_survivors(winner, ALL_VALUES, written, None)
