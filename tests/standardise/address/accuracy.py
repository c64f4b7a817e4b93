"""Accuracy of the address parser per part, on the labelled set.

    python tests/standardise/address/accuracy.py [--wrong]

For each part: precision, recall and F1 over the addresses that have it or were given it, and the share of
addresses whose division path is right throughout.
"""

import sys
from pathlib import Path

import polars as pl

import mdm

LABELLED = Path(__file__).parents[3] / "fixtures/cases/standardise/address/labelled.csv"
PARTS = (
    "province", "city", "district", "zone", "town", "community", "group", "road", "lane", "gate", "subgate",
    "estate", "building", "unit", "floor", "room", "poi", "intersection",
)  # fmt: skip


def read_labelled() -> pl.DataFrame:
    """Read the labelled set, empty fields as null."""
    return pl.read_csv(LABELLED, infer_schema=False, comment_prefix="#")


def measure(labelled: pl.DataFrame) -> pl.DataFrame:
    """Precision, recall and F1 per part; `division_path` is the share of wholly right paths."""
    parsed = mdm.standardise_values("address", labelled["address"])
    rows = []
    for part in PARTS:
        want, got = labelled[part], parsed[part]
        right = (want == got).fill_null(False).sum()
        given, wanted = got.is_not_null().sum(), want.is_not_null().sum()
        precision, recall = right / max(given, 1), right / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        rows.append((part, wanted, given, precision, recall, f1))
    path = [labelled[part].eq_missing(parsed[part]) for part in ("province", "city", "district")]
    right = (path[0] & path[1] & path[2]).mean()
    rows.append(("division_path", len(labelled), len(labelled), right, right, right))
    return pl.DataFrame(rows, schema=["part", "wanted", "given", "precision", "recall", "f1"], orient="row")


def wrong_parts(labelled: pl.DataFrame) -> list[str]:
    """One line per address that is not wholly right."""
    parsed = mdm.standardise_values("address", labelled["address"])
    lines = []
    for want, got in zip(labelled.iter_rows(named=True), parsed.iter_rows(named=True), strict=True):
        differ = {part: (want[part], got[part]) for part in PARTS if want[part] != got[part]}
        if differ:
            lines.append(f"{want['address']}  [{want['note'] or ''}] {differ}")
    return lines


if __name__ == "__main__":
    labelled = read_labelled()
    with pl.Config(tbl_rows=30, float_precision=3):
        print(measure(labelled))
    if "--wrong" in sys.argv:
        print("\n".join(wrong_parts(labelled)))
