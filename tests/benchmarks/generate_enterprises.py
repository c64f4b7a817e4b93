"""Make four departments' files of organisations, as many bodies as wanted.

    python tests/benchmarks/generate_enterprises.py DIR --bodies 360000 [--seed 7]

writes one Parquet file per department and `truth.parquet` (source, record_id, entity_id, kind, parent_id) into DIR and
prints how often each mess befell a record. The same arguments give the same rows. Who exists and what departments
write stands in `fixtures/legal_entity/`.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "legal_entity"))

from bodies import draw_bodies
from departments import DEPARTMENTS
from records import COLUMNS, Desk

ID_SPREAD, ID_SPACE = 61_803_399, 100_000_000


def generate(folder: Path, bodies: int, seed: int = 7) -> dict[str, object]:
    """Write the files; say how many records and messes there are."""
    drawn = draw_bodies(bodies, np.random.Generator(np.random.PCG64([seed, 0])))
    folder.mkdir(parents=True, exist_ok=True)
    truth, messes, written = [], Counter[str](), 0
    for number, (name, habits) in enumerate(DEPARTMENTS.items(), start=1):
        desk = Desk(habits, drawn, np.random.Generator(np.random.PCG64([seed, number])))
        frame = desk.write()
        order = np.random.Generator(np.random.PCG64([seed, 90 + number])).permutation(len(frame))
        frame = frame[order]
        ids = _ids(habits.prefix, len(frame), seed)
        frame.with_columns(record_id=ids).select(COLUMNS).write_parquet(folder / f"{name}.parquet")
        rows = frame.select(pl.lit(name).alias("source"), record_id=ids, body="body")
        truth.append(rows)
        messes.update(desk.messes)
        written += len(frame)
    about = drawn.select("body", "kind", parent=pl.col("parent").cast(pl.UInt32))
    all_rows = pl.concat(truth).join(about, on="body", how="left", maintain_order="left")
    all_rows.select(
        "source", "record_id", entity_id=_entity("body", seed), kind="kind", parent_id=_entity("parent", seed)
    ).write_parquet(folder / "truth.parquet")  # fmt: skip
    said = {"records": written, "bodies": len(drawn), "seed": seed}
    rates = {mess: count / written for mess, count in messes.most_common()}
    (folder / "rates.json").write_text(
        json.dumps({**said, "rates": rates}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return {**said, "rates": rates}


def _ids(prefix: str, count: int, seed: int) -> pl.Series:
    """Ids that tell nothing about the body or the order of entry."""
    number = (np.arange(count) * ID_SPREAD + seed * 7919) % ID_SPACE
    return prefix + pl.Series(number).cast(pl.String).str.zfill(8)


def _entity(column: str, seed: int) -> pl.Expr:
    return ((pl.col(column).cast(pl.Int64) * ID_SPREAD + seed) % ID_SPACE).cast(pl.String).str.zfill(8)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bodies", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    about = generate(given.folder, given.bodies, given.seed)
    print(f"{about['records']:,} records of {about['bodies']:,} bodies in {given.folder}")
    for mess, rate in about["rates"].items():  # type: ignore[union-attr]
        print(f"  {rate:8.3%}  {mess}")


if __name__ == "__main__":
    main()
