"""Where to look for a name: among equal keys first, and only where there are none among the alike."""

import polars as pl

from mdm.lookup.known import KnownNames
from mdm.lookup.near import as_pairs, find_near
from mdm.lookup.short import find_full

# Endings with which a name is whole and no short one.
_WHOLE = "(?:有限公司|有限责任公司|股份公司|集团公司|总公司|合伙|合作社)$"


def find_pairs(asked: pl.DataFrame, known: KnownNames) -> pl.DataFrame:
    """Names asked (`number`, `key`, `core`, `branch`, `parent_key`, `former_key`, `other_key`) and known ones that may be meant.

    Columns `asked`, `known` (row of `known.frame`), `fit` (of a short name to its full one, null where it was not
    laid on it); unique and sorted.
    """
    named = asked.filter(pl.col("key").is_not_null())
    equal = _equal(named, known)
    told = pl.concat([_told(named, known, "former_key"), _told(named, known, "other_key")])
    rest = named.filter(~pl.col("number").is_in(equal["asked"].implode()))
    near = find_near(rest, known)
    short = rest.filter(~pl.coalesce("parent_key", "key").str.contains(_WHOLE))
    full = find_full(short, known, near)
    plain = pl.concat([equal, told, near]).with_columns(fit=pl.lit(None, dtype=pl.Float32))
    pairs = pl.concat([plain, full.cast({"asked": pl.UInt32})])
    return pairs.group_by("asked", "known").agg(pl.col("fit").max()).sort("asked", "known")


def _equal(asked: pl.DataFrame, known: KnownNames) -> pl.DataFrame:
    return _told(asked, known, "key")


def _told(asked: pl.DataFrame, known: KnownNames, key: str) -> pl.DataFrame:
    index = known.frame.with_row_index("known").select("known", "key")
    rows = asked.select("number", pl.col(key).alias("key")).drop_nulls()
    return as_pairs(rows.join(index, on="key").select(asked="number", known="known")).unique()
