"""What every reader of a format hands over: a lazy frame and how to speak of its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl


def rows_from_one(rows: Sequence[int]) -> list[str]:
    """Say which rows are meant, the first one being row 1.

    >>> rows_from_one([0, 6])
    ['row 1', 'row 7']
    """
    return [f"row {row + 1}" for row in rows]


def no_check() -> None:
    """Find nothing wrong."""


@dataclass(frozen=True)
class Reading:
    """One source opened but not yet read.

    `where` names the source in messages. `frame` has one column per entry of `header`, named alike. A name
    that stands twice in a file is told apart by ` (2)`. `checksum` is that of the file's bytes, None for
    frames in memory. `say_rows` turns positions in `frame` into words a reader can find in the file.
    `check_rows` raises InputError for the first row that breaks the pattern; it is called when reading fails.
    `hint` is what may help where the header says nothing, with a semicolon behind it.
    """

    where: str
    frame: pl.LazyFrame
    header: tuple[str, ...]
    format: str
    path: str | None = None
    encoding: str | None = None
    checksum: str | None = None
    say_rows: Callable[[Sequence[int]], list[str]] = rows_from_one
    check_rows: Callable[[], None] = no_check
    hint: str = ""


def tell_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Make column names unique by numbering the repeated ones.

    >>> tell_apart(["姓名", "", "姓名"])
    ('姓名', '', '姓名 (2)')
    """
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)
