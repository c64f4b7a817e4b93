"""The kind `division`: a code or a path of names, read as what it is at a date."""

from datetime import date

import polars as pl

from mdm.errors import UsageError
from mdm.standardise.division.codes import PATH, code_table, place_table
from mdm.standardise.division.path_choice import Asked
from mdm.standardise.division.path_reading import read_paths
from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import fold, is_placeholder

_BESIDE_CODE = r"^[\(\[]?(\d{12}|\d{9}|\d{6})(?:\D|$)|\D(\d{12}|\d{9}|\d{6})[\)\]]?$"
_BESIDE = r"^[\(\[]?(?:\d{12}|\d{9}|\d{6})[\)\]:：\-_]*|[\(\[:：\-_]*(?:\d{12}|\d{9}|\d{6})[\)\]]?$"  # 320584 吴江市

PARTS = {
    "province": pl.String(),
    "city": pl.String(),
    "district": pl.String(),
    "zone": pl.String(),
    "town": pl.String(),
    "code_then": pl.String(),
    "name_then": pl.String(),
    "level": pl.String(),
    "status": pl.String(),
    "candidates": pl.String(),
}


def standardise_division(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read divisions written as codes (2, 4, 6, 9 or 12 digits), as names with or without upper levels, or as both.

    Columns: `value` (the code at `context.at`, default today: six digits, nine for a town, a zone's own
    code for a functional zone; M before a number that only the Ministry gave), `issue`, `lead` (the nearest
    place above all candidates when the value is null), the names `province`, `city` (null in
    municipalities and beneath a province), `district`, `zone`, `town`, then `code_then`, `name_then` (as
    given), `level`, `status` (current, renamed, recoded, one_to_one, merged, split, retired) and
    `candidates` (codes, joined with `;`). Towns are those of today.

    Issues: `unknown_division` (no such code or name, at any date since 1981), `ambiguous_division`
    (several places, or the parts of a county that was split: its town decides), `retired_division`
    (it ended and nothing is known of what followed), `conflicting_division` (levels that cannot lie
    above one another, a code and a name that say different places), `placeholder`. `context.division` is the code the values lie beneath;
    `context.options["as_of"]` the date of writing (a code or name that meant several places is else read
    as it is in force or in its last meaning), `options["overlay"]` adds the places of an overlay. Follows GB/T 2260 and GB/T 10114.

    >>> read = standardise_division(pl.Series(["320584", "吴县市木渎镇", "吴县市"]), Context())
    >>> read.select("value", "district", "issue").rows()
    [('320509', '吴江区', None), ('320506103', '吴中区', None), (None, None, 'ambiguous_division')]
    """
    at = context.at or date.today()
    overlay = context.options.get("overlay")
    as_of = _read_date(context.options.get("as_of"))
    texts = pl.DataFrame({"text": values}).select(
        text=fold(pl.col("text")),
        bare=fold(pl.col("text")).str.replace_all(r"\s", "").str.replace(r"^(\d{6,})\.0+$", "$1"),
    )
    is_code = (
        pl.col("bare").str.contains(r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12}|Z\d{6}|M\d{9})$").fill_null(False)
    )
    blank = pl.col("bare").is_null() | is_placeholder(pl.col("text"))
    rows = texts.with_row_index("row").with_columns(is_code=is_code & ~blank, blank=blank)
    table = code_table(at, overlay, as_of)
    codes = _read_codes(rows.filter("is_code"), table)
    named = rows.filter(~pl.col("is_code") & ~pl.col("blank")).select(
        "row",
        bare=pl.col("bare").str.replace_all(_BESIDE, ""),
        code=pl.coalesce(pl.col("bare").str.extract(_BESIDE_CODE, i) for i in (1, 2)),
    )
    asked = Asked(at, context.division, overlay, as_of)
    paths = read_paths(named["bare"], asked, named["code"]).insert_column(0, named["row"])
    paths = _hold_against_codes(paths.select(codes.columns), named, table)
    read = pl.concat([codes, paths])
    whole = rows.join(read, on="row", how="left", maintain_order="left")
    return _lay_out(whole, at, overlay, context.steps)


def _hold_against_codes(paths: pl.DataFrame, named: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Names with a code beside them: a conflict where what they say has nothing in common."""
    coded = named.filter(pl.col("code").is_not_null()).select("row", bare="code")
    if coded.is_empty():
        return paths
    told = _read_codes(coded, table).select("row", code="code_then", told="candidates", told_issue="issue")
    both = paths.join(told, on="row", how="left", maintain_order="left")
    known = (pl.col("told").list.len() > 0) & ~pl.col("code").eq_missing(pl.col("code_then"))
    six = [pl.col(side).list.eval(pl.element().str.slice(0, 6)) for side in ("told", "candidates")]
    apart = (
        known & (six[0].list.set_intersection(six[1]).list.len() == 0) & (pl.col("candidates").list.len() > 0)
    )
    open_name = pl.col("issue") == "ambiguous_division"
    by_code = open_name & pl.col("told_issue").is_null() & known & ~apart  # 320506 新区: the code decides
    return both.with_columns(
        issue=pl.when(apart & ~pl.col("issue").eq_missing("unknown_division"))
        .then(pl.lit("conflicting_division"))
        .when(~by_code.fill_null(False))
        .then("issue"),
        candidates=pl.when(apart)
        .then(pl.col("candidates").list.set_union("told").list.sort())
        .when(by_code)
        .then("told")
        .otherwise("candidates"),
    ).select(paths.columns)


def _read_date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"option as_of is no date: {text!r}", hint="write it as 2012-06-30") from None


