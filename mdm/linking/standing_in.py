"""One attribute stands in for another that a record does not state: the registered address for the present one.

Works on any batch.
"""

import polars as pl

from mdm.coded_texts import fill_where
from mdm.compare import STANDS_IN
from mdm.rulepack import RulePack


def let_stand_in(records: pl.DataFrame, pack: RulePack) -> pl.DataFrame:
    """Fill what a record does not state of an attribute from the one that stands in for it, and mark where.

    All parts that comparisons and block keys read are filled; `<attribute>.stands_in` (Boolean) says where. Only for
    linking: what a record states stays what it is.
    """
    for rule in pack.comparisons:
        if rule.stands_in is not None:
            records = _fill(records, rule.attributes[0], rule.stands_in)
    return records


def _fill(records: pl.DataFrame, main: str, other: str) -> pl.DataFrame:
    pairs = {c: f"{main}{c.removeprefix(other)}" for c in records.columns if c.split(".")[0] == other}
    own = [c for c in records.columns if c.split(".")[0] == main]
    if not pairs:
        return records
    silent = pl.all_horizontal(pl.lit(True), *(pl.col(c).is_null() for c in own))
    told = pl.any_horizontal(*(pl.col(c).is_not_null() for c in pairs))
    where = records.select(silent & told).to_series()
    if not where.any():
        return records
    filled = {}
    for source, target in pairs.items():
        nothing = pl.repeat(None, len(records), dtype=records.schema[source], eager=True)
        filled[target] = fill_where(where, records[source], records[target] if target in own else nothing)
    return records.with_columns(**filled, **{f"{main}.{STANDS_IN}": where}).drop(*pairs)
