"""Whose number is it? Every identifier of the pack and every record is asked."""

from pathlib import Path

import polars as pl

from mdm.explanation.lookup import read_pack
from mdm.run_folder import ENTITIES
from mdm.standardise import standardise_values

FOUND = {"entity_id": pl.String, "attribute": pl.String, "value": pl.String}


def find_number(folder: Path, number: str) -> pl.DataFrame:
    """Entities of which some record holds the number: the columns of FOUND, sorted."""
    pack = read_pack(folder)
    records = pl.scan_parquet(folder / "records.parquet")
    held = records.collect_schema().names()
    owners = pl.scan_parquet(folder / "crosswalk.parquet")
    found = [pl.LazyFrame(schema=FOUND)]
    for identifier in pack.identifiers:
        attribute = pack.attributes[identifier.attribute]
        if identifier.attribute not in held or attribute.compose:
            continue
        kind = attribute.kind
        value = number if kind == "text" else standardise_values(kind, [number])["value"].item()
        if value is not None:
            keys = records.filter(pl.col(identifier.attribute) == value).select("source", "record_id")
            told = owners.join(keys, on=["source", "record_id"], how="semi")
            told = told.select("entity_id", attribute=pl.lit(identifier.attribute), value=pl.lit(value))
            found.append(told)
    return pl.concat(found).unique().sort(list(FOUND)).collect()


def follow_ids(folder: Path, entity_ids: pl.Series) -> pl.Series:
    """The id each of these lives on under: itself, or the one it was merged into; null where nothing of it is left."""
    living = pl.scan_parquet(folder / "crosswalk.parquet").select(entity_id=pl.col("entity_id").unique())
    asked = pl.DataFrame({"entity_id": entity_ids.cast(pl.String)})
    now = living.with_columns(now="entity_id").collect()
    if (folder / ENTITIES).is_file():
        told = pl.scan_parquet(folder / ENTITIES).select("entity_id", now="successor").drop_nulls().collect()
        chain = told.join(told, left_on="now", right_on="entity_id", how="left", suffix="_next")
        while chain["now_next"].is_not_null().any():  # as many rounds as mergers in a row
            told = chain.select("entity_id", now=pl.coalesce("now_next", "now"))
            chain = told.join(told, left_on="now", right_on="entity_id", how="left", suffix="_next")
        now = pl.concat([now, told.join(now, on="entity_id", how="anti")])
    return asked.join(now.unique("entity_id"), on="entity_id", how="left", maintain_order="left")["now"]
