"""Link standardised records: identity, candidates, evidence, model, decisions, clusters."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from mdm.block import find_candidate_pairs
from mdm.cluster import Identity
from mdm.linking.coding import Coder, Library
from mdm.linking.decided import Settled
from mdm.linking.guessing import guess_units
from mdm.linking.instructions import Instructions
from mdm.linking.preparation import prepare
from mdm.linking.probes import Probes, try_probes, without_own_origin
from mdm.linking.reach import measure_reach
from mdm.linking.record_vetoes import find_record_vetoes, list_active_after_end
from mdm.linking.resolution import score_and_resolve
from mdm.linking.training import train_model
from mdm.linking.weak import list_weak_bridges
from mdm.rulepack import RulePack
from mdm.score import LinkModel, Thresholds

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Linked:
    """What linking found.

    `clusters`: `row`, `cluster`. `pairs`: scored pairs of group heads with levels, weights, decision and
    veto. `identity`: what identifiers proved. `blocking`: cost of each rule. `funnel`: counts for people.
    `settled`: what came of the reviewers' decisions. `active_after_end`: rows dated after the end of their
    own entity. `weak_bridges`: links (`left`, `right`) without which an entity would fall apart.
    """

    clusters: pl.DataFrame
    pairs: pl.DataFrame
    identity: Identity
    model: LinkModel
    thresholds: Thresholds
    blocking: pl.DataFrame
    funnel: dict[str, int]
    settled: Settled
    active_after_end: pl.Series
    weak_bridges: pl.DataFrame


def link_records(
    records: pl.DataFrame,
    pack: RulePack,
    library: Library,
    provisional: pl.Series,
    progress: Progress,
    told: Instructions | None = None,
) -> Linked:
    """Link standardised records of one pack. `provisional`: rows that name nobody."""
    size = len(records)
    told = told or Instructions()
    progress("identity")
    ready = prepare(records, pack, library, provisional, told)
    identity, settled, probes, own = ready.identity, ready.settled, ready.probes, ready.own

    progress("block")
    candidates = find_candidate_pairs(ready.extended, pack, role=ready.role, unit=ready.unit, proved=own)
    blocking = measure_reach(candidates.report, candidates.together, own)
    pairs = without_own_origin(candidates.pairs, probes, size)
    pairs = _across_sources(pairs, records["source"], probes, told.duplicate_free)

    of_records = pairs.filter(pl.col("right") < size)
    record_vetoes = find_record_vetoes(of_records, records, pack)

    progress("compare")
    coder = Coder(ready.known, ready.copies, pack, library, identity.unit, records["source"])
    real, probed = coder.code(of_records), coder.code_probes(pairs.filter(pl.col("right") >= size))

    progress("train")
    if told.reused is None:
        model = train_model(
            coder, coder.code_probes(own), real, ready.known, identity, ready.unit, probes.match_share
        )
    else:
        model = told.reused.model.for_units(identity.unit.n_unique())
    if model.is_by_em:
        guessed = guess_units(real, identity.unit, model, told)
        coder.count_anew(guessed)
        real = coder.recode(real)
        if told.reused is None:
            known, matched = coder.code_probes(own), probes.match_share
            model = train_model(coder, known, real, ready.known, identity, ready.unit, matched, guessed)
    outcome = try_probes(probed, probes, identity, model, ready.unit, ready.role, told)
    values = coder.code_values() if model.is_by_em else None
    del candidates, pairs, of_records, coder, probed, own  # where records are many they are large

    progress("score")
    scored, thresholds, clusters = score_and_resolve(
        real,
        pack,
        identity,
        model,
        outcome,
        provisional,
        library,
        ready.held_once,
        settled,
        record_vetoes,
        told,
        values,
    )
    bridges = list_weak_bridges(scored, identity, settled, thresholds.link)
    late = list_active_after_end(records, clusters["cluster"], pack)
    funnel = {
        "records": size,
        "identified": int(identity.holds.sum()),
        "units": identity.unit.n_unique(),
        "candidate_pairs": len(real),
        "entities": clusters["cluster"].n_unique(),
    }
    return Linked(clusters, scored, identity, model, thresholds, blocking, funnel, settled, late, bridges)


def _across_sources(
    pairs: pl.DataFrame, source: pl.Series, probes: Probes, duplicate_free: frozenset[str]
) -> pl.DataFrame:
    """Drop pairs of two records of one duplicate-free source: they are two entities."""
    if not duplicate_free:
        return pairs
    extended = pl.concat([source, source.gather(probes.origin)])
    left, right = extended.gather(pairs["left"]), extended.gather(pairs["right"])
    return pairs.filter((left != right) | ~left.is_in(sorted(duplicate_free)))
