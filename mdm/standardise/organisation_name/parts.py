"""The parts of a name and its keys, cut at the places the grammar found."""

import numpy as np
import polars as pl

from mdm.standardise.organisation_name.grammar import read_places
from mdm.standardise.organisation_name.region_words import shorten_regions
from mdm.standardise.organisation_name.wording import fold_wording, spell_out_offices
from mdm.standardise.organisation_name.words import (
    ALONE,
    LIMIT,
    LONGEST_ALONE,
    character_folds,
    government_reforms,
    government_successors,
)

PARTS = (
    "region", "trade_name", "industry", "known_industry", "form", "key", "core", "region_key", "successor_key",
    "reform_key", "reform_day",
)  # fmt: skip
LEAST_UNCUT = 4  # characters from which on a cooperative's trade name holds the product as well
LEAST_PLACED = 4  # characters from which on a trade name may hold a village or zone in front
LONGEST_TRADE = 5  # characters from which on a shop's trade name may begin with a place
_PLACE = r"^.{1,10}?(?:大街|大道|十字|社区|小区|新村|市场|商城|广场|路口|[路街巷弄](?:东|西|南|北)?[段侧口]?)([^路街巷弄]{2,})$"
_BESIDE = r"^.{2,12}?(?:旁边|旁|对面|楼下|附近|门口|[东西南北]侧)(\p{Han}{2,})$"
_SIGN = r"^(\p{Han}{1,4}[记氏阁斋轩楼嫂婆])(\p{Han}{2,4})$"  # 老谦记豆丝: what follows is sold there
_DISH = r"^(\p{Han}{3,4})(\p{Han}{1,2}[粉面汤饭粥饼馍馕糕鱼鸡鸭鹅虾蟹肉菜])$"
_VILLAGE = r"^\p{Han}{1,3}村(\p{Han}{2,})$"
_ZONE = r"^\p{Han}{0,6}(?:示范区|开发区|度假区|合作区|管理区|风景区|高铁新城|商务城|工业园区?|科技园区?|产业园区?|物流园区?)(\p{Han}{2,})$"
_SCHOOLS = ("幼儿园", "诊所", "门诊部", "培训中心")
_NUMERALS = "一二三四五六七八九"
_FULL, _BRIEF = "壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十"  # as on cheques
_IN_FULL = rf"^(.*?)([{_FULL}]+)([号期].*)$"
_RANKS = "分|局|冶|中学|小学|中心|店|厂|院|所|队|门市|村|组|幼|营|支|车间|期|社|仓|项目|工程|大队|校|号"
_ORDINAL = r"^(.*?第)(\d{1,2})((?:\D.*)?)$"
_RANKED = rf"^(.*?[^\d]|)(\d{{1,2}})((?:{_RANKS}|人民医院|医院|实验|高级|职业|建筑|工会).*)$"


def derive_parts(name: pl.Series, head: pl.Series, branches: pl.DataFrame) -> pl.DataFrame:
    """Parts of names (half-width brackets, null where there is none); `head` is the host's name of a branch.

    `key` is the whole name for comparison: regions by their short names, no brackets, simplified characters,
    Chinese ordinals. `core` is the same without regions and branch. Region words in brackets behind the trade
    name count as region. `known_industry` is the industry where it is made of known words alone.
    """
    frame = pl.DataFrame(
        {"head": spell_out_offices(head.fill_null("")), "branch": branches.get_column("branch")}
    )
    frame = frame.with_columns(_inner_regions(frame.get_column("head")))
    frame = _drop_brackets(frame)
    frame = frame.hstack(read_places(frame.get_column("bare")))
    frame = frame.with_columns(**_cuts()).with_columns(**_keys())
    frame = fold_wording(frame)
    frame = _place_inner_regions(frame).with_columns(trade_name=_trade_name())
    frame = _fold_keys(_cut_products(_cut_ordinals(_cut_places(frame))))
    frame = frame.with_columns(known_industry=pl.when("is_known").then("industry"))
    is_there = name.is_not_null() & name.str.contains(r"\p{Han}")
    return frame.with_columns(_successors()).select(
        pl.when(pl.lit(is_there) & (pl.col(part) != "")).then(part).alias(part) for part in PARTS
    )


