"""Read a path of division names, such as 江苏省吴县市木渎镇, whatever levels it leaves out."""

from datetime import date

import polars as pl

from mdm.standardise.division.lexicon import name_pattern, place_names, town_names, unique_towns

MOST_NAMES = 5
_MOST_NAMES_GIVEN_BACK = 2
_COLLECTIVE = "市辖区|(省|自治区)?直辖县级行政(区划|单位)"
_SEPARATORS = r"[\s\-_/\\|>,，、·．.]+"
_NO_CODES = pl.lit([], dtype=pl.List(pl.String))


def read_paths(texts: pl.Series, at: date, context_code: str | None, overlay: str | None) -> pl.DataFrame:
    """Read folded texts: `code_then`, `name_then`, `status`, `issue`, `candidates`; same length and order.

    The last division named decides; those before it must be able to lie above it. Several places of one
    name are told apart by the levels above and by `context_code`; names in force go before names of the
    past. A town at the end decides between the parts of a county that was split.
    """
    rows = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "text": texts})
    names, rest = _split_names(rows, at, overlay)
    read = _read(rows, names, rest, at, context_code, overlay)
    for _ in range(_MOST_NAMES_GIVEN_BACK):  # 腾冲市新华乡: 新华 is no district here, but the town's own name
        doubtful = read.filter(pl.col("issue").is_not_null()).select("row")
        names, rest = _give_back_last(names.join(doubtful, on="row"), rest.join(doubtful, on="row"))
        if names.is_empty():
            break
        again = _read(rows.join(rest.select("row"), on="row"), names, rest, at, context_code, overlay)
        read = read.update(again.filter(pl.col("issue").is_null()), on="row", include_nulls=True)
    return read.sort("row").drop("row")


def _read(
    rows: pl.DataFrame,
    names: pl.DataFrame,
    rest: pl.DataFrame,
    at: date,
    context_code: str | None,
    overlay: str | None,
) -> pl.DataFrame:
    chosen = _choose_last(names, at, context_code, overlay)
    whole = rows.join(rest, on="row", how="left").join(chosen, on="row", how="left", maintain_order="left")
    whole = whole.with_columns(is_bare=~pl.col("row").is_in(names["row"].unique().implode()))
    towns = _find_towns(whole, at, context_code, overlay)
    return _say_what_was_read(whole.join(towns, on="row", how="left", maintain_order="left"))


