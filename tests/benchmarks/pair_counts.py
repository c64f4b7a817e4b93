"""Pairwise precision, recall and F1 of a clustering, from contingency counts: no pair is enumerated."""

import polars as pl


def pairwise(cluster: pl.Series, entity: pl.Series) -> dict[str, float]:
    """Compare found clusters with true entities, row by row the same records.

    >>> pairwise(pl.Series([1, 1, 1]), pl.Series(["a", "a", "b"]))["precision"]
    0.3333333333333333
    """
    both = pl.DataFrame({"cluster": cluster, "entity": entity})
    found, true, right = (_pairs(both, by) for by in (["cluster"], ["entity"], ["cluster", "entity"]))
    precision, recall = (right / whole if whole else 1.0 for whole in (found, true))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "false_pairs": found - right,
        "missed_pairs": true - right,
    }


def _pairs(frame: pl.DataFrame, by: list[str]) -> int:
    size = frame.group_by(by).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())
