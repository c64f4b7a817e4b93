"""Regions at the front of names: 江苏省苏州市, 苏州工业园区, 昆山, one after the other."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.organisation_name.region_words import COUNTY, FULL, SHORT, TOWN, regions
from mdm.standardise.organisation_name.word_table import Codes, Places, Windows
from mdm.standardise.organisation_name.words import LIMIT

MOST = 4
Rows = NDArray[np.int64]
Marks = NDArray[np.bool_]
_ROAD, _SIDE, _BRIDGE = "路街巷弄", "东西南北中大", "桥面灯"  # 四川路桥 is no road in 四川
_FURTHER = 5  # characters behind a single one among which an industry word may end
_OFFICES = [ord(c) for c in "府协法务研治策"]  # 市政府 and the like
_CITIZENS = [ord(c) for c in "卡中广"]  # 市民卡, 市民中心, 市民广场
_NAME, _SPARE, _ONE, _ALL = 0, 1, 2, 3


@dataclass(frozen=True)
class FrontRegions:
    """`end`: where the regions of each name end; `last`: where the last of them starts; `is_national`: they only
    name the country; `found`: rows and word numbers, region by region."""

    end: Places
    last: Places
    is_national: Marks
    found: list[tuple[Rows, NDArray[np.int32]]]

    def keys(self, wanted: Marks) -> pl.Series:
        """Short names of the regions, one after the other; null where there is none or it is not wanted."""
        joined = pl.Series([""], dtype=pl.String).new_from_index(0, len(self.end))
        for rows, numbers in self.found:
            at = pl.Series(rows)
            joined = joined.scatter(at, joined.gather(at) + regions().short.gather(pl.Series(numbers)))
        return joined.zip_with(pl.Series(wanted), joined.clear(len(joined))).replace("", None)


def find_front_regions(
    windows: Windows, start: Places, form_start: Places, is_firm: Marks, reach: Marks
) -> FrontRegions:
    """Read regions until none follows; `reach` tells from where on industry words fill the name (position, row)."""
    known = regions()
    end, last = np.zeros(len(start), np.int64), np.zeros(len(start), np.int64)
    national = np.zeros(len(start), np.bool_)
    before = np.full(len(start), -1, np.int32)
    found: list[tuple[Rows, NDArray[np.int32]]] = []
    rows = np.arange(len(start))
    for turn in range(MOST):
        table = known.table if turn else known.first
        at, room = start[rows] + end[rows], form_start[rows] - end[rows]
        two = np.flatnonzero(room > 1)
        rows, at, room = rows[two], at[two], room[two]
        best, best_size = np.full(len(rows), -1, np.int32), np.zeros(len(rows), np.int64)
        for size, fits in table.candidates(table.sizes_from(windows, at), room):
            number = table.find(windows, at[fits], size)
            fits, number = fits[number >= 0], number[number >= 0]
            after = end[rows[fits]] + size
            accepted = known.strength[number] == FULL
            short = np.flatnonzero(~accepted)
            row = rows[fits[short]]
            left = form_start[row] - after[short]
            outlook = _outlook(reach, after[short], left, row)
            behind = at[fits[short]] + size
            accepted[short] = _is_region(
                windows.codes, behind, known.strength[number[short]], outlook, left, is_firm[row]
            )
            # 内蒙古鄂尔多斯资源: behind its province a city in front of nothing but a line of business is the trade name.
            is_trade = (known.strength[number[short]] == SHORT) & (outlook == _ALL) & is_firm[row]
            accepted[short] &= ~(is_trade & (before[row] >= 0) & ~known.national[before[row]])
            accepted &= _follows(before[rows[fits]], number, turn)
            accepted &= ~_opens_word(windows.codes, at[fits] + size, room[fits] - size)
            best[fits[accepted]], best_size[fits[accepted]] = number[accepted], size
        hits = best >= 0
        if not hits.any():
            break
        rows, best = rows[hits], best[hits]
        last[rows] = end[rows]
        end[rows] += best_size[hits]
        national[rows] = known.national[best]
        before[rows] = best
        found.append((rows, best))
    return FrontRegions(end, last, national, found)


def _follows(before: NDArray[np.int32], number: NDArray[np.int32], turn: int) -> Marks:
    """A short name counts behind another region only where it lies in that: 西安瑞丽 is no region 瑞丽.

    A town's counts behind a name with its suffix, behind a city's, or where a wider region stands in front.
    """
    known = regions()
    accepted = (before < 0) | (known.strength[number] == FULL)
    open_rows = np.flatnonzero(~accepted)
    accepted[open_rows] = known.lies_in(number[open_rows], before[open_rows])
    towns = np.flatnonzero(known.strength[number] == TOWN)
    around = before[towns]
    told = (known.strength[around] >= SHORT) | (turn > 1)
    accepted[towns] &= (around >= 0) & told & ~known.national[around]
    return np.asarray(accepted, np.bool_)


def _outlook(reach: Marks, after: Places, left: Places, rows: Rows) -> NDArray[np.int8]:
    """ALL where industry words follow at once, ONE where a single character stands before them and none of them
    can be spared for the trade name, SPARE where one can, else NAME."""
    place = np.minimum(after, reach.shape[0] - _FURTHER - 2)
    outlook = np.where(reach[place, rows], _ALL, np.where(reach[place + 1, rows], _ONE, _NAME)).astype(
        np.int8
    )
    one = np.flatnonzero(outlook == _ONE)
    for further in range(2, 2 + _FURTHER):
        spare = reach[place[one] + further, rows[one]] & (further < left[one])
        outlook[one[spare]] = _SPARE
    return outlook


def _opens_word(codes: Codes, behind: Places, left: Places) -> Marks:
    """市 belongs to what follows: 北京市政路桥, 苏州市场服务; but 苏州市政府采购."""
    opens = np.zeros(len(behind), np.bool_)
    rows = np.flatnonzero((codes[behind - 1] == ord("市")) & (left > 1))
    first, second = codes[behind[rows]], codes[behind[rows] + 1]
    works = (first == ord("政")) & ~np.isin(second, _OFFICES)
    citizens = (first == ord("民")) & np.isin(second, _CITIZENS)
    opens[rows] = works | citizens | (first == ord("场")) | (first == ord("容"))
    return opens


@cache
def _marks() -> NDArray[np.uint8]:
    """What a character behind a region may be: 1 a road's, 2 a side's, 4 a bridge's."""
    table = np.zeros(LIMIT, np.uint8)
    for bit, characters in enumerate((_ROAD, _SIDE, _BRIDGE, "道")):
        table[[ord(c) for c in characters]] |= 1 << bit
    return table


def _is_region(
    codes: Codes,
    behind: Places,
    strength: NDArray[np.int8],
    outlook: NDArray[np.int8],
    left: Places,
    is_firm: Marks,
) -> Marks:
    """A short name, unless a road follows or no trade name would be left.

    A city's stays region in front of a chain of industry words (苏州电子科技); a county's does not. Neither does
    where one character is left for the trade name (金华康药业).
    """
    too_short = is_firm & ((outlook == _ONE) | ((strength <= COUNTY) & (outlook != _NAME)) | (left == 1))
    first, second = _at(codes, behind, left > 0), _at(codes, behind + 1, left > 1)
    road = ((first & 1) > 0) & ((second & 4) == 0)
    road |= ((first & 2) > 0) & ((second & 9) > 0)
    return np.asarray(~(too_short | road), np.bool_)


def _at(codes: Codes, places: Places, valid: Marks) -> NDArray[np.uint8]:
    mark = _marks()[np.minimum(codes[np.minimum(places, len(codes) - 1)], LIMIT - 1).astype(np.int64)]
    return np.where(valid, mark, 0).astype(np.uint8)
