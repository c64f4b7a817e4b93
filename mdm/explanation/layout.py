"""Lay out tables of mixed Chinese and Latin text for a terminal."""

import unicodedata
from collections.abc import Iterable, Sequence

Key = tuple[str, str]


def width(text: str) -> int:
    """Columns a text takes in a terminal: Chinese characters take two.

    >>> width("姓名 name")
    9
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def table(rows: Iterable[Sequence[str]], indent: str = "  ") -> str:
    """Align the columns of `rows`."""
    rows = list(rows)
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = (
        indent + "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def say(key: Key) -> str:
    """Write a record as `source:record_id`."""
    return f"{key[0]}:{key[1]}"


def say_value(value: object, original: str | None) -> str:
    """Write a standard value, and what was delivered where that reads differently."""
    standard = "–" if value is None else str(value)
    if original is None or original == standard:
        return standard
    return f"{standard}（{original}）"


def say_weight(weight: float | None) -> str:
    """Write a match weight in bits with its sign.

    >>> say_weight(3.14159), say_weight(None)
    ('+3.1', '')
    """
    return "" if weight is None else f"{weight:+.1f}"
