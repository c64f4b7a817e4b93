"""Standard address text and keys, written from the parts."""

import polars as pl

from mdm.standardise.address.numbers import fold_ordinals

UPPER = ("province", "city", "district", "zone", "town", "community")


def write_text(parts: pl.DataFrame) -> pl.Series:
    """The standard text of each row; null where no part is known."""
    col = pl.col
    has_building = col("building").is_not_null()
    inline = col("poi").str.contains(r"^\p{Han}{2,}$") & col("estate").is_null()
    pieces = [
        *(col(name) for name in UPPER),
        col("group"),
        col("road"),
        col("lane"),
        col("gate") + "号",
        _subgate(col("subgate")),
        col("estate"),
        pl.when(inline).then(col("poi")),
        col("building") + "幢",
        col("unit") + "单元",
        col("floor") + "层",
        col("room") + "室",
        pl.when(~inline).then("(" + col("poi") + ")"),
        "(" + col("intersection") + ")",
        "(" + col("remark") + ")",
    ]
    del has_building
    text = parts.select(value=pl.concat_str([piece.fill_null("") for piece in pieces]))["value"]
    return text.set(text == "", None)


def _subgate(subgate: pl.Expr) -> pl.Expr:
    return subgate


def write_keys(parts: pl.DataFrame) -> pl.DataFrame:
    """`key` (the door) and `road_key` (road or estate with its lane), alike whatever the division is called."""
    names = ("road", "lane", "estate", "community", "poi", "town")
    folded = parts.select(
        *(fold_ordinals(parts[name]).alias(name) for name in names),
        "group", "gate", "subgate", "building", "unit", "floor",
        room=pl.col("room").str.strip_chars_start("0"),
    )  # fmt: skip
    col = pl.col
    place = pl.coalesce(pl.concat_str("road", col("lane").fill_null("")), "estate", "lane")
    place = pl.coalesce(place, pl.concat_str("community", col("group").fill_null("")), "poi")
    numbers = [
        pl.lit("|") + col(name).fill_null("") for name in ("gate", "subgate", "building", "unit", "room")
    ]
    has_number = pl.any_horizontal(col(name).is_not_null() for name in ("gate", "building", "room"))
    estate = pl.when(col("road").is_not_null() & col("gate").is_null()).then(col("estate")).fill_null("")
    return folded.select(
        key=pl.when(place.is_not_null() & has_number).then(pl.concat_str(place, estate, *numbers)),
        road_key=place,
    )
