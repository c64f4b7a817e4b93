"""Speed of looking names up: a list of names against the names of a base.

    python tests/benchmarks/lookup_names.py --bodies 360000 --asked 10000

The bodies have made-up names (those of organisation_names.py); asked are names as they are, with a wrong
character, and without legal form or region. Prints CPU seconds, and how often the body meant comes first.
"""

import argparse
import resource
import time

import numpy as np
import polars as pl
from organisation_names import make_names

from mdm.looking_up import gather_names, look_up
from mdm.rulepack import load_rulepack


def ask_for(known: pl.DataFrame, asked: int) -> pl.DataFrame:
    """`entity_id`, `name` as it is asked for and its `sort`: as it is, misspelt, or short."""
    some = known.sample(asked, seed=1).with_columns(
        sort=pl.Series(np.random.default_rng(3).choice(["as it is", "misspelt", "short"], asked)),
        at=pl.Series(np.random.default_rng(5).random(asked)),
    )
    name, place = pl.col("known_name"), (pl.col("at") * pl.col("known_name").str.len_chars()).cast(pl.Int64)
    misspelt = pl.concat_str(name.str.slice(0, place), pl.lit("甲"), name.str.slice(place + 1))
    short = pl.concat_str(pl.col("region_key").fill_null(""), "trade_name", pl.col("industry").str.head(2))
    return some.select(
        "entity_id",
        "sort",
        name=pl.when(pl.col("sort") == "misspelt").then(misspelt)
        .when(pl.col("sort") == "short").then(pl.coalesce(short, name))
        .otherwise(name),
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=360_000)
    parser.add_argument("--asked", type=int, default=10_000)
    told = parser.parse_args()
    pack = load_rulepack("legal_entity")
    names = make_names(told.bodies).unique(maintain_order=True)
    bodies = pl.DataFrame({"entity_id": [f"E{n}" for n in range(len(names))], "organisation_name": names})
    records = bodies.with_columns(source=pl.lit("registry"), record_id="entity_id").lazy()
    crosswalk = records.select("source", "record_id", "entity_id")
    begin = time.process_time()
    known = gather_names(records.drop("entity_id"), crosswalk, bodies.lazy(), pack)
    print(f"{len(known.frame):,} names read in {time.process_time() - begin:.1f} CPU seconds")
    asked = ask_for(known.frame, told.asked)
    begin = time.process_time()
    found = look_up(asked.select("name"), known, bodies.lazy(), pack)
    print(f"{len(asked):,} names looked up in {time.process_time() - begin:.1f} CPU seconds")
    first = found.filter(pl.col("rank").fill_null(1) == 1)
    right = asked.with_columns(right=(first["entity_id"] == asked["entity_id"]).fill_null(False))
    print(right.group_by("sort").agg(pl.len().alias("names"), pl.col("right").mean()).sort("sort"))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
