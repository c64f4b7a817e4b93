"""Plain text: kept as delivered apart from invisible characters and outer blanks."""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import fold, is_placeholder, strip_invisible


def standardise_text(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read text: `value` without invisible characters and outer blanks, `key` folded and lower-cased."""
    text = pl.col("text")
    folded = fold(text)
    steps = [pl.lit([], dtype=pl.List(pl.String)).alias("steps")] if context.steps else []
    return (
        pl.DataFrame({"text": values})
        .select(
            value=pl.when(~is_placeholder(folded)).then(strip_invisible(text).str.strip_chars()),
            issue=pl.when(is_placeholder(folded)).then(pl.lit("placeholder")),
            lead=pl.lit(None, dtype=pl.String),
            key=pl.when(~is_placeholder(folded)).then(folded.str.to_lowercase().str.replace_all(r"\s+", " ")),
        )
        .with_columns(steps)
    )


KIND = Kind("text", "文本", "Text", {"key": pl.String()}, standardise_text)
