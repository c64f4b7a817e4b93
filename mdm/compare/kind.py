"""What a comparison is: an ordered list of levels and the column function that finds the level."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

Outcome = Literal["missing", "exact", "partial", "none"]


@dataclass(frozen=True)
class Level:
    """One rung. `similarity` is its nominal likeness in 0..1 (None for missing)."""

    name: str
    title: str
    title_en: str
    outcome: Outcome
    similarity: float | None


@dataclass(frozen=True)
class Comparison:
    """A ready-made comparison of one kind of value.

    `levels[0]` is `missing`, then from the strongest agreement to `else` or `conflict` at the end.
    `find_level` takes two frames of equal height and order, whose columns are `value` and the `parts`
    named here (as the kind of the same name makes them; `lead` and `pattern` may be among them), and
    returns a UInt8 series of indices into `levels`. It is symmetric and a pure function of each row.
    `equal_on` names, for a level that means equality of one part, that part: the share of random pairs
    at that level then follows from the part's value counts instead of a sample. `alone` takes one such frame and
    returns the level of each value against itself, null where it has to be looked at: pairs of equal values are
    given it without their parts being gathered.
    """

    kind: str
    levels: tuple[Level, ...]
    parts: tuple[str, ...]
    find_level: Callable[[pl.DataFrame, pl.DataFrame], pl.Series]
    equal_on: dict[str, str]
    alone: Callable[[pl.DataFrame], pl.Series] | None = None


def always(name: str, levels: tuple[Level, ...]) -> Callable[[pl.DataFrame], pl.Series]:
    """One level for every value against itself."""
    number = [level.name for level in levels].index(name)
    return lambda frame: pl.repeat(number, frame.height, dtype=pl.UInt8, eager=True)
