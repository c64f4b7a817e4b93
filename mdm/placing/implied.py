"""Golden records of entities that nobody sent: their names, where they are known from, and that they are new."""

import polars as pl

from mdm.frames import CHANGES, PROVENANCE

IMPLIED = "implied"


def write_implied(
    golden: pl.DataFrame, attribute: str, witness: pl.Series, run_id: str
) -> dict[str, pl.DataFrame]:
    """`golden`, `provenance` and `changes` of implied entities, each sorted by id.

    `golden` has `entity_id`, `attribute` (the name that is written) and what follows from it. The `witness`, a record
    `source:record_id` that lies in the entity, stands as origin of the name; the rule is `implied`.
    """
    source, record_id = (witness.str.splitn(":", 2).struct.field(f"field_{i}") for i in range(2))
    origin = pl.DataFrame({"source": source, "record_id": record_id}).hstack(
        golden.select("entity_id", value=attribute)
    )
    origin = origin.with_columns(attribute=pl.lit(attribute), rule=pl.lit(IMPLIED))
    provenance = pl.concat([pl.DataFrame(schema=PROVENANCE), origin], how="diagonal_relaxed")
    created = golden.select("entity_id", event=pl.lit("created"), run_id=pl.lit(run_id))
    changes = pl.concat([pl.DataFrame(schema=CHANGES), created], how="diagonal_relaxed")
    frames = {"golden": golden, "provenance": provenance.select(list(PROVENANCE)), "changes": changes}
    return {name: frame.sort("entity_id") for name, frame in frames.items()}
