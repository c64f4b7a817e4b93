"""How good is a crosswalk, measured against a truth? Pairwise and B-cubed precision, recall and F1.

Both are sums over the contingency table of found entities and true entities, so ten million records
take seconds: no pair is ever listed. Pairwise measures weigh an entity by the square of its size;
B-cubed measures are means over records (Bagga and Baldwin 1998), which large clusters dominate less.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import InputError, UsageError

Table = pl.DataFrame | pl.LazyFrame | str | Path

_READERS = {".csv": pl.scan_csv, ".parquet": pl.scan_parquet}


@dataclass(frozen=True)
class Evaluation:
    """Agreement of a crosswalk with a truth over the records that both hold.

    Shares lie in 0..1. Where nothing was found, nothing found is wrong: precision is 1; where there is
    nothing to find, recall is 1. `missing_in_crosswalk` counts records only the truth has,
    `missing_in_truth` those only the crosswalk has; neither enters any share.
    """

    precision: float
    recall: float
    f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    pairs_found: int
    pairs_true: int
    pairs_right: int
    records: int
    missing_in_crosswalk: int
    missing_in_truth: int

    def to_dict(self) -> dict[str, float | int]:
        """All figures by name."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [
            "              precision   recall       F1",
            f"pairwise      {self.precision:9.4f}{self.recall:9.4f}{self.f1:9.4f}",
            f"B-cubed       {self.bcubed_precision:9.4f}{self.bcubed_recall:9.4f}{self.bcubed_f1:9.4f}",
            f"pairs         {self.pairs_found:,} found, {self.pairs_true:,} true, {self.pairs_right:,} right",
            f"records       {self.records:,} evaluated",
        ]
        if self.missing_in_crosswalk or self.missing_in_truth:
            lines.append(
                f"left aside    {self.missing_in_crosswalk:,} only in the truth, "
                f"{self.missing_in_truth:,} only in the crosswalk"
            )
        return "\n".join(lines)


def evaluate_crosswalk(crosswalk: Table, truth: Table) -> Evaluation:
    """Measure a crosswalk against a truth.

    `crosswalk` has `source`, `record_id`, `entity_id`; `truth` has `record_id`, `entity_id` and, unless
    record ids are unique over all sources, `source`. Both are frames or paths of CSV or Parquet files, the
    crosswalk also a run folder. Entity ids of the two need not resemble each other. Raises InputError for
    unreadable files, missing columns, blank or duplicate record ids; UsageError when the truth has no
    `source` and record ids stand in several, and when the two have no record in common.

    >>> found = pl.DataFrame({"source": ["a"] * 3, "record_id": ["1", "2", "3"], "entity_id": ["x", "x", "y"]})
    >>> truth = pl.DataFrame({"record_id": ["1", "2", "3"], "entity_id": ["p", "p", "p"]})
    >>> evaluate_crosswalk(found, truth).recall
    0.3333333333333333
    """
    found = _read(crosswalk, "crosswalk", ("source", "record_id", "entity_id"))
    known = _read(truth, "truth", ("record_id", "entity_id"))
    keys = ["source", "record_id"] if "source" in known.columns else ["record_id"]
    found = found.select(*keys, found="entity_id")
    known = known.select(*keys, true="entity_id")
    if keys == ["record_id"] and _has_duplicates(found, keys):
        raise UsageError(
            "the truth has no source, but record ids stand in several sources",
            hint="give the truth a column `source` with the names used in the crosswalk",
        )
    for frame, name in ((found, "crosswalk"), (known, "truth")):
        if _has_duplicates(frame, keys):
            raise InputError(f"the {name} has a record twice: {_example(frame, keys)}")
    table = (
        found.lazy()
        .join(known.lazy(), on=keys)
        .group_by("found", "true")
        .agg(pl.len().cast(pl.Int64).alias("both"))
        .collect()
    )
    common = int(table["both"].sum())
    if not common:
        raise UsageError(
            "crosswalk and truth have no record in common",
            hint=f"first keys: {_first(found, keys)} in the crosswalk, {_first(known, keys)} in the truth",
        )
    return _measure(table, common, known.height - common, found.height - common)


def _measure(table: pl.DataFrame, records: int, only_truth: int, only_crosswalk: int) -> Evaluation:
    """All figures from the contingency table: `found`, `true`, `both` (records in both)."""
    sized = table.with_columns(
        size_found=pl.col("both").sum().over("found"), size_true=pl.col("both").sum().over("true")
    )
    both, of_found, of_true = sized["both"], sized["size_found"], sized["size_true"]
    # Each cell holds both/size of its entity, so summing (size - 1) * both / 2 counts each pair once.
    pairs_found = int((both * (of_found - 1)).sum()) // 2
    pairs_true = int((both * (of_true - 1)).sum()) // 2
    pairs_right = int((both * (both - 1)).sum()) // 2
    precision = pairs_right / pairs_found if pairs_found else 1.0
    recall = pairs_right / pairs_true if pairs_true else 1.0
    bcubed_precision = float((both * both / of_found).sum()) / records
    bcubed_recall = float((both * both / of_true).sum()) / records
    return Evaluation(
        precision=precision,
        recall=recall,
        f1=_harmonic_mean(precision, recall),
        bcubed_precision=bcubed_precision,
        bcubed_recall=bcubed_recall,
        bcubed_f1=_harmonic_mean(bcubed_precision, bcubed_recall),
        pairs_found=pairs_found,
        pairs_true=pairs_true,
        pairs_right=pairs_right,
        records=records,
        missing_in_crosswalk=only_truth,
        missing_in_truth=only_crosswalk,
    )


def _harmonic_mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _read(table: Table, name: str, columns: tuple[str, ...]) -> pl.DataFrame:
    lazy = table.lazy() if isinstance(table, pl.DataFrame | pl.LazyFrame) else _scan(Path(table), name)
    present = lazy.collect_schema().names()
    missing = [column for column in columns if column not in present]
    if missing:
        raise InputError(
            f"the {name} has no column {', '.join(missing)}", hint=f"its columns: {', '.join(present)}"
        )
    wanted = [column for column in ("source", "record_id", "entity_id") if column in present]
    frame = lazy.select(pl.col(wanted).cast(pl.String)).collect()
    blank = [column for column in wanted if frame[column].null_count()]
    if blank:
        raise InputError(f"the {name} has blank values in {', '.join(blank)}")
    return frame


def _scan(path: Path, name: str) -> pl.LazyFrame:
    path = path / "crosswalk.parquet" if path.is_dir() else path
    reader: Any = _READERS.get(path.suffix.lower())
    if reader is None and (path.suffix or path.exists()):
        raise InputError(f"the {name} {path} is neither CSV nor Parquet")
    if not path.is_file():
        raise InputError(f"no such {name}: {path}", hint="check the path")
    options = {"infer_schema": False} if reader is pl.scan_csv else {}
    scanned: pl.LazyFrame = reader(path, **options)
    return scanned


def _has_duplicates(frame: pl.DataFrame, keys: list[str]) -> bool:
    return bool(frame.lazy().select(keys).unique().select(pl.len()).collect().item() < frame.height)


def _example(frame: pl.DataFrame, keys: list[str]) -> str:
    return _first(frame.filter(pl.struct(keys).is_duplicated()).sort(keys), keys)


def _first(frame: pl.DataFrame, keys: list[str]) -> str:
    return ":".join(str(frame[key][0]) for key in keys) if frame.height else "none"
