"""Accuracy of the address parser per part, on the labelled sets.

    python tests/benchmarks/address_accuracy.py [--wrong] [FILE.csv]

For each part: precision, recall and F1 over the addresses that have it or were given it, and the share of
addresses whose division path is right throughout. A file of one's own needs the column `address` and one
column per part; parts it lacks are not scored. `unscored` may name parts of a row that have no single answer.
"""

import sys
from pathlib import Path

import polars as pl

import mdm

FOLDER = Path(__file__).parents[2] / "fixtures/cases/standardise/address"
PAIRS = FOLDER.parents[1] / "compare/address_pairs.csv"
SETS = {
    "forms": FOLDER / "labelled.csv",
    "by hand": FOLDER / "labelled_by_hand.csv",
    "registers": FOLDER / "labelled_registers.csv",
}
PATH = ("province", "city", "district")
PARTS = (
    *PATH, "zone", "town", "community", "group", "road", "lane", "gate", "subgate", "estate", "building", "unit",
    "floor", "room", "poi", "intersection",
)  # fmt: skip


def read_labelled(path: Path) -> pl.DataFrame:
    """Read a labelled set, empty fields as null."""
    labelled = pl.read_csv(path, infer_schema=False, comment_prefix="#")
    if "unscored" not in labelled.columns:
        labelled = labelled.with_columns(unscored=pl.lit(None, pl.String))
    return labelled.with_columns(pl.col("unscored").fill_null("").str.split(";"))


def compare_parts(labelled: pl.DataFrame) -> pl.DataFrame:
    """One row per address and part that is scored: `address`, `part`, `want`, `got`."""
    parts = [part for part in PARTS if part in labelled.columns]
    parsed = mdm.standardise_values("address", labelled["address"])
    rows = [
        labelled.select("address", part=pl.lit(part), want=part)
        .with_columns(got=parsed[part])
        .filter(~labelled["unscored"].list.contains(part))
        for part in parts
    ]
    return pl.concat(rows)


def measure(labelled: pl.DataFrame) -> pl.DataFrame:
    """Precision, recall and F1 per part; `division_path` is the share of wholly right paths."""
    compared = compare_parts(labelled)
    same = (pl.col("want") == pl.col("got")).fill_null(False)
    table = compared.group_by("part", maintain_order=True).agg(
        wanted=pl.col("want").count(), given=pl.col("got").count(), right=same.sum()
    )
    path = (
        compared.filter(pl.col("part").is_in(PATH))
        .group_by("address")
        .agg(right=pl.col("want").eq_missing(pl.col("got")).all())["right"]
    )
    whole = pl.DataFrame(
        {"part": ["division_path"], "wanted": [len(path)], "given": [len(path)], "right": [path.sum()]},
        schema=table.schema,
    )
    table = pl.concat([table, whole]).with_columns(
        precision=pl.col("right") / pl.max_horizontal("given", 1),
        recall=pl.col("right") / pl.max_horizontal("wanted", 1),
    )
    product, total = pl.col("precision") * pl.col("recall"), pl.col("precision") + pl.col("recall")
    return table.with_columns(f1=2 * product / pl.max_horizontal(total, 1e-9)).drop("right")


def wrong_parts(labelled: pl.DataFrame) -> list[str]:
    """One line per address that is not wholly right."""
    compared = compare_parts(labelled).filter(pl.col("want").ne_missing(pl.col("got")))
    shown = pl.format("{}: {} for {}", "part", pl.col("got").fill_null("-"), pl.col("want").fill_null("-"))
    wrong = compared.group_by("address", maintain_order=True).agg(shown.alias("faults"))
    return [f"{address}  {'; '.join(faults)}" for address, faults in wrong.iter_rows()]


def compare_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the `level` and the outcome found (`got`); what cannot be compared counts as none."""
    found = mdm.compare_values("address", pairs["left"], pairs["right"])
    got = found["outcome"].replace("missing", "none")
    return pairs.with_columns(level=found["level"], got=got)


def measure_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """Precision, recall and F1 of each outcome, and their mean (`macro`)."""
    compared = compare_pairs(pairs)
    rows = []
    for outcome in ("exact", "partial", "none"):
        want, got = compared["outcome"] == outcome, compared["got"] == outcome
        right, wanted, given = (want & got).sum(), want.sum(), got.sum()
        rows.append((outcome, wanted, given, 2 * right / max(wanted + given, 1)))
    rows.append(("macro", len(pairs), len(pairs), sum(row[3] for row in rows) / 3))
    return pl.DataFrame(rows, schema=["outcome", "wanted", "given", "f1"], orient="row")


def main() -> None:
    """Print the table of each set."""
    given = [Path(text) for text in sys.argv[1:] if not text.startswith("--")]
    sets = {path.name: path for path in given} or {**SETS, "pairs": PAIRS}
    pl.Config(tbl_rows=30, float_precision=3, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)
    for name, path in sets.items():
        header = pl.read_csv(path, infer_schema=False, comment_prefix="#")
        if "outcome" in header.columns:
            print(f"{name}: {header.height} pairs")
            print(measure_pairs(header))
            wrong = compare_pairs(header).filter(pl.col("outcome") != pl.col("got"))
            if "--wrong" in sys.argv:
                print(
                    "\n".join(
                        str(row) for row in wrong.select("left", "right", "outcome", "got", "level").rows()
                    )
                )
            continue
        labelled = read_labelled(path)
        print(f"{name}: {labelled.height} addresses")
        print(measure(labelled))
        if "--wrong" in sys.argv:
            print("\n".join(wrong_parts(labelled)))


if __name__ == "__main__":
    main()
