"""Compare organisation names by their parts: whole names first, then former names, then the core.

Parent and branch, two branches, other legal forms and other places are levels of their own that speak against
one another's being the same: 有限公司 is not 股份有限公司, X(苏州)有限公司 is not X有限公司.
"""

from functools import cache

import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.similarity import common_ends, osa_distance
from mdm.rulepack.reference import read_reference
from mdm.shared_work import select_shared

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same name", "exact", 1.0),
    Level("variant", "括号、全半角、繁简、序数或省市字样之差", "same but for brackets, width, variants, ordinals", "exact", 0.99),
    Level("former_name", "与曾用名相同", "same as the other's former name", "partial", 0.95),
    Level("other_name", "与第二名称或招牌相同", "same as the other's second name", "partial", 0.9),
    Level("region_detail", "区划详略不同，其余相同", "same, one region is finer", "partial", 0.9),
    Level("slip", "行业用语中的笔误", "a slip in a word of business", "partial", 0.88),
    Level("region_moved", "区划写在不同位置", "same, the region stands elsewhere in the name", "partial", 0.85),
    Level("successor", "机构改革前后", "a public body and its successor", "partial", 0.8),
    Level("same_core", "一方无区划，其余相同", "same, one side names no region", "partial", 0.75),
    Level("one_character", "一字之差", "one character differs, or two are swapped", "partial", 0.7),
    Level("near", "两字之差", "two characters differ", "partial", 0.6),
    Level("short_name", "一方为简称", "one is a short name of the other", "partial", 0.55),
    Level("other_form", "仅组织形式不同", "only the legal form differs", "partial", 0.5),
    Level("branch_of", "总机构与分支机构", "an organisation and its own branch", "none", 0.3),
    Level("other_branch", "同一机构的不同分支", "two branches of one organisation", "none", 0.25),
    Level("other_region", "区划不同，其余相同", "same but for another region", "none", 0.2),
    Level("same_trade_name", "仅字号相同", "same trade name only", "none", 0.2),
    Level("else", "不同", "different", "none", 0.0),
)  # fmt: skip
PARTS = (
    "value", "lead", "key", "core", "region_key", "trade_name", "industry", "known_industry", "form", "branch", "parent_key",
    "former_key", "other_key", "successor_key",
)  # fmt: skip
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
_LONGEST_SHORT = 8  # characters of a short name
_LEAST_LONGER = 2  # characters the full name has more
_LEAST_NEAR = {1: 5, 2: 10}  # characters of names in which one or two may be slips
_MARK_IN_FRONT, _MARK_BEHIND = r"^(?:\*?st|pt|xd|dr|n)", r"(?:-?[abuw])$"  # of the stock exchanges
_LONGEST_MARK = 4
_FORMAL = (
    "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "集团股份有限公司", "集团有限责任公司", "公司", "集团公司", "总公司",
    "专业合作社", "农民专业合作社", "合伙企业有限合伙", "合伙企业普通合伙",
)  # fmt: skip
_COMMON_ENDS = r"(?:集团|股份|公司|控股)$"


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of names: equalities first, then short names and single characters."""
    frame = pl.concat(
        [left.select(pl.col(PARTS).name.suffix("_left")), right.select(pl.col(PARTS).name.suffix("_right"))],
        how="horizontal",
    )
    level = select_shared(frame, _equalities().cast(pl.UInt8)).to_series()
    for concerns, decide in ((_may_be_near(), _by_edits), (_may_be_short(), _by_characters)):
        rows = (
            select_shared(frame, concerns.fill_null(False)).to_series()
            & (level >= _NUMBER["same_trade_name"])
        ).arg_true()
        if len(rows):
            better = pl.select(pl.min_horizontal(level.gather(rows), decide(frame[rows]))).to_series()
            level = level.scatter(rows, better)
    return level


def _same(part: str, other: str | None = None) -> pl.Expr:
    return (pl.col(f"{part}_left") == pl.col(f"{other or part}_right")).fill_null(False)


def _are_counted(part: str) -> pl.Expr:
    """Whether an ordinal stands in either: 附属第一医院 and 附属第二医院 are two bodies, no two forms."""
    ordinal = [pl.col(f"{part}_{side}").str.contains("第", literal=True) for side in ("left", "right")]
    return (ordinal[0] | ordinal[1]).fill_null(False)


def _crossed(part: str, other: str) -> pl.Expr:
    return _same(part, other) | _same(other, part)


def _lit(name: str) -> pl.Expr:
    return pl.lit(_NUMBER[name], dtype=pl.UInt8)


def _region(side: str) -> pl.Expr:
    return pl.col(f"region_key_{side}").fill_null("")


def _equalities() -> pl.Expr:
    nameless = [pl.coalesce(f"value_{side}", f"lead_{side}").is_null() for side in ("left", "right")]
    both_null = pl.col("value_left").is_null() & pl.col("value_right").is_null()
    same_branch = pl.col("branch_left").eq_missing(pl.col("branch_right"))
    is_branch = [pl.col(f"branch_{side}").is_not_null() for side in ("left", "right")]
    same_core = _same("core") & same_branch
    left, right = _region("left"), _region("right")
    finer = (left != "") & (right != "") & (left.str.ends_with(right) | right.str.ends_with(left))
    no_region = (left == "") ^ (right == "")
    same_subject = _same("trade_name") & pl.col("industry_left").eq_missing(pl.col("industry_right"))
    return (
        pl.when(nameless[0] | nameless[1] | both_null).then(_lit("missing"))
        .when(_same("value")).then(_lit("exact"))
        .when(_same("key")).then(_lit("variant"))
        .when(_crossed("former_key", "key") | _crossed("former_key", "former_key")).then(_lit("former_name"))
        .when(_crossed("other_key", "key")).then(_lit("other_name"))
        .when(_crossed("parent_key", "key")).then(_lit("branch_of"))
        .when(_crossed("successor_key", "key") | _same("successor_key")).then(_lit("successor"))
        .when(same_core & (left == right)).then(_lit("region_moved"))
        .when(same_core & finer).then(_lit("region_detail"))
        .when(same_core & no_region & ~is_branch[0]).then(_lit("same_core"))
        .when(same_core & (left != right)).then(_lit("other_region"))
        .when(_same("core") & (is_branch[0] ^ is_branch[1])).then(_lit("branch_of"))
        .when(is_branch[0] & is_branch[1] & _same("core") & ~same_branch).then(_lit("other_branch"))
        .when(same_subject & (left == right) & same_branch & ~_same("form") & ~_are_counted("form")).then(_lit("other_form"))
        .when(_same("trade_name")).then(_lit("same_trade_name"))
        .otherwise(_lit("else"))
    )  # fmt: skip


def _may_be_near() -> pl.Expr:
    """A slip or two apart: equal branches and forms, lengths alike, and one end alike.

    Equal trade names with two known lines of business are no slips: 医疗 and 医药 are two trades.
    """
    other_trade = _same("trade_name") & (pl.col("known_industry_left") != pl.col("known_industry_right"))
    same_branch = pl.col("branch_left").eq_missing(pl.col("branch_right"))
    return (
        _same("form") & ~other_trade.fill_null(False) & same_branch & (_are_alike("core") | _are_alike("key"))
    )


def _are_alike(part: str) -> pl.Expr:
    left, right = pl.col(f"{part}_left"), pl.col(f"{part}_right")
    size = [side.str.len_chars().cast(pl.Int64) for side in (left, right)]
    return (
        ((size[0] - size[1]).abs() <= 2)
        & (pl.min_horizontal(*size) >= _LEAST_NEAR[1])
        & ((left.str.head(1) == right.str.head(1)) | (left.str.slice(1, 2) == right.str.slice(1, 2)))
    )


# What tells two bodies of like names apart: 第一 and 第二, 东 and 西, 华信 and 新华信.
_RANK = "[一二三四五六七八九十百甲乙丙丁东西南北中前后左右上下新老大小0-9]"


def _by_edits(frame: pl.DataFrame) -> pl.Series:
    """Distance of the names without regions where these may be one, else of the whole names.

    Where the characters that differ tell bodies apart (第一 and 第二, 华信 and 新华信) they are no slips, nor where
    they are the whole trade name: in one town and line of business nothing else tells two firms apart.
    """
    left, right = _region("left"), _region("right")
    one_place = (
        (left == right) | (left == "") | (right == "") | left.str.ends_with(right) | right.str.ends_with(left)
    )
    texts = frame.select(
        one=pl.when(one_place).then("core_left").otherwise("key_left"),
        other=pl.when(one_place).then("core_right").otherwise("key_right"),
        one_place=one_place,
        trade=pl.col("trade_name_left"),
        other_trade=pl.col("trade_name_right"),
        known=pl.col("known_industry_left"),
        other_known=pl.col("known_industry_right"),
        form=pl.col("form_left"),
        other_form=pl.col("form_right"),
        placed=(left == right) | ((left != "") & (right != "")),
    )
    distance = osa_distance(texts["one"], texts["other"])
    found = pl.Series([_NUMBER["else"]], dtype=pl.UInt8).new_from_index(0, len(frame))
    rows = (distance <= 2).fill_null(False).arg_true()
    if not len(rows):
        return found
    some = texts[rows].with_columns(distance=distance.gather(rows))
    start, end = common_ends(some["one"], some["other"])
    middle = [
        pl.col(side).str.slice(
            pl.col("start"), pl.col(side).str.len_chars() - pl.col("start") - pl.col("end")
        )
        for side in ("one", "other")
    ]
    some = some.with_columns(
        start=start, end=end, size=pl.min_horizontal(pl.col("one", "other").str.len_chars())
    ).with_columns(middle_one=middle[0], middle_other=middle[1])
    middle = [pl.col("middle_one"), pl.col("middle_other")]
    has_rank = [text.str.contains(_RANK) for text in middle]
    inserted = (middle[0] == "") | (middle[1] == "")
    telling = pl.when(inserted).then(has_rank[0] | has_rank[1]).otherwise(has_rank[0] & has_rank[1])
    swapped = middle[0].str.reverse() == middle[1]
    characters = [pl.col(name).str.split("") for name in ("trade", "other_trade")]
    renamed = (characters[0].list.set_intersection(characters[1]).list.len() == 0).fill_null(False)
    one_apart = (pl.col("distance") <= 1) & (pl.col("size") >= _LEAST_NEAR[1])
    level = (
        pl.when((telling & ~swapped) | ((pl.col("distance") > 1) & renamed)).then(_lit("else"))
        .when(one_apart & _is_slip()).then(_lit("slip"))
        .when(one_apart).then(_lit("one_character"))
        .when(pl.col("one_place") & (pl.col("size") >= _LEAST_NEAR[2])).then(_lit("near"))
        .otherwise(_lit("else"))
    )  # fmt: skip
    return found.scatter(rows, select_shared(some, level).to_series())


def _is_slip() -> pl.Expr:
    """Two neighbours swapped, one typed twice, or one taken for another that looks or sounds like it or stands in no word
    of business: inside the known words of business on one side, where the other has none. What stands before it is equal,
    the trade name too."""
    one, other = pl.col("middle_one"), pl.col("middle_other")
    inside = _begin("one", "known", "form") <= pl.col("start")
    outside = _begin("other", "other_known", "other_form") > pl.col("start")
    turned = _begin("other", "other_known", "other_form") <= pl.col("start")
    unturned = _begin("one", "known", "form") > pl.col("start")
    before = pl.col("one").str.slice(pl.col("start") - 1, 1)
    behind = pl.col("one").str.slice(pl.col("start") + one.str.len_chars(), 1)
    more = one + other
    doubled = ((one == "") | (other == "")) & ((more == before) | (more == behind))
    swapped = (one.str.len_chars() == 2) & (one.str.reverse() == other)
    single = (one.str.len_chars() == 1) & (other.str.len_chars() == 1)
    alike = single & (
        (_sound(one) == _sound(other)).fill_null(False) | (one + other).is_in(_look_alikes().implode())
    )
    known = ((inside & outside) | (turned & unturned)).fill_null(False)
    return pl.col("placed") & known & (doubled | swapped | alike)


def _begin(text: str, known: str, form: str) -> pl.Expr:
    """Where the known words of business begin that the form follows; the form's own place where there are none."""
    behind = pl.concat_str(pl.col(known).fill_null(""), pl.col(form).fill_null("")).str.len_chars()
    return pl.col(text).str.len_chars().cast(pl.Int64) - behind.cast(pl.Int64)


