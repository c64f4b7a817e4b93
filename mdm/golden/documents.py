"""Every number an entity holds or held: cards, files, accounts; which one is current, and which have two holders."""

import polars as pl

from mdm.frames import DOCUMENTS
from mdm.rulepack import Document, RulePack

CONFLICT = "two_holders"
_WHOLE = r"^[^*＊•●]*[1-9A-Za-z][^*＊•●]*$"  # neither masked, which many share, nor zeros only


def list_documents(records: pl.DataFrame, owners: pl.Series, pack: RulePack) -> pl.DataFrame:
    """The columns of DOCUMENTS, sorted: one row for each entity and number.

    `owners` gives the entity of each record. `holders` counts the entities that hold the number: more than one
    is a conflict. Of a kind that has one in use at a time, the one issued last and not over is current.
    Works on everything: who else holds a number depends on all records.
    """
    found = [pl.DataFrame(schema=DOCUMENTS)]
    for document in pack.documents:
        if document.attribute in records.columns:
            found.append(_list_one(records, owners, document, pack.survivorship.updated_at))
    return pl.concat(found).sort("entity_id", "attribute", "value", "source")


def _list_one(
    records: pl.DataFrame, owners: pl.Series, document: Document, updated_at: str | None
) -> pl.DataFrame:
    def given(name: str | None, dtype: type[pl.DataType] = pl.String) -> pl.Expr:
        known = name is not None and name in records.columns
        return pl.col(str(name)).cast(dtype) if known else pl.lit(None, dtype)

    stated = records.select(
        "source",
        "record_id",
        entity_id=owners,
        value=pl.col(document.attribute).cast(pl.String).str.replace_all(r"\s", ""),
        status=given(document.status),
        issued_on=given(document.issued_on, pl.Date),
        seen=given(updated_at, pl.Date),
    ).filter(pl.col("value").str.contains(_WHOLE))
    number = ["value", "source"] if document.per_source else ["value"]
    latest = stated.sort("seen", "source", "record_id", nulls_last=False)
    numbers = latest.group_by("entity_id", *number, maintain_order=True).agg(
        pl.col("status").drop_nulls().last(),
        pl.col("issued_on").max(),
        pl.col("seen").max(),
        pl.len().alias("records"),
        *([] if document.per_source else [pl.col("source").first()]),
        pl.col("record_id").first(),
    )
    over = pl.col("status").is_in(list(document.over)).fill_null(False)
    in_use = numbers.with_columns(holders=pl.col("entity_id").n_unique().over(number), over=over)
    order = ["entity_id", "over", "issued_on", "seen", "value"]
    ranked = in_use.sort(order, descending=[False, False, True, True, True], nulls_last=True)
    first = pl.int_range(pl.len()).over("entity_id") == 0 if document.one_current else pl.lit(True)
    return ranked.with_columns(current=first & ~pl.col("over"), attribute=pl.lit(document.attribute)).select(
        pl.col(name).cast(dtype) for name, dtype in DOCUMENTS.items()
    )


def find_conflicts(records: pl.DataFrame, owners: pl.Series, documents: pl.DataFrame) -> pl.DataFrame:
    """`row`, `attribute`, `original` and `rule` of every record that states a number with two holders."""
    shared = documents.filter(pl.col("holders") > 1)
    found = []
    for attribute in shared["attribute"].unique().sort():
        values = shared.filter(attribute=attribute).select("value", "entity_id").unique()
        stated = records.select(
            "row", original=pl.col(attribute).cast(pl.String), entity_id=owners
        ).with_columns(value=pl.col("original").str.replace_all(r"\s", ""))
        met = stated.join(values, on=["value", "entity_id"], how="semi").select("row", "original")
        found.append(met.with_columns(attribute=pl.lit(attribute), rule=pl.lit(CONFLICT)))
    shape = {"row": pl.UInt32, "original": pl.String, "attribute": pl.String, "rule": pl.String}
    return pl.concat([pl.DataFrame(schema=shape), *(f.select(list(shape)) for f in found)])
