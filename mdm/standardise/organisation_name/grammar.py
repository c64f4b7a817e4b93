"""The grammar of a bare name: region, trade name, industry, form, as places in the text.

企业名称登记管理规定 art. 6: 行政区划 + 字号 + 行业或者经营特点 + 组织形式. The form is the longest ending known;
the industry is the longest chain of industry words before it that leaves a trade name of two characters;
regions are read from the front, short names only where a trade name is left behind them.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.organisation_name.word_table import Codes, Places, to_codes
from mdm.standardise.organisation_name.words import (
    COUNTY,
    FIRM_KINDS,
    FULL,
    LIMIT,
    character_folds,
    forms,
    industries,
    regions,
)

WIDTH = 48  # characters looked at; the form of a longer name is found all the same
CHUNK = 65_536
MOST_REGIONS = 4
LONG_TRADE = 4  # a longer trade name is cut at the first industry word inside it
_ROAD = np.array([ord(c) for c in "路街巷弄"], np.uint64)
_SIDE = np.array([ord(c) for c in "东西南北中大"], np.uint64)
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class _Text:
    codes: Codes
    start: Places
    length: Places


def read_places(names: pl.Series) -> pl.DataFrame:
    """Where the parts of each bare name end: offsets in characters.

    Columns `region_end`, `trade_end`, `form_start`, `form_kind`, `inner_start` (a region in front of the
    form, else -1), `region_key` (short names of the regions). The trade name runs from `region_end` to
    `trade_end`, the industry from there to `inner_start` or `form_start`.

    >>> read_places(pl.Series(["苏州市华信电子科技有限公司"])).row(0)
    (3, 5, 9, 'company', -1, '苏州')
    """
    pieces = [_read(names.slice(at, CHUNK)) for at in range(0, max(len(names), 1), CHUNK)]
    return pl.concat(pieces)


def _read(names: pl.Series) -> pl.DataFrame:
    flat, bounds = to_codes(names)
    folded = character_folds()[np.where(flat < LIMIT, flat, 0)].astype(np.uint64)
    text = _Text(folded, bounds[:-1], np.diff(bounds))
    form_length, kind = _find_forms(text)
    form_start = text.length - form_length
    words = _mark_industries(text)
    reach = _chain(words, form_start)
    is_firm = np.array([k in FIRM_KINDS for k in (*forms()[1], "")], np.bool_)[kind]
    region_end, region_key = _find_regions(text, form_start, reach, is_firm | (kind < 0))
    inner = _find_inner_region(text, form_start, region_end)
    core_end = np.where(inner >= 0, inner, form_start)
    if (inner >= 0).any():
        reach = _chain(words, core_end)
        region_key = _inner_key(text, inner, form_start, region_key)
    trade_end = _find_trade(words, reach, region_end, core_end, is_firm | (kind < 0))
    kinds = pl.Series([*forms()[1], None], dtype=pl.String).gather(np.where(kind < 0, len(forms()[1]), kind))
    return pl.DataFrame(
        {
            "region_end": region_end,
            "trade_end": trade_end,
            "form_start": form_start,
            "form_kind": kinds,
            "inner_start": inner,
            "region_key": region_key,
        }
    )


def _find_forms(text: _Text) -> tuple[Places, NDArray[np.int32]]:
    """Length and number of the longest form that ends each name and is not the whole of it."""
    table = forms()[0]
    length, number = np.zeros(len(text.start), np.int64), np.full(len(text.start), -1, np.int32)
    end = text.start + text.length
    sizes = np.zeros(len(length), np.uint32)
    two = np.flatnonzero(text.length > 2)
    sizes[two] = table.sizes_until(text.codes, end[two])
    for size in table.lengths:
        may_end = (text.length > size) & (
            ((sizes >> np.uint32(size)) & np.uint32(1)).astype(np.bool_) | (size == 1)
        )
        rows = np.flatnonzero(may_end)
        found = table.find(text.codes, end[rows] - size, size)
        hit = rows[found >= 0]
        length[hit], number[hit] = size, found[found >= 0]
    return length, number


def _mark_industries(text: _Text) -> NDArray[np.uint32]:
    """For each position (first axis) and name: bit n is set where an industry word of n characters starts."""
    table = industries()
    width = min(int(np.max(text.length, initial=0)), WIDTH)
    marks = np.zeros((width + 1, len(text.start)), np.uint32)
    if len(text.codes) < 2:
        return marks
    row = np.repeat(np.arange(len(text.start), dtype=np.int64), text.length)
    sizes = table.sizes_from(text.codes, np.arange(len(text.codes) - 1))
    places = np.flatnonzero(sizes)
    row, sizes = row[places], sizes[places]
    position = places - text.start[row]
    inside = position < width
    places, row, position, sizes = places[inside], row[inside], position[inside], sizes[inside]
    room = text.length[row] - position
    for size in table.lengths:
        fits = np.flatnonzero((sizes >> np.uint32(size) & np.uint32(1)).astype(np.bool_) & (room >= size))
        hit = fits[table.find(text.codes, places[fits], size) >= 0]
        marks[position[hit], row[hit]] |= np.uint32(1 << size)
    return marks


def _chain(words: NDArray[np.uint32], end: Places) -> NDArray[np.bool_]:
    """Whether the text from each position to `end` is made of industry words (true at the end itself)."""
    width, height = words.shape
    reach = np.zeros((width + 16, height), np.bool_)
    inside = end < width
    reach[end[inside], np.flatnonzero(inside)] = True
    for position in range(width - 2, -1, -1):
        marks = words[position]
        present = int(np.bitwise_or.reduce(marks, initial=0))
        for size in range(2, 13):
            if present >> size & 1:
                has = (marks >> np.uint32(size) & np.uint32(1)).astype(np.bool_)
                reach[position] |= has & reach[position + size]
    return reach


def _find_regions(
    text: _Text, form_start: Places, reach: NDArray[np.bool_], needs_trade: NDArray[np.bool_]
) -> tuple[Places, pl.Series]:
    """Where the regions at the front end, and their short names one after the other."""
    known = regions()
    end = np.zeros(len(text.start), np.int64)
    keys: list[tuple[Rows, NDArray[np.int32]]] = []
    open_rows = np.arange(len(text.start))
    for _ in range(MOST_REGIONS):
        best = np.full(len(open_rows), -1, np.int32)
        best_size = np.zeros(len(open_rows), np.int64)
        at = text.start[open_rows] + end[open_rows]
        room = form_start[open_rows] - end[open_rows]
        sizes = np.zeros(len(open_rows), np.uint32)
        two = np.flatnonzero(room > 1)
        sizes[two] = known.table.sizes_from(text.codes, at[two])
        for size in known.table.lengths:
            fits = np.flatnonzero((sizes >> np.uint32(size) & np.uint32(1)).astype(np.bool_) & (room >= size))
            found = known.table.find(text.codes, at[fits], size)
            hit, number = fits[found >= 0], found[found >= 0]
            rows, after = open_rows[hit], end[open_rows[hit]] + size
            accepted = _is_region(text, rows, after, known.strength[number], reach, form_start, needs_trade)
            best[hit[accepted]], best_size[hit[accepted]] = number[accepted], size
        hits = best >= 0
        if not hits.any():
            break
        end[open_rows[hits]] += best_size[hits]
        open_rows = open_rows[hits]
        keys.append((open_rows, best[hits]))
    return end, _join_keys(len(text.start), keys)


def _is_region(
    text: _Text,
    rows: Rows,
    after: Places,
    strength: NDArray[np.int8],
    reach: NDArray[np.bool_],
    form_start: Places,
    needs_trade: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """A word with its suffix always; a short one unless a road follows or no trade name would be left.

    A city's short name stays region in front of a chain of industry words (苏州电子科技); a county's does not.
    """
    limit = reach.shape[0] - 2
    place = np.minimum(after, limit)
    left = form_start[rows] - after
    is_bare = (reach[place, rows] | reach[place + 1, rows]) & needs_trade[rows]
    rejected = ((strength == COUNTY) & is_bare) | ((left < 2) & (left > 0) & needs_trade[rows])
    following = text.start[rows] + after
    first = _at(text.codes, following, left > 0)
    second = _at(text.codes, following + 1, left > 1)
    road = np.isin(first, _ROAD) | (np.isin(first, _SIDE) & np.isin(second, np.append(_ROAD, ord("道"))))
    accepted: NDArray[np.bool_] = ~((strength < FULL) & (rejected | road))
    return accepted


def _at(codes: Codes, places: Places, valid: NDArray[np.bool_]) -> Codes:
    return np.where(valid, codes[np.minimum(places, len(codes) - 1)], np.uint64(0))


def _join_keys(height: int, keys: list[tuple[Rows, NDArray[np.int32]]]) -> pl.Series:
    short = regions().short
    joined = pl.Series([""], dtype=pl.String).new_from_index(0, height)
    for rows, numbers in keys:
        places = pl.Series(rows)
        joined = joined.scatter(places, joined.gather(places) + short.gather(pl.Series(numbers)))
    return joined.replace("", None)


def _find_inner_region(text: _Text, form_start: Places, region_end: Places) -> Places:
    """Where a city's short or full name stands right before the form of a name that opens with none."""
    known = regions()
    inner = np.full(len(text.start), -1, np.int64)
    for size in (2, 3):
        rows = np.flatnonzero((region_end == 0) & (form_start - size >= 2) & (form_start < text.length))
        found = known.table.find(text.codes, text.start[rows] + form_start[rows] - size, size)
        hit = (
            (found >= 0) & (known.strength[found] >= 2) & (known.short.str.len_chars().to_numpy()[found] == 2)
        )
        inner[rows[hit]] = form_start[rows[hit]] - size
    return inner


