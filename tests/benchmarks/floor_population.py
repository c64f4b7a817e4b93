"""The floor: only read the same files, group the records by their raw identifier, and write them back.

python tests/benchmarks/floor_population.py DIR OUT
"""

import sys
from pathlib import Path

import polars as pl


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    paths = [path for path in sorted(folder.glob("*.parquet")) if path.stem != "truth"]
    records = pl.concat(pl.read_parquet(path).with_columns(source=pl.lit(path.stem)) for path in paths)
    groups = records.group_by("id_number").agg(pl.len().alias("records"), pl.col("record_id").first())
    records.join(groups, on="id_number", how="left").write_parquet(out)


if __name__ == "__main__":
    main()
