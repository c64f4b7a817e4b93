"""Read a path of division names, such as 江苏省吴县市木渎镇, whatever levels it leaves out."""

import polars as pl

from mdm.standardise.division.lexicon import name_pattern, town_names, unique_towns
from mdm.standardise.division.path_choice import Asked, choose_last

MOST_NAMES = 5
_MOST_NAMES_GIVEN_BACK = 2
_COLLECTIVE = "市辖区|(省|自治区)?直辖县级行政(区划|单位)"
_SEPARATORS = r"[\s\-_/\\|>,，、·．.]+"
_NO_CODES = pl.lit([], dtype=pl.List(pl.String))


def read_paths(texts: pl.Series, asked: Asked, codes: pl.Series | None = None) -> pl.DataFrame:
    """Read folded texts: `code_then`, `name_then`, `status`, `issue`, `candidates`; same length and order.

    The last division named decides; those before it must be able to lie above it. Several places of one
    name are told apart by the levels above, by the code given beside the name (`codes`) and by what was asked;
    names in force go before names of the past. A town at the end decides between the parts of a county that was
    split.
    """
    given = codes if codes is not None else pl.repeat(None, len(texts), dtype=pl.String, eager=True)
    rows = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "text": texts, "code": given})
    names, rest = _split_names(rows, asked)
    read = _read(rows, names, rest, asked)
    for _ in range(_MOST_NAMES_GIVEN_BACK):  # 腾冲市新华乡: 新华 is no district here, but the town's own name
        doubtful = read.filter(pl.col("issue").is_not_null()).select("row")
        names, rest = _give_back_last(names.join(doubtful, on="row"), rest.join(doubtful, on="row"))
        if names.is_empty():
            break
        again = _read(rows.join(rest.select("row"), on="row"), names, rest, asked)
        read = read.update(again.filter(pl.col("issue").is_null()), on="row", include_nulls=True)
    return read.sort("row").drop("row")


def _read(rows: pl.DataFrame, names: pl.DataFrame, rest: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    chosen = choose_last(names.join(rows.select("row", "code"), on="row"), asked)
    whole = rows.join(rest, on="row", how="left").join(chosen, on="row", how="left", maintain_order="left")
    whole = whole.with_columns(is_bare=~pl.col("row").is_in(names["row"].unique().implode()))
    towns = _find_towns(whole, asked)
    return _say_what_was_read(whole.join(towns, on="row", how="left", maintain_order="left"))


def _give_back_last(names: pl.DataFrame, rest: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the last name of each path back before what follows it; paths of one name are left out."""
    last = pl.col("place") == pl.col("place").max().over("row")
    given_back = names.filter(last & (pl.col("place") > 0)).select("row", "name")
    longer = given_back.join(rest, on="row").select("row", rest=pl.col("name") + pl.col("rest"))
    return names.filter(~last).join(longer.select("row"), on="row"), longer


def _split_names(rows: pl.DataFrame, asked: Asked) -> tuple[pl.DataFrame, pl.DataFrame]:
    text = pl.col("text").str.replace_all(_SEPARATORS, "").str.replace_all(_COLLECTIVE, "")
    waiting = rows.select("row", rest=text).filter(pl.col("rest").is_not_null())
    pattern = name_pattern(asked.at, asked.overlay)
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


def _find_towns(whole: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    named = whole.filter(pl.col("rest").str.len_chars() > 0)
    grounds = pl.concat(
        [
            named.select("row", "rest", above="candidates").explode("above"),
            named.select("row", "rest", above="readings").explode("above"),
            named.filter("is_bare").select("row", "rest", above=pl.lit(asked.beneath, pl.String)),
        ]
    ).unique()
    found = grounds.join(
        town_names(asked.at, asked.overlay), left_on=["rest", "above"], right_on=["town_text", "above"]
    )
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
