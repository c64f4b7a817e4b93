"""Slips of the pen in codes and numbers: one character differs, or two neighbours are swapped."""

import numpy as np
import numpy.typing as npt
import polars as pl

Characters = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


def character_matrix(texts: pl.Series, length: int) -> Characters:
    """One row of character codes per text; all texts have `length` ASCII characters, none is null."""
    joined = "".join(texts.to_list()).encode("ascii", "replace")
    return np.frombuffer(joined, np.uint8).reshape(-1, length)


def is_slip(left: Characters, right: Characters) -> Flags:
    """Whether rows differ in one character, or in two neighbours that are swapped.

    >>> rows = [character_matrix(pl.Series(texts), 3) for texts in (["123", "123", "123"], ["124", "132", "321"])]
    >>> is_slip(*rows).tolist()
    [True, True, False]
    """
    differs = left != right
    count = differs.sum(axis=1)
    crossed = (left[:, :-1] == right[:, 1:]) & (left[:, 1:] == right[:, :-1])
    swapped = (differs[:, :-1] & differs[:, 1:] & crossed).any(axis=1)
    flags: Flags = (count == 1) | ((count == 2) & swapped)
    return flags


def find_slips(left: pl.Series, right: pl.Series) -> pl.Series:
    """Whether each pair of ASCII texts of equal length is a slip; texts of other lengths are none."""
    lengths = left.str.len_bytes()
    comparable = (lengths == right.str.len_bytes()) & (lengths == left.str.len_chars())
    comparable &= right.str.len_bytes() == right.str.len_chars()
    found = np.zeros(len(left), bool)
    for length in lengths.filter(comparable.fill_null(False)).unique().to_list():
        rows = (comparable & (lengths == length)).fill_null(False).arg_true()
        if length > 1:
            one, other = (character_matrix(side.gather(rows), length) for side in (left, right))
            found[rows.to_numpy()] = is_slip(one, other)
    return pl.Series(found)
