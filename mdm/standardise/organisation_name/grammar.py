"""The grammar of a bare name: region, trade name, industry, form, as places in the text.

企业名称登记管理规定 art. 6: 行政区划 + 字号 + 行业或者经营特点 + 组织形式. The form is the longest ending known;
regions are read from the front, short names only where a trade name is left behind them and only inside the
region before them; the trade name is a known one, or ends where the longest chain of industry words begins
that leaves two characters. A region may stand behind the trade name (礼来苏州制药) or the industry.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.organisation_name.front_regions import find_front_regions
from mdm.standardise.organisation_name.region_words import regions
from mdm.standardise.organisation_name.unknown_words import LEAST, split_off_dish, split_off_unknown
from mdm.standardise.organisation_name.word_table import Bits, Places, Windows, to_codes
from mdm.standardise.organisation_name.words import (
    FIRM_KINDS,
    LIMIT,
    character_folds,
    forms,
    industries,
    trade_names,
)

WIDTH = 48  # characters looked at; the form of a longer name is found all the same
CHUNK = 65_536
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FFF
LONG_TRADE = 4  # a longer trade name is cut at the first industry word inside it
Marks = NDArray[np.bool_]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Names:
    """Bare names in a row: where each starts, how long it is, where its form starts, whether a firm bears it."""

    windows: Windows
    start: Places
    length: Places
    form_start: Places
    is_firm: Marks


@dataclass(frozen=True)
class Inner:
    """Regions behind the trade name: `start` and `end` (the form's start where there is none), word numbers."""

    start: Places
    end: Places
    number: Numbers

    def add(self, rows: Places, size: int, end: Places, number: Numbers) -> None:
        """Note the regions of `size` characters that end at `end`."""
        self.start[rows], self.end[rows], self.number[rows] = end - size, end, number


def read_places(names: pl.Series) -> pl.DataFrame:
    """Where the parts of each bare name end: offsets in characters.

    Columns `last_region` (where the last region in front starts), `region_end`, `trade_end`, `inner_start` and
    `inner_end` (a region behind the trade name, else both are the form's start), `form_start`, `form_kind`,
    `front_key` and `inner_key` (short names of the regions), `is_known` (the industry is made of known words),
    `is_odd` (a key of the name differs from its text: variants of characters, letters, digits).

    >>> read_places(pl.Series(["苏州市华信电子科技有限公司"])).row(0)
    (0, 3, 5, 9, 9, 9, 'company', '苏州', None, True, False)
    """
    pieces = [_read(names.slice(at, CHUNK)) for at in range(0, max(len(names), 1), CHUNK)]
    return pl.concat(pieces)


def ends_with_form(texts: pl.Series) -> pl.Series:
    """Whether each text ends with a form of two characters or more and is more than that; null stays null."""
    filled = texts.fill_null("")
    flat, bounds = to_codes(filled)
    length, _ = _find_forms(Windows(flat.astype(np.uint64)), bounds[:-1], np.diff(bounds))
    return pl.Series(texts.name, length > 1)


def _read(texts: pl.Series) -> pl.DataFrame:
    flat, bounds = to_codes(texts)
    folded = character_folds()[np.where(flat < LIMIT, flat, 0)]
    windows = Windows(folded.astype(np.uint64))
    start, length = bounds[:-1], np.diff(bounds)
    form_length, kind = _find_forms(windows, start, length)
    _give_back(windows, start, length, form_length, kind)
    is_firm = np.array([k in FIRM_KINDS for k in (*forms()[1], FIRM_KINDS[0])], np.bool_)[kind]
    names = Names(windows, start, length, length - form_length, is_firm)
    words = _mark_industries(names)
    reach = _chain(words, names.form_start)
    front = find_front_regions(windows, start, names.form_start, is_firm, reach)
    opening = _find_trade_names(names, np.zeros(len(start), np.int64))
    region_end = np.where(opening > front.end, 0, front.end)
    inner = Inner(names.form_start.copy(), names.form_start.copy(), np.full(len(start), -1, np.int32))
    may = is_firm & ((region_end == 0) | front.is_national)
    _add_inner(names, inner, np.flatnonzero(may & (names.form_start < length)), region_end, names.form_start)
    if (inner.number >= 0).any():
        reach = _chain(words, inner.start)
    known = _find_trade_names(names, region_end)
    may_lack = (region_end > 0) & _may_lack_trade_name()[kind]
    trade_end = _find_trade(words, reach, region_end, inner.start, is_firm & ~may_lack, known)
    is_whole = reach[np.minimum(region_end + known, reach.shape[0] - 1), np.arange(len(known))]
    known = np.where(
        is_whole | (region_end + known >= inner.start - 1), known, 0
    )  # 茅台酒: one for the product
    trade_end = np.where(known > 0, region_end + known, trade_end)
    open_rows = np.flatnonzero(is_firm & ~may_lack & (known == 0) & (trade_end - region_end >= LEAST))
    _weigh_unknown(names, inner, region_end, trade_end, kind, open_rows)
    _add_inner(names, inner, np.flatnonzero(may & (inner.number < 0) & (known == 0)), region_end, trade_end)
    trade_end = np.minimum(trade_end, inner.start)
    is_known = reach[np.minimum(trade_end, reach.shape[0] - 1), np.arange(len(start))] & (
        trade_end < inner.start
    )
    kinds = pl.Series([*forms()[1], None], dtype=pl.String)
    shorts = regions().short
    return pl.DataFrame(
        {
            "last_region": front.last,
            "region_end": region_end,
            "trade_end": trade_end,
            "inner_start": inner.start,
            "inner_end": inner.end,
            "form_start": names.form_start,
            "form_kind": kinds.gather(np.where(kind < 0, len(kinds) - 1, kind)),
            "front_key": front.keys(region_end > 0),
            "inner_key": shorts.gather(pl.Series(inner.number).cast(pl.UInt32, strict=False)),
            "is_known": is_known,
            "is_odd": _any_of((folded != flat) | (flat < FIRST_HAN) | (flat > LAST_HAN), bounds),
        }
    )


def _any_of(flags: Marks, bounds: Places) -> Marks:
    """Whether any character of each text is flagged."""
    before = np.zeros(len(flags) + 1, np.int32)
    np.cumsum(flags, out=before[1:])
    return before[bounds[1:]] > before[bounds[:-1]]


def _find_forms(windows: Windows, start: Places, length: Places) -> tuple[Places, Numbers]:
    """Length and number of the longest form that ends each name and is not the whole of it."""
    table = forms()[0]
    found_length, number = np.zeros(len(start), np.int64), np.full(len(start), -1, np.int32)
    rows = np.flatnonzero(length > 1)
    if 1 in table.lengths:
        found = table.find(windows, start[rows] + length[rows] - 1, 1)
        found_length[rows[found >= 0]], number[rows] = 1, found
    rows = rows[length[rows] > 2]
    end = start[rows] + length[rows]
    for size, fits in table.candidates(table.sizes_until(windows, end), length[rows] - 1):
        found = table.find(windows, end[fits] - size, size)
        hit = rows[fits[found >= 0]]
        found_length[hit], number[hit] = size, found[found >= 0]
    return found_length, number


def _give_back(windows: Windows, start: Places, length: Places, form_length: Places, number: Numbers) -> None:
    """A shop's ending of two characters whose first ends a line of business is its last alone: 烤肉店 is no 肉店."""
    rows = np.flatnonzero((form_length == 2) & (length > 4) & _are_traders()[number])
    end = start[rows] + length[rows] - 1
    table = industries()
    sizes = table.sizes_until(windows, end) if len(rows) else np.zeros(0, np.uint32)
    for size, fits in table.candidates(sizes, length[rows] - 3):
        hit = rows[fits[table.find(windows, end[fits] - size, size) >= 0]]
        last = forms()[0].find(windows, start[hit] + length[hit] - 1, 1)
        known = last >= 0
        form_length[hit[known]], number[hit[known]] = 1, last[known]


@cache
def _may_lack_trade_name() -> Marks:
    """Whether each form is a cooperative's, which may go by region and product alone: 安吉县白茶专业合作社."""
    return np.array([*(kind == "cooperative" for kind in forms()[1]), False], np.bool_)


@cache
def _are_traders() -> Marks:
    """Whether each form is a shop's; the last entry is for names without a form."""
    return np.array([*(kind == "trader" for kind in forms()[1]), False], np.bool_)


def _mark_industries(names: Names) -> Bits:
    """For each position (first axis) and name: bit n is set where an industry word of n characters starts."""
    table = industries()
    width = min(int(np.max(names.length, initial=0)), WIDTH)
    marks = np.zeros((width + 1, len(names.start)), np.uint32)
    if len(names.windows.codes) < 2:
        return marks
    row = np.repeat(np.arange(len(names.start), dtype=np.int64), names.length)
    sizes = table.sizes_from(names.windows, np.arange(len(names.windows.codes) - 1))
    places = np.flatnonzero(sizes)
    row, sizes = row[places], sizes[places]
    position = places - names.start[row]
    room = np.where(position < width, names.length[row] - position, 0)
    for size, fits in table.candidates(sizes, room):
        hit = fits[table.find(names.windows, places[fits], size) >= 0]
        marks[position[hit], row[hit]] |= np.uint32(1 << size)
    return marks


def _chain(words: Bits, end: Places) -> Marks:
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


def _find_trade_names(names: Names, at: Places) -> Places:
    """Length of the longest known trade name of a firm at each place, 0 where there is none."""
    table = trade_names()
    found = np.zeros(len(at), np.int64)
    rows = np.flatnonzero(names.is_firm & (names.form_start - at > 1))
    begin, room = (names.start + at)[rows], (names.form_start - at)[rows]
    for size, fits in table.candidates(table.sizes_from(names.windows, begin), room):
        hit = fits[table.find(names.windows, begin[fits], size) >= 0]
        found[rows[hit]] = size
    return found


def _weigh_unknown(
    names: Names, inner: Inner, region_end: Places, trade_end: Places, kind: Numbers, rows: Places
) -> None:
    """Cut long trade names before words that stand in no list; a shop's ending may lend them its first character."""
    codes, begin = names.windows.codes, (names.start + region_end)[rows]
    size = (trade_end - region_end)[rows]
    trade_end[rows] = region_end[rows] + split_off_unknown(codes, begin, size)
    form = (names.length - names.form_start)[rows]
    shops = np.flatnonzero(
        _are_traders()[kind[rows]] & (form == 2) & (region_end[rows] + size == inner.start[rows])
    )
    length = split_off_dish(codes, begin[shops], size[shops] + 1)
    last = forms()[0].find(names.windows, (names.start + names.length)[rows[shops]] - 1, 1)
    lends = (length > 0) & (last >= 0)
    hit = rows[shops[lends]]
    trade_end[hit], kind[hit] = region_end[hit] + length[lends], last[lends]
    names.form_start[hit] += 1
    inner.start[hit] += 1
    inner.end[hit] += 1


def _add_inner(names: Names, inner: Inner, rows: Places, region_end: Places, end: Places) -> None:
    """Regions of provinces and cities that end at `end` and leave two characters for the trade name."""
    known = regions()
    room = end[rows] - region_end[rows] - 2
    rows, room = rows[room >= 2], room[room >= 2]
    stop = names.start[rows] + end[rows]
    for size, fits in known.table.candidates(known.table.sizes_until(names.windows, stop), room):
        number = known.table.find(names.windows, stop[fits] - size, size)
        is_inner = (number >= 0) & known.inner[number]
        hit = rows[fits[is_inner]]
        inner.add(hit, size, end[hit], number[is_inner])


def _find_trade(
    words: Bits, reach: Marks, region_end: Places, core_end: Places, is_firm: Marks, known: Places
) -> Places:
    """Where the trade name ends: before the longest chain of industry words that leaves two characters.

    What a known trade name opens is not cut inside that: 中远海运川崎.
    """
    end = np.full(len(region_end), -1, np.int64)
    least = region_end + np.where(is_firm, 2, 0)
    for position in range(words.shape[0]):
        hit = (end < 0) & reach[position] & (position >= least) & (position <= core_end)
        end[hit] = position
        if position % 8 == 7 and (end >= 0).all():
            break
    end = np.where(end < 0, core_end, end)
    long = np.flatnonzero((end - region_end) > LONG_TRADE)
    cut, stop = end[long], end[long]
    open_from = region_end[long] + np.maximum(known[long], 2)
    for position in range(words.shape[0] if len(long) else 0):
        marks = words[position][long]
        smallest = np.log2(np.maximum(marks & (~marks + np.uint32(1)), 1)).astype(np.int64)
        fits = (marks > 0) & (position >= open_from) & (position + smallest <= core_end[long])
        cut = np.where(fits & (cut == stop) & (position < stop), position, cut)
    end[long] = cut
    return end
