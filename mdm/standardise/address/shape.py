"""The shape of an address: one letter per word or number, so that like addresses share one shape.

`建国路88号3幢501室` has the shape `XR1H1B3S`. Shapes are made on one flat array of code points for a
whole column; a few thousand shapes stand for a million addresses, and only shapes meet the grammar.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.standardise.address.words import FIRST_STAND_IN, NEEDS, address_words
from mdm.standardise.halves import in_halves

Bytes = npt.NDArray[np.uint8]


def _letters(signs: str) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[[ord(sign) for sign in signs]] = True
    return table


END = ord("\n")
_SKIP = 0  # a character that belongs to the one before it
_NUMBER = _letters("136anj")
_BEFORE_MARKER = _letters("136anjd#)")
_NAMELIKE = _letters("XTVCRrwKOyPYopvI")
_NAMELIKE_OPEN = _letters("XTVCRrwKOyPYopvndjI")
_NAME_ENDS = _letters("VOyPYKTCopvRrwQ")
_RUNS = _letters("X136anxsd")
_NEEDS_NUMBER = (NEEDS.index("number_before"), NEEDS.index("number_before_end"))


@dataclass(frozen=True)
class Shapes:
    """Shapes of a column: `shape` per row, and where each letter of it starts in the text.

    `first[row]` is the place of the row's first letter in `offsets`; `offsets` are characters from the
    start of the row's text, with one more entry at the end of each row.
    """

    shape: pl.Series
    first: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int32]


def find_shapes(text: pl.Series) -> Shapes:
    """Find the shape of every text (no nulls, no line ends)."""
    halves = in_halves(_find_shapes, text)
    if len(halves) == 1:
        return halves[0]
    one, two = halves
    return Shapes(
        pl.concat([one.shape, two.shape]),
        np.concatenate([one.first, two.first + len(one.offsets)]),
        np.concatenate([one.offsets, two.offsets]),
    )


def _find_shapes(text: pl.Series) -> Shapes:
    words = address_words()
    folded = text.to_frame("text").select(words.fold(pl.col("text"))).to_series()
    joined: str = folded.str.join("\n").item() + "\n"
    codes = np.frombuffer(joined.encode("utf-16-le"), dtype=np.uint16)
    letters = _resolve(codes)
    starts = np.ones(len(letters), dtype=np.bool_)
    starts[1:] = (letters[1:] != letters[:-1]) | ~_RUNS[letters[1:]]
    starts &= letters != _SKIP
    places = np.flatnonzero(starts)
    short = letters[places]
    _grade_digits(short, places)
    ends = np.flatnonzero(short == END)
    first = np.zeros(len(ends), dtype=np.int64)
    first[1:] = ends[:-1] + 1
    ends_at = np.cumsum(words.width[codes], dtype=np.int32)
    starts_at = (ends_at - words.width[codes])[places]
    offsets = starts_at - np.repeat(starts_at[first], np.diff(np.append(first, len(places))))
    shape = pl.Series("shape", [short.tobytes().decode("ascii")]).str.split("\n").explode().head(len(ends))
    return Shapes(shape, first, offsets.astype(np.int32))


def _grade_digits(short: Bytes, places: npt.NDArray[np.int64]) -> None:
    """Tell short numbers (1) from room-sized (3) and overlong ones (6) by their count of digits.

    A line end closes every row, so that each number has a letter behind it.
    """
    digits = np.flatnonzero(short == ord("1"))
    counts = places[digits + 1] - places[digits]
    short[digits[counts >= 3]] = ord("3")
    short[digits[counts >= 6]] = ord("6")
    latin = np.flatnonzero(short == ord("a"))
    short[latin[places[latin + 1] - places[latin] >= 3]] = ord("X")


def _resolve(codes: npt.NDArray[np.uint16]) -> Bytes:
    """Give each character its class, as what stands around it allows."""
    words = address_words()
    letter = words.letter[codes]
    need_at = words.need[codes]
    places = np.flatnonzero(need_at)
    need = need_at[places]
    name = ord("X")

    def those(kind: str) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = places[need == NEEDS.index(kind)]
        return found

    def drop(at: npt.NDArray[np.int64], keep: npt.NDArray[np.bool_]) -> None:
        letter[at[~keep]] = name

    def left(at: npt.NDArray[np.int64]) -> Bytes:
        before: Bytes = np.where(at > 0, letter[np.maximum(at - 1, 0)], np.uint8(END))
        return before

    def right(at: npt.NDArray[np.int64]) -> Bytes:
        following: Bytes = letter[np.minimum(at + 1, len(letter) - 1)]
        return following

    def names_village(at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """左排村 is no building: the village has the name of a row of houses."""
        named: npt.NDArray[np.bool_] = right(np.minimum(at + 1, len(letter) - 1)) == ord("V")
        return _letters("ZfB")[right(at)] & named

    # Chinese numerals count only before a word that wants a number: 三号楼, not 三香路.
    numerals = those("numeral")
    keep = np.zeros(len(numerals), dtype=np.bool_)
    following = np.minimum(numerals + 1, len(letter) - 1)
    strict = (need_at[following] == _NEEDS_NUMBER[0]) | (letter[following] == ord("G"))
    behind = right(following)
    opens = _NAMELIKE_OPEN[behind] & ~((behind == ord("j")) & _letters("136")[right(following + 1)])
    loose = (need_at[following] == _NEEDS_NUMBER[1]) & ~opens
    digits = (left(numerals) == ord("n")) & (left(numerals - 1) == ord("n"))  # 一二〇三 at the end
    keep |= strict | loose | _letters("zu")[left(numerals)] | (digits & _letters("\n (,")[right(numerals)])
    is_kept = np.zeros(len(letter) + 1, dtype=np.bool_)
    is_kept[numerals[keep]] = True
    for _ in range(4):
        is_kept[numerals] |= is_kept[numerals + 1]
    keep = is_kept[numerals]
    dropped_numerals = numerals[~keep]
    drop(numerals, keep)
    stems = those("stem")
    following = np.minimum(stems + 1, len(letter) - 1)
    wants = np.isin(need_at[following], _NEEDS_NUMBER)
    wants &= ~((letter[following] == ord("f")) & _NAMELIKE_OPEN[right(following)])  # 丁楼村, but 甲楼
    drop(
        stems,
        wants
        | _letters("136aH")[left(stems)]
        | _letters("136n")[right(stems)]
        | (_letters("-")[left(stems)] & _letters("-\n")[right(stems)]),
    )
    sides = those("side")
    follows = right(sides)
    keep = _letters("ZfFUBQSh")[follows] | (_letters("RwrDX")[left(sides)] & _letters("136nD\n,")[follows])
    keep |= _letters("Rw")[left(sides)] & (follows == ord(" "))
    keep |= _letters("HSUB -,)\n")[left(sides)] & _letters("136")[follows]  # 681号东1号楼
    keep |= _letters("Oy")[left(sides)] & _letters("136")[follows]  # 花园小区南14栋
    keep &= ~names_village(sides)
    drop(sides, keep)
    ranks = those("rank")
    drop(ranks, _letters("ZfFUBQSh")[right(ranks)] & ~names_village(ranks))
    dropped_sides = sides[~keep]
    joined: list[npt.NDArray[np.int64]] = []
    for kind in ("number_before", "number_before_end"):
        at = those(kind)
        fits = _BEFORE_MARKER[left(at)]
        pairs = words.is_pair[codes[at]]
        numbered = fits.copy()
        if kind == "number_before_end":
            fits &= ~_NAMELIKE[right(at + pairs)]
        misfits = at[~fits]
        letter[misfits] = words.otherwise[codes[misfits]]
        letter[at[pairs & numbered & ~fits]] = ord("H")  # 3号|店前街
        joined.append(at[pairs & fits] + 1)
    sub_gates = those("sub_gate")
    drop(sub_gates, _letters("136Hjna")[left(sub_gates)] | _letters("136nj")[right(sub_gates)])
    # What a weak word falls back to must itself end a name.
    weak = np.flatnonzero(_letters("opvGW")[letter])
    weak = weak[need_at[weak] != 0]
    numbered_group = (letter[weak] == ord("G")) & _NUMBER[left(weak)]
    drop(weak, ~_NAMELIKE[right(weak)] | numbered_group)
    between = those("between_names")
    ring = (between > 0) & (codes[np.maximum(between - 1, 0)] == ord("环"))
    drop(between, _letters("RrwDd")[left(between)] | ring)
    firsts = those("before_number")
    drop(firsts, _letters("136nat")[right(firsts)])
    inside = those("inside_name")
    named = _letters("XndjVOyPYKTCopvRrwxs136a")[left(inside)]
    # 临港街道|镇澄路: behind an ending of several characters begins another name.
    behind_office = (left(inside) == ord("T")) & (codes[np.maximum(inside - 1, 0)] >= FIRST_STAND_IN)
    named |= (left(inside) == ord("D")) & (letter[inside] == ord("V"))  # 三段村
    drop(inside, named & ~(behind_office & (letter[inside] == ord("T"))))
    # A numeral or side right behind a name's ending leads on to a road: 新村一横路, 开发区北路.
    numeral_leads = dropped_numerals[_NAME_ENDS[left(dropped_numerals)]]
    side_leads = dropped_sides[_NAME_ENDS[left(dropped_sides)]]
    counted = dropped_numerals[right(dropped_numerals) == ord("V")]  # 三元一村
    letter[numeral_leads] = ord("x")
    letter[counted] = ord("x")
    letter[side_leads] = ord("s")
    letter[np.concatenate(joined)] = _SKIP
    return letter
