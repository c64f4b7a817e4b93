"""Read addresses that differ only in their numbers once.

What is read of a template holds its blanks, and the numbers go back where these stand. A city has many times as
many doors as streets, so that few texts are left to be read.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.distinct import find_distinct
from mdm.standardise.address.blanks import (
    LINE_END,
    MOST,
    SETS,
    ZERO,
    Numbers,
    blank_numbers,
    blank_sizes,
    digit_runs,
    number_texts,
    texts_of,
)
from mdm.standardise.address.fold import row_codes
from mdm.standardise.address.prefixes import Places

_MARK = "\x01"  # stands where a number goes back
# Shares of templates above which filling them takes longer than reading every text: of all texts, and of few.
_WORTH_WHILE, _WORTH_A_TRY = 0.4, 0.95
_FEW, _RUNS = 4096, 16


@dataclass(frozen=True)
class _Holes:
    """Where the numbers of one set go back into the values of one column.

    `rows` are the templates whose value holds digits, `which` of the distinct values each has; of those, `count` is
    how many numbers go in, `places` which ones, `pieces` the text around them. `lost` are the templates whose
    digits are not whole blanks.
    """

    rows: Places
    which: npt.NDArray[np.uint32]
    count: Numbers
    places: Numbers
    pieces: pl.DataFrame
    lost: Places


def read_by_template(
    texts: pl.Series, read: Callable[[pl.Series], pl.DataFrame], apart: Collection[str] = ()
) -> pl.DataFrame:
    """`read(texts)`, a frame of strings with one row a text, by way of templates where texts allow it.

    `read` must copy numbers, as far as it looks at them at all, by their count of digits and equality alone. `apart`
    names columns that hold no number of the text.

    >>> def doors(texts: pl.Series) -> pl.DataFrame:
    ...     return texts.to_frame("text").select(gate=pl.col("text").str.extract("([0-9]+)号"))
    >>> read_by_template(pl.Series(["十全街18号", "十全街25号", None]), doors)["gate"].to_list()
    ['18', '25', None]
    """
    few = blank_numbers(_runs_of(texts)).template
    if few.n_unique() > _WORTH_A_TRY * len(few):
        return read(texts)
    blanked = blank_numbers(texts)
    rows = np.flatnonzero(blanked.first)
    one, place_of = find_distinct(blanked.template.gather(rows))
    chosen, place = rows[one.to_numpy()], place_of.to_numpy()
    if not 0 < len(chosen) <= _WORTH_WHILE * len(texts):
        return read(texts)
    plain = np.flatnonzero(blanked.first == 0)
    found = read(pl.concat([texts.gather(plain), blanked.template.gather(chosen)]))
    numbers, first = blanked.numbers[chosen], blanked.first[chosen]
    holes: dict[str, list[_Holes]] = {
        name: [
            _find_holes(found[name].tail(len(chosen)), numbers, np.flatnonzero(first == low), low, high)
            for low, high, _ in SETS
        ]
        for name in found.columns
        if name not in apart
    }
    is_lost = np.zeros(len(chosen), np.bool_)
    for column in holes.values():
        for of_set in column:
            is_lost[of_set.lost] = True
    again = is_lost[place]
    index = np.empty(len(texts), np.uint32)
    index[plain] = np.arange(len(plain))
    index[rows] = place + len(plain)
    index[rows[again]] = np.arange(np.count_nonzero(again)) + len(found)
    found = pl.concat([found, read(texts.gather(rows[again]))])
    rows, place = rows[~again], place[~again]
    return pl.DataFrame(
        [
            _fill(found[name], index, rows, place, holes.get(name, []), blanked.numbers)
            for name in found.columns
        ]
    )


def _runs_of(texts: pl.Series) -> pl.Series:
    """Some runs of texts that stand together, as alike as all are: those of one template may be neighbours."""
    if len(texts) <= _FEW:
        return texts
    starts = range(0, len(texts), -(-len(texts) // _RUNS))
    return pl.concat([texts.slice(start, _FEW // _RUNS) for start in starts])


def _find_holes(values: pl.Series, numbers: Numbers, rows: Places, low: int, high: int) -> _Holes:
    """Where the blanks `low` to `high` of the templates `rows` stand in what was read of them."""
    rows = rows[values.gather(rows).str.contains(f"[{low}-{high}]").fill_null(False).to_numpy()]
    of_rows = values.gather(rows)
    one, which_of = find_distinct(of_rows)
    distinct = of_rows.gather(one)
    codes, _ = row_codes(distinct)
    opened, closed = digit_runs(codes)
    size = closed - opened
    is_blank, is_mixed = np.ones(len(opened), np.bool_), np.zeros(len(opened), np.bool_)
    for step in range(int(size.max(initial=0))):
        more = np.flatnonzero(size > step)
        digit = codes[opened[more] + step]
        in_set = (digit >= ZERO + low) & (digit <= ZERO + high)
        is_blank[more] &= in_set & (digit == codes[opened[more]])
        is_mixed[more] |= in_set
    value = np.cumsum(codes == LINE_END, dtype=np.int32)[opened]
    unclear = np.bincount(value[is_mixed & ~is_blank], minlength=len(distinct)) > 0
    opened, closed, size, value = opened[is_blank], closed[is_blank], size[is_blank], value[is_blank]
    count = np.bincount(value, minlength=len(distinct)).astype(np.int32)
    nth = np.arange(len(value)) - np.repeat(np.cumsum(count) - count, count)
    places = np.full((len(distinct), int(count.max(initial=0))), MOST, np.int32)
    sizes = np.zeros_like(places)
    places[value, nth] = codes[opened] - (ZERO + low)
    sizes[value, nth] = size
    which = which_of.to_numpy()
    filled = np.take_along_axis(numbers[rows], places[which], axis=1)
    lost = rows[unclear[which] | (blank_sizes()[filled] != sizes[which]).any(axis=1)]
    codes = codes.copy()
    keep = np.ones(len(codes), np.bool_)
    for step in range(1, int(size.max(initial=0))):
        keep[opened[size > step] + step] = False
    codes[opened] = ord(_MARK)
    marked = texts_of(codes[keep], len(distinct)).str.split(_MARK)
    pieces = [marked.list.get(nth, null_on_oob=True).alias(str(nth)) for nth in range(places.shape[1] + 1)]
    return _Holes(rows, which, count, places, pl.DataFrame(pieces), lost)


def _fill(
    values: pl.Series,
    index: npt.NDArray[np.uint32],
    rows: Places,
    place: npt.NDArray[np.uint32],
    sets: list[_Holes],
    numbers: Numbers,
) -> pl.Series:
    """The values at `index`, with the numbers of the texts `rows`, read as template `place`, put back."""
    index = index.copy()
    pieces, size = [values], len(values)
    for holes in sets:
        if not len(holes.rows):
            continue
        hole = np.full(int(holes.rows[-1]) + 1, -1, np.int32)
        hole[holes.rows] = holes.which
        which = np.where(place < len(hole), hole[np.minimum(place, len(hole) - 1)], -1)
        counts = np.where(which >= 0, holes.count[which], 0)
        for count in range(1, holes.places.shape[1] + 1):
            here = np.flatnonzero(counts == count)
            if len(here):
                pieces.append(_put_in(holes, which[here], count, numbers[rows[here]]).alias(values.name))
                index[rows[here]] = np.arange(len(here), dtype=np.uint32) + size
                size += len(here)
    return pl.concat(pieces).gather(index)


def _put_in(holes: _Holes, which: Numbers, count: int, numbers: Numbers) -> pl.Series:
    """The distinct values `which`, all with `count` holes, filled with the numbers of their texts."""
    every = np.arange(len(which))
    pieces = []
    for nth in range(count + 1):
        around = holes.pieces[str(nth)].gather(which)
        if (around != "").any():
            pieces.append(around)
        if nth < count:
            number = numbers[every, holes.places[which, nth]]
            pieces.append(number_texts().gather(number).alias(f"number {nth}"))
    if len(pieces) == 1:
        return pieces[0]
    return pl.DataFrame(pieces).select(pl.concat_str(pl.all())).to_series()
