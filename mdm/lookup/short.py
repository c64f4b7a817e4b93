"""Full names that a short name may stand for: its characters stand in them in their order.

工行 for 中国工商银行, 苏大附一院 for 苏州大学附属第一医院: characters are mostly taken from where words begin. How well a
short name fits is the best way to lay its characters on the full name: running on is best, the beginning of a
part or of a word of two characters is good, one from within less so; what of the trade name or a branch remains
unsaid speaks against it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.lookup.characters import BitTable, Codes, list_bits, to_matrix
from mdm.lookup.known import KnownNames
from mdm.rulepack.reference import read_reference

LONGEST = 12  # characters of a short name
WIDTH = 32
BLOCK, ASKED_AT_ONCE = 1 << 18, 64
LAID_AT_ONCE = 1 << 16
RUNNING_ON, PART_BEGINS, WORD_BEGINS, WITHIN, SKIPPED = 1.0, 0.9, 0.85, 0.6, -0.5
MAY_SKIP_FROM = 4  # characters from which on one may find no place
LEAST_TRADE, MOST_TRADE = 2, 4
LONGEST_LIST = 60
LONGER = 3  # characters from which on the first may stand inside a part
NEAR_THE_FRONT = 8
MOST_HOLDING = 2000  # names looked at for one short name
LEAST_STRETCH = 4  # characters that stand in the full name as they are written: 三峡集团
LEAST_FIT = 0.46
TRADE_SAID = 0.08  # what a trade name said whole adds
KEPT = 30
_MARK_IN_FRONT, _MARK_BEHIND = r"^(?:\*?st|pt|xd|dr|n)(\p{Han})", r"(\p{Han})(?:-?[abuwhs])+$"  # of exchanges
_NUMERALS = np.array([ord(c) for c in "一二三四五六七八九十"], np.uint32)
_LEFT_OUT = np.array([ord(c) for c in "第属"], np.uint32)  # 苏大附一院 for 附属第一医院
Floats = NDArray[np.float32]


def find_full(asked: pl.DataFrame, known: KnownNames, near: pl.DataFrame) -> pl.DataFrame:
    """Pairs of short names (`number`, `key`) with full ones: `asked`, `known`, `fit` (0 to 1), the best of each.

    `near` are pairs (`asked`, `known`) found in other ways, that are laid on one another as well.
    """
    short = _spell_out(asked.select("number", text=_bare("key")))
    short = short.filter(pl.col("text").str.len_chars().is_between(2, LONGEST))
    if short.is_empty():
        return pl.DataFrame(schema={"asked": pl.UInt32, "known": pl.UInt32, "fit": pl.Float32})
    codes = to_matrix(short["text"], LONGEST)
    full = to_matrix(known.frame["key"], WIDTH)
    told = short.with_row_index("row").join(near, left_on="number", right_on="asked").select("row", "known")
    pairs = pl.concat([_holding_all(codes, full, known.frame), _by_trade_name(short, known.frame), told])
    pairs = pairs.unique().sort("row", "known")
    fits = [_lay(codes, full, known.frame, some) for some in pairs.iter_slices(LAID_AT_ONCE)]
    fit = pl.Series(np.concatenate(fits) if fits else np.zeros(0, np.float32))
    found = pairs.with_columns(fit=fit, asked=short["number"].gather(pairs["row"])).filter(
        pl.col("fit") >= LEAST_FIT
    )
    found = found.sort("asked", "fit", "known", descending=[False, True, False])
    found = found.unique(["asked", "known"], keep="first", maintain_order=True)
    return found.filter(pl.int_range(pl.len()).over("asked") < KEPT).select("asked", "known", "fit")


def _spell_out(short: pl.DataFrame) -> pl.DataFrame:
    """粤电力 is also tried as 广东电力: the words that short names have a character of its own for."""
    words = read_reference("organisation_short_words")
    first = pl.col("text").str.head(1)
    meant = first.replace_strict(words["word"], words["meant"], default=None, return_dtype=pl.String)
    spelt = short.select("number", text=meant + pl.col("text").str.slice(1)).drop_nulls()
    return pl.concat([short, spelt])


def _bare(column: str) -> pl.Expr:
    """Without the marks of a stock exchange: ST, A, B, U."""
    folded = pl.col(column).str.to_lowercase()
    return folded.str.replace(_MARK_IN_FRONT, "$1").str.replace(_MARK_BEHIND, "$1")


def _starts(frame: pl.DataFrame) -> pl.DataFrame:
    """Where region, trade name, industry and form of each key begin: offsets in characters."""
    key, core = pl.col("key"), pl.col("core").fill_null("")
    size = {
        part: pl.col(part).fill_null("").str.len_chars().cast(pl.Int64)
        for part in ("trade_name", "form", "branch")
    }
    whole = key.str.len_chars().cast(pl.Int64)
    after = pl.when(key.str.ends_with(core)).then(whole - core.str.len_chars()).otherwise(0)
    found = key.str.find(pl.col("trade_name").fill_null(""), literal=True).is_not_null()
    trade = key.str.split(pl.col("trade_name").fill_null("\0")).list.first().str.len_chars().cast(pl.Int64)
    return frame.select(
        region=after,
        trade=pl.when(found).then(trade).otherwise(after),
        trade_end=pl.when(found).then(trade + size["trade_name"]).otherwise(after),
        form=whole - size["branch"] - size["form"],
        branch=whole - size["branch"],
        whole=whole,
        is_company=pl.col("form").str.contains("公司").fill_null(False),
        is_national=pl.col("region_key").is_in(["中国", "国家"]).fill_null(False),
    )


def _holding_all(codes: Codes, full: Codes, frame: pl.DataFrame) -> pl.DataFrame:
    """Names that hold all characters of a short name: the shortest ones, and no more than serve."""
    starts = _starts(frame)
    rows = np.arange(len(full))
    strict = [full[:, 0]] + [
        full[rows, np.clip(starts[part].to_numpy(), 0, WIDTH - 1)] for part in ("region", "trade")
    ]
    opening = np.stack(strict, axis=1)
    characters = np.unique(codes[codes > 0])
    found = [pl.DataFrame(schema={"row": pl.UInt32, "known": pl.UInt32})]
    for begin in range(0, len(full), BLOCK):
        block = full[begin : begin + BLOCK]
        texts = (opening[begin : begin + BLOCK], block[:, :NEAR_THE_FRONT], block)
        tables = [BitTable(characters, len(block)) for _ in texts]
        for table, some in zip(tables, texts, strict=True):
            table.note(some)
        found += [pairs.with_columns(pl.col("known") + begin) for pairs in _holding(codes, tables)]
    return pl.concat(found).filter(pl.int_range(pl.len()).over("row") < MOST_HOLDING)


def _holding(codes: Codes, tables: Sequence[BitTable]) -> Iterator[pl.DataFrame]:
    """Rows of `codes` and the names of a block, the shortest first (known names stand by length).

    The first character opens a part of the name; that of a longer short name stands near its beginning.
    """
    for at in range(0, len(codes), ASKED_AT_ONCE):
        some = codes[at : at + ASKED_AT_ONCE]
        row, name = list_bits(_hold(some, *tables))
        pairs = pl.DataFrame({"row": (row + at).astype(np.uint32), "known": name.astype(np.uint32)})
        yield pairs.filter(pl.int_range(pl.len()).over("row") < MOST_HOLDING)


def _hold(some: Codes, opening: BitTable, front: BitTable, holding: BitTable) -> NDArray[np.uint8]:
    """Packed bits of the names that hold the characters of each row; all but one where none holds all."""
    size = (some > 0).sum(axis=1)
    strict = opening.of(some[:, 0])
    every = np.where((size < LONGER)[:, None], strict, front.of(some[:, 0]))
    but_one = np.zeros_like(every)
    for place in range(1, some.shape[1]):
        rows = np.flatnonzero(place < size)
        if not len(rows):
            break
        bits = holding.of(some[rows, place])
        but_one[rows] = (but_one[rows] & bits) | every[rows]
        every[rows] &= bits
    lost = (size >= MAY_SKIP_FROM) & ~every.any(axis=1)
    every[lost] = but_one[lost] & strict[lost]
    return every


def _by_trade_name(short: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Names whose trade name stands in the short name: 中科曙光 for 曙光信息产业."""
    index = frame.with_row_index("known").select("known", piece="trade_name").drop_nulls()
    index = index.filter(pl.len().over("piece") <= LONGEST_LIST)
    text = pl.col("text")
    pieces = [
        short.with_row_index("row")
        .select("row", piece=text.str.slice(place, size))
        .filter(pl.col("piece").str.len_chars() == size)
        for size in range(LEAST_TRADE, MOST_TRADE + 1)
        for place in range(LONGEST - size + 1)
    ]
    return pl.concat(pieces).join(index, on="piece").select("row", "known").unique()


