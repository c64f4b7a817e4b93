"""Plain text: kept as delivered apart from invisible characters and outer blanks."""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.text import are_placeholders, fold_texts, strip_invisible

STEPS = (
    Step("strip_invisible", strip_invisible),
    Step("trim", lambda text: text.str.strip_chars()),
)


def standardise_text(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read text: `value` without invisible characters and outer blanks, `key` folded and lower-cased."""
    folded = fold_texts(values)
    nothing = are_placeholders(folded)
    touched = folded.ne_missing(values).arg_true()
    value = values
    if len(touched):
        value = values.clone().scatter(touched, run_steps(values.gather(touched), STEPS))
    frame = pl.DataFrame({"value": value, "folded": folded, "nothing": nothing}).select(
        value=pl.when(~pl.col("nothing")).then("value"),
        issue=pl.when("nothing").then(pl.lit("placeholder")),
        lead=pl.lit(None, dtype=pl.String),
        key=pl.when(~pl.col("nothing")).then(
            pl.col("folded").str.to_lowercase().str.replace_all(r"\s+", " ")
        ),
    )
    return frame.with_columns(list_steps(values, STEPS)) if context.steps else frame


KIND = Kind("text", "文本", "Text", {"key": pl.String()}, standardise_text, steps_of=lambda _: STEPS)
