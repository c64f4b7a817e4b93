"""Masked and truncated citizen numbers as patterns: eighteen characters, `*` for each hidden one.

A pattern is no identifier. It is evidence: visible digits and their positions can agree or conflict.
"""

import polars as pl

from mdm.shared_work import select_shared

_MASKS = r"[*#●•○·□■_?※✱☆★]"
_HIDES = rf"{_MASKS}|X.|\.{{3}}|…"
_RUN = r"^([0-9]{0,14})\*{2,}([0-9]{0,8}[0-9X]?)$"
_DOTS = r"^([0-9]{3,14})(?:\.{3,}|…+)([0-9]{0,8}[0-9X])$"


def find_patterns(texts: pl.Series) -> pl.Series:
    """Read masked numbers as eighteen-character patterns; null where a text is none.

    Fifteen masked characters are an old number: the century and the check character are hidden too.
    A single run of masks shorter or longer than what it hides is stretched to eighteen characters.

    >>> texts = ["320599********1239", "320599******123", "3205***1239", "320599198001011239"]
    >>> find_patterns(pl.Series(texts)).to_list()
    ['320599********1239', '32059919******123*', '3205**********1239', None]
    """
    rows = texts.str.contains(_HIDES).fill_null(False).arg_true()
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
    starred = select_shared(texts.gather(rows).to_frame("text"), text=_star(pl.col("text")))
    patterns = select_shared(starred, _read_pattern(pl.col("text"))).to_series()
    return nothing.scatter(rows, patterns) if len(rows) else nothing


def _star(text: pl.Expr) -> pl.Expr:
    return _star_hidden_x(text.str.replace(_DOTS, "$1****$2").str.replace_all(_MASKS, "*"))


def _read_pattern(starred: pl.Expr) -> pl.Expr:
    has_both = starred.str.contains("*", literal=True) & starred.str.contains(r"[0-9]")
    length = starred.str.len_chars()
    head, tail = starred.str.extract(_RUN, 1), starred.str.extract(_RUN, 2)
    hidden = 18 - head.str.len_chars().cast(pl.Int32) - tail.str.len_chars().cast(pl.Int32)
    stars = pl.lit("*" * 18).str.head(hidden.clip(0, 18))
    return (
        pl.when(~has_both)
        .then(None)
        .when((length == 18) & starred.str.contains(r"^[0-9*]{17}[0-9X*]$"))
        .then(starred)
        .when((length == 15) & starred.str.contains(r"^[0-9*]{15}$"))
        .then(_stretch_15(starred))
        .when(head.is_not_null() & (hidden >= 2))
        .then(pl.concat_str(head, stars, tail))
    )


def _star_hidden_x(text: pl.Expr) -> pl.Expr:
    """An X is a mask, except as the last character after a digit."""
    body, last = text.str.head(-1), text.str.tail(1)
    masked_body = body.str.replace_all("X", "*", literal=True)
    keeps_last = (last != "X") | body.str.contains(r"[0-9]$")
    return pl.when(keeps_last).then(pl.concat_str(masked_body, last)).otherwise(masked_body + "*")


def _stretch_15(starred: pl.Expr) -> pl.Expr:
    sequence = starred.str.tail(3)
    century = pl.when(sequence.str.contains(r"^[0-8][0-9]{2}$|^9[0-8]")).then(pl.lit("19"))
    return pl.concat_str(
        starred.str.head(6), century.otherwise(pl.lit("1*")), starred.str.slice(6), pl.lit("*")
    )
