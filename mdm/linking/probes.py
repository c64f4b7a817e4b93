"""Probes: records of proved groups whose identifiers are hidden, to learn from and to be judged by."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.block import CLOSED, OPEN, PROBE
from mdm.cluster import Identity, hide_identifier
from mdm.linking.instructions import Instructions
from mdm.rulepack import RulePack
from mdm.score import LinkModel, ProbeCandidates, gather_evidence, mix, rank_candidates

Rows = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

MOST_PROBES = 60_000
LEANING = 50.0  # imagined numbered records of a source, of which as many have a match as of all


@dataclass(frozen=True)
class Probes:
    """Rows whose identifiers were hidden in a copy; copy number i stands at row `records + i`.

    `match_share`: how many open records belong to somebody whose number is known; `numbered_share`: how many numbered
    records share their number with another.
    """

    origin: Rows
    match_share: float
    numbered_share: float


def choose_probes(identity: Identity, source: pl.Series) -> Probes:
    """One record of each proved group of two or more, up to a limit, chosen by hashing rows. `source`: of each record."""
    unit, holds = identity.unit.to_numpy(), identity.holds.to_numpy()
    size = np.bincount(unit[holds], minlength=len(unit))
    matched = holds & (size[unit] > 1)
    rows = np.flatnonzero(matched).astype(np.uint32)
    rows = rows[np.argsort(mix(rows), kind="stable")]
    place = np.arange(len(rows))
    first = np.empty(len(unit), np.int64)
    first[unit[rows[::-1]]] = place[::-1]  # of several the last to be written is the first
    chosen = np.sort(rows[first[unit[rows]] == place][:MOST_PROBES])
    numbered = len(rows) / int(holds.sum()) if holds.any() else 0.5
    return Probes(chosen, _match_share(matched, holds, source, numbered), numbered)


def _match_share(matched: Flags, holds: Flags, source: pl.Series, numbered: float) -> float:
    """Share of open records whose person another record's number makes known, as in each source of numbered ones.

    What holds of numbered records on the whole does not hold of open ones: where one register has all the numbers and
    the others few, most of the numbered ones stand in that register, alone, and most of the open ones have a match there.
    """
    counts = (
        pl.DataFrame({"source": source, "matched": matched, "holds": holds})
        .group_by("source")
        .agg(pl.col("matched", "holds").sum(), open=(~pl.col("holds")).sum())
        .sort("source")
    )
    with_match, held, bare = (
        counts[name].to_numpy().astype(np.float64) for name in ("matched", "holds", "open")
    )
    share = (with_match + LEANING * numbered) / (held + LEANING)
    return float(np.sum(share * bare) / np.sum(bare)) if bare.any() else numbered


def copy_probes(
    known: pl.DataFrame, pack: RulePack, identity: Identity, probes: Probes
) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
    """The probes' copies, and role and unit of all records followed by the probes."""
    count = len(probes.origin)
    copies = known[pl.Series(probes.origin)] if count else known.clear()
    copies = hide_identifier(copies, pack, pl.repeat(True, count, dtype=pl.Boolean, eager=True))
    own_units = np.arange(len(known), len(known) + count, dtype=np.uint32)
    role = np.where(identity.holds.to_numpy(), CLOSED, OPEN).astype(np.uint8)
    role = np.concatenate([role, np.full(count, PROBE, np.uint8)])
    unit = np.concatenate([identity.unit.to_numpy(), own_units])
    return copies, pl.Series("role", role), pl.Series("unit", unit)


def without_own_origin(pairs: pl.DataFrame, probes: Probes, size: int) -> pl.DataFrame:
    """Drop the pairs of a probe with the very record it was copied from."""
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    probe = right >= size
    own = np.zeros(len(pairs), bool)
    own[probe] = probes.origin[right[probe] - size] == left[probe]
    return pairs.filter(pl.Series(~own))


def own_pairs(probes: Probes, identity: Identity, size: int) -> pl.DataFrame:
    """Each probe with every other record of the group it was taken from."""
    probe = pl.DataFrame(
        {
            "right": np.arange(size, size + len(probes.origin), dtype=np.uint32),
            "origin": probes.origin,
            "unit": identity.unit.to_numpy()[probes.origin],
        }
    )
    rows = pl.DataFrame({"left": pl.int_range(size, dtype=pl.UInt32, eager=True), "unit": identity.unit})
    members = rows.filter(identity.holds).join(probe, on="unit").filter(pl.col("left") != pl.col("origin"))
    return members.select("left", "right").sort("left", "right").with_columns(match_key=pl.lit(0, pl.UInt8))


def try_probes(
    probed: pl.DataFrame,
    probes: Probes,
    identity: Identity,
    model: LinkModel,
    group: pl.Series,
    role: pl.Series,
    told: Instructions,
) -> ProbeCandidates:
    """Score the probes' candidates as if they were ordinary records without identifier."""
    size = len(identity.unit)
    is_open = role != CLOSED
    elsewhere = model.elsewhere
    weighed = told.weigh(gather_evidence(probed, group), model)
    home = identity.unit.to_numpy()[probes.origin]
    weighed = _without_disputes(weighed, pl.Series(home[weighed["right"].to_numpy() - size]), identity)
    true = pl.Series("true", home[weighed["right"].to_numpy() - size] == weighed["left"].to_numpy())
    ranked = rank_candidates(weighed, is_open, elsewhere)["match_probability"]
    false = rank_candidates(weighed.filter(~true), is_open, elsewhere)["match_probability"].to_numpy()
    alone = np.zeros(len(weighed))
    alone[~true.to_numpy()] = false
    found = pl.DataFrame({"true": true, "probability": ranked, "alone": alone})
    wrong = _undisputed_wrong_numbers(identity, probes.numbered_share)
    return ProbeCandidates(found, len(probes.origin), int(true.sum()), probes.match_share, wrong)


def _undisputed_wrong_numbers(identity: Identity, numbered_share: float) -> float:
    """Share of numbers that are wrong though nobody claims them.

    A wrong number is found out where its owner has a record too, which is as likely as that a record has a
    match: from those found out follows how many are not. Those that only their own record gives away are no measure.
    """
    numbered = int(identity.holds.sum()) + len(identity.contested)
    found_out = (len(identity.rejected) - len(identity.unclaimed)) / max(numbered, 1)
    return found_out * (1 - numbered_share) / max(numbered_share, 0.5)


def _without_disputes(weighed: pl.DataFrame, home: pl.Series, identity: Identity) -> pl.DataFrame:
    """Leave out candidates whose number is claimed by the probe's own group as well: nobody knows there."""
    one, other = (identity.unit.gather(identity.conflicts[side]) for side in ("left", "right"))
    disputes = pl.concat(
        [pl.DataFrame({"left": one, "home": other}), pl.DataFrame({"left": other, "home": one})]
    ).unique()
    return weighed.with_columns(home=home).join(disputes, on=["left", "home"], how="anti").drop("home")
