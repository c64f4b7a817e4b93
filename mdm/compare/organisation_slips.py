"""Slips in words of business within organisation names: 科枝 for 科技, 机设械备 for 机械设备."""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference


def is_slip_in_business() -> pl.Expr:
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