def _inner_key(text: _Text, inner: Places, form_start: Places, keys: pl.Series) -> pl.Series:
    known = regions()
    for size in (2, 3):
        rows = np.flatnonzero((inner >= 0) & (form_start - inner == size))
        if len(rows):
            found = known.table.find(text.codes, text.start[rows] + inner[rows], size)
            keys = keys.scatter(pl.Series(rows), known.short.gather(pl.Series(found)))
    return keys


def _find_trade(
    words: NDArray[np.uint32],
    reach: NDArray[np.bool_],
    region_end: Places,
    core_end: Places,
    needs_trade: NDArray[np.bool_],
) -> Places:
    """Where the trade name ends: before the longest chain of industry words that leaves two characters."""
    height = len(region_end)
    rows = np.arange(height)
    end = np.full(height, -1, np.int64)
    for position in range(words.shape[0]):
        start = region_end + np.where(needs_trade, 2, 0)
        hit = (end < 0) & reach[position] & (position >= start) & (position <= core_end)
        end[hit] = position
    end = np.where(end < 0, core_end, end)
    long = rows[(end - region_end) > LONG_TRADE]
    cut = end.copy()
    for position in range(words.shape[0]):
        marks = words[position][long]
        smallest = np.log2(np.maximum(marks & (~marks + np.uint32(1)), 1)).astype(np.int64)
        hit = (
            (marks > 0)
            & (position >= region_end[long] + 2)
            & (position + smallest <= core_end[long])
            & (cut[long] == end[long])
            & (position < end[long])
        )
        cut[long[hit]] = position
    return cut
