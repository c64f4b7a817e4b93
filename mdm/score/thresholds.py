"""Link, review or neither: thresholds that follow from a wanted error rate.

Probes are records of proved groups whose identifiers were hidden. How often the other evidence brings a
probe home, and how often it brings it to a stranger, is precision and recall without labels.
Works on everything.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.float64]

STEPS_PER_BIT = 4
GRID = 1 / (
    1 + np.exp2(-np.arange(0, 20 * STEPS_PER_BIT + 1) / STEPS_PER_BIT)
)  # even odds to a million to one
IMAGINED_LINKS = 2000.0  # how many links the model's own error estimate stands for beside the probes


@dataclass(frozen=True)
class Estimate:
    """A share with the 95 % interval of Wilson (1927)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Thresholds:
    """`link` and `review` are match probabilities; the estimates say what to expect of scored links.

    `precision` and `recall` speak of links found by evidence alone, `probes` is the number of hidden
    records behind them; `None` where the data proved too few groups.
    """

    link: float
    review: float
    precision: Estimate | None
    recall: Estimate | None
    blocking_recall: Estimate | None
    probes: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the manifest and the report."""
        return asdict(self)


@dataclass(frozen=True)
class ProbeCandidates:
    """Candidates of all probes.

    `found`: one row a candidate: `true` (Boolean), `probability` (among all rivals), and `alone`
    (probability of a false candidate had the true one not been there). `probes`: how many were hidden;
    `blocked`: how many of them met their own group; `match_share`: how many open records have a match;
    `wrong_numbers`: how many numbers are wrong though nobody claims them.
    """

    found: pl.DataFrame
    probes: int
    blocked: int
    match_share: float
    wrong_numbers: float = 0.0


@dataclass(frozen=True)
class Merges:
    """Groups held together by all but certain pairs, and what links between them would do.

    `probability` of each two groups that any pair joins, how many pairs of records that makes one (`merged`), and
    `sure`, how many are one already.
    """

    probability: Numbers
    merged: Numbers
    sure: float


def choose_thresholds(
    probabilities: Numbers,
    probes: ProbeCandidates | None,
    wanted: float,
    review: float,
    given: float | None = None,
    merges: Merges | None = None,
) -> Thresholds:
    """The lowest probability at which the expected share of wrong links stays within `wanted`.

    `probabilities` are those of the real candidate pairs: where probes are few, the model's own
    expectation (the mean of 1 - p) carries the estimate. `given`: the line of an earlier run, which stands.
    `merges`: what hangs on each link, where entities may have many records.
    """
    right, wrong = _count_probe_links(probes)
    careful = wrong + np.sqrt(wrong)  # what was seen, and one standard error
    expected = _expect_wrong(probabilities, merges)
    share_wrong = (careful + IMAGINED_LINKS * expected) / (right + wrong + IMAGINED_LINKS)
    within = np.flatnonzero(share_wrong <= wanted)
    chosen = float(GRID[within[0] if len(within) else -1]) if given is None else given
    at = int(np.searchsorted(GRID, chosen))
    if probes is None or probes.probes < 50:
        return Thresholds(chosen, review, None, None, None, probes.probes if probes else 0)
    share = max(probes.match_share, 1e-6)
    return Thresholds(
        chosen,
        review,
        wilson(right[at], right[at] + wrong[at]),
        wilson(right[at] / share, float(probes.probes)),
        wilson(float(probes.blocked), float(probes.probes)),
        probes.probes,
    )


def _expect_wrong(probabilities: Numbers, merges: Merges | None) -> Numbers:
    """Share of wrong pairs that the model itself expects from each grid point upwards.

    A pair inside a group that stronger pairs hold together is hardly wrong: the errors the model expects of all
    pairs are met among those between groups, where each makes as many wrong pairs as the groups have.
    """
    links, wrong = (_from_grid(probabilities, weights) for weights in (None, 1 - probabilities))
    if merges is None:
        return np.where(links > 0, wrong / np.maximum(links, 1), 1 - GRID)
    doubt = 1 - merges.probability
    doubts = _from_grid(merges.probability, doubt)
    hanging, merged = (_from_grid(merges.probability, w) for w in (doubt * merges.merged, merges.merged))
    each = np.where(doubts > 0, hanging / np.maximum(doubts, 1e-300), 1.0)
    return np.where(links > 0, wrong * each / np.maximum(merges.sure + merged, 1.0), 1 - GRID)


def _from_grid(probabilities: Numbers, weights: Numbers | None) -> Numbers:
    """Number, or sum of the weights, of the probabilities from each grid point upwards."""
    place = np.searchsorted(GRID, probabilities, side="right")
    total: Numbers = np.cumsum(np.bincount(place, weights, len(GRID) + 1)[:0:-1])[::-1].astype(np.float64)
    return total


def _count_probe_links(probes: ProbeCandidates | None) -> tuple[Numbers, Numbers]:
    """Right and wrong links at each grid point, weighed as if `match_share` of the probes had a match."""
    if probes is None or probes.found.is_empty():
        return np.zeros(len(GRID)), np.zeros(len(GRID))
    true = probes.found["true"].to_numpy()
    probability, alone = probes.found["probability"].to_numpy(), probes.found["alone"].to_numpy()
    share = probes.match_share
    right = share * _at_least(probability[true])
    found, lost = probability[~true], alone[~true]
    wrong = share * _at_least(found, _strangers(found, probes.wrong_numbers))
    wrong += (1 - share) * _at_least(lost, _strangers(lost, probes.wrong_numbers))
    return right, wrong


def _strangers(probability: Numbers, wrong_numbers: float) -> Numbers:
    """How far a candidate with another number is another person, and not one whose number was entered wrong.

    By Bayes: the odds of the evidence times the share of wrong numbers are the odds of one person with two.
    """
    same = probability * wrong_numbers
    strangers = np.maximum(1 - probability, 1e-12)
    return np.asarray(strangers / (strangers + same))


def _at_least(values: Numbers, weights: Numbers | None = None) -> Numbers:
    """Number, or sum of the weights, of the values that reach each grid point."""
    order = np.argsort(values, kind="stable")
    heavier = np.ones(len(values)) if weights is None else weights[order]
    from_here = np.append(np.cumsum(heavier[::-1])[::-1], 0.0)
    return from_here[np.searchsorted(values[order], GRID, side="left")]


def wilson(successes: float, trials: float) -> Estimate:
    """Share of successes with its 95 % interval.

    >>> wilson(9, 10).value
    0.9
    """
    if trials <= 0:
        return Estimate(math.nan, 0.0, 1.0)
    z = 1.959964
    p = min(successes / trials, 1.0)
    middle = (p + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half))


def decide(scored: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    """Add `decision` from `match_probability`: link, review or non_link."""
    p = pl.col("match_probability")
    return scored.with_columns(
        decision=pl.when(p >= thresholds.link)
        .then(pl.lit("link"))
        .when(p >= thresholds.review)
        .then(pl.lit("review"))
        .otherwise(pl.lit("non_link"))
    )
