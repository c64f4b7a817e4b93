"""Compare organisation names by their parts: whole names first, then former names, then the core.

Parent and branch, two branches, other legal forms and other places are levels of their own that speak against
one another's being the same: 有限公司 is not 股份有限公司, X(苏州)有限公司 is not X有限公司.
"""

import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.organisation_short import is_short_name, may_be_short
from mdm.compare.organisation_slips import is_slip_in_business
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
    Level("short_form", "组织形式简写或省略", "the legal form is written in brief or left out", "partial", 0.87),
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
_LEAST_NEAR = {1: 5, 2: 10}  # characters of names in which one or two may be slips
_BANK, _QUALIFIED = "银行", "(?:特殊普通合伙|普通合伙|有限合伙|个人独资)$"


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of names: equalities first, then short names and single characters."""
    frame = pl.concat(
        [left.select(pl.col(PARTS).name.suffix("_left")), right.select(pl.col(PARTS).name.suffix("_right"))],
        how="horizontal",
    )
    level = select_shared(frame, _equalities().cast(pl.UInt8)).to_series()
    steps = (
        (_may_be_brief(), _by_forms, "other_form"),
        (_may_be_near(), _by_edits, "same_trade_name"),
        (may_be_short(), _by_characters, "same_trade_name"),
    )
    for concerns, decide, from_on in steps:
        rows = (
            select_shared(frame, concerns.fill_null(False)).to_series() & (level >= _NUMBER[from_on])
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


def _by_characters(frame: pl.DataFrame) -> pl.Series:
    level = pl.when(pl.lit(is_short_name(frame))).then(_lit("short_name")).otherwise(_lit("else"))
    return frame.select(level).to_series()


def _may_be_brief() -> pl.Expr:
    """Other forms of what begins alike, both of no branch or of one."""
    begins = [pl.col(f"key_{side}").str.head(2) for side in ("left", "right")]
    return (
        pl.col("form_left").ne_missing(pl.col("form_right"))
        & pl.col("branch_left").eq_missing(pl.col("branch_right"))
        & ((begins[0] == begins[1]) | _same("trade_name"))
    )


def _by_forms(frame: pl.DataFrame) -> pl.Series:
    """One form is the other in brief (公司 for 有限公司), is left out behind words of business that are known, or lacks what
    stands in brackets behind it (普通合伙); all else is equal, however region and trade name are told apart."""
    table = read_reference("organisation_short_forms").with_columns(pl.col("written").fill_null(""))
    brief = pl.concat([table["written"] + "|" + table["form"], table["form"] + "|" + table["written"]])
    left, right = _region("left"), _region("right")
    one_place = (left == right) | (
        (left != "") & (right != "") & (left.str.ends_with(right) | right.str.ends_with(left))
    )
    same_subject = _same("trade_name") & pl.col("industry_left").eq_missing(pl.col("industry_right"))
    forms = [_form(side) for side in ("left", "right")]
    keys = [pl.col(f"key_{side}").fill_null("") for side in ("left", "right")]
    stems = [
        key.str.head(key.str.len_chars().cast(pl.Int64) - form.str.len_chars().cast(pl.Int64))
        for key, form in zip(keys, forms, strict=True)
    ]
    is_told = pl.col("known_industry_left").is_not_null() | ((forms[0] != "") & (forms[1] != ""))
    is_bank = pl.any_horizontal(
        (pl.col(f"form_{side}") == _BANK).fill_null(False) for side in ("left", "right")
    )
    in_brief = pl.concat_str(forms[0], pl.lit("|"), forms[1]).is_in(brief.implode()) & (is_told | is_bank)
    bare = [key.str.replace(_QUALIFIED, "") for key in keys]
    unqualified = (bare[0] == bare[1]) & ((bare[0] == keys[0]) | (bare[1] == keys[1]))
    fits = (in_brief & ((same_subject & one_place) | (stems[0] == stems[1]))) | unqualified
    level = pl.when(fits.fill_null(False)).then(_lit("short_form")).otherwise(_lit("else"))
    return select_shared(frame, level).to_series()


def _form(side: str) -> pl.Expr:
    """The form, empty where there is none but 银行: 泉州银行 for 泉州银行股份有限公司."""
    return pl.col(f"form_{side}").replace(_BANK, "").fill_null("")


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
        .when(one_apart & is_slip_in_business()).then(_lit("slip"))
        .when(one_apart).then(_lit("one_character"))
        .when(pl.col("one_place") & (pl.col("size") >= _LEAST_NEAR[2])).then(_lit("near"))
        .otherwise(_lit("else"))
    )  # fmt: skip
    return found.scatter(rows, select_shared(some, level).to_series())


COMPARISON = Comparison(
    "organisation_name",
    LEVELS,
    PARTS,
    find_level,
    {"exact": "value", "variant": "key"},
    always("exact", LEVELS),
)
