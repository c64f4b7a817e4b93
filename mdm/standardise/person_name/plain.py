"""Which names are plain: two to four Chinese characters and nothing that asks for a closer look."""

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mdm.standardise.byte_matrix import Flags
from mdm.standardise.code_points import LIMIT, CodePoints, look_up
from mdm.standardise.encoding import utf8_as_gbk_characters
from mdm.standardise.person_name.tables import pair_code
from mdm.standardise.person_name.words import trigger_words

# Blocks of unified ideographs: extension A, the basic block, extensions B to H.
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF))


def are_plain(columns: list[CodePoints], length: NDArray[np.int64]) -> Flags:
    """True for names of two to four ideographs without a trigger word and not decoded from UTF-8 as GBK.

    `columns` are the first four characters of each name, zero behind its end.
    """
    flags: Flags = (length >= 2) & (length <= len(columns))
    for place, column in enumerate(columns):
        flags &= look_up(_may_stand(), column) & (
            (column != 0) == (length > place)
        )  # U+0000 may stand inside
    first, second = _looks_misread()
    flags &= ~(look_up(first, columns[0]) & look_up(second, columns[1]))
    opens, codes = _trigger_openings()
    for column, following in pairwise(columns):
        rows = np.flatnonzero(look_up(opens, column) & flags)
        flags[rows[np.isin(pair_code(column[rows], following[rows]), codes)]] = False
    return flags


@cache
def _may_stand() -> Flags:
    """Ideographs that are no trigger by themselves, and nothing at all."""
    table = np.zeros(LIMIT, np.bool_)
    for start, stop in _IDEOGRAPHS:
        table[start : stop + 1] = True
    table[[ord(word) for word in trigger_words() if len(word) == 1]] = False
    table[0] = True
    return table


@cache
def _trigger_openings() -> tuple[Flags, NDArray[np.uint64]]:
    """First characters of the trigger words, and the codes of their first two."""
    words = [word for word in trigger_words() if len(word) > 1]
    opens = np.zeros(LIMIT, np.bool_)
    first, second = (np.array([ord(word[place]) for word in words], np.uint32) for place in (0, 1))
    opens[first] = True
    return opens, np.unique(pair_code(first, second))


@cache
def _looks_misread() -> tuple[Flags, Flags]:
    tables = []
    for characters in utf8_as_gbk_characters():
        table = np.zeros(LIMIT, np.bool_)
        table[[ord(char) for char in characters]] = True
        tables.append(table)
    return tables[0], tables[1]
