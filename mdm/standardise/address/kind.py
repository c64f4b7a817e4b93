"""The kind `address`: parts in, parts out, as columns."""

from datetime import date

import polars as pl

from mdm.standardise.address.by_template import read_by_template
from mdm.standardise.address.fold import fold_texts
from mdm.standardise.address.gazetteer import Gazetteer, gazetteer
from mdm.standardise.address.heads import drop_repeats, find_heads, read_heads
from mdm.standardise.address.latin import read_latin
from mdm.standardise.address.long_roads import split_long_roads
from mdm.standardise.address.misspelt import restore_divisions
from mdm.standardise.address.numbers import to_arabic
from mdm.standardise.address.openers import reorder
from mdm.standardise.address.opening_towns import find_opening_towns
from mdm.standardise.address.rows import change_where, replace_rows
from mdm.standardise.address.spans import REMARKS, cut_parts
from mdm.standardise.address.standard_text import write_keys, write_text
from mdm.standardise.address.towns import settle_towns
from mdm.standardise.address.villages import join_streets, settle_villages
from mdm.standardise.halves import in_halves
from mdm.standardise.kind import Context, Kind

PARTS = (
    "province", "city", "district", "zone", "town", "community", "group", "road", "lane", "gate", "estate",
    "subgate", "building", "unit", "floor", "room", "poi", "intersection", "remark", "division_code", "key",
    "road_key", "sound_key", "road_sound",
)  # fmt: skip
_NAMES = ("town", "community", "road", "lane", "estate", "poi")
_NUMBERS = ("gate", "subgate", "building", "unit", "floor", "storey", "room")


