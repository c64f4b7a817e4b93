"""Compare organisation names by their parts: whole names first, then former names, then the core.

Parent and branch, two branches, other legal forms and other places are levels of their own that speak against
one another's being the same: 有限公司 is not 股份有限公司, X(苏州)有限公司 is not X有限公司.
"""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.similarity import edit_distance

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same name", "exact", 1.0),
    Level("variant", "括号、全半角、繁简、序数或省市字样之差", "same but for brackets, width, variants, ordinals", "exact", 0.99),
    Level("former_name", "与曾用名相同", "same as the other's former name", "partial", 0.95),
    Level("other_name", "与第二名称或招牌相同", "same as the other's second name", "partial", 0.9),
    Level("region_detail", "区划详略不同，其余相同", "same, one region is finer", "partial", 0.9),
    Level("region_moved", "区划写在不同位置", "same, the region stands elsewhere in the name", "partial", 0.85),
    Level("successor", "机构改革前后", "a public body and its successor", "partial", 0.8),
    Level("same_core", "一方无区划，其余相同", "same, one side names no region", "partial", 0.75),
    Level("one_character", "一字之差", "one character differs", "partial", 0.7),
    Level("short_name", "一方为简称", "one is a short name of the other", "partial", 0.65),
    Level("other_form", "仅组织形式不同", "only the legal form differs", "partial", 0.5),
    Level("branch_of", "总机构与分支机构", "an organisation and its own branch", "none", 0.3),
    Level("other_branch", "同一机构的不同分支", "two branches of one organisation", "none", 0.25),
    Level("other_region", "区划不同，其余相同", "same but for another region", "none", 0.2),
    Level("same_trade_name", "仅字号相同", "same trade name only", "none", 0.2),
    Level("else", "不同", "different", "none", 0.0),
)  # fmt: skip
PARTS = (
    "value", "lead", "key", "core", "region_key", "trade_name", "industry", "form", "branch", "parent_key",
    "former_key", "other_key", "successor_key",
)  # fmt: skip
# Levels at which two names may be one body's, once a strong identifier says so.
COMPATIBLE_LEVELS = (
    "exact",
    "variant",
    "former_name",
    "other_name",
    "region_detail",
    "region_moved",
    "same_core",
    "short_name",
    "one_character",
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
_LONGEST_SHORT = 8  # characters of a short name
_LEAST_LONGER = 2  # characters the full name has more
_LEAST_NEAR = 6  # characters of names in which one may be a slip
_LISTING_MARKS = r"^(?:\*?st|pt|xd|dr|n)|(?:-?[abuw])$"
_COMMON_ENDS = r"(?:集团|股份|公司|控股)$"


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of names: equalities first, then short names and single characters."""
    frame = pl.concat(
        [left.select(pl.col(PARTS).name.suffix("_left")), right.select(pl.col(PARTS).name.suffix("_right"))],
        how="horizontal",
    )
    level = frame.select(_equalities().cast(pl.UInt8)).to_series()
    for concerns, decide in ((_may_be_near(), _by_edits), (_may_be_short(), _by_characters)):
        rows = (
            frame.select(concerns.fill_null(False)).to_series() & (level >= _NUMBER["same_trade_name"])
        ).arg_true()
        if len(rows):
            better = pl.select(pl.min_horizontal(level.gather(rows), decide(frame[rows]))).to_series()
            level = level.scatter(rows, better)
    return level


def _same(part: str, other: str | None = None) -> pl.Expr:
    return (pl.col(f"{part}_left") == pl.col(f"{other or part}_right")).fill_null(False)


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
        .when(same_subject & (left == right) & same_branch & ~_same("form")).then(_lit("other_form"))
        .when(_same("trade_name")).then(_lit("same_trade_name"))
        .otherwise(_lit("else"))
    )  # fmt: skip


def _may_be_near() -> pl.Expr:
    """One character more, less or other; equal branches and forms, so that 第一 and 第二 never count as slips."""
    left, right = pl.col("core_left"), pl.col("core_right")
    size = [side.str.len_chars().cast(pl.Int64) for side in (left, right)]
    return (
        _region("left").eq(_region("right"))
        & _same("form")
        & pl.col("branch_left").eq_missing(pl.col("branch_right"))
        & ((size[0] - size[1]).abs() <= 1)
        & (pl.min_horizontal(*size) >= _LEAST_NEAR)
        & (left.str.head(1).eq(right.str.head(1)) | left.str.slice(1, 2).eq(right.str.slice(1, 2)))
        & ~(left.str.contains(_RANK) | right.str.contains(_RANK))
    )


_RANK = "[一二三四五六七八九十甲乙丙丁东西南北中新老大小]"


def _by_edits(frame: pl.DataFrame) -> pl.Series:
    distance = edit_distance(frame["core_left"], frame["core_right"])
    return pl.select(pl.when(distance == 1).then(_lit("one_character")).otherwise(_lit("else"))).to_series()


def _shorts() -> list[pl.Expr]:
    """What may be a short name: no legal form, without the marks of the stock exchange."""
    return [
        pl.coalesce(pl.col(f"key_{side}"), pl.col(f"lead_{side}"))
        .str.to_lowercase()
        .str.replace_all(_LISTING_MARKS, "")
        for side in ("left", "right")
    ]


def _may_be_short() -> pl.Expr:
    sizes = [text.str.len_chars().cast(pl.Int64) for text in _shorts()]
    low, high = pl.min_horizontal(*sizes), pl.max_horizontal(*sizes)
    no_branch = pl.col("branch_left").is_null() & pl.col("branch_right").is_null()
    formal = [
        pl.col(f"form_{side}").str.contains("公司|合伙|合作社").fill_null(False) for side in ("left", "right")
    ]
    shorter_is_left = sizes[0] < sizes[1]
    informal = pl.when(shorter_is_left).then(~formal[0]).otherwise(~formal[1])
    return (low >= 2) & (low <= _LONGEST_SHORT) & (high - low >= _LEAST_LONGER) & no_branch & informal


def _by_characters(frame: pl.DataFrame) -> pl.Series:
    """All characters of the short name stand in the full one, in their order, and both start alike."""
    texts = frame.select(
        _shorts()[0].alias("one"), _shorts()[1].alias("other"), pl.col("trade_name_left", "trade_name_right")
    )
    is_left = pl.col("one").str.len_chars() < pl.col("other").str.len_chars()
    texts = texts.select(
        written=pl.when(is_left).then("one").otherwise("other").str.len_chars(),
        short=pl.when(is_left).then("one").otherwise("other").str.replace(_COMMON_ENDS, ""),
        long=pl.when(is_left).then("other").otherwise("one"),
        trade=pl.when(is_left).then("trade_name_right").otherwise("trade_name_left").fill_null(""),
    )
    rest, fits = pl.col("long"), pl.lit(True)
    for place in range(_LONGEST_SHORT):
        char = pl.col("short").str.slice(place, 1)
        at = rest.str.split(char)
        has = (char == "") | rest.str.contains(char, literal=True)
        rest = pl.when(char == "").then(rest).otherwise(at.list.slice(1).list.join(char))
        fits = fits & has
    first = pl.col("short").str.head(1)
    starts = (first == pl.col("long").str.head(1)) | (first == pl.col("trade").str.head(1))
    whole_trade = pl.col("short").str.contains(pl.col("trade"), literal=True) & (pl.col("trade") != "")
    named = whole_trade | (pl.col("short") == pl.col("trade")) | (pl.col("written") >= 3)
    return texts.select(
        pl.when(fits & starts & named & (pl.col("short").str.len_chars() > 1))
        .then(_lit("short_name"))
        .otherwise(_lit("else"))
    ).to_series()


COMPARISON = Comparison("organisation_name", LEVELS, PARTS, find_level, {"exact": "value", "variant": "key"})
