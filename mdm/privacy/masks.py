"""Masks: each hides part of a column of texts, the same way for the same text."""

from collections.abc import Callable, Mapping

import polars as pl

Mask = Callable[[pl.Expr], pl.Expr]

STAR = "*"


def _stars(count: pl.Expr) -> pl.Expr:
    return pl.lit(STAR).repeat_by(count.clip(0)).list.join("")


def show_ends(text: pl.Expr) -> pl.Expr:
    """A number by its ends: 6 and 4 characters of 15 and more, 3 and 4 of 11 and more, else a quarter each."""
    size = text.str.len_chars()
    first = pl.when(size >= 15).then(6).when(size >= 11).then(3).otherwise(size // 4)
    last = pl.when(size >= 11).then(4).otherwise(size // 4)
    return pl.concat_str(
        text.str.head(first), _stars(size.cast(pl.Int64) - first - last), text.str.tail(last)
    )


def show_first(text: pl.Expr) -> pl.Expr:
    """A name by its first character."""
    return pl.concat_str(text.str.head(1), _stars(text.str.len_chars().cast(pl.Int64) - 1))


def show_year(text: pl.Expr) -> pl.Expr:
    """A day by its year."""
    return text.str.extract(r"^(\d{4})")


def show_district(text: pl.Expr) -> pl.Expr:
    """An address by the names of its divisions down to the district; null where it names none."""
    return text.str.extract(
        r"^((?:[^省市区县]{2,8}(?:省|自治区))?(?:[^省市区县]{2,8}(?:市|州|盟))?(?:[^省市区县]{1,8}(?:区|县|市|旗))?)"
    ).replace("", None)


def hide_all(text: pl.Expr) -> pl.Expr:
    """Nothing but that there is a value."""
    return pl.when(text.is_not_null()).then(pl.lit(STAR * 3))


MASKS: Mapping[str, Mask] = {
    "ends": show_ends,
    "first": show_first,
    "year": show_year,
    "district": show_district,
    "hidden": hide_all,
}