def _give_back_last(names: pl.DataFrame, rest: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the last name of each path back before what follows it; paths of one name are left out."""
    last = pl.col("place") == pl.col("place").max().over("row")
    given_back = names.filter(last & (pl.col("place") > 0)).select("row", "name")
    longer = given_back.join(rest, on="row").select("row", rest=pl.col("name") + pl.col("rest"))
    return names.filter(~last).join(longer.select("row"), on="row"), longer


def _split_names(rows: pl.DataFrame, at: date, overlay: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    text = pl.col("text").str.replace_all(_SEPARATORS, "").str.replace_all(_COLLECTIVE, "")
    waiting = rows.select("row", rest=text).filter(pl.col("rest").is_not_null())
    pattern = name_pattern(at, overlay)
    found = []
    done = []
    for place in range(MOST_NAMES):
        taken = waiting.with_columns(name=pl.col("rest").str.extract(pattern))
        done.append(taken.filter(pl.col("name").is_null()).select("row", "rest"))
        taken = taken.filter(pl.col("name").is_not_null())
        found.append(taken.select("row", "name", place=pl.lit(place)))
        length = pl.col("name").str.len_chars()
        waiting = taken.select("row", rest=pl.col("rest").str.slice(length))
    done.append(waiting)
    return pl.concat(found), pl.concat(done)


def _choose_last(
    names: pl.DataFrame, at: date, context_code: str | None, overlay: str | None
) -> pl.DataFrame:
    """For each row the candidates of its last name that agree with the names before it."""
    places = place_names(at, overlay)
    last = (
        names.filter(pl.col("place") == pl.col("place").max().over("row"))
        .join(places, on="name")
        .with_row_index("reading")
    )
    before = (
        names.filter(pl.col("place") < pl.col("place").max().over("row"))
        .join(places.select("name", upper="code_then"), on="name")
        .select("row", "place", "upper")
    )
    agreeing = (
        last.select("row", "reading", "above", "above_then")
        .join(before, on="row")
        .group_by("row", "reading", "place")
        .agg(
            fits=pl.col("upper").is_in(pl.col("above").first()).any(),
            fitted=pl.col("upper").is_in(pl.col("above_then").first()).any(),
        )
        .group_by("reading")
        .agg(pl.col("fits").all(), pl.col("fitted").all())
    )
    read = last.join(agreeing, on="reading", how="left").with_columns(
        pl.col("fits", "fitted").fill_null(True)
    )
    read = read.filter(_within_scope(context_code))
    read = read.with_columns(conflict=~pl.col("fits").any().over("row")).filter(
        pl.col("fits") | pl.col("conflict")
    )
    if context_code:
        inside = pl.col("above").list.contains(context_code)
        read = read.filter(inside | ~inside.any().over("row"))
    is_province = pl.col("level") == "province"
    read = read.filter(is_province | ~is_province.any().over("row"))
    alone = pl.col("generic") & (pl.col("place") == 0)  # 矿区 alone says nothing, though one is left today
    read = read.filter(alone | (pl.col("tier") == pl.col("tier").min().over("row")))
    read = read.filter(pl.col("fitted") | ~pl.col("fitted").any().over("row"))  # 宁波市鄞县, not 宁波地区鄞县
    read = _drop_nested(read)
    return read.group_by("row", maintain_order=True).agg(
        pl.col("code_then", "name_then", "status").sort_by("ended", "code_then").last(),
        readings=pl.col("code_then").unique().sort(),
        candidates=pl.col("candidates").explode().drop_nulls().unique().sort(),
        conflict=pl.col("conflict").first(),
    )


def _within_scope(context_code: str | None) -> pl.Expr:
    """A scoped name counts when the path or the context names the place it is scoped to."""
    scope = pl.col("scope_code")
    named = pl.col("fits") & (pl.col("place") > 0)
    given = scope.is_in([context_code, f"{(context_code or '')[:4]}00", f"{(context_code or '')[:2]}0000"])
    return scope.is_null() | named | (given if context_code else pl.lit(False))


def _drop_nested(read: pl.DataFrame) -> pl.DataFrame:
    """长沙 is the city before it is the county of that name beneath it."""
    outer = read.select("row", outer="code_then")
    nested = (
        read.select("row", "reading", "code_then", "above")
        .join(outer, on="row")
        .filter((pl.col("outer") != pl.col("code_then")) & pl.col("outer").is_in(pl.col("above")))
    )
    return read.join(nested.select("reading").unique(), on="reading", how="anti")


def _find_towns(whole: pl.DataFrame, at: date, context_code: str | None, overlay: str | None) -> pl.DataFrame:
    named = whole.filter(pl.col("rest").str.len_chars() > 0)
    grounds = pl.concat(
        [
            named.select("row", "rest", above="candidates").explode("above"),
            named.select("row", "rest", above="readings").explode("above"),
            named.filter("is_bare").select("row", "rest", above=pl.lit(context_code)),
        ]
    ).unique()
    found = grounds.join(town_names(at, overlay), left_on=["rest", "above"], right_on=["town_text", "above"])
    nowhere = named.filter("is_bare").join(unique_towns(), left_on="rest", right_on="town_text")
    alone = nowhere.select("row", "town_code", rank=pl.lit(4, pl.Int8))
    return (
        pl.concat([found.select("row", "town_code", "rank"), alone])
        .filter(pl.col("rank") == pl.col("rank").min().over("row"))
        .group_by("row")
        .agg(town_codes=pl.col("town_code").unique().sort())
    )


def _say_what_was_read(read: pl.DataFrame) -> pl.DataFrame:
    has_rest = pl.col("rest").str.len_chars() > 0
    one_town = pl.col("town_codes").list.len() == 1
    candidates = pl.when(has_rest & one_town).then("town_codes").otherwise(pl.col("candidates"))
    several = pl.col("candidates").list.len() > 1
    one_place = ~several | (pl.col("readings").list.len() == 1)
    issue = (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when(pl.col("conflict"))
        .then(pl.lit("conflicting_division"))
        .when(has_rest & one_town)
        .then(None)
        .when(has_rest & (pl.col("town_codes").list.len() > 1))
        .then(pl.lit("ambiguous_division"))
        .when(has_rest | pl.col("candidates").is_null())
        .then(pl.lit("unknown_division"))
        .when(several)
        .then(pl.lit("ambiguous_division"))
        .when(pl.col("candidates").list.len() == 0)
        .then(pl.lit("retired_division"))
    )
    return read.select(
        "row",
        code_then=pl.when(one_place).then("code_then"),
        name_then="name_then",
        status=pl.when(several & (pl.col("status") != "split")).then(None).otherwise("status"),
        issue=issue,
        candidates=candidates.fill_null(_NO_CODES),
    )
