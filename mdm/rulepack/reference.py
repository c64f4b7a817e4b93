"""Read reference tables of `rules/reference/`: divisions, surnames, character variants and their like."""

from functools import cache

import polars as pl

from mdm._resources import rules_root
from mdm.errors import RulePackError


@cache
def read_reference(name: str) -> pl.DataFrame:
    """Read the reference table `name` (CSV or Parquet, named without its ending), all columns as strings.

    The frame is read once per process and never changed. Origin and licence of each table stand in
    `rules/reference/README.md`.
    """
    folder = rules_root() / "reference"
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        return pl.read_parquet(parquet)
    if csv.is_file():
        return pl.read_csv(csv, infer_schema=False, comment_prefix="#")
    raise RulePackError(f"no reference table {name!r} in {folder}", hint="reinstall the package")
