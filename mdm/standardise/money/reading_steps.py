"""The named steps that turn a written amount into plain digits in whole units of its currency."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.money.written_numbers import NUMERALS, read_written_amount
from mdm.standardise.steps import Step
from mdm.standardise.text import INVISIBLE

_UNITS = {
    "": 0, "十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7,
    "亿": 8, "億": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
_UNIT = "|".join(sorted((unit for unit in _UNITS if unit), key=len, reverse=True))
SHAPE = rf"^([+-]?)([0-9]+)(?:\.([0-9]*))?({_UNIT})?[元圆]?$"
PLAIN = r"^-?[0-9]+(?:\.[0-9]+)?$"
_CONVERTED = r"[(,;](?:折合|约合|合|折)[^()]*\)?$"
_GROUPED = r"^([^0-9]*)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+)((?:\.|[^0-9,]|$).*)$"


@cache
def currency_words() -> dict[str, str]:
    """Code of each word or sign of a currency, longest words first."""
    table = read_reference("currencies")
    pairs = [
        (word, code)
        for code, words in zip(table["code"], table["words"], strict=True)
        for word in words.split("|")
    ]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def _fold(text: pl.Expr) -> pl.Expr:
    folded = text.str.replace_all(INVISIBLE, "").str.normalize("NFKC").str.to_uppercase()
    return folded.str.replace_all(r"[\s'\"`]", "").str.replace(_CONVERTED, "").str.strip_chars("。;;,:")


def _drop_currency(text: pl.Expr) -> pl.Expr:
    """Words of a currency go; where one ends in 元 the unit before it stays."""
    bare = text.str.replace_many(list(currency_words()), [""] * len(currency_words()), leftmost=True)
    return bare.str.replace_all(r"[():]", "").str.replace(r"[整正]$|^[元圆]", "")


def _drop_group_separators(text: pl.Expr) -> pl.Expr:
    grouped = text.str.extract(_GROUPED, 2).str.replace_all(",", "", literal=True)
    whole = pl.concat_str(text.str.extract(_GROUPED, 1), grouped, text.str.extract(_GROUPED, 3))
    return pl.when(grouped.is_not_null()).then(whole).otherwise(text)


def _read_written(texts: pl.Series) -> pl.Series:
    written = texts.str.contains(f"[{NUMERALS}角分]") & ~texts.str.contains(SHAPE)
    # Row by row, but only over the distinct texts with numerals, which are few.
    read = {text: read_written_amount(text) for text in texts.filter(written).unique()}
    found = {text: amount for text, amount in read.items() if amount is not None}
    return texts.replace(found) if found else texts


def _apply_unit(text: pl.Expr, unit: str) -> pl.Expr:
    """Move the decimal point by the unit, digit by digit, so that nothing is rounded."""
    sign, whole, fraction, stated = (text.str.extract(SHAPE, at) for at in range(1, 5))
    declared = pl.when(text.str.contains(PLAIN)).then(pl.lit(unit)).otherwise(pl.lit(""))
    places = pl.coalesce(stated, declared).replace_strict(_UNITS, default=0, return_dtype=pl.Int64)
    padded = fraction.fill_null("") + pl.lit("0" * max(_UNITS.values()))
    before = (whole + padded.str.head(places)).str.strip_chars_start("0")
    behind = padded.str.slice(places).str.strip_chars_end("0")
    digits = pl.when(before == "").then(pl.lit("0")).otherwise(before)
    number = pl.when(behind == "").then(digits).otherwise(pl.concat_str(digits, behind, separator="."))
    is_negative = (sign == "-") & (number != "0")
    return pl.when(whole.is_null()).then(text).when(is_negative).then("-" + number).otherwise(number)


def money_steps(options: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps in order; the option `unit` says what bare numbers of the column count, such as 万元."""
    unit = options.get("unit", "").strip().removesuffix("元").removesuffix("圆")
    return (
        FOLD,
        Step("drop_currency", _drop_currency),
        Step("drop_group_separators", _drop_group_separators),
        Step("read_written_numbers", lambda text: text.map_batches(_read_written, return_dtype=pl.String)),
        Step("apply_unit", lambda text: _apply_unit(text, unit)),
    )


FOLD = Step("fold", _fold)
