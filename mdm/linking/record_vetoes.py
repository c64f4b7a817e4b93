"""Must-not-merge rules that read the values of two records: dates out of order, and names of somebody else.

Works on any batch of pairs of records.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.coded_texts import gather_texts
from mdm.rulepack import CrossVeto, DateVeto, RulePack

Mask = npt.NDArray[np.bool_]
APART = {"left": pl.UInt32, "right": pl.UInt32, "veto": pl.String, "outcome": pl.String}


def find_record_vetoes(pairs: pl.DataFrame, records: pl.DataFrame, pack: RulePack) -> pl.DataFrame:
    """The pairs of rows that a rule keeps apart: `left`, `right`, `veto` (its name) and `outcome`.

    Rules whose columns nobody delivers say nothing, and neither does a missing value.
    """
    found = [pl.DataFrame(schema=APART)]
    for rule in pack.vetoes.of_records():
        columns = rule.columns()
        if not set(columns) <= set(records.columns):
            continue
        speaking = records[columns[0]].is_not_null().to_numpy()
        asked = pairs.filter(pl.Series(_either(pairs, speaking))).select("left", "right")
        read = records.select(columns)
        left, right = gather_texts(read, asked["left"]), gather_texts(read, asked["right"])
        told = asked.filter(_breaks(rule, left, right) | _breaks(rule, right, left))
        found.append(told.with_columns(veto=pl.lit(rule.name), outcome=pl.lit(rule.outcome)))
    return pl.concat(found)


def _either(pairs: pl.DataFrame, rows: Mask) -> Mask:
    """Few records say that somebody died or name a relative: the others need no look."""
    if not rows.any():
        return np.zeros(len(pairs), bool)
    found: Mask = rows[pairs["left"].to_numpy()] | rows[pairs["right"].to_numpy()]
    return found


def _breaks(rule: DateVeto | CrossVeto, first: pl.DataFrame, second: pl.DataFrame) -> pl.Series:
    """Whether the first record of each pair rules the second out."""
    named = pl.Series([True]).new_from_index(0, len(first))
    if rule.names is not None and rule.holds is not None:
        named = (first[rule.names] == second[rule.holds]).fill_null(False)
    if isinstance(rule, CrossVeto):
        return named
    return named & ((second[rule.began] - first[rule.ended]).dt.total_days() > rule.days).fill_null(False)


def list_active_after_end(records: pl.DataFrame, cluster: pl.Series, pack: RulePack) -> pl.Series:
    """Rows whose `began` lies after the `ended` of their own entity: a fault to report, not a new entity."""
    rows = pl.DataFrame({"row": pl.int_range(len(records), dtype=pl.UInt32, eager=True), "cluster": cluster})
    found = [pl.Series("row", [], pl.UInt32)]
    for rule in pack.vetoes.dates:
        if rule.names is not None or rule.ended not in records.columns or rule.began not in records.columns:
            continue
        dated = rows.with_columns(ended=records[rule.ended], began=records[rule.began])
        ends = dated.drop_nulls("ended").group_by("cluster").agg(pl.col("ended").min())
        later = dated.drop("ended").join(ends, on="cluster")
        broken = (pl.col("began") - pl.col("ended")).dt.total_days() > rule.days
        found.append(later.filter(broken)["row"])
    return pl.concat(found).unique().sort()