def _read_codes(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    digits = pl.col("bare").str.pad_end(6, "0")
    town = pl.col("bare").str.len_chars() >= 9
    below = pl.col("bare").str.slice(6, 3)
    code = (
        pl.when(pl.col("bare").str.contains("^[ZM]"))
        .then("bare")
        .when(town & (below != "000"))
        .then(pl.col("bare").str.slice(0, 9))
        .otherwise(digits.str.slice(0, 6))
    )
    known = rows.select("row", code_then=code).join(
        table, left_on="code_then", right_on="code", how="left", maintain_order="left"
    )
    county = table.select(county="code", county_candidates="candidates")
    known = known.with_columns(county=pl.col("code_then").str.strip_prefix("M").str.slice(0, 6)).join(
        county, on="county", how="left", maintain_order="left"
    )
    count = pl.col("candidates").list.len()
    return known.select(
        "row",
        "code_then",
        "name_then",
        "status",
        issue=pl.when(pl.col("candidates").is_null())
        .then(pl.lit("unknown_division"))
        .when(count == 0)
        .then(pl.lit("retired_division"))
        .when(count > 1)
        .then(pl.lit("ambiguous_division")),
        candidates=pl.coalesce("candidates", "county_candidates", pl.lit([], pl.List(pl.String))),
    )


def _lay_out(whole: pl.DataFrame, at: date, overlay: str | None, with_steps: bool) -> pl.DataFrame:
    issue = pl.when("blank").then(pl.when(pl.col("text").is_not_null()).then(pl.lit("placeholder")))
    whole = whole.with_columns(issue=issue.otherwise("issue"))
    shared = (
        whole.select("row", "candidates")
        .explode("candidates")
        .join(place_table(at, overlay), left_on="candidates", right_on="code")
        .group_by("row")
        .agg(_shared("level"), *(_shared(part) for part in PATH))
    )
    whole = whole.join(shared, on="row", how="left", maintain_order="left")
    certain = pl.col("issue").is_null() & (pl.col("candidates").list.len() == 1)
    joined = pl.col("candidates").list.join(";")
    steps = [pl.when(pl.col("text").is_not_null()).then(_steps())] if with_steps else []
    return whole.sort("row").select(
        pl.when(certain).then(pl.col("candidates").list.first()).alias("value"),
        "issue",
        pl.when(~certain).then(_code_above()).alias("lead"),
        *PATH,
        "code_then",
        "name_then",
        "level",
        "status",
        pl.when(joined != "").then(joined).alias("candidates"),
        *(step.alias("steps") for step in steps),
    )


def _shared(column: str) -> pl.Expr:
    """The value all candidates share, null where they or anything above them differ."""
    chain = ["level"] if column == "level" else list(PATH[: PATH.index(column) + 1])
    alike = pl.struct(chain).n_unique() == 1
    return pl.when(alike).then(pl.col(column).first()).first().alias(column)


def _code_above() -> pl.Expr:
    """The code of the lowest division that lies above all candidates, or the only candidate."""
    codes = pl.col("candidates")
    several = codes.list.len() > 1

    def share(digits: int) -> pl.Expr:
        return codes.list.eval(pl.element().str.slice(0, digits)).list.n_unique() == 1

    first = codes.list.first()
    return (
        pl.when(~several)
        .then(first)
        .when(share(6))
        .then(first.str.slice(0, 6))
        .when(share(4) & pl.col("city").is_not_null())
        .then(pl.concat_str(first.str.slice(0, 4), pl.lit("00")))
        .when(share(2))
        .then(pl.concat_str(first.str.slice(0, 2), pl.lit("0000")))
    )


def _steps() -> pl.Expr:
    followed = pl.when(pl.col("status").is_in(["renamed", "recoded", "one_to_one", "merged", "split"]))
    return pl.concat_list(
        pl.when(pl.col("is_code")).then(pl.lit("read_code")).otherwise(pl.lit("read_names")),
        followed.then(pl.lit("follow_successors")),
    ).list.drop_nulls()


KIND = Kind(
    "division",
    "行政区划",
    "Division",
    PARTS,
    standardise_division,
    on_distinct=True,
    options=("as_of", "overlay"),
)
