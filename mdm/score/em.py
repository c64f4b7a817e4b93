"""Expectation-maximisation for packs whose data prove no pair: learn m and h while u stays as sampled.

Candidate pairs are taken to be of three kinds: of one entity, of one household, of strangers. Without the second,
members of a family, who share door, surname and phone, would be the commonest pairs that agree, and so be taken for
matches. Those of one entity are of two kinds again: who has moved between two records differs in all that says where
one lives, as strangers do. All pairs of units are the population; those no blocking rule proposed count as strangers. Works on counts of
comparison patterns, which add up over partitions. After Dempster, Laird and Rubin (1977) and Winkler (1988).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.score.relatives import alike_in_one
from mdm.score.train import PRIOR_PAIRS, Counts, default_matches

Levels = npt.NDArray[np.uint8]

MOST_ITERATIONS = 200
TOLERANCE = 1e-4
LIKE_ONE_PERSON = (
    0.02  # share of relatives who agree on what is a person's own: twins, father and son of one name
)
IMAGINED_RELATIVES = 100.0  # for how many relatives that share stands beside those met
STAYED = 0.9  # share of pairs of records of one person that tell of the same home, before any is seen
IMAGINED_MATCHES = 100.0  # for how many pairs that share stands beside those met
MOST_DENIED = 0.5  # share of pairs of one entity that differ in one thing, and of one home that differ in what homes share
TELLING = 0.05  # chance agreement below which a comparison tells relatives apart


@dataclass(frozen=True)
class Fit:
    """`matches`, `household`: expected pairs of one entity and of one home at each level of each comparison; `pairs`,
    `household_pairs`: how many there are; `stayed`: share of pairs of one entity with the same home, which alone count
    in what says where one lives."""

    matches: Mapping[str, Counts]
    pairs: float
    household: Mapping[str, Counts]
    household_pairs: float
    iterations: int
    converged: bool
    stayed: float = 1.0


def fit_matches(
    patterns: pl.DataFrame,
    outcomes: Mapping[str, Sequence[str]],
    u: Mapping[str, Sequence[float]],
    units: int,
    shared: Collection[str] = (),
    home: Collection[str] = (),
) -> Fit:
    """Fit level counts among matches to `patterns` (`level_<comparison>`, `count`).

    `outcomes` and `u` give, by comparison, what each level means and its share among strangers; `shared` names the
    comparisons on which a household agrees. Where there are none, no pair is of a household. `home` names those that
    say where one lives. Says honestly whether it converged within 200 rounds.
    """
    names = list(outcomes)
    levels = {name: patterns[f"level_{name}"].to_numpy() for name in names}
    count = patterns["count"].to_numpy().astype(np.float64)
    prior = {name: default_matches(outcomes[name]) for name in names}
    stranger = {name: np.array(u[name]) for name in names}
    at_home = {name: prior[name] if name in shared else stranger[name] for name in names}
    m = {name: _with_missing(prior[name]) for name in names}
    alike = dict.fromkeys(names, LIKE_ONE_PERSON)
    h = {
        name: _at_home(at_home[name], outcomes[name], stranger[name], name in shared, alike[name])
        for name in names
    }
    everything = max(units * (units - 1) / 2, 1.0)
    expected = max(0.1 * units, 1.0)
    relatives = expected if shared else 0.0
    stayed = STAYED if len(home) > 1 else 1.0
    told_home = (
        np.logical_or.reduce([levels[name] > 0 for name in home]) if home else np.zeros(len(count), bool)
    )
    for iteration in range(1, MOST_ITERATIONS + 1):
        each = {name: np.log(m[name] / stranger[name])[levels[name]] for name in names}
        one = sum((each[name] for name in names if name not in home), np.zeros(len(count)))
        at_one_home = sum((each[name] for name in home), np.zeros(len(count)))
        one += wherever(at_one_home, stayed)
        doors = {name: np.log(h[name] / stranger[name])[levels[name]] for name in home}
        at_one_door = sum(doors.values(), np.zeros(len(count)))
        door = _more_likely_at_home(levels, h, stranger, shared, doors, stayed)
        strangers = max(everything - expected - relatives, everything / 2)
        odds = np.exp(np.clip(one, -700, 300)) * expected / strangers
        home_odds = np.exp(np.clip(door, -700, 300)) * relatives / strangers
        belief, belief_home = (count * each / (1 + odds + home_odds) for each in (odds, home_odds))
        found, found_home = max(float(belief.sum()), 1.0), float(belief_home.sum())
        here, at_door = belief * _staying(at_one_home, stayed), belief_home * _staying(at_one_door, stayed)
        matches, household = (
            {
                name: np.bincount(levels[name], of[name in home], len(prior[name])).astype(np.float64)
                for name in names
            }
            for of in ((belief, here), (belief_home, at_door))
        )
        fresh = {
            name: _with_missing(matches[name] + PRIOR_PAIRS * prior[name], outcomes[name]) for name in names
        }
        alike |= _count_alike(levels, h, stranger, outcomes, shared, belief_home)
        h = {
            name: _at_home(
                household[name] + PRIOR_PAIRS * at_home[name],
                outcomes[name],
                stranger[name],
                name in shared,
                alike[name],
            )
            for name in names
        }
        moved = max((float(np.abs(fresh[name] - m[name]).max()) for name in names), default=0.0)
        settled = abs(found - expected) < TOLERANCE * expected
        settled = settled and abs(found_home - relatives) < TOLERANCE * max(relatives, expected)
        if stayed < 1.0:
            stayed = float(here[told_home].sum()) + IMAGINED_MATCHES * STAYED
            stayed /= float(belief[told_home].sum()) + IMAGINED_MATCHES
        m, expected, relatives = fresh, found, found_home
        if moved < TOLERANCE and settled:
            return Fit(matches, expected, household, relatives, iteration, True, stayed)
    return Fit(matches, expected, household, relatives, MOST_ITERATIONS, False, stayed)


def wherever(at_one_home: Counts, stayed: float) -> Counts:
    """Natural logarithm of how many times as often one person's records as strangers' show what they say of homes.

    `at_one_home`: the same of a person who has not moved; `stayed`: share of pairs of records between which one has not.

    >>> wherever(np.log([100.0, 0.001]), 0.9).round(2).tolist()
    [4.5, -2.29]
    """
    if stayed >= 1.0:
        return at_one_home
    either: Counts = np.logaddexp(at_one_home + np.log(stayed), np.log(1 - stayed))
    return either


def _staying(at_one_home: Counts, stayed: float) -> Counts:
    """How likely each pair tells of one home, given that it is of one person, or of relatives."""
    likely: Counts = stayed * np.exp(np.minimum(at_one_home - wherever(at_one_home, stayed), 700))
    return likely


def _more_likely_at_home(
    levels: Mapping[str, Levels],
    h: Mapping[str, Counts],
    u: Mapping[str, Counts],
    shared: Collection[str],
    homes: Mapping[str, Counts],
    stayed: float,
) -> Counts:
    """Natural logarithm of how many times as often relatives as strangers show each pattern; `homes`: the same of each
    comparison that says where one lives."""
    in_common = [np.log(h[name] / u[name])[levels[name]] for name in shared if name not in homes]
    at_door = wherever(np.asarray(sum(homes.values(), np.float64(0.0))), stayed)
    chance = {name: np.log2(u[name])[of] for name, of in levels.items() if name not in shared}
    beyond = {name: (h[name] - u[name])[levels[name]] for name in chance}
    own = alike_in_one(chance, beyond) - sum(chance.values(), np.float64(0.0))
    likelier: Counts = sum(in_common, at_door) + own * np.log(2)
    return likelier


def _with_missing(counts: Counts, outcomes: Sequence[str] = ()) -> Counts:
    """Shares of the levels; missing is 1.0, so that it says nothing.

    With `outcomes`, what differs is at most MOST_DENIED: else neighbours could pass for a household, and households
    for one person, where many people of a town are compared.
    """
    shares: Counts = np.concatenate([[1.0], counts[1:] / max(counts[1:].sum(), 1e-12)])
    denied = np.array([outcome == "none" for outcome in outcomes[1:]], bool)
    if denied.any() and shares[1:][denied].sum() > MOST_DENIED:
        shares[1:][denied] *= MOST_DENIED / shares[1:][denied].sum()
        agreed = shares[1:][~denied]
        shares[1:][~denied] = np.maximum(agreed, 1e-9) * (1 - MOST_DENIED) / np.maximum(agreed, 1e-9).sum()
    return np.maximum(shares, 1e-9)


def _count_alike(
    levels: Mapping[str, Levels],
    h: Mapping[str, Counts],
    u: Mapping[str, Counts],
    outcomes: Mapping[str, Sequence[str]],
    shared: Collection[str],
    relatives: Counts,
) -> dict[str, float]:
    """Share of relatives alike in each respect that is a person's own, learned where another one tells them apart.

    A father and a son of one name show in their birth dates: where those are missing, nobody knows whether the pair
    is one person, and such pairs teach nothing here. `relatives`: how many pairs of each pattern are relatives.
    """
    own = [name for name in levels if name not in shared]
    exact = {name: np.array([outcome == "exact" for outcome in outcomes[name]]) for name in own}
    telling = [name for name in own if u[name][exact[name]].sum() < TELLING]
    beyond = {
        name: np.maximum((h[name] - u[name])[levels[name]] / u[name][levels[name]], 0.0) for name in own
    }
    all_beyond = 1.0 + sum(beyond.values(), np.float64(0.0))
    found = {}
    for name in telling:
        others = [levels[other] > 0 for other in telling if other != name]
        told = (levels[name] > 0) & (np.logical_or.reduce(others) if others else False)
        here = told & exact[name][levels[name]]
        met = float((relatives * beyond[name] / all_beyond)[here].sum())
        share = met + IMAGINED_RELATIVES * LIKE_ONE_PERSON * _exactly(outcomes[name])
        share /= float(relatives[told].sum()) + IMAGINED_RELATIVES
        found[name] = min(share / _exactly(outcomes[name]), 0.5)
    return found


def _exactly(outcomes: Sequence[str]) -> float:
    """Share of exact levels in the records of one person, before any is seen."""
    return float(default_matches(outcomes)[[outcome == "exact" for outcome in outcomes]].sum())


def _at_home(
    counts: Counts, outcomes: Sequence[str], u: Counts, is_shared: bool, alike: float = LIKE_ONE_PERSON
) -> Counts:
    """Shares of the levels among members of one household.

    What is a person's own is exactly equal among them hardly more often than among strangers, `alike` more, whatever
    the pairs seem to show: else careless records of one person would be taken for relatives.
    """
    if is_shared:
        return _with_missing(counts, outcomes)
    exact = np.array([outcome == "exact" for outcome in outcomes[1:]])
    if exact.all():
        return _with_missing(u)
    own = default_matches(outcomes)[1:]
    shares = (1 - alike) * u[1:] / u[1:].sum() + alike * own / own.sum()
    free = np.maximum(counts[1:] * ~exact, 1e-9 * ~exact)
    shares = np.where(exact, shares, free / free.sum() * (1 - shares[exact].sum()))
    with_missing: Counts = np.maximum(np.concatenate([[1.0], shares]), 1e-9)
    return with_missing
