"""Learn m, u and h: from identity-proved pairs, random pairs, and proved household members.

Training needs only counts of levels, which add up over partitions.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.score.model import ComparisonParameters, Following

Counts = npt.NDArray[np.float64]
UNSEEN = 0.002  # share of matches whose slip identity cannot show, since it asks for compatible names
IMAGINED_STRANGERS = 2000.0
PRIOR_PAIRS = 20.0  # how many imagined pairs the default shares of m stand for


def count_levels(levels: pl.Series, size: int) -> Counts:
    """How often each level stands in a column of level numbers."""
    return np.bincount(levels.to_numpy(), minlength=size).astype(np.float64)


def default_matches(outcomes: Sequence[str]) -> Counts:
    """Shares of levels among matches before any pair is seen, by what each level means.

    Exact levels share six parts in ten, partial ones 35 in a hundred, disagreement the rest. They carry
    the comparisons that proved pairs cannot teach, such as those of the hidden identifier itself.
    """
    parts = {"missing": 0.0, "exact": 0.6, "partial": 0.35, "none": 0.05}
    count = {outcome: outcomes.count(outcome) for outcome in set(outcomes)}
    return _shares(np.array([parts[outcome] / count[outcome] for outcome in outcomes]))


def learn_parameters(
    levels: Sequence[str],
    outcomes: Sequence[str],
    matches: Counts,
    strangers: Counts,
    household: Counts,
    exact_shares: Mapping[str, float],
    frequency_part: Mapping[str, str],
    follows: Following | None = None,
) -> ComparisonParameters:
    """Turn counts of one comparison into shares.

    `exact_shares`: for levels that mean equality of one part, the share of random pairs that are equal in
    it. Where one such level contains a stronger one (same sound contains same name) the stronger one's
    share is taken off. Other levels come from the sample of strangers, with half a pair added to each and
    imagined ones that differ, so that a handful of records cannot make everything look alike.
    """
    prior = default_matches(outcomes)
    m = _shares(matches[1:] + PRIOR_PAIRS * prior[1:])
    m = (1 - UNSEEN) * m + UNSEEN * prior[1:] / prior[1:].sum()
    imagined = np.full(len(strangers) - 1, 0.5)
    imagined[-1] = IMAGINED_STRANGERS
    u = _shares(strangers[1:] + imagined)
    taken = 0.0
    for index, level in enumerate(levels[1:]):
        if level in exact_shares:
            u[index] = max(exact_shares[level] - taken, exact_shares[level] * 0.05, 1e-9)
            taken = max(taken, exact_shares[level])
    u = u / u.sum()
    h = _shares(household[1:] + 0.5 + PRIOR_PAIRS * u)
    return ComparisonParameters(
        tuple(levels),
        (1.0, *m.tolist()),
        (1.0, *u.tolist()),
        (1.0, *h.tolist()),
        dict(frequency_part),
        follows,
    )


def _shares(counts: Counts) -> Counts:
    shares: Counts = counts / counts.sum()
    return shares


def random_pairs(size: int, wanted: int, seed: int = 20260101) -> pl.DataFrame:
    """`wanted` pairs of different rows below `size`, the same ones whenever `size` is the same."""
    if size < 2:
        return pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32})
    generator = np.random.Generator(np.random.PCG64(seed))
    one, other = generator.integers(0, size, wanted), generator.integers(0, size, wanted)
    different = one != other
    low, high = np.minimum(one, other)[different], np.maximum(one, other)[different]
    return pl.DataFrame({"left": low.astype(np.uint32), "right": high.astype(np.uint32)})


def mix(rows: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """A written-down hash of row numbers (splitmix64), for choosing samples."""
    with np.errstate(over="ignore"):
        value = rows.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return value ^ (value >> np.uint64(31))
