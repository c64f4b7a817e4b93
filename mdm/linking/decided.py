"""What reviewers decided outranks what was scored, and never breaks a veto.

*Same* joins two units before any score, *different* keeps them apart in every cluster, *unsure* leaves the
pair to review. A decision on records that have changed since is not applied: the pair is raised again.
Decisions that contradict one another, or that would break a veto, are set aside together and told.
Works on everything decisions connect.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.cluster import DISPUTED, Agreement, Identity, expel, find_components, primary_identifier
from mdm.rulepack import RulePack

Numbers = npt.NDArray[np.uint32]
Ends = tuple[Numbers, Numbers]

REVIEWED_DIFFERENT = "reviewed_different"
OUT_OF_DATE = "decision_out_of_date"
CONTRADICTORY = "contradictory_decisions"
AGAINST_VETO = "decision_against_veto"


@dataclass(frozen=True)
class Settled:
    """Decisions as far as they hold. `applied`: `left`, `right` rows and `verdict`; `stale`: those raised
    again; `set_aside`: `left`, `right` and `rule`, the issue that says why they cannot all be true."""

    applied: pl.DataFrame
    stale: pl.DataFrame
    set_aside: pl.DataFrame

    def rows(self, verdict: str) -> pl.DataFrame:
        """`left`, `right` of the applied decisions with one verdict."""
        return self.applied.filter(pl.col("verdict") == verdict).select("left", "right")

    def pairs(self) -> pl.DataFrame:
        """`left`, `right` of all decisions that were applied or raised again, each pair once."""
        return pl.concat([self.applied.select("left", "right"), self.stale])

    def counts(self) -> dict[str, int]:
        """How many decisions fared how."""
        applied = self.applied["verdict"].to_list()
        return {
            **{verdict: applied.count(verdict) for verdict in ("same", "different", "unsure")},
            "out_of_date": len(self.stale),
            "set_aside": len(self.set_aside),
        }


def sort_out_decisions(decisions: pl.DataFrame, size: int) -> Settled:
    """Set aside, by records alone, the decisions that contradict one another. `size`: number of records."""
    fresh = decisions.filter(~pl.col("stale")).drop("stale")
    found = _contradicted(fresh, np.arange(size, dtype=np.uint32))
    nothing = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "rule": pl.String})
    settled = Settled(fresh, decisions.filter("stale").select("left", "right"), nothing)
    return _set_aside(settled, found, CONTRADICTORY)


def decide_identity(
    records: pl.DataFrame, pack: RulePack, identity: Identity, settled: Settled, agree: Agreement
) -> Identity:
    """Let decisions overrule what a shared number says of two records.

    *Same* on two records of one number with incompatible names returns the number to both; *different* on
    two records of one unit takes the one that agrees less with the number out of it.
    """
    primary = primary_identifier(pack)
    if primary is None or primary.attribute not in records.columns or settled.applied.is_empty():
        return identity
    number, same = records[primary.attribute], settled.rows("same")
    identity = _rejoin(identity, same.filter(number.gather(same["left"]) == number.gather(same["right"])))
    unit, different = identity.unit, settled.rows("different")
    inside = different.filter(unit.gather(different["left"]) == unit.gather(different["right"]))
    agreement = {side: agree(inside[side], primary.attribute) for side in ("left", "right")}
    left_goes = agreement["left"] < agreement["right"]
    leaving = inside.select(
        row=pl.when(left_goes).then("left").otherwise("right"),
        stays=pl.when(left_goes).then("right").otherwise("left"),
    )
    return expel(identity, leaving, REVIEWED_DIFFERENT)


def _rejoin(identity: Identity, pairs: pl.DataFrame) -> Identity:
    """Make one unit of each connected set of pairs that share a number; all its records hold it again."""
    if pairs.is_empty():
        return identity
    unit = identity.unit.to_numpy()
    ends = _ends(pairs, unit)
    joined = find_components(*ends, len(unit))[unit]
    touched = np.isin(unit, np.concatenate(ends))
    back = pl.Series(np.flatnonzero(touched).astype(np.uint32)).implode()
    one, other = _ends(identity.conflicts, joined)
    return replace(
        identity,
        unit=pl.Series("unit", joined),
        holds=identity.holds | pl.Series(touched),
        contested=identity.contested.filter(~identity.contested.is_in(back)),
        rejected=identity.rejected.filter(~identity.rejected.is_in(back)),
        conflicts=identity.conflicts.filter(pl.Series(one != other)),
    )


def settle_decisions(settled: Settled, identity: Identity, held_once: pl.DataFrame) -> Settled:
    """Set aside, by units, the decisions that cannot all be true or that would break a veto.

    Units connected by *same* form a set; a set is impossible where two of its units are decided different,
    or must be kept apart for another reason. Of an impossible set no *same* is applied.
    """
    unit = identity.unit.to_numpy()
    settled = _set_aside(settled, _contradicted(settled.applied, unit), CONTRADICTORY)
    same = settled.applied["verdict"].to_numpy() == "same"
    if not same.any():
        return settled
    joined = _ends(settled.rows("same"), unit)
    component = find_components(*joined, len(unit))
    vetoed = np.zeros(len(unit), bool)
    one, other = (component[end] for end in _ends(identity.conflicts, unit))
    vetoed[one[one == other]] = True
    touched = np.unique(np.concatenate(joined))
    for name in held_once.columns:
        codes = held_once[name].fill_null(0).to_numpy()[touched]
        pairs = np.unique(np.stack([component[touched], codes])[:, codes > 0], axis=1)
        sets, count = np.unique(pairs[0], return_counts=True)
        vetoed[sets[count > 1]] = True
    return _set_aside(settled, same & vetoed[component[_ends(settled.applied, unit)[0]]], AGAINST_VETO)


def list_apart_units(identity: Identity, settled: Settled, record_vetoes: pl.DataFrame) -> pl.DataFrame:
    """Pairs of units that are kept apart, each once: `left`, `right`, `veto` and `outcome`.

    In this order of reasons: decided different; one number under incompatible names, or twice in a
    duplicate-free source; the pack's rules on values of two records (outcome `never` before `review`).
    """
    decided = settled.rows("different").with_columns(veto=pl.lit(REVIEWED_DIFFERENT), outcome=pl.lit("never"))
    disputed = pl.when(pl.col("veto") == DISPUTED).then(pl.lit("dispute")).otherwise(pl.lit("never"))
    conflicts = identity.conflicts.with_columns(outcome=disputed)
    pairs = pl.concat([decided, conflicts, record_vetoes.sort("outcome", "veto", "left", "right")])
    return units_of(pairs, identity.unit)


def obey_decisions(decided: pl.DataFrame, settled: Settled, group: pl.Series) -> pl.DataFrame:
    """Let what reviewers decided on pairs of rows stand in place of what was scored for their groups."""
    orders = {"same": "link", "unsure": "review", OUT_OF_DATE: "review"}
    pairs = {verdict: settled.rows(verdict) for verdict in ("same", "unsure")} | {OUT_OF_DATE: settled.stale}
    told = pl.concat(
        units_of(pairs[verdict].with_columns(verdict=pl.lit(verdict), order=pl.lit(order)), group)
        for verdict, order in orders.items()
    ).unique(["left", "right"], keep="first", maintain_order=True)
    if told.is_empty():
        return decided
    joined = decided.join(told, on=["left", "right"], how="left", maintain_order="left")
    return joined.with_columns(
        decision=pl.coalesce("order", "decision"),
        veto=pl.when(pl.col("verdict") == OUT_OF_DATE)
        .then("verdict")
        .when(pl.col("verdict").eq_missing(pl.lit("same")).not_())
        .then("veto"),
    ).drop("verdict", "order")


def units_of(pairs: pl.DataFrame, unit: pl.Series) -> pl.DataFrame:
    """Unordered pairs of the units of row pairs, each once, without those inside a unit; other columns stay."""
    one, other = unit.gather(pairs["left"]), unit.gather(pairs["right"])
    frame = pairs.with_columns(one=one, other=other).filter(pl.col("one") != pl.col("other"))
    return (
        frame.with_columns(left=pl.min_horizontal("one", "other"), right=pl.max_horizontal("one", "other"))
        .drop("one", "other")
        .unique(["left", "right"], keep="first", maintain_order=True)
    )


def _contradicted(decisions: pl.DataFrame, unit: Numbers) -> npt.NDArray[np.bool_]:
    """Decisions of sets in which two units are the same by a chain, and different by a word."""
    component = find_components(*_ends(decisions.filter(pl.col("verdict") == "same"), unit), len(unit))
    one, other = (component[end] for end in _ends(decisions, unit))
    different = decisions["verdict"].to_numpy() == "different"
    broken = one[different & (one == other)]
    found: npt.NDArray[np.bool_] = (one == other) & np.isin(one, broken)
    return found


def _set_aside(settled: Settled, found: npt.NDArray[np.bool_], rule: str) -> Settled:
    aside = settled.applied.filter(pl.Series(found)).select("left", "right", rule=pl.lit(rule))
    return replace(
        settled,
        applied=settled.applied.filter(pl.Series(~found)),
        set_aside=pl.concat([settled.set_aside, aside]),
    )


def _ends(pairs: pl.DataFrame, unit: Numbers) -> Ends:
    return unit[pairs["left"].to_numpy()], unit[pairs["right"].to_numpy()]
