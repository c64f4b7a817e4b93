"""Blank the numbers of addresses: 十全街18号 and 十全街25号 become one template.

Every number becomes a blank of its own: one digit, which nothing else in the text can bring about, once for a
number of up to two digits, three times for a longer one. Equal numbers of a text share a blank.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.standardise.address.fold import row_codes
from mdm.standardise.address.prefixes import Codes, Places

Numbers = npt.NDArray[np.int32]

MOST = 5  # numbers of one text
ZERO, LINE_END = ord("0"), ord("\n")
# First and last digit of two sets of blanks, with the numerals that reading may turn into digits of the set.
SETS = ((5, 9, "五六七八九伍陆柒捌玖"), (1, 4, "一二三四两壹贰叁肆十拾百廿卅"))
_LONGEST = 5  # digits; what is longer may belong to a telephone or a postcode
_ROWS = 1 << 18  # texts blanked at a time
_KEPT, _HAN, _IN_SET = 1, 2, (4, 8)  # what a sign says of its text: not to be blanked, Han, numerals of a set


@dataclass(frozen=True)
class Blanked:
    """`template` of each text, the `first` digit of its set of blanks, and its numbers by their codes.

    `first` is 0 where a text is to be read as it is: it has no number, one that is looked at (0501, B1, 3楼301, a
    telephone), or none but numerals of both sets. `numbers` has one column more than a text can have numbers.
    """

    template: pl.Series
    first: npt.NDArray[np.uint8]
    numbers: Numbers


def blank_numbers(texts: pl.Series) -> Blanked:
    """Blank the numbers of all texts, some at a time."""
    given = texts.fill_null("")
    parts = [_blank_some(given.slice(at, _ROWS)) for at in range(0, len(texts), _ROWS)]
    return Blanked(
        pl.concat([part.template for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.numbers for part in parts]),
    )


def _blank_some(texts: pl.Series) -> Blanked:
    codes, ends = row_codes(texts)
    starts = np.append(0, ends[:-1] + 1)
    opened, closed = digit_runs(codes)
    signs = _signs()[codes]
    stairs = np.flatnonzero(codes == ord("楼"))  # 54楼1601, 3楼301: the digits tell a building from a floor
    signs[stairs[codes[stairs - 1] != ord("号")]] |= _KEPT
    size = closed - opened
    odd = (size > _LONGEST) | (codes[opened] == ZERO)
    odd |= np.isin(
        codes[opened - 1], [ord(letter) for letter in "BbLl"]
    )  # B1层: storeys below ground are few
    signs[opened[odd]] |= _KEPT
    row = np.cumsum(codes == LINE_END, dtype=np.int32)[opened]
    counts = np.bincount(row, minlength=len(texts))
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    said = np.bitwise_or.reduceat(signs, starts)
    may = ((said & _KEPT) == 0) & ((said & _HAN) > 0) & (counts > 0)
    first = np.zeros(len(texts), np.uint8)
    for (low, high, _), bit in reversed(list(zip(SETS, _IN_SET, strict=True))):
        first[may & ((said & bit) == 0) & (counts <= high - low + 1)] = low
    numbers = np.full((len(texts), MOST + 1), _NO_NUMBER, np.int32)
    fits = first[row] > 0
    opened, row, place, size = opened[fits], row[fits], place[fits], size[fits]
    numbers[row, place] = _number_codes(codes, opened, size)
    digit = (_equal_before(numbers)[row, place] + first[row] + ZERO).astype(np.uint16)
    codes = codes.copy()
    keep = np.ones(len(codes), np.bool_)
    width = _WIDTHS[size]
    for step in range(_LONGEST):
        more = size > step
        codes[opened[more] + step] = digit[more]
        keep[opened[more] + step] = width[more] > step
    return Blanked(texts_of(codes[keep], len(texts)), first, numbers)


def _equal_before(numbers: Numbers) -> Numbers:
    """For each number of a text the place of its first equal."""
    blank = np.tile(np.arange(MOST, dtype=np.int32), (len(numbers), 1))
    for later in range(1, MOST):
        for earlier in reversed(range(later)):
            equal = numbers[:, later] == numbers[:, earlier]
            blank[equal, later] = earlier
    return blank


@cache
def _signs() -> npt.NDArray[np.uint8]:
    signs = np.full(0x10000, _KEPT, np.uint8)
    signs[0x20:0x7F] = 0
    signs[LINE_END] = 0
    signs[[ord(sign) for sign in "Ff+"]] = _KEPT  # 8F-12, K123+500: some digits are looked at
    signs[0x4E00:0xA000] = _HAN
    for (_, _, numerals), bit in zip(SETS, _IN_SET, strict=True):
        signs[[ord(sign) for sign in numerals]] |= bit
    return signs


def digit_runs(codes: Codes) -> tuple[Places, Places]:
    """Where runs of digits open and close."""
    edges = np.diff(((codes >= ZERO) & (codes <= ZERO + 9)).view(np.int8), prepend=np.int8(0))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


@cache
def number_texts() -> pl.Series:
    """All numbers of one digit, then all of two, and so on; their places are their codes."""
    return pl.Series([f"{n:0{size}}" for size in range(1, _LONGEST + 1) for n in range(10**size)])


def _number_codes(codes: Codes, opened: Places, size: Places) -> Numbers:
    """The place of each number among `number_texts`."""
    value = np.zeros(len(opened), np.int32)
    for step in range(_LONGEST):
        more = size > step
        value[more] = value[more] * 10 + (codes[opened[more] + step] - ZERO)
    return value + _FIRST_CODES[size]


_FIRST_CODES = np.array(
    [sum(10**size for size in range(1, length)) for length in range(_LONGEST + 2)], np.int32
)
_NO_NUMBER = int(_FIRST_CODES[-1])


@cache
def blank_sizes() -> npt.NDArray[np.uint8]:
    """How many digits stand for each of `number_texts`, and none for no number."""
    sizes = np.arange(1, _LONGEST + 1)
    return np.append(np.repeat(_WIDTHS[sizes], 10**sizes), 0).astype(np.uint8)


_WIDTHS = np.array([0, 1, 1, 3, 3, 3])  # digits of the blank for a number of so many


def texts_of(codes: Codes, count: int) -> pl.Series:
    """The texts whose code units these are, a line end behind each."""
    joined = codes.tobytes().decode("utf-16-le", errors="surrogatepass")
    return pl.Series([joined]).str.split("\n").explode().head(count)
