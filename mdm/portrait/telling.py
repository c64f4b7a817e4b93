"""A portrait in words, for a terminal."""

from collections.abc import Iterable

import polars as pl

from mdm.explanation.layout import table
from mdm.rulepack import read_reference

MOST_TOLD = 100  # rows of each kind that the text lists; the frames hold them all


def tell(
    ties: pl.DataFrame,
    open_: pl.DataFrame,
    around: pl.DataFrame,
    family: pl.DataFrame,
    documents: pl.DataFrame,
) -> Iterable[str]:
    """The paragraphs below the heading; what there is none of is left out, except that there are no ties."""
    reasons = dict(read_reference("reference_reasons").select("reason", "title").iter_rows())  # a few rows
    said = pl.col("reason").replace_strict(reasons, default=pl.col("reason"))
    yield from _table(
        "关联 ties", ties.select("title", "name", "entity_id", "valid_from", said, "evidence"), True
    )
    fellow = family.select("household_id", "name", "title", "valid_from", "valid_to", "evidence")
    yield from _table("家庭 household", fellow)
    why = dict(read_reference("document_reasons").select("reason", "title").iter_rows())  # a few rows
    current = pl.when("current").then(pl.lit("现用")).otherwise(pl.lit("非现用"))
    shared = pl.when(pl.col("holders") > 1).then(pl.format("一号多主（{}）", "holders"))
    held = documents.select(
        "title",
        "value",
        "status",
        "issued_on",
        current,
        pl.col("reason").replace(why),
        shared.alias("shared"),
    )
    yield from _table("证件 documents", held)
    direct = around.filter(~pl.col("entity_id").is_in(ties["entity_id"].implode()))
    yield from _table(
        "随之而来 comes along", direct.select("base", "name", "entity_id", "title", "through_name")
    )
    waiting = open_.select(pl.format("{}:{}", "source", "record_id"), "reference", "stated", said)
    yield from _table("未定的指向 open references", waiting)


def _table(title: str, rows: pl.DataFrame, always: bool = False) -> Iterable[str]:
    if len(rows) or always:
        yield ""
        yield f"{title}: {len(rows)}"
    if len(rows):
        yield table([[_say(cell) for cell in row] for row in rows.head(MOST_TOLD).rows()])


def _say(cell: object) -> str:
    return "–" if cell is None else str(cell)
