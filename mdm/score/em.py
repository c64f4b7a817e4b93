"""Expectation-maximisation for packs whose data prove no pair: learn m and h while u stays as sampled.

Candidate pairs are taken to be of three kinds: of one entity, of one household, of strangers. Without the second,
members of a family, who share door, surname and phone, would be the commonest pairs that agree, and so be taken for
matches. All pairs of units are the population; those no blocking rule proposed count as strangers. Works on counts of
comparison patterns, which add up over partitions. After Dempster, Laird and Rubin (1977) and Winkler (1988).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from mdm.score.train import PRIOR_PAIRS, Counts, default_matches

MOST_ITERATIONS = 200
TOLERANCE = 1e-4
LIKE_ONE_PERSON = (
    0.02  # share of relatives who agree on what is a person's own: twins, father and son of one name
)


@dataclass(frozen=True)
class Fit:
    """`matches`, `household`: expected pairs of one entity and of one home at each level of each comparison; `pairs`,
    `household_pairs`: how many there are."""

    matches: Mapping[str, Counts]
    pairs: float
    household: Mapping[str, Counts]
    household_pairs: float
    iterations: int
    converged: bool


def fit_matches(
    patterns: pl.DataFrame,
    outcomes: Mapping[str, Sequence[str]],
    u: Mapping[str, Sequence[float]],
    units: int,
    shared: Collection[str] = (),
) -> Fit:
    """Fit level counts among matches to `patterns` (`level_<comparison>`, `count`).

    `outcomes` and `u` give, by comparison, what each level means and its share among strangers; `shared` names the
    comparisons on which a household agrees. Where there are none, no pair is of a household. Says honestly whether
    it converged within 200 rounds.
    """
    names = list(outcomes)
    levels = {name: patterns[f"level_{name}"].to_numpy() for name in names}
    count = patterns["count"].to_numpy().astype(np.float64)
    chance = sum((np.log(np.array(u[name]))[levels[name]] for name in names), np.zeros(len(count)))
    prior = {name: default_matches(outcomes[name]) for name in names}
    stranger = {name: np.array(u[name]) for name in names}
    at_home = {name: prior[name] if name in shared else stranger[name] for name in names}
    m = {name: _with_missing(prior[name]) for name in names}
    h = {name: _at_home(at_home[name], outcomes[name], stranger[name], name in shared) for name in names}
    everything = max(units * (units - 1) / 2, 1.0)
    expected = max(0.1 * units, 1.0)
    relatives = expected if shared else 0.0
    for iteration in range(1, MOST_ITERATIONS + 1):
        one, home = (
            sum((np.log(shares[name])[levels[name]] for name in names), np.zeros(len(count))) - chance
            for shares in (m, h)
        )
        strangers = max(everything - expected - relatives, everything / 2)
        odds = np.exp(np.clip(one, -700, 300)) * expected / strangers
        home_odds = np.exp(np.clip(home, -700, 300)) * relatives / strangers
        belief, belief_home = (count * each / (1 + odds + home_odds) for each in (odds, home_odds))
        found, found_home = max(float(belief.sum()), 1.0), float(belief_home.sum())
        matches, household = (
            {name: np.bincount(levels[name], of, len(prior[name])).astype(np.float64) for name in names}
            for of in (belief, belief_home)
        )
        fresh = {name: _with_missing(matches[name] + PRIOR_PAIRS * prior[name]) for name in names}
        h = {
            name: _at_home(
                household[name] + PRIOR_PAIRS * at_home[name], outcomes[name], stranger[name], name in shared
            )
            for name in names
        }
        moved = max((float(np.abs(fresh[name] - m[name]).max()) for name in names), default=0.0)
        settled = abs(found - expected) < TOLERANCE * expected
        settled = settled and abs(found_home - relatives) < TOLERANCE * max(relatives, expected)
        m, expected, relatives = fresh, found, found_home
        if moved < TOLERANCE and settled:
            return Fit(matches, expected, household, relatives, iteration, True)
    return Fit(matches, expected, household, relatives, MOST_ITERATIONS, False)


def _with_missing(counts: Counts) -> Counts:
    """Shares of the levels; missing is 1.0, so that it says nothing."""
    shares: Counts = np.concatenate([[1.0], counts[1:] / max(counts[1:].sum(), 1e-12)])
    return np.maximum(shares, 1e-9)


def _at_home(counts: Counts, outcomes: Sequence[str], u: Counts, is_shared: bool) -> Counts:
    """Shares of the levels among members of one household.

    What is a person's own is exactly equal among them hardly more often than among strangers, whatever the pairs
    seem to show: else careless records of one person would be taken for relatives.
    """
    if is_shared:
        return _with_missing(counts)
    exact = np.array([outcome == "exact" for outcome in outcomes[1:]])
    if exact.all():
        return _with_missing(u)
    own = default_matches(outcomes)[1:]
    shares = (1 - LIKE_ONE_PERSON) * u[1:] / u[1:].sum() + LIKE_ONE_PERSON * own / own.sum()
    free = np.maximum(counts[1:] * ~exact, 1e-9 * ~exact)
    shares = np.where(exact, shares, free / free.sum() * (1 - shares[exact].sum()))
    with_missing: Counts = np.maximum(np.concatenate([[1.0], shares]), 1e-9)
    return with_missing
