"""Texts of syllables, put together from the places of the syllables of each character."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.two_paths import replace_rows

Places = NDArray[np.int16]


@dataclass(frozen=True)
class Spoken:
    """Syllables alone, those behind another with the separator before them, and all pairs of the latter."""

    first: pl.Series
    later: pl.Series
    pairs: pl.Series


def tabulate_spoken(syllables: pl.Series, separator: str) -> Spoken:
    """Prepare the texts that `join_syllables` gathers; "" is no character, null one without reading."""
    later = pl.select(pl.when(syllables != "").then(separator + syllables).otherwise(syllables)).to_series()
    pairs = later.to_frame("one").join(later.to_frame("two"), how="cross", maintain_order="left_right")
    return Spoken(syllables, later, pairs.select(pl.concat_str("one", "two")).to_series())


def join_syllables(places: list[Places], spoken: Spoken) -> pl.Series:
    """One text per row from the syllables of its characters; null where one of them has no reading.

    Most names have three characters at most, so the second and third are gathered as a pair.

    >>> spoken = tabulate_spoken(pl.Series(["", None, "wang", "wei"]), " ")
    >>> places = [np.array(column, np.int16) for column in ([2, 2, 3], [3, 1, 3], [0, 0, 2])]
    >>> join_syllables(places, spoken).to_list()
    ['wang wei', None, 'wei wei wang']
    """
    nobody = np.zeros_like(places[0])
    second, third = (places[at] if at < len(places) else nobody for at in (1, 2))
    pair = second.astype(np.uint32) * np.uint32(len(spoken.later)) + third
    texts = spoken.first.gather(places[0]) + spoken.pairs.gather(pair)
    longer = (
        np.flatnonzero(np.any([column != 0 for column in places[3:]], axis=0)) if places[3:] else nobody[:0]
    )
    if not len(longer):
        return texts
    tail = [texts.gather(longer), *(spoken.later.gather(column[longer]) for column in places[3:])]
    return replace_rows(texts, pl.Series(longer), pl.select(pl.concat_str(tail)).to_series())
