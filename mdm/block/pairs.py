"""Which pairs are worth comparing, at what cost.

A record whose entity already holds a vetoing identifier is *closed*: two closed records of different
units can never be one entity, so only pairs with at least one open record are made. Each pair is made
once, by the first rule that proposes it. A block above its budget is split by further attributes; what
is lost where even that does not help is counted and reported.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.block.budget import budget_of, limit_within, pairs_of, within_budget
from mdm.coded_texts import hash_texts
from mdm.distinct import choose_rows
from mdm.frames import CANDIDATE_PAIRS
from mdm.rulepack import BlockingRule, RulePack
from mdm.shared_work import select_shared
from mdm.side_by_side import side_by_side

Rows = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

OPEN, CLOSED, PROBE = 0, 1, 2
Role = Literal[0, 1, 2]


@dataclass(frozen=True)
class CandidatePairs:
    """`pairs`: left < right, match_key (index of the rule); `report`: cost of each rule; `together`: for each
    rule by name whether it proposes the proved pairs, in their order."""

    pairs: pl.DataFrame
    report: pl.DataFrame
    together: pl.DataFrame


def find_candidate_pairs(
    records: pl.DataFrame,
    pack: RulePack,
    *,
    role: pl.Series,
    unit: pl.Series,
    proved: pl.DataFrame | None = None,
) -> CandidatePairs:
    """Find the pairs of rows that any blocking rule of the pack proposes.

    `role` (UInt8, one a row) is OPEN, CLOSED or PROBE; a probe, a copy of a closed record whose
    identifiers are hidden, meets closed records only. `unit` (UInt32) numbers what identity has already
    joined: pairs inside a unit are not made. `proved` (`left`, `right` rows; right a probe) are pairs known
    to be one entity, of which `together` says which rules propose them. Works on everything that shares a
    block key; the result does not depend on the order of rows.
    """
    roles, units = role.to_numpy(), unit.to_numpy()
    proved = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32}) if proved is None else proved
    codes: list[Rows] = []
    found: list[pl.DataFrame] = []
    costs: list[dict[str, object]] = []
    proposed: list[pl.Series] = []
    blocks = side_by_side(lambda rule: block_rule(records, rule, role), pack.blocking)
    for index, (rule, (keyed, cost)) in enumerate(zip(pack.blocking, blocks, strict=True)):
        pairs = pairs_within(keyed)
        made = len(pairs)
        pairs = drop_known(pairs, units, codes)
        code = np.zeros(len(records), np.uint32)
        code[keyed["row"].to_numpy()] = keyed["block"].to_numpy()
        codes.append(code)
        proposed.append(together(proved, code).alias(rule.name))
        found.append(pairs.with_columns(match_key=pl.lit(index, dtype=pl.UInt8)))
        real = int((roles[pairs["right"].to_numpy()] != PROBE).sum())
        costs.append({"rule": rule.name, "pairs": made, "new_pairs": real, **cost})
    pairs = pl.concat(found) if found else pl.DataFrame(schema=dict(CANDIDATE_PAIRS))
    return CandidatePairs(pairs, pl.DataFrame(costs, schema=_REPORT), pl.DataFrame(proposed))


_REPORT = {
    "rule": pl.String,
    "pairs": pl.Int64,
    "new_pairs": pl.Int64,
    "blocks": pl.Int64,
    "largest_block": pl.Int64,
    "refined": pl.Int64,
    "over_budget": pl.Int64,
    "lost_pairs": pl.Int64,
}


def block_rule(
    records: pl.DataFrame, rule: BlockingRule, role: pl.Series
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Number the blocks of one rule (from 1) that hold an open record or probe and a further record."""
    none = {"blocks": 0, "largest_block": 0, "refined": 0, "over_budget": 0, "lost_pairs": 0}
    empty = pl.DataFrame(schema={"row": pl.UInt32, "role": pl.UInt8, "block": pl.UInt32})
    records, own = _stand_in(records, rule)
    keys_of = [find_key(key, records) for key in rule.keys]
    if any(key is None for key in keys_of):
        return empty, none
    keys = select_shared(
        records,
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        key=pl.struct(keys_of).hash(),
        keep=pl.all_horizontal(key.is_not_null() for key in keys_of if key is not None),
        own=own,
    ).filter(pl.col("keep"))  # fmt: skip
    rows = keys["row"].to_numpy()
    keyed = _Keyed(rows, keys["key"].to_numpy(), role.to_numpy()[rows] != CLOSED)
    if rule.or_else:
        keyed = keyed.where(_meets(keyed.key, keys["own"].to_numpy()))
    split = _refine(keyed, records, rule, rule.max_block)
    allowed = budget_of(rule, int((role != CLOSED).sum()))
    if allowed is not None and (narrower := limit_within(split.costs, allowed)) < rule.max_block:
        split = _refine(keyed, records, rule, narrower)
    kept, over = within_budget(split.costs, 10 * rule.max_block, allowed)
    number = np.zeros(len(split.blocks.size), np.uint32)
    number[kept["leader"].to_numpy()] = np.arange(1, len(kept) + 1, dtype=np.uint32)
    number = number[split.blocks.leader]
    placed = pl.DataFrame({"row": split.blocks.keyed.row, "block": number}).filter(pl.col("block") > 0)
    placed = placed.select("row", role.gather(placed["row"]).alias("role"), "block")
    largest = int(split.costs["size"].max() or 0)  # type: ignore[arg-type]
    cost = {"blocks": len(kept), "largest_block": largest, "refined": split.refined, "over_budget": over}
    lost = int(pairs_of(split.costs).sum()) - int(pairs_of(kept).sum())
    return placed, cost | {"lost_pairs": lost + split.unsplit}