def _drop_brackets(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `kept`, the head without brackets, and `bare`, without a region in brackets either."""
    frame = frame.with_columns(bare="head", kept="head")
    rows = frame["head"].str.contains_any(["(", ")"]).arg_true()
    if not len(rows):
        return frame
    head, signs = pl.col("head"), (["(", ")"], ["", ""])
    bare = pl.when(pl.col("in_brackets").is_null()).then(head).otherwise(head.str.replace(r"\([^()]*\)", ""))
    some = frame[rows].select(bare=bare.str.replace_many(*signs), kept=head.str.replace_many(*signs))
    return frame.with_columns(frame[column].scatter(rows, some[column]) for column in some.columns)


def _inner_regions(head: pl.Series) -> pl.Series:
    """The region in the first bracket of each name; 中国 and the like too."""
    rows = head.str.contains("(", literal=True).arg_true()
    empty = pl.Series("in_brackets", [None], dtype=pl.String).new_from_index(0, len(head))
    if not len(rows):
        return empty
    inside = head.gather(rows).str.extract(r"\(([^()]*)\)", 1)
    short = shorten_regions(inside)
    return empty.scatter(rows, inside.zip_with(short.is_not_null(), short))


def _piece(start: str, end: str) -> pl.Expr:
    return pl.col("bare").str.slice(pl.col(start), pl.col(end) - pl.col(start))


def _cuts() -> dict[str, pl.Expr]:
    """Pieces of the bare name as if no region stood inside it."""
    bare = pl.col("bare")
    return {
        "region": bare.str.slice(0, pl.col("region_end")),
        "trade": _piece("region_end", "trade_end"),
        "industry": _piece("trade_end", "form_start"),
        "form": bare.str.slice(pl.col("form_start")),
        "core": bare.str.slice(pl.col("region_end")),
    }


def _keys() -> dict[str, pl.Expr]:
    front = pl.col("front_key").fill_null("")
    return {
        "region_key": front,
        "key": pl.concat_str(front, "core", pl.col("branch").fill_null("")),
    }


def _place_inner_regions(frame: pl.DataFrame) -> pl.DataFrame:
    """Names with a region in brackets or behind the trade name: few, so they are put right one by one.

    Keys keep the region where it stands; a region with its suffix by its short name.
    """
    in_brackets = frame.get_column("in_brackets")
    has_inner = in_brackets.is_not_null() | frame.get_column("inner_key").is_not_null()
    rows = has_inner.arg_true()
    if not len(rows):
        return frame
    short = shorten_regions(in_brackets.gather(rows))
    behind, is_inside = _piece("inner_end", "form_start"), pl.col("in_brackets").is_not_null()
    before = _piece("region_end", "inner_start")
    inside = pl.concat_str(before, "inner_key", pl.col("bare").str.slice(pl.col("inner_end")))
    bracketed = pl.col("kept").str.slice(pl.col("region_end"))
    bracketed = bracketed.str.split(pl.col("in_brackets")).list.join(pl.col("bracket_key"))
    text = pl.when(is_inside).then(bracketed).otherwise(inside)
    some = (
        frame[rows]
        .with_columns(bracket_key=short)
        .select(
            region=pl.concat_str("region", pl.coalesce("in_brackets", _piece("inner_start", "inner_end"))),
            industry=pl.concat_str(_piece("trade_end", "inner_start"), behind),
            core=pl.concat_str(before, behind, "form"),
            region_key=pl.concat_str("region_key", pl.coalesce("bracket_key", "inner_key")),
            key=pl.concat_str("region_key", text, "branch_end"),
        )
    )
    return frame.with_columns(frame[column].scatter(rows, some[column]) for column in some.columns)


def _trade_name() -> pl.Expr:
    """苏州银行: the city is the trade name where nothing but one line of business follows it."""
    rest = pl.concat_str("trade", "industry")
    is_short = pl.col("form_start") - pl.col("region_end") <= LONGEST_ALONE
    alone = is_short & (rest.is_in(ALONE) | ((rest == "") & (pl.col("form_kind") == "company")))
    city = (
        (pl.col("region_end") > 0) & (pl.col("region") == pl.col("front_key")) & (pl.col("region") != "中国")
    )
    ordinary = (
        pl.when(alone & (pl.col("region_end") == 0))
        .then(rest)
        .otherwise(pl.col("trade").str.strip_chars("-"))
    )
    return pl.when(alone & city).then(_piece("last_region", "region_end")).otherwise(ordinary)


def _cut_places(frame: pl.DataFrame) -> pl.DataFrame:
    """A name may say behind the region where the body is: a shop's a road or village (小寨路老孙家泡馍馆), any firm's a zone."""
    trade, behind = pl.col("trade_name"), pl.col("region_end") > 0
    length = pl.col("trade_end") - pl.col("region_end")
    trader = pl.col("form_kind").is_in(["trader", "sole"]) | pl.col("form").is_in(_SCHOOLS)
    works = trader | (pl.col("form") == "厂") | (pl.col("form_kind") == "cooperative")
    rows = frame.select((behind & (length >= LEAST_PLACED)).arg_true()).to_series()
    if not len(rows):
        return frame
    some = frame[rows].select(
        pl.when(trader & (length >= LONGEST_TRADE) & trade.str.contains(_BESIDE))
        .then(trade.str.replace(_BESIDE, "$1"))
        .when(trader & (length >= LONGEST_TRADE) & trade.str.contains(_PLACE))
        .then(trade.str.replace(_PLACE, "$1"))
        .when(works & trade.str.contains(_VILLAGE))
        .then(trade.str.replace(_VILLAGE, "$1"))
        .otherwise(trade.str.replace(_ZONE, "$1"))
    )
    return frame.with_columns(frame["trade_name"].scatter(rows, some["trade_name"]))


def _cut_ordinals(frame: pl.DataFrame) -> pl.DataFrame:
    """中交第二航务工程局: the ordinal counts the works, not the trade name; 第一百货 has no other."""
    rows = frame["trade_name"].str.contains("第", literal=True).arg_true()
    if not len(rows):
        return frame
    ordinal = "(第[一二三四五六七八九十百]{1,3})$"
    trade = pl.col("trade_name").str.replace(f"^(.{{2,}}){ordinal}", "$1")
    moved = pl.col("trade_name").str.extract(f"^.{{2,}}{ordinal}", 1).fill_null("")
    some = frame[rows].select(
        industry=pl.concat_str(moved, pl.col("industry").fill_null("")), trade_name=trade
    )
    return frame.with_columns(frame[column].scatter(rows, some[column]) for column in some.columns)


def _cut_products(frame: pl.DataFrame) -> pl.DataFrame:
    """What is grown or sold where no known word says so: a cooperative's last two characters (鹃城豆瓣); a shop's behind
    the end of a sign (老谦记豆丝), or the dish that ends a long name (两来风辣汤)."""
    name, kind = pl.col("trade_name"), pl.col("form_kind")
    silent = (name.str.len_chars() >= LEAST_UNCUT) & (pl.col("industry").fill_null("") == "")
    shop = (kind == "trader") & name.str.contains(f"{_SIGN}|{_DISH}")
    rows = frame.select((silent & ((kind == "cooperative") | shop)).fill_null(False).arg_true()).to_series()
    if not len(rows):
        return frame
    grown = pl.when(kind == "cooperative")
    shown = name.str.contains(_SIGN)
    some = frame[rows].select(
        industry=grown.then(name.str.tail(2)).when(shown).then(name.str.extract(_SIGN, 2)).otherwise(name.str.extract(_DISH, 2)),
        trade_name=grown.then(name.str.head(-2)).when(shown).then(name.str.extract(_SIGN, 1)).otherwise(name.str.extract(_DISH, 1)),
    )  # fmt: skip
    return frame.with_columns(frame[column].scatter(rows, some[column]) for column in some.columns)


def _fold_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Traditional characters and numerals, only where there are any."""
    columns = ("key", "core", "region_key")
    written = pl.any_horizontal(pl.col(part).is_not_null() for part in ("branch", "in_brackets"))
    rows = (pl.col("is_odd") | written | (pl.col("form_kind") == "partnership").fill_null(False)).arg_true()
    some = frame.select(rows).to_series()
    if not len(some):
        return frame
    return frame.with_columns(
        frame[column].scatter(some, _fold_numbers(_fold_characters(frame[column].gather(some))))
        for column in columns
    )


def _fold_characters(texts: pl.Series) -> pl.Series:
    """Traditional and variant characters in the form keys use; texts have no line ends and no nulls."""
    flat = np.frombuffer((texts.str.join("\n").item() or "").encode("utf-32-le"), np.uint32)
    folded = np.where(flat < LIMIT, character_folds()[np.where(flat < LIMIT, flat, 0)], flat)
    joined = folded.astype("<u4").tobytes().decode("utf-32-le")
    return pl.Series([joined]).str.split("\n").explode().alias(texts.name)


def _fold_numbers(texts: pl.Series) -> pl.Series:
    """第1中学 and 第一中学: Arabic numbers up to 99 before a word of rank; 贰号 and 二号; letters in lower case."""
    folded = texts.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    rows = folded.str.contains(_IN_FULL).arg_true()
    if len(rows):
        front, number, behind = folded.gather(rows).str.extract_groups(_IN_FULL).struct.unnest()
        folded = folded.scatter(rows, front + number.str.replace_many(list(_FULL), list(_BRIEF)) + behind)
    rows = folded.str.contains(r"\d").arg_true()
    if not len(rows):
        return folded
    words = {str(n): _numeral(n) for n in range(1, 100)}
    some = folded.gather(rows)
    for pattern in (_ORDINAL, _RANKED):
        front, number, behind = some.str.extract_groups(pattern).struct.unnest()
        ranked = front + number.replace_strict(words, default=None, return_dtype=pl.String) + behind
        some = ranked.zip_with(ranked.is_not_null(), some)
    return folded.scatter(rows, some)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else ("" if tens == 1 else _NUMERALS[tens - 1]) + "十") + (
        _NUMERALS[ones - 1] if ones else ""
    )


def _successors() -> list[pl.Expr]:
    """Key of the body that took over from a government body that was renamed or merged; again where this was no mere
    other spelling, with the day."""
    core = pl.when(pl.col("branch").is_null()).then("core")
    heir = core.replace_strict(government_successors(), default=None, return_dtype=pl.String)
    day = core.replace_strict(government_reforms(), default=None, return_dtype=pl.String)
    key = pl.col("region_key") + heir
    reformed = pl.when(day.is_not_null()).then(key)
    return [key.alias("successor_key"), reformed.alias("reform_key"), day.alias("reform_day")]