def _lay(codes: Codes, full: Codes, frame: pl.DataFrame, pairs: pl.DataFrame) -> Floats:
    """How well each short name fits its full name, from 0 to 1."""
    short, known = codes[pairs["row"].to_numpy()], pairs["known"].to_numpy()
    name, starts = full[known], _starts(frame[known])
    size = (short > 0).sum(axis=1)
    worth = _worth(starts, name)
    best = np.zeros(name.shape, np.float32)
    running = np.zeros((len(name), WIDTH + 1), np.float32)
    laid = np.full(len(name), -9.0, np.float32)
    for place in range(int(size.max(initial=0))):
        equal = (name == short[:, place : place + 1]) & (name > 0)
        on = np.concatenate([np.full((len(name), 1), -9.0, np.float32), best[:, :-1]], axis=1) + RUNNING_ON
        if place == 0:
            on[:] = -9.0
        best = np.where(equal, np.maximum(on, running[:, :-1] + worth), -9.0).astype(np.float32)
        reached = np.maximum.accumulate(best, axis=1)
        running[:, 1:] = np.maximum(reached, running[:, 1:] + SKIPPED)
        running[:, 0] += SKIPPED
        ends = size == place + 1
        laid[ends] = running[ends, -1]
    return _weigh(laid, size, short, name, starts)


