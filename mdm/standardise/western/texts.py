"""What the kinds of this folder share: the value is the text as delivered, trimmed; what it says stands in parts."""

from collections.abc import Collection, Mapping

import polars as pl

from mdm.standardise.kind import Context
from mdm.standardise.plain_text import STEPS, standardise_text
from mdm.standardise.steps import list_steps

_ACCENTS = r"[\x{0300}-\x{036f}]"
# Letters that no decomposition brings to ASCII, as names are written where a keyboard lacks them.
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "å": "a",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
}


def fold_letters(text: pl.Expr) -> pl.Expr:
    """Lower case without accents; letters that have no accent to drop are spelled out.

    >>> pl.select(fold_letters(pl.lit("ØSTERGÅRD-Núñez"))).item()
    'ostergard-nunez'
    """
    plain = text.str.normalize("NFKD").str.replace_all(_ACCENTS, "").str.to_lowercase()
    return plain.str.replace_many(list(_LETTERS), list(_LETTERS.values()))


def read_parts(
    values: pl.Series, context: Context, parts: Mapping[str, pl.Expr], besides: Collection[str] = ()
) -> pl.DataFrame:
    """`value`, `issue` and `lead` as of plain text, and parts: expressions over the column `text`, empty ones null.

    `besides` are words that elsewhere stand for no value.
    """
    frame = standardise_text(values, Context())
    if besides:
        spared = pl.lit(values.is_in(list(besides)).fill_null(False))
        frame = frame.with_columns(
            value=pl.when(spared).then(pl.lit(values)).otherwise("value"),
            issue=pl.when(~spared).then("issue"),
            lead=pl.when(~spared).then("lead"),
        )
    told = frame.select(text="value").select(expression.alias(name) for name, expression in parts.items())
    told = told.with_columns(pl.when(pl.all().str.len_chars() > 0).then(pl.all()))
    read = pl.concat([frame.select("value", "issue", "lead"), told], how="horizontal")
    return read.with_columns(list_steps(values, STEPS)) if context.steps else read
