"""Numbers written into the column of another: a tax number where the credit code should stand.

The kind of the column finds them (`wrong_column_<kind>`, the number in `lead`). An attribute that accepts from
that column takes the number where its own column says nothing; the issue stays with the column it stood in.
"""

from collections.abc import Callable, Mapping

import polars as pl

from mdm.rulepack import Attribute, RulePack

Read = Callable[[Attribute, pl.Series], pl.DataFrame]


def place_misplaced(
    frames: Mapping[str, pl.DataFrame], pack: RulePack, read: Read
) -> dict[str, pl.DataFrame]:
    """Standardised columns by attribute, with the numbers where they belong.

    `read` standardises texts as an attribute. Attributes no source delivers appear where others held their
    numbers.
    """
    placed = dict(frames)
    for name, attribute in pack.attributes.items():
        for giver in attribute.accepts_from:
            if giver not in frames:
                continue
            texts = _misplaced(frames[giver], attribute.kind)
            if texts.null_count() == len(texts):
                continue
            found = read(attribute, texts)
            own = placed.get(name)
            placed[name] = found if own is None else _fill(own, found)
    return placed


def _misplaced(frame: pl.DataFrame, kind: str) -> pl.Series:
    return frame.select(
        pl.when(pl.col("issue") == f"wrong_column_{kind}").then(pl.col("lead").cast(pl.String))
    ).to_series()


def _fill(own: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Values and parts of `found` where `own` has no value and nothing else was written."""
    empty = own["value"].is_null() & own["issue"].is_null() & found["value"].is_not_null()
    names = [name for name in own.columns if name not in ("issue", "original") and name in found.columns]
    return own.with_columns(found[name].zip_with(empty, own[name].cast(found[name].dtype)) for name in names)
