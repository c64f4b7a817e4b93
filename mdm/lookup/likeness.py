"""How much a known name is like the one asked for: a score from 0 to 1, and the parts that agree and differ."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from mdm.lookup.characters import fold_by, to_matrix, to_texts
from mdm.lookup.known import FORMER, OTHER, sound_table

COMPARED = {
    "region": "region_key",
    "trade_name": "trade_name",
    "industry": "industry",
    "form": "form",
    "branch": "branch",
}
SURE = {"exact": 1.0, "variant": 1.0}
TOLD = {"former_name": 0.95, "other_name": 0.9, "successor": 0.85}
LEAST_SCORE = 0.6
_WEIGHTS = {"key": 0.4, "trade_name": 0.35, "core": 0.25}
_SAME_SOUND = 0.9
_ELSEWHERE = 0.65  # of names of two regions, neither within the other
_MOST = 0.98  # of names that are not equal


def weigh_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add `score`, `agrees` and `differs` to pairs, and let `level` say how the known name is borne.

    `pairs` has the parts of both names with `_left` (asked) and `_right` (known), the `level` of their
    comparison, the `fit` of a short name, and `use`. Pairs too little alike are left out. A part that only one
    name has counts as differing.
    """
    level = pl.col("level")
    equal = level.is_in(list(SURE))
    alike = sum((weight * pl.col(f"_{part}") for part, weight in _WEIGHTS.items()), pl.lit(0.0))
    branch = pl.when(pl.col("branch_left").eq_missing(pl.col("branch_right"))).then(1.0).otherwise(0.7)
    left, right = pl.col("region_key_left").fill_null(""), pl.col("region_key_right").fill_null("")
    elsewhere = ~left.str.ends_with(right) & ~right.str.ends_with(left)
    place = pl.when(elsewhere).then(_ELSEWHERE).otherwise(1.0)
    score = pl.max_horizontal(
        _MOST * alike * branch * place,
        pl.col("fit").cast(pl.Float64).fill_null(0.0),
        level.replace_strict(TOLD, default=0.0, return_dtype=pl.Float64),
    ).clip(upper_bound=_MOST)
    weighed = pairs.with_columns(_alike(pairs, part) for part in _WEIGHTS).with_columns(
        score=pl.when(equal).then(1.0).otherwise(score).round(4),
        level=pl.when(equal & (pl.col("use") == FORMER)).then(pl.lit("former_name"))
        .when(equal & (pl.col("use") == OTHER)).then(pl.lit("other_name"))
        .otherwise(level),
        agrees=_listed(_agree),
        differs=_listed(_differ),
    )  # fmt: skip
    fits = pl.col("fit").is_not_null() | pl.col("by_code")
    return weighed.filter(fits | (pl.col("score") >= LEAST_SCORE)).drop(f"_{part}" for part in _WEIGHTS)


def _alike(pairs: pl.DataFrame, part: str) -> pl.Series:
    """Share of characters that are alike, or a little less of sounds; both without the part are alike."""
    sides = [pairs[f"{part}_{side}"].fill_null("") for side in ("left", "right")]
    sounds = [to_texts(fold_by(to_matrix(side), sound_table())) for side in sides]
    alike = np.maximum(_similarity(*sides), _SAME_SOUND * _similarity(*sounds))
    return pl.Series(f"_{part}", alike)


def _similarity(left: pl.Series, right: pl.Series) -> NDArray[np.float64]:
    if left.is_empty():
        return np.zeros(0)
    scores = cpdist(left.to_list(), right.to_list(), scorer=OSA.normalized_similarity, workers=1)
    return np.asarray(scores, np.float64)


def _listed(said: Callable[[str], pl.Expr]) -> pl.Expr:
    named = [pl.when(said(part)).then(pl.lit(name)) for name, part in COMPARED.items()]
    return pl.concat_list(named).list.drop_nulls()


def _agree(part: str) -> pl.Expr:
    return (pl.col(f"{part}_left") == pl.col(f"{part}_right")).fill_null(False)


def _differ(part: str) -> pl.Expr:
    return pl.col(f"{part}_left").ne_missing(pl.col(f"{part}_right"))
