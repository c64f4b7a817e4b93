"""How many rows look alike: the k of k-anonymity (Samarati and Sweeney 1998)."""

from collections.abc import Sequence

import polars as pl


def count_smallest_group(rows: pl.DataFrame, columns: Sequence[str]) -> int:
    """Rows in the smallest group that agree in all `columns`; null is a value. No rows give 0.

    >>> count_smallest_group(pl.DataFrame({"year": ["1980", "1980", "1990"]}), ["year"])
    1
    """
    if rows.is_empty():
        return 0
    if not columns:
        return len(rows)
    smallest: int = rows.group_by(columns).len().select(pl.col("len").min()).item()
    return smallest