@dataclass(frozen=True)
class _Keyed:
    """Rows that have a block key: the `row`, the `key` as a hash, and whether the record `seeks` a match."""

    row: Rows
    key: npt.NDArray[np.uint64]
    seeks: Flags

    def where(self, chosen: Flags) -> "_Keyed":
        return _Keyed(self.row[chosen], self.key[chosen], self.seeks[chosen])


@dataclass(frozen=True)
class _Blocks:
    """Rows whose block makes pairs. A block is known by the place of its last row, the `leader` of each; `size` and
    `open`, how many seek, stand at the leader's place, 0 at all others."""

    keyed: _Keyed
    leader: Rows
    size: Counts
    open: Counts


def _meets(key: npt.NDArray[np.uint64], wanted: Flags) -> Flags:
    """Rows whose block holds one of the wanted."""
    leader = choose_rows(key)
    met: Flags = np.bincount(leader[wanted], minlength=len(leader))[leader] > 0
    return met


def _group(keyed: _Keyed) -> _Blocks:
    leader = choose_rows(keyed.key)
    size = np.bincount(leader, minlength=len(leader))
    seeking = np.bincount(leader[keyed.seeks], minlength=len(leader))
    lives = ((size > 1) & (seeking > 0))[leader]
    place = np.cumsum(lives, dtype=np.uint32) - np.uint32(1)
    # A leader is a row of its own block, so it is among those that stay.
    return _Blocks(keyed.where(lives), place[leader[lives]], size[lives], seeking[lives])


def _stand_in(records: pl.DataFrame, rule: BlockingRule) -> tuple[pl.DataFrame, pl.Expr]:
    """The records with the keys of a rule filled by what speaks for them, and whether all keys are a record's own."""
    present = {key: other for key, other in rule.or_else.items() if {key, other} <= set(records.columns)}
    own = pl.lit(True)
    for number, (key, other) in enumerate(present.items()):
        filled = hash_texts(records[key]).zip_with(records[key].is_not_null(), hash_texts(records[other]))
        filled = filled.set(records[key].is_null() & records[other].is_null(), None)
        records = records.with_columns(records[key].is_not_null().alias(f"_own_{number}"), filled.alias(key))
        own = own & pl.col(f"_own_{number}")
    return records, own


@dataclass(frozen=True)
class _Split:
    """Blocks after refining; `costs`: `leader`, `size` and `open` of each; `refined`: how many were too large;
    `unsplit`: pairs lost with records that lack what splits."""

    blocks: _Blocks
    refined: int
    unsplit: int

    @cached_property
    def costs(self) -> pl.DataFrame:
        leader = np.flatnonzero(self.blocks.size).astype(np.uint32)
        return pl.DataFrame(
            {"leader": leader, "size": self.blocks.size[leader], "open": self.blocks.open[leader]}
        )


def _refine(keyed: _Keyed, records: pl.DataFrame, rule: BlockingRule, most: int) -> _Split:
    """Split the blocks of more than `most` records by the rule's further attributes, one after the other."""
    refined, unsplit = 0, 0
    blocks = _group(keyed)
    for column in [c for c in rule.refine if c in records.columns]:
        refined = max(refined, int(np.count_nonzero(blocks.size > most)))
        size = blocks.size[blocks.leader]
        large = size > most
        if not large.any():
            break
        keyed, key = blocks.keyed, blocks.keyed.key.copy()
        # gathering from several chunks takes many times as long
        split = records[column].rechunk().gather(keyed.row[large])
        finer = pl.DataFrame({"key": key[large], "split": split}).select(pl.struct("key", "split").hash())
        key[large] = finer.to_series().to_numpy()
        lacking = np.zeros(len(large), bool)
        lacking[large] = split.is_null().to_numpy()
        unsplit += int(size[lacking & keyed.seeks].sum())
        blocks = _group(replace(keyed, key=key).where(~lacking))
    return _Split(blocks, refined, unsplit)


def find_key(key: str, records: pl.DataFrame) -> pl.Expr | None:
    """The column of a key, the year of a date for `<attribute>.year`, or None where nobody delivers it."""
    if key in records.columns:
        return pl.col(key)
    attribute, _, part = key.partition(".")
    if part == "year" and records.schema.get(attribute) == pl.Date:
        return pl.col(attribute).dt.year().alias(key)
    return None


def pairs_within(keyed: pl.DataFrame) -> pl.DataFrame:
    """All pairs of one open or probing row with another row of its block, smaller row left."""
    seeking = keyed.filter(pl.col("role") != CLOSED)
    joined = seeking.join(keyed, on="block", suffix="_other").filter(
        ((pl.col("role") == OPEN) & (pl.col("role_other") == OPEN) & (pl.col("row") < pl.col("row_other")))
        | (pl.col("role_other") == CLOSED)
    )
    return joined.select(
        left=pl.min_horizontal("row", "row_other"), right=pl.max_horizontal("row", "row_other")
    )


def together(proved: pl.DataFrame, code: Rows) -> pl.Series:
    """Whether each proved pair shares a block of one rule, `code` being the block of each row, 0 for none."""
    block = code[proved["right"].to_numpy()]
    return pl.Series((block > 0) & (block == code[proved["left"].to_numpy()]))


def drop_known(pairs: pl.DataFrame, units: Rows, codes: list[Rows]) -> pl.DataFrame:
    """Drop pairs inside a unit and those an earlier rule has proposed already."""
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    keep = units[left] != units[right]
    for code in codes:
        block = code[left]
        keep &= (block == 0) | (block != code[right])
    return pairs.filter(pl.Series(keep))
