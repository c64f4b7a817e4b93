"""String similarity of two columns, on characters and never bytes: one function per metric.

Null in, null out; equal texts are 1.0. The kernel (rapidfuzz) sees distinct unequal pairs only, in chunks.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein, Postfix, Prefix
from rapidfuzz.process import cpdist

CHUNK = 250_000  # pairs handed to the kernel at once, so that memory stays flat


def levenshtein(left: pl.Series, right: pl.Series) -> pl.Series:
    """1 minus the share of characters to insert, delete or replace, of the longer text (0..1).

    >>> levenshtein(pl.Series(["王小明", "王", None]), pl.Series(["王晓明", "王", "王"])).round(3).to_list()
    [0.667, 1.0, None]
    """
    return _similarity(left, right, Levenshtein.normalized_similarity)


def jaro_winkler(left: pl.Series, right: pl.Series) -> pl.Series:
    """Jaro-Winkler similarity of two texts (0..1), with the boost for a common prefix above 0.7.

    >>> jaro_winkler(pl.Series(["王小明"]), pl.Series(["王小红"])).round(3).to_list()
    [0.822]
    """
    return _similarity(left, right, JaroWinkler.normalized_similarity)


def edit_distance(left: pl.Series, right: pl.Series) -> pl.Series:
    """How many characters have to be inserted, deleted or replaced (UInt32).

    >>> edit_distance(pl.Series(["张伟", None]), pl.Series(["张炜", "张"])).to_list()
    [1, None]
    """
    return _on_distinct(left, right, Levenshtein.distance, pl.UInt32(), 0)


def osa_distance(left: pl.Series, right: pl.Series) -> pl.Series:
    """How many characters have to be inserted, deleted, replaced or swapped with a neighbour (UInt32).

    >>> osa_distance(pl.Series(["华信科技", None]), pl.Series(["华信技科", "华"])).to_list()
    [1, None]
    """
    return _on_distinct(left, right, OSA.distance, pl.UInt32(), 0)


def common_ends(left: pl.Series, right: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Characters two texts begin with in common, and further ones they end with in common; no nulls.

    >>> [side.to_list() for side in common_ends(pl.Series(["华信电子"]), pl.Series(["华欣电子"]))]
    [[1], [2]]
    """
    one, other = left.to_list(), right.to_list()
    start = np.asarray(cpdist(one, other, scorer=Prefix.similarity), dtype=np.int64)
    end = np.asarray(cpdist(one, other, scorer=Postfix.similarity), dtype=np.int64)
    size = np.minimum(left.str.len_chars().to_numpy(), right.str.len_chars().to_numpy()).astype(np.int64)
    return pl.Series(start), pl.Series(np.minimum(end, size - start))


def _similarity(left: pl.Series, right: pl.Series, scorer: Callable[..., Any]) -> pl.Series:
    return _on_distinct(left, right, scorer, pl.Float64(), 1.0)


def _on_distinct(
    left: pl.Series, right: pl.Series, scorer: Callable[..., Any], dtype: pl.DataType, equal: float
) -> pl.Series:
    """Score distinct unequal pairs and join the scores back, in the order of the rows."""
    pairs = pl.DataFrame({"left": left.cast(pl.String), "right": right.cast(pl.String)})
    unequal = pairs.filter(pl.col("left") != pl.col("right")).unique()
    scores = [
        _score(part["left"].to_list(), part["right"].to_list(), scorer) for part in unequal.iter_slices(CHUNK)
    ]
    values = np.concatenate(scores) if scores else np.empty(0)
    scored = unequal.with_columns(score=pl.Series(values).cast(dtype))
    return (
        pairs.join(scored, on=["left", "right"], how="left", maintain_order="left")
        .select(pl.when(pl.col("left") == pl.col("right")).then(equal).otherwise("score").cast(dtype))
        .to_series()
        .alias(left.name)
    )


def _score(left: Sequence[str], right: Sequence[str], scorer: Callable[..., Any]) -> np.ndarray[Any, Any]:
    return np.asarray(cpdist(left, right, scorer=scorer, workers=1), dtype=np.float64)
