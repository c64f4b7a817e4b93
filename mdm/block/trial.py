"""Try a blocking rule beside those a pack has: what it would cost, and which proved pairs it would propose."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from mdm.block.budget import pairs_of
from mdm.block.pairs import CLOSED, Rows, block_rule, drop_known, pairs_within, together
from mdm.rulepack import BlockingRule, RulePack


@dataclass(frozen=True)
class Trial:
    """Records blocked by the rules of a pack, ready for one more. Works on everything."""

    records: pl.DataFrame
    role: pl.Series
    unit: pl.Series
    codes: tuple[Rows, ...]

    @classmethod
    def of_pack(cls, records: pl.DataFrame, pack: RulePack, role: pl.Series, unit: pl.Series) -> "Trial":
        """Block by every rule of the pack. `role` and `unit` as in `find_candidate_pairs`."""
        codes = tuple(_codes(block_rule(records, rule, role)[0], len(records)) for rule in pack.blocking)
        return cls(records, role, unit, codes)

    def known(self, proved: pl.DataFrame) -> pl.Series:
        """Whether any rule of the pack proposes each proved pair (`left`, `right` rows)."""
        found = [together(proved, code).to_numpy() for code in self.codes]
        return pl.Series(np.any(found, axis=0)) if found else pl.Series(np.zeros(len(proved), bool))

    def count_pairs(self, rule: BlockingRule) -> int:
        """Pairs the rule would propose at most, by the sizes of its blocks alone."""
        keyed = block_rule(self.records, rule, self.role)[0]
        blocks = keyed.group_by("block").agg(size=pl.len(), open=(pl.col("role") != CLOSED).sum())
        return int(pairs_of(blocks).sum())

    def proposes(self, rule: BlockingRule, proved: pl.DataFrame) -> pl.Series:
        """Whether the rule proposes each proved pair."""
        keyed = block_rule(self.records, rule, self.role)[0]
        return together(proved, _codes(keyed, len(self.records)))

    def count_new_pairs(self, rule: BlockingRule, beside: Iterable[BlockingRule] = ()) -> int:
        """Pairs the rule would propose that neither the pack nor the rules `beside` it propose."""
        size = len(self.records)
        further = [_codes(block_rule(self.records, other, self.role)[0], size) for other in beside]
        pairs = pairs_within(block_rule(self.records, rule, self.role)[0])
        return len(drop_known(pairs, self.unit.to_numpy(), [*self.codes, *further]))


def _codes(keyed: pl.DataFrame, size: int) -> Rows:
    code = np.zeros(size, np.uint32)
    code[keyed["row"].to_numpy()] = keyed["block"].to_numpy()
    return code
