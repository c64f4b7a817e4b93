"""Plain text: kept as delivered apart from invisible characters and outer blanks."""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import are_placeholders, fold_texts, strip_invisible


def standardise_text(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read text: `value` without invisible characters and outer blanks, `key` folded and lower-cased."""
    folded = fold_texts(values)
    nothing = are_placeholders(folded)
    touched = folded.ne_missing(values).arg_true()
    value = values
    if len(touched):
        text = (
            values.gather(touched).to_frame("text").select(strip_invisible(pl.col("text")).str.strip_chars())
        )
        value = values.clone().scatter(touched, text.to_series())
    return pl.DataFrame({"value": value, "folded": folded, "nothing": nothing}).select(
        value=pl.when(~pl.col("nothing")).then("value"),
        issue=pl.when("nothing").then(pl.lit("placeholder")),
        lead=pl.lit(None, dtype=pl.String),
        key=pl.when(~pl.col("nothing")).then(
            pl.col("folded").str.to_lowercase().str.replace_all(r"\s+", " ")
        ),
        **({"steps": pl.lit([], dtype=pl.List(pl.String))} if context.steps else {}),
    )


KIND = Kind("text", "文本", "Text", {"key": pl.String()}, standardise_text)