def _sound(character: pl.Expr) -> pl.Expr:
    readings = read_reference("character_readings")
    return character.replace_strict(
        readings["character"], readings["pinyin"], default=None, return_dtype=pl.String
    )


@cache
def _look_alikes() -> pl.Series:
    pairs = pl.concat(
        read_reference(name).select("left", "right")
        for name in ("look_alike_pairs", "organisation_look_alikes")
    )
    return pl.concat([pairs["left"] + pairs["right"], pairs["right"] + pairs["left"]])


def _may_be_short() -> pl.Expr:
    """One text is brief and has no legal form, neither is a branch's; marks of the exchange are still on."""
    texts = [
        pl.coalesce(f"key_{side}", f"lead_{side}").str.len_chars().cast(pl.Int64)
        for side in ("left", "right")
    ]
    low = pl.min_horizontal(*texts)
    no_branch = pl.col("branch_left").is_null() & pl.col("branch_right").is_null()
    informal = [~pl.col(f"form_{side}").is_in(_FORMAL).fill_null(False) for side in ("left", "right")]
    brief_is_left = texts[0] < texts[1]
    is_informal = pl.when(brief_is_left).then(informal[0]).otherwise(informal[1])
    return (
        (low >= 2)
        & (low <= _LONGEST_SHORT + _LONGEST_MARK)
        & (texts[0] != texts[1])
        & no_branch
        & is_informal
    )


