"""Does a source write the day first, or the month? Its own dates say it: 25/12/1980 can be read in one way only.

Works on a whole source: what one date leaves open, the others decide.
"""

from collections.abc import Sequence

import polars as pl

SHAPE = r"^\s*([0-9]{1,2})[-/.]([0-9]{1,2})[-/.](?:1[89]|20)[0-9]{2}"
FEWEST_PROOFS = 5
STRAY = 20  # one date in so many may say the contrary, as a slip of the pen


def find_day_order(columns: Sequence[pl.Series]) -> bool | None:
    """Whether the dates in `columns` begin with the day; None where they prove neither.

    >>> us, slips = ["12/25/1980", "03/04/1975"] * 5, ["25/12/1980", "12/25/1980"] * 5
    >>> find_day_order([pl.Series(us)]), find_day_order([pl.Series(slips)])
    (False, None)
    """
    day_first = month_first = 0
    for column in columns:
        parts = column.to_frame("text").select(
            pl.col("text").str.extract(SHAPE, at).cast(pl.Int32).alias(str(at)) for at in (1, 2)
        )
        day_first += int(((parts["1"] > 12) & (parts["2"] <= 12)).sum())
        month_first += int(((parts["2"] > 12) & (parts["1"] <= 12)).sum())
    most, least = max(day_first, month_first), min(day_first, month_first)
    return day_first > month_first if most >= FEWEST_PROOFS and least * STRAY <= most else None
