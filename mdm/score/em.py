"""Expectation-maximisation for packs whose data prove no pair: learn m while u stays as sampled.

All pairs of units are the population; those no blocking rule proposed count as certain non-matches.
Works on counts of comparison patterns, which add up over partitions. After Dempster, Laird and Rubin
(1977) and Winkler (1988).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from mdm.score.train import PRIOR_PAIRS, Counts, default_matches

MOST_ITERATIONS = 200
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Fit:
    """`matches`: expected matching pairs at each level of each comparison; `pairs`: expected matches."""

    matches: Mapping[str, Counts]
    pairs: float
    iterations: int
    converged: bool


def fit_matches(
    patterns: pl.DataFrame,
    outcomes: Mapping[str, Sequence[str]],
    u: Mapping[str, Sequence[float]],
    units: int,
) -> Fit:
    """Fit level counts among matches to `patterns` (`level_<comparison>`, `count`).

    `outcomes` and `u` give, by comparison, what each level means and its share among strangers. Says
    honestly whether it converged within 200 rounds.
    """
    names = list(outcomes)
    levels = {name: patterns[f"level_{name}"].to_numpy() for name in names}
    count = patterns["count"].to_numpy().astype(np.float64)
    chance = sum((np.log(np.array(u[name]))[levels[name]] for name in names), np.zeros(len(count)))
    prior = {name: default_matches(outcomes[name]) for name in names}
    m = {name: _with_missing(prior[name]) for name in names}
    everything = max(units * (units - 1) / 2, 1.0)
    expected = max(0.1 * units, 1.0)
    for iteration in range(1, MOST_ITERATIONS + 1):
        likely = sum((np.log(m[name])[levels[name]] for name in names), np.zeros(len(count)))
        share = min(expected / everything, 0.5)
        odds = np.exp(np.clip(likely - chance + np.log(share) - np.log1p(-share), -700, 700))
        belief = count * odds / (1 + odds)
        found = max(float(belief.sum()), 1.0)
        matches = {
            name: np.bincount(levels[name], belief, len(prior[name])).astype(np.float64) for name in names
        }
        fresh = {name: _with_missing(matches[name] + PRIOR_PAIRS * prior[name]) for name in names}
        moved = max((float(np.abs(fresh[name] - m[name]).max()) for name in names), default=0.0)
        done = moved < TOLERANCE and abs(found - expected) < TOLERANCE * expected
        m, expected = fresh, found
        if done:
            return Fit(matches, expected, iteration, True)
    return Fit(matches, expected, MOST_ITERATIONS, False)


def _with_missing(counts: Counts) -> Counts:
    """Shares of the levels; missing is 1.0, so that it says nothing."""
    shares: Counts = np.concatenate([[1.0], counts[1:] / max(counts[1:].sum(), 1e-12)])
    return np.maximum(shares, 1e-9)