def _by_characters(frame: pl.DataFrame) -> pl.Series:
    """All characters of the short name stand in the full one, in their order, and both start alike."""
    found = pl.Series([_NUMBER["else"]], dtype=pl.UInt8).new_from_index(0, len(frame))
    texts = frame.select(
        pl.coalesce(pl.col(f"key_{side}"), pl.col(f"lead_{side}"))
        .str.to_lowercase()
        .str.replace(_MARK_IN_FRONT, "")
        .str.replace(_MARK_BEHIND, "")
        .alias(side)
        for side in ("left", "right")
    ).hstack(frame.select("trade_name_left", "trade_name_right"))
    is_left = pl.col("left").str.len_chars() < pl.col("right").str.len_chars()
    texts = texts.select(
        written=pl.when(is_left).then("left").otherwise("right").str.len_chars().cast(pl.Int64),
        short=pl.when(is_left).then("left").otherwise("right").str.replace(_COMMON_ENDS, ""),
        long=pl.when(is_left).then("right").otherwise("left"),
        trade=pl.when(is_left).then("trade_name_right").otherwise("trade_name_left").fill_null(""),
    )
    short, long, trade, written = pl.col("short"), pl.col("long"), pl.col("trade"), pl.col("written")
    first = short.str.head(1)
    starts = (first == long.str.head(1)) | (first == trade.str.head(1))
    named = (short.str.contains(trade, literal=True) & (trade != "")) | (written >= 3)
    longer = long.str.len_chars().cast(pl.Int64) - written >= _LEAST_LONGER
    may = starts & named & longer & (written <= _LONGEST_SHORT) & (short.str.len_chars() > 1)
    rows = select_shared(texts, may.fill_null(False).arg_true()).to_series()
    if not len(rows):
        return found
    fits = _stand_in(texts[rows])
    return found.scatter(rows.filter(fits), _NUMBER["short_name"])


def _stand_in(texts: pl.DataFrame) -> pl.Series:
    """Whether the characters of `short` stand in `long` in their order, one character after the other."""
    char, rest = pl.col("char"), pl.col("rest")
    left = texts.select("short", rest="long", fits=True)
    for place in range(_LONGEST_SHORT):
        left = left.with_columns(char=pl.col("short").str.slice(place, 1))
        left = left.with_columns(
            fits=pl.col("fits") & ((char == "") | rest.str.contains(char, literal=True)),
            rest=pl.when(char == "").then(rest).otherwise(rest.str.split(char).list.slice(1).list.join(char)),
        )
    return left["fits"]


COMPARISON = Comparison(
    "organisation_name",
    LEVELS,
    PARTS,
    find_level,
    {"exact": "value", "variant": "key"},
    always("exact", LEVELS),
)
