"""What became of each source's rows: offered, matched, used, passed over, faulty."""

from collections.abc import Mapping

import polars as pl

from mdm.explanation.lookup import read_pack
from mdm.run import Run

GROUPS = ("level", "area", "department", "business")
COUNTS = ("records", "matched", "values", "used", "disputed", "corrected", "issues")


def tell_use(run: Run) -> pl.DataFrame:
    """One row for each source of a run: `source`, what its registration says, and counts.

    `records` were offered; `matched` are those of entities that other sources hold too; `values` passed
    their checks; `used` live on in golden records, of which `disputed` another value was passed over for;
    `corrected` differ from what lives on; `issues` are values that broke a rule.
    """
    members = run.crosswalk.collect()
    sources = members.group_by("source").agg(records=pl.len())
    alone = members.group_by("entity_id").agg(known_to=pl.col("source").n_unique())
    matched = members.join(alone.filter(pl.col("known_to") > 1), on="entity_id", how="semi")
    lived = run.provenance.group_by("source").agg(
        used=pl.len(), disputed=pl.col("runner_up").is_not_null().sum()
    )
    counted = [
        matched.group_by("source").agg(matched=pl.len()),
        _compare_with_golden(run, members),
        lived.collect(),
        run.issues.group_by("source").agg(issues=pl.len()).collect(),
    ]
    told = sources
    for one in counted:
        told = told.join(one, on="source", how="left")
    said = pl.DataFrame(
        [
            (info["name"], *(info["options"].get(group) for group in GROUPS))
            for info in run.manifest["inputs"]
        ],
        schema=dict.fromkeys(("source", *GROUPS), pl.String),
        orient="row",
    )
    told = said.join(told, on="source", how="left").with_columns(pl.col(COUNTS).fill_null(0).cast(pl.UInt64))
    return told.select("source", *GROUPS, *COUNTS).sort("source")


def group_use(told: pl.DataFrame, by: str) -> pl.DataFrame:
    """The same counts by level, area, department or business; what nobody registered stands under null."""
    return told.group_by(by).agg(sources=pl.len(), **{name: pl.col(name).sum() for name in COUNTS}).sort(by)


def count_overlap(run: Run) -> pl.DataFrame:
    """How many entities each two sources both hold: `left`, `right`, `entities`; `left` equals `right` for all of one.

    Before linking every record stands alone, and no two sources hold anything in common.
    """
    held = run.crosswalk.select("source", "entity_id").unique()
    both = held.join(held, on="entity_id", suffix="_other").rename(
        {"source": "left", "source_other": "right"}
    )
    both = both.filter(pl.col("left") <= pl.col("right"))
    return both.group_by("left", "right").agg(entities=pl.len()).sort("left", "right").collect()


def _compare_with_golden(run: Run, members: pl.DataFrame) -> pl.DataFrame:
    """`source`, `values` and `corrected`: values that passed, and those that another one was preferred to."""
    known: Mapping[str, pl.DataType] = run.golden.collect_schema()
    records = run.records
    held = records.collect_schema().names()
    attributes = [name for name, one in read_pack(run.path).attributes.items() if one.golden and name in held]
    found = []
    for name in attributes:  # some dozens of fields
        if name not in known:
            continue
        said = members.with_columns(
            records.select(pl.col(name).cast(pl.String)).collect().to_series().alias("said")
        )
        golden = run.golden.select("entity_id", lives=pl.col(name).cast(pl.String)).collect()
        both = said.drop_nulls("said").join(golden, on="entity_id")
        differs = (pl.col("said") != pl.col("lives")).fill_null(True)
        found.append(both.group_by("source").agg(values=pl.len(), corrected=differs.sum()))
    empty = pl.DataFrame(schema={"source": pl.String, "values": pl.UInt32, "corrected": pl.UInt32})
    return pl.concat([empty, *found]).group_by("source").agg(pl.col("values", "corrected").sum())