def standardise_address(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read addresses into their parts.

    `value` is the standard text of the parts. `issue` is null or one of `placeholder`, `not_an_address`,
    `latin_address`, `division_conflict`, `ambiguous_division`, `split_division`, `retired_division`,
    `rare_character_restored`, `misspelt_division`; the value is null only for the first three.

    >>> import mdm
    >>> read = mdm.standardise_values("address", ["苏州市沧浪区十全街三号楼2单元501室"])
    >>> read.select("district", "road", "building", "unit", "room").row(0)
    ('姑苏区', '十全街', '3', '2', '501')
    """
    if context.steps or values.is_empty():
        return _read_texts(values, context)
    read = read_by_template(values, lambda texts: _read_texts(texts, context), _WITHOUT_NUMBERS)
    return _say_numbers(read, values)


_WITHOUT_NUMBERS = ("issue", "lead", "division_code")


def _say_numbers(frame: pl.DataFrame, values: pl.Series) -> pl.DataFrame:
    """The frame with the keys of names that hold numbers written from these: by sound they are said, not copied."""
    rows = frame["road_key"].str.contains("[0-9]").fill_null(False).arg_true()
    rows = rows.filter(~_is_latin(values.gather(rows)))
    if rows.is_empty():
        return frame
    keys = write_keys(frame[rows])
    return frame.with_columns(replace_rows(frame[name], rows, keys[name]) for name in keys.columns)


def _read_texts(values: pl.Series, context: Context) -> pl.DataFrame:
    if values.is_empty():
        listed = {"steps": pl.List(pl.String())} if context.steps else {}
        return pl.DataFrame(schema={**KIND.schema, **listed})
    latin = _is_latin(values)
    if latin.any():
        frame = _read(values.set(latin, None), context)
        return _with_latin(frame, values, latin.arg_true(), context)
    return _read(values, context)


def _with_latin(frame: pl.DataFrame, values: pl.Series, rows: pl.Series, context: Context) -> pl.DataFrame:
    """The frame with the rows in Latin letters read by their own grammar."""
    found = read_latin(values.gather(rows), context.at or date.today()).rename({"text_value": "value"})
    names = [name for name in ("value", *PARTS) if name in found.columns]
    frame = frame.with_columns(replace_rows(frame[name], rows, found[name]) for name in names)
    unread = found.select(pl.when(pl.col("value").is_null()).then(pl.lit(values.gather(rows)))).to_series()
    issue = pl.Series(["latin_address"]).new_from_index(0, len(rows))
    steps = [replace_rows(frame["steps"], rows, _latin_steps(found))] if context.steps else []
    return frame.with_columns(
        replace_rows(frame["issue"], rows, issue), replace_rows(frame["lead"], rows, unread), *steps
    )


def _latin_steps(found: pl.DataFrame) -> pl.Series:
    read = (
        pl.when(pl.col("value").is_not_null())
        .then(pl.lit(["read_latin"]))
        .otherwise(pl.lit([], pl.List(pl.String)))
    )
    return found.select(steps=read).to_series()


def _is_latin(values: pl.Series) -> pl.Series:
    """Addresses in Latin letters alone."""
    written = values.str.contains(r"^\P{Han}*\z").fill_null(False)  # most texts fail at their first sign
    rows = written.arg_true()
    words = values.gather(rows).str.contains(
        "[A-Za-z]{2,}[^A-Za-z]+(?:.*[^A-Za-z])?[A-Za-z]{2,}|[A-Za-z]{5,}"
    )
    return replace_rows(written, rows, words)


def _read(values: pl.Series, context: Context) -> pl.DataFrame:
    known = gazetteer(context.at or date.today())
    frame = pl.concat(in_halves(fold_texts, values))
    frame = _read_divisions(frame, known, context)
    rest = drop_repeats(frame.with_columns(rest=pl.col("text").str.slice(pl.col("used"))), known)
    opening = find_opening_towns(rest, frame["division_code"], context.at or date.today())
    rest = _behind(rest, opening["opening_used"])
    frame = frame.hstack(opening)
    frame = pl.concat([frame, cut_parts(rest).rename({"zone": "zone_text"})], how="horizontal")
    frame = _clean_numbers(frame)
    frame = split_long_roads(settle_towns(frame, known, context.at or date.today()))
    frame = _settle_names(join_streets(settle_villages(frame.with_columns(_storeys()))))
    frame = frame.with_columns(write_text(frame).alias("text_value")).hstack(write_keys(frame))
    return _finish(frame, context)


def _behind(rest: pl.Series, used: pl.Series) -> pl.Series:
    """The texts without the characters used of them; null for none."""
    rows = used.is_not_null().arg_true()
    if rows.is_empty():
        return rest
    cut = pl.DataFrame({"rest": rest.gather(rows), "used": used.gather(rows)}).select(
        pl.col("rest").str.slice(pl.col("used")).str.strip_chars_start(" ,")
    )
    return replace_rows(rest, rows, cut.to_series())


def _read_divisions(frame: pl.DataFrame, known: Gazetteer, context: Context) -> pl.DataFrame:
    def heads_of(text: pl.Series) -> pl.Series:
        return pl.concat(in_halves(lambda half: find_heads(half, known), text))

    text = frame["text"]
    heads = heads_of(text)
    ordered = reorder(text, heads, known, context.at or date.today())
    rows = (ordered != text).arg_true()
    if not rows.is_empty():
        heads = replace_rows(heads, rows, heads_of(ordered.gather(rows)))
    paths = read_heads(ordered, heads, known, context.division)
    restored = restore_divisions(ordered, paths, known)
    rows = (restored != ordered).arg_true()
    if not rows.is_empty():
        text = restored.gather(rows)
        again = read_heads(text, heads_of(text), known, context.division)
        paths = paths.select(replace_rows(paths[name], rows, again[name]) for name in paths.columns)
        issue = pl.Series(["misspelt_division"]).new_from_index(0, len(rows))
        frame = frame.with_columns(replace_rows(frame["issue_of_text"], rows, issue))
    return frame.with_columns(restored.alias("text")).hstack(paths)


def _clean_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Numerals to Arabic digits, letters to upper case, sub-gates, groups and lanes in one form.

    Only the rows whose shape holds such a thing are touched.
    """
    shape = frame["shape"]
    numbered = shape.str.contains("[najq]").arg_true()
    if not numbered.is_empty():
        frame = frame.with_columns(_to_arabic(frame[name], numbered) for name in _NUMBERS)
    counted = frame["group"].str.contains(
        "^第?[0-9一二三四五六七八九十百零〇两廿]+(?:村民小?|居民小?|小|生产|大|分|经济合?作?)?(?:[组队社委连].*)?$"
    )
    frame = frame.with_columns(_to_arabic(frame["group"], counted.arg_true()))
    below = shape.str.contains("a[136n]+F")  # B1层, L2层
    return frame.with_columns(
        change_where(frame["floor"], below, _clean_floor),
        change_where(frame["subgate"], shape.str.contains("[uz,]|H[-j]"), _clean_subgate),
        change_where(frame["group"], shape.str.contains("[G(]"), _clean_group),
        _to_arabic(frame["lane"], shape.str.contains("L", literal=True).arg_true()),
    )


def _to_arabic(values: pl.Series, rows: pl.Series) -> pl.Series:
    given = values.gather(rows)
    arabic = to_arabic(given)
    return values if arabic is given else replace_rows(values, rows, arabic)


def _clean_floor(floor: pl.Expr) -> pl.Expr:
    return floor.str.replace("^[Bb]([0-9]+)$", "-$1").str.replace("^[LFlf]([0-9]+)$", "$1")


def _clean_subgate(subgate: pl.Expr) -> pl.Expr:
    return subgate.str.replace("号$", "").str.replace("[,.]", "-").str.replace("^[付副]", "附")


def _clean_group(group: pl.Expr) -> pl.Expr:
    return group.str.replace("^第", "").str.replace("(?:村民|居民)?小?组$|^([0-9]+)$", "${1}组")


_DOOR_OF_FLOOR = "^[0-9]{1,2}$|^[A-Z]{1,2}(?:-?[0-9]{1,2})?$"  # 15楼8床, 2楼C-1室


def _storeys() -> list[pl.Expr]:
    """`3楼301` and `15楼8床` are floors, `54楼1601` a building: the room number tells."""
    col = pl.col
    of_floor = col("room").str.starts_with(col("storey")) | col("room").str.contains(_DOOR_OF_FLOOR)
    is_floor = col("building").is_not_null() | of_floor
    return [
        pl.coalesce("building", pl.when(~is_floor).then("storey")).alias("building"),
        pl.coalesce("floor", pl.when(is_floor).then("storey")).alias("floor"),
    ]


def _settle_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Names without a known ending, labelled brackets and what is left over; most rows have none of them."""
    col = pl.col
    extra = (
        "name",
        "town_again",
        "quarter",
        "rest_0",
        "phones",
        "given_poi",
        "given_intersection",
        "given_remark",
    )
    twice = (col("estate") == col("community")).fill_null(False) | (col("lane") == col("road")).fill_null(
        False
    )
    rows = (
        frame.select(twice | pl.any_horizontal(col(name).is_not_null() for name in extra))
        .to_series()
        .arg_true()
    )
    frame = frame.with_columns(remark=pl.lit(None, pl.String))
    twofold = frame["community"].str.ends_with("村村")
    if twofold.any():
        frame = frame.with_columns(
            replace_rows(frame["community"], twofold.arg_true(), _one_village(frame, twofold))
        )
    if rows.is_empty():
        return frame
    settled = _settle_some(frame[rows])
    return frame.with_columns(
        replace_rows(frame[name], rows, settled[name])
        for name in ("lane", "estate", "poi", "intersection", "remark")
    )


def _settle_some(frame: pl.DataFrame) -> pl.DataFrame:
    """A name without ending is an estate where doors follow (but not storeys alone: 旺座15楼1501), else a POI."""
    col = pl.col
    has_door = pl.any_horizontal(col(part).is_not_null() for part in ("building", "unit", "room"))
    in_tower = col("floor").is_not_null() & col("building").is_null() & col("unit").is_null()
    is_estate = has_door & ~in_tower & col("estate").is_null() & col("name").is_not_null()
    in_remark = (has_door & col("estate").is_not_null()) | col("name").str.contains(_NO_NAME)
    frame = frame.with_columns(
        _only_once("estate", "community"),
        _only_once("lane", "road"),
        estate_name=pl.when(is_estate).then("name"),
        poi_name=pl.when(~is_estate & ~in_remark).then("name"),
        left_name=pl.when(~is_estate & (in_remark | col("poi").is_not_null())).then("name"),
    )
    frame = frame.with_columns(
        estate=pl.coalesce("estate", "estate_name"),
        poi=pl.coalesce("given_poi", "poi", "poi_name"),
        intersection=pl.coalesce("given_intersection", "intersection"),
    )
    return frame.with_columns(_remark())


_NO_NAME = "^(?:[路街道]?[东西南北]|处|在|边|位于)$"  # 交叉口往北200米路东


def _one_village(frame: pl.DataFrame, rows: pl.Series) -> pl.Series:
    """北河店村|村北: where a side follows, the second 村 belongs to it."""
    side = pl.coalesce("road", "rest_0", "name").str.contains("^[东西南北]")
    stripped = pl.when(side).then(pl.col("community").str.strip_suffix("村")).otherwise("community")
    return frame.filter(rows).select(stripped).to_series()


def _only_once(part: str, other: str) -> pl.Expr:
    """A name given twice counts once."""
    return pl.when(pl.col(part).ne_missing(pl.col(other))).then(part).alias(part)


def _remark() -> pl.Expr:
    names = [
        "given_remark",
        "town_again",
        "quarter",
        "left_name",
        *(f"rest_{i}" for i in range(REMARKS)),
        "phones",
    ]
    rests = [
        pl.when(~pl.any_horizontal((pl.col(name) == pl.col(part)).fill_null(False) for part in _NAMES))
        .then(pl.col(name)).fill_null("")
        for name in names
    ]  # fmt: skip
    text = pl.concat_str(rests, separator=" ").str.replace_all("[ ()]+", " ").str.strip_chars(" ,-")
    return pl.when(text != "").then(text).alias("remark")


def _finish(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    col = pl.col
    is_placeholder = (col("issue_of_text") == "placeholder").fill_null(False)
    issue = (
        pl.when(col("original").is_null()).then(None)
        .when(~is_placeholder & col("text_value").is_null()).then(pl.lit("not_an_address"))
        .otherwise(pl.coalesce("issue_of_text", "head_issue"))
    )  # fmt: skip
    steps = [_steps()] if context.steps else []
    frame = frame.with_columns(value="text_value")
    if frame["issue_of_text"].is_not_null().any():
        kept = pl.when(~is_placeholder).then
        frame = frame.with_columns(kept(col(name)).alias(name) for name in ("value", *PARTS))
    return frame.select("value", issue.alias("issue"), _lead(), *PARTS, *steps)


def _lead() -> pl.Expr:
    """Of a split or ambiguous division: the codes that come into question."""
    asked = pl.col("head_issue").is_in(["split_division", "ambiguous_division"])
    return (
        pl.when(asked & (pl.col("candidates").list.len() > 0))
        .then(pl.col("candidates").list.join(";"))
        .alias("lead")
    )


def _steps() -> pl.Expr:
    """What was done to each value, in order; null for a missing one."""
    col = pl.col
    done = {
        "fold_text": ~col("original").str.contains(col("text"), literal=True),
        "restore_rare_character": col("issue_of_text") == "rare_character_restored",
        "restore_division": col("issue_of_text") == "misspelt_division",
        "find_division": col("used") > 0,
        "complete_division": col("province").is_not_null()
        & ~col("original").str.contains(col("province"), literal=True),
        "bring_division_to_date": col("old_code").is_not_null()
        & ~col("division_code").str.starts_with(col("old_code")),
        "read_numerals": col("original").str.contains("[一二三四五六七八九十][号幢栋单层室]"),
        "write_standard_text": col("text_value").ne_missing(col("original")),
    }
    names = [pl.when(is_done.fill_null(False)).then(pl.lit(name)) for name, is_done in done.items()]
    return pl.when(col("original").is_not_null()).then(pl.concat_list(names).list.drop_nulls()).alias("steps")


KIND = Kind(
    "address",
    "地址",
    "Address",
    {name: pl.String() for name in PARTS},
    standardise_address,
    on_distinct=True,
    alike_together=True,
)