def _worth(starts: pl.DataFrame, name: Codes) -> Floats:
    """What a character is worth where it follows none of the short name's: by where in a part it stands. The number of
    a body is never left out, and seldom the last character of one that is no company: 哈医大二院."""
    place = np.arange(WIDTH)[None, :]
    region, trade, end, form, branch = (
        starts[part].to_numpy()[:, None] for part in ("region", "trade", "trade_end", "form", "branch")
    )
    worth = np.full((len(starts), WIDTH), WITHIN, np.float32)
    for begin, stop in ((0 * region, region), (end, form), (form, branch)):
        worth[(place >= begin) & (place < stop) & ((place - begin) % 2 == 0)] = WORD_BEGINS
    for begin in (0 * region, region, trade, end, form):
        worth[place == begin] = PART_BEGINS
    last = starts["whole"].to_numpy()[:, None] - 1
    worth[(place == last) & ~starts["is_company"].to_numpy()[:, None]] = WORD_BEGINS
    worth[np.isin(name, _NUMERALS)] = PART_BEGINS
    worth[place >= branch] = WITHIN / 2
    return worth


def _weigh(laid: Floats, size: NDArray[np.int64], short: Codes, name: Codes, starts: pl.DataFrame) -> Floats:
    """Share of the best there is, less what remains unsaid.

    Of the trade name much, of region and industry little; 中国 and a company's form are left out as a rule.
    """
    said = ((name[:, :, None] == short[:, None, :]).any(axis=2) | np.isin(name, _LEFT_OUT)) & (name > 0)
    place = np.arange(WIDTH)[None, :]

    def unsaid(begin: str | None, end: str) -> Floats:
        first = starts[begin].to_numpy()[:, None] if begin else 0
        inside = (place >= first) & (place < starts[end].to_numpy()[:, None])
        count: Floats = (inside & ~said).sum(axis=1).astype(np.float32)
        return count

    has_trade = (starts["trade_end"] - starts["trade"]).to_numpy() >= LEAST_TRADE
    is_company, is_national = (starts[part].to_numpy() for part in ("is_company", "is_national"))
    whole = has_trade & (unsaid("trade", "trade_end") == 0)
    missing = (
        0.06 * unsaid("trade", "trade_end")
        + np.where(is_national, 0, 0.01) * unsaid(None, "region")
        + 0.015 * unsaid("trade_end", "form")
        + np.where(is_company, 0.002, 0.03) * unsaid("form", "branch")
        + 0.12 * np.minimum(unsaid("branch", "whole"), 3)
    )
    at_a_stretch = (size >= LEAST_STRETCH) & (laid >= size - 1 + WITHIN)
    missing = np.where(at_a_stretch, missing / 2, missing)
    fit: Floats = np.clip(
        (laid / size + TRADE_SAID * (whole | at_a_stretch) - missing) / (1 + TRADE_SAID), 0, 1
    ).astype(np.float32)
    return fit
