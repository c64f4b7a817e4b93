"""Amounts of money: registered capital, contributions, fines.

`value` is the amount in whole units of its currency, as plain digits (100万元 is `1000000`); `currency` its
letter code (GB/T 12406). Chinese numerals, group separators, currency words and signs are read. A bare number
is kept as it stands and flagged `missing_unit`, since a column of capital may count 万元: the options `unit`
(`万元`, `元`) and `currency` (`USD`) say what the column counts in.

>>> read = KIND.standardise(pl.Series(["1,000万元人民币", "伍拾万美元", "1.5亿元", "500"]), Context())
>>> read.select("value", "currency", "issue").rows()
[('10000000', 'CNY', None),
 ('500000', 'USD', None),
 ('150000000', 'CNY', None),
 ('500', None, 'missing_unit')]
"""

import polars as pl

from mdm.standardise.distinct import apply_on_distinct
from mdm.standardise.kind import Context, Kind
from mdm.standardise.money.reading_steps import FOLD, PLAIN, currency_words, money_steps
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.text import is_placeholder

PARTS = {"amount": pl.Decimal(38, 4), "currency": pl.String()}
_SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?E\+?[0-9]+"


def standardise_money(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read amounts: `value` in digits, `amount` as a decimal number, `currency`."""
    steps = money_steps(context.options)
    frame = apply_on_distinct(values, lambda texts: _read(texts, steps, context))
    return frame.with_columns(list_steps(values, steps)) if context.steps else frame


def _read(texts: pl.Series, steps: tuple[Step, ...], context: Context) -> pl.DataFrame:
    folded, number = run_steps(texts, [FOLD]), run_steps(texts, steps)
    facts = pl.DataFrame({"folded": folded, "number": number}).with_columns(
        currency=_find_currency(pl.col("folded"), context.options.get("currency"))
    )
    text = pl.col("folded")
    is_bare = text.str.contains(r"^[+-]?[0-9.,]+$") & pl.lit("unit" not in context.options)
    is_amount = pl.col("number").str.contains(PLAIN).fill_null(False)
    issue = (
        pl.when(text.is_null() | (text == ""))
        .then(None)
        .when(is_placeholder(text) & ~is_amount)
        .then(pl.lit("placeholder"))
        .when(text.str.contains(_SCIENTIFIC))
        .then(pl.lit("excel_scientific"))
        .when(text.str.contains(r"[0-9].*\*|\*.*[0-9]"))
        .then(pl.lit("masked"))
        .when(~is_amount)
        .then(pl.lit("unreadable"))
        .when(is_bare)
        .then(pl.lit("missing_unit"))
    )
    kept = pl.when(is_amount & (issue.is_null() | (issue == "missing_unit")))
    return facts.select(
        value=kept.then("number"),
        issue=issue,
        lead=pl.when(issue.is_in(["excel_scientific", "masked", "unreadable"])).then("folded"),
        amount=kept.then(pl.col("number").cast(pl.Decimal(38, 4), strict=False)),
        currency=kept.then("currency"),
    )


def _find_currency(text: pl.Expr, declared: str | None) -> pl.Expr:
    """The code of the currency named; 元 alone is Chinese money, nothing is the declared one or unknown."""
    words = currency_words().items()
    named = [pl.when(text.str.contains(word, literal=True)).then(pl.lit(code)) for word, code in words]
    return pl.coalesce(*named, pl.when(text.str.contains("[元圆圓]")).then(pl.lit("CNY")), pl.lit(declared))


KIND = Kind(
    "money",
    "金额",
    "Amount of money",
    PARTS,
    standardise_money,
    steps_of=lambda context: money_steps(context.options),
)
