"""What stands before any comparison: who is proved to be whom, and what is hidden to learn from."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from mdm.cluster import (
    Identity,
    hide_identifier,
    join_by_identifiers,
    keep_one_per_source,
    list_held_once,
    question_unclaimed,
    take_own_word,
)
from mdm.linking.coding import Library, agreement, compatibility, linking_columns
from mdm.linking.decided import Settled, decide_identity, settle_decisions, sort_out_decisions
from mdm.linking.instructions import Instructions
from mdm.linking.probes import Probes, choose_probes, copy_probes, own_pairs
from mdm.linking.resolution import row_mask
from mdm.linking.standing_in import let_stand_in
from mdm.rulepack import RulePack


@dataclass(frozen=True)
class Prepared:
    """`identity` with what reviewers decided (`settled`) and what an entity holds once (`held_once`).

    `known`: the columns that linking reads, without contested numbers; `copies`: the same of the `probes`, which
    follow the records in `role` and `unit`; `own`: each probe with the others of its group.
    """

    identity: Identity
    settled: Settled
    held_once: pl.DataFrame
    known: pl.DataFrame
    probes: Probes
    copies: pl.DataFrame
    role: pl.Series
    unit: pl.Series
    own: pl.DataFrame

    @property
    def extended(self) -> pl.DataFrame:
        """The records and behind them the probes; nothing is copied."""
        return pl.concat([self.known, self.copies])


def prepare(
    records: pl.DataFrame,
    pack: RulePack,
    library: Library,
    provisional: pl.Series,
    told: Instructions,
    further: Collection[str] = (),
) -> Prepared:
    """Form units and hide probes. `further`: columns to keep besides those that linking reads."""
    size = len(records)
    agree = agreement(records, pack, library)
    identity = join_by_identifiers(records, pack, compatibility(records, pack, library), agree, provisional)
    identity = question_unclaimed(records, pack, identity, agree)
    settled = sort_out_decisions(told.decisions, size)
    identity = decide_identity(records, pack, identity, settled, agree)
    identity = keep_one_per_source(records, pack, identity, told.duplicate_free, agree)
    held_once = list_held_once(records, pack, identity, told.duplicate_free)
    settled = settle_decisions(settled, identity, held_once)
    known = records.with_columns(pl.col("source").alias("source.key"))
    read = {*linking_columns(known, pack, library), *further}
    known = known.select(column for column in known.columns if column in read)
    known = let_stand_in(known, pack)
    known = hide_identifier(known, pack, row_mask(size, identity.contested))
    known = take_own_word(known, pack, row_mask(size, identity.doubted))
    probes = choose_probes(identity, records["source"])
    copies, role, unit = copy_probes(known, pack, identity, probes)
    own = own_pairs(probes, identity, size)
    return Prepared(identity, settled, held_once, known, probes, copies, role, unit, own)
