"""Every number an entity holds or held: cards, files, accounts; which one is current, and which have two holders."""

import polars as pl

from mdm.frames import DOCUMENTS
from mdm.rulepack import Document, RulePack

CONFLICT = "two_holders"
_WHOLE = r"^[^*＊•●]*[1-9A-Za-z][^*＊•●]*$"  # neither masked, which many share, nor zeros only


def list_documents(records: pl.DataFrame, owners: pl.Series, pack: RulePack) -> pl.DataFrame:
    """The columns of DOCUMENTS, sorted: one row for each entity and number.

    `owners` gives the entity of each record. `holders` counts the entities that hold the number: more than one
    is a conflict. Of a kind that has one in use at a time, the one issued last and not over is current; `reason`, a
    word of `rules/reference/document_reasons.csv`, says why.
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
    held = numbers.with_columns(holders=pl.col("entity_id").n_unique().over(number), over=over)
    told = (
        _choose_current(held)
        if document.one_current
        else held.with_columns(
            current=~pl.col("over"), reason=pl.when("over").then(pl.lit("over")).otherwise(pl.lit("in_use"))
        )
    )
    return told.select(
        pl.lit(document.attribute).alias(name) if name == "attribute" else pl.col(name).cast(dtype)
        for name, dtype in DOCUMENTS.items()
    )


def _choose_current(held: pl.DataFrame) -> pl.DataFrame:
    """Of the numbers of each entity that are not over, the one issued last is `current`, and `reason` says why.

    Where some were never dated, the day they were last seen tells; where that does not tell either, none is current.
    """
    in_use = held.filter(~pl.col("over"))
    dated = pl.col("issued_on").is_not_null().all().over("entity_id")
    day = pl.when(dated).then("issued_on").otherwise(pl.coalesce("seen", "issued_on"))
    ranked = in_use.with_columns(day=day, several=pl.len().over("entity_id") > 1, dated=dated)
    last = (pl.col("day") == pl.col("day").max().over("entity_id")).fill_null(False)
    told = ranked.with_columns(last=last).with_columns(alone=pl.col("last").sum().over("entity_id") == 1)
    reason = (
        pl.when(~pl.col("several")).then(pl.lit("only_one"))
        .when(~pl.col("alone")).then(pl.lit("undecided"))
        .when(~pl.col("last")).then(pl.lit("superseded"))
        .when("dated").then(pl.lit("issued_last"))
        .otherwise(pl.lit("seen_last"))
    )  # fmt: skip
    told = told.with_columns(reason=reason)
    chosen = told.with_columns(current=pl.col("reason").is_in(["only_one", "issued_last", "seen_last"]))
    gone = held.filter("over").with_columns(reason=pl.lit("over"), current=pl.lit(False))
    return pl.concat([chosen.select(gone.columns), gone])


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
