"""Link standardised records: identity, candidates, evidence, model, decisions, clusters.

The recipe of design section 4, one call a step; the rooms do the work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.block import CLOSED, OPEN, PROBE, find_candidate_pairs
from mdm.cluster import Identity, hide_identifier, join_by_identifiers, resolve_clusters
from mdm.compare import Comparison, compare_one, level_names
from mdm.rulepack import ComparisonRule, RulePack
from mdm.score import (
    LinkModel,
    ProbeCandidates,
    Thresholds,
    choose_thresholds,
    code_levels,
    comparison_weights,
    count_levels,
    decide,
    gather_evidence,
    learn_parameters,
    mix,
    random_pairs,
    rank_candidates,
    rarity,
    repeat_share,
    split_code,
    weigh_pairs,
)

Rows = npt.NDArray[np.uint32]
Library = Mapping[str, Comparison]
Progress = Callable[[str], None]

MOST_PROBES = 150_000
RANDOM_PAIRS = 2_000_000
HOUSEHOLD_PAIRS = 300_000
LARGEST_HOUSEHOLD = 12  # people at one door or phone; more are a dormitory or an agent
ROUNDS = 2  # the second round compares with what the clusters of the first know


@dataclass(frozen=True)
class Linked:
    """What linking found.

    `clusters`: `row`, `cluster`. `pairs`: scored pairs of group heads with levels, weights, decision and
    veto. `identity`: what identifiers proved. `blocking`: cost of each rule. `funnel`: counts for people.
    """

    clusters: pl.DataFrame
    pairs: pl.DataFrame
    identity: Identity
    model: LinkModel
    thresholds: Thresholds
    blocking: pl.DataFrame
    funnel: dict[str, int]


def link_records(
    records: pl.DataFrame, pack: RulePack, library: Library, kept_out: pl.Series, progress: Progress
) -> Linked:
    """Link standardised records of one pack. `kept_out`: rows that never link without a person's word."""
    progress("identity")
    identity = join_by_identifiers(records, pack, _compatibility(records, pack, library))
    contested = _mask(len(records), identity.contested)
    known = hide_identifier(records.select(linking_columns(records, pack, library)), pack, contested)
    probes = _choose_probes(identity)
    extended, role, group = _with_probes(known, pack, identity, probes)

    progress("block")
    candidates = find_candidate_pairs(extended, pack, role=role, unit=group)
    pairs = _without_own_origin(candidates.pairs, probes, len(records))

    progress("compare")
    coder = _Coder(extended, pack, library, known, identity.unit)
    coded = coder.code(pairs)

    progress("train")
    own = _own_pairs(probes, identity, len(records))
    model = _train(coder, own, known, identity, group)
    probed = coded.filter(pl.col("right") >= len(records))
    real = coded.filter(pl.col("right") < len(records))
    outcome = _try_probes(probed, probes, identity, model, group, role)

    progress("score")
    scored, thresholds, clusters = _score_and_resolve(real, pack, identity, model, outcome, kept_out, library)
    funnel = {
        "records": len(records),
        "identified": int(identity.holds.sum()),
        "units": identity.unit.n_unique(),
        "candidate_pairs": len(real),
        "entities": clusters["cluster"].n_unique(),
    }
    return Linked(clusters, scored, identity, model, thresholds, candidates.report, funnel)


def linking_columns(records: pl.DataFrame, pack: RulePack, library: Library) -> list[str]:
    """Columns that blocking, comparison and identity read."""
    wanted = {c for rule in pack.blocking for c in (*rule.keys, *rule.refine)}
    for rule in pack.comparisons:
        for attribute in rule.attributes:
            wanted |= {attribute, f"{attribute}.stated"}
            wanted |= {f"{attribute}.{part}" for part in library[rule.kind].parts}
    wanted |= {identifier.attribute for identifier in pack.identifiers}
    return [column for column in records.columns if column in wanted]


def _mask(size: int, rows: pl.Series) -> pl.Series:
    mask = np.zeros(size, bool)
    mask[rows.to_numpy()] = True
    return pl.Series(mask)


def _compatibility(
    records: pl.DataFrame, pack: RulePack, library: Library
) -> Callable[[pl.DataFrame, str], pl.Series]:
    """Whether the pairs' names allow an identifier to join them: missing allows, other levels as listed."""
    rules = {rule.name: rule for rule in pack.comparisons}
    identifiers = {identifier.attribute: identifier for identifier in pack.identifiers}

    def is_compatible(pairs: pl.DataFrame, attribute: str) -> pl.Series:
        identifier = identifiers[attribute]
        if identifier.compatible is None:
            return pl.repeat(True, len(pairs), dtype=pl.Boolean, eager=True)
        rule = rules[identifier.compatible]
        names = level_names(rule, library[rule.kind])
        allowed = [0, *(index for index, name in enumerate(names) if name in identifier.compatible_levels)]
        return compare_one(pairs, records, rule, library[rule.kind]).is_in(allowed)

    return is_compatible


@dataclass(frozen=True)
class _Probes:
    """Rows whose identifiers were hidden in a copy; copy number i stands at row `records + i`."""

    origin: Rows
    match_share: float


def _choose_probes(identity: Identity) -> _Probes:
    """One record of each proved group of two or more, up to a limit, chosen by hashing rows."""
    frame = pl.DataFrame(
        {"row": pl.int_range(len(identity.unit), dtype=pl.UInt32, eager=True), "unit": identity.unit}
    ).filter(identity.holds)
    size = frame.select(pl.len().over("unit"))["len"]
    shared = frame.filter(size > 1)
    hashed = shared.with_columns(order=pl.Series(mix(shared["row"].to_numpy())))
    chosen = hashed.group_by("unit").agg(pl.col("row", "order").sort_by("order").first())
    rows = chosen.sort("order", "row").head(MOST_PROBES)["row"].sort().to_numpy()
    return _Probes(rows, len(shared) / len(frame) if len(frame) else 0.5)


def _with_probes(
    known: pl.DataFrame, pack: RulePack, identity: Identity, probes: _Probes
) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
    """Records followed by the probes' copies, with everybody's role and unit."""
    count = len(probes.origin)
    copies = known[pl.Series(probes.origin)] if count else known.clear()
    copies = hide_identifier(copies, pack, pl.repeat(True, count, dtype=pl.Boolean, eager=True))
    own_units = np.arange(len(known), len(known) + count, dtype=np.uint32)
    role = np.where(identity.holds.to_numpy(), CLOSED, OPEN).astype(np.uint8)
    role = np.concatenate([role, np.full(count, PROBE, np.uint8)])
    unit = np.concatenate([identity.unit.to_numpy(), own_units])
    return pl.concat([known, copies]), pl.Series("role", role), pl.Series("unit", unit)


def _without_own_origin(pairs: pl.DataFrame, probes: _Probes, size: int) -> pl.DataFrame:
    """Drop the pairs of a probe with the very record it was copied from."""
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    probe = right >= size
    own = np.zeros(len(pairs), bool)
    own[probe] = probes.origin[right[probe] - size] == left[probe]
    return pairs.filter(pl.Series(~own))


def _own_pairs(probes: _Probes, identity: Identity, size: int) -> pl.DataFrame:
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


class _Coder:
    """Turns pairs of rows into coded levels: the comparisons of a pack over one set of records."""

    def __init__(
        self, extended: pl.DataFrame, pack: RulePack, library: Library, known: pl.DataFrame, unit: pl.Series
    ) -> None:
        self.rules = pack.comparisons
        self.records = extended
        self.library = library
        self.levels = {rule.name: level_names(rule, library[rule.kind]) for rule in self.rules}
        self.parts = {rule.name: self._frequency_parts(rule, known) for rule in self.rules}
        self._rarity = {
            column: rarity(known, column, unit)
            for parts in self.parts.values()
            for column in sorted(set(parts.values()))
        }
        self._size = len(known)

    def _frequency_parts(self, rule: ComparisonRule, known: pl.DataFrame) -> dict[str, str]:
        """Level: column, for the levels whose agreement is weighed by how common the value is."""
        if not rule.term_frequency:
            return {}
        named = {level: self.column(rule, part) for level, part in self.library[rule.kind].equal_on.items()}
        return {
            level: c for level, c in named.items() if level in self.levels[rule.name] and c in known.columns
        }

    @staticmethod
    def column(rule: ComparisonRule, part: str) -> str:
        """Column of a part of the rule's main attribute."""
        return rule.attributes[0] if part == "value" else f"{rule.attributes[0]}.{part}"

    def compare(self, pairs: pl.DataFrame, rule: ComparisonRule) -> pl.Series:
        """Level numbers of one comparison."""
        return compare_one(pairs, self.records, rule, self.library[rule.kind])

    def code(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """`left`, `right`, `match_key` and `code_<comparison>`; the left row is never a probe."""
        left = pairs["left"].to_numpy()
        columns = []
        for rule in self.rules:
            levels = self.compare(pairs, rule)
            rarities = {
                self.levels[rule.name].index(level): self._rarity[column]
                for level, column in self.parts[rule.name].items()
            }
            columns.append(code_levels(levels, rarities, left).alias(f"code_{rule.name}"))
        return pairs.with_columns(columns)


def _train(
    coder: _Coder, own: pl.DataFrame, known: pl.DataFrame, identity: Identity, group: pl.Series
) -> LinkModel:
    """Count levels among proved matches, random strangers and proved household members."""
    unit, holds = identity.unit, identity.holds
    proved = gather_evidence(coder.code(own), group)
    size = len(known)
    strangers = random_pairs(size, min(RANDOM_PAIRS, 50 * size))
    apart = unit.gather(strangers["left"]) != unit.gather(strangers["right"])
    strangers = strangers.filter(apart)
    household, household_share = _household_pairs(coder, known, unit, holds)
    closed = known.filter(holds) if holds.any() else known
    closed_unit = unit.filter(holds) if holds.any() else unit
    parameters = {}
    for rule in coder.rules:
        levels = coder.levels[rule.name]
        comparison = coder.library[rule.kind]
        outcome = {level.name: level.outcome for level in comparison.levels}
        equal = {
            level: coder.column(rule, part) for level, part in comparison.equal_on.items() if level in levels
        }
        exact = {
            level: repeat_share(closed, c, closed_unit) for level, c in equal.items() if c in closed.columns
        }
        own_levels = pl.Series(split_code(proved[f"code_{rule.name}"])[0])
        parameters[rule.name] = learn_parameters(
            levels,
            [outcome[level] for level in levels],
            count_levels(own_levels, len(levels)),
            count_levels(coder.compare(strangers, rule), len(levels)),
            count_levels(coder.compare(household, rule), len(levels)),
            exact,
            coder.parts[rule.name],
        )
    rows = np.bincount(unit.filter(holds).to_numpy()) if holds.any() else np.zeros(1)
    match_share = float(rows[rows > 1].sum() / max(rows.sum(), 1)) if holds.any() else 0.5
    trained_on = "identity" if len(proved) >= 50 else "defaults"
    return LinkModel(parameters, household_share, match_share, max(unit.n_unique(), 1), trained_on)


def _household_pairs(
    coder: _Coder, known: pl.DataFrame, unit: pl.Series, holds: pl.Series
) -> tuple[pl.DataFrame, float]:
    """Proved different people who share a door or phone, and their share among all pairs of people."""
    rows = pl.DataFrame({"row": pl.int_range(len(known), dtype=pl.UInt32, eager=True), "unit": unit})
    found, expected = [], 0.0
    for rule in coder.rules:
        if rule.shared_by != "household":
            continue
        columns = [coder.column(rule, part) for part in coder.library[rule.kind].equal_on.values()]
        for column in [c for c in columns if c in known.columns][:1]:
            homes = rows.with_columns(value=known[column]).filter(holds).drop_nulls("value")
            homes = homes.unique(["value", "unit"], keep="first", maintain_order=True)
            homes = homes.with_columns(size=pl.len().over("value"))
            homes = homes.filter(pl.col("size").is_between(2, LARGEST_HOUSEHOLD))
            expected += float(((homes["size"] - 1) / 2).sum())
            head = homes.select(pl.col("row").min().over("value"))["row"]
            wanted = 4 * HOUSEHOLD_PAIRS / max(float(((homes["size"] - 1) / 2).sum()), 1.0)
            share = np.uint64(min(wanted, 1.0) * float(np.iinfo(np.uint64).max - 2048))
            sampled = homes.filter(pl.Series(mix(head.to_numpy()) <= share))
            joined = sampled.join(sampled, on="value").filter(pl.col("row") < pl.col("row_right"))
            found.append(joined.select(left="row", right="row_right"))
    people = float(unit.filter(holds).n_unique())
    if not found or people < 2:
        return pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32}), 0.0
    pairs = pl.concat(found).unique().sort("left", "right")
    order = mix(pairs["left"].to_numpy() * np.uint32(31) + pairs["right"].to_numpy())
    pairs = pairs.with_columns(order=pl.Series(order)).sort("order", "left", "right").head(HOUSEHOLD_PAIRS)
    return pairs.select("left", "right"), min(expected / (people * (people - 1) / 2), 0.5)


def _try_probes(
    probed: pl.DataFrame,
    probes: _Probes,
    identity: Identity,
    model: LinkModel,
    group: pl.Series,
    role: pl.Series,
) -> ProbeCandidates:
    """Score the probes' candidates as if they were ordinary records without identifier."""
    size = len(identity.unit)
    is_open = role != CLOSED
    weighed = weigh_pairs(gather_evidence(probed, group), model)
    home = identity.unit.to_numpy()[probes.origin]
    true = pl.Series("true", home[weighed["right"].to_numpy() - size] == weighed["left"].to_numpy())
    ranked = rank_candidates(weighed, is_open)["match_probability"]
    false = rank_candidates(weighed.filter(~true), is_open)["match_probability"].to_numpy()
    alone = np.zeros(len(weighed))
    alone[~true.to_numpy()] = false
    found = pl.DataFrame({"true": true, "probability": ranked, "alone": alone})
    return ProbeCandidates(found, len(probes.origin), int(true.sum()), probes.match_share)


def _score_and_resolve(
    real: pl.DataFrame,
    pack: RulePack,
    identity: Identity,
    model: LinkModel,
    outcome: ProbeCandidates,
    kept_out: pl.Series,
    library: Library,
) -> tuple[pl.DataFrame, Thresholds, pl.DataFrame]:
    """Decide on pairs of units, then once more on pairs of the clusters that came of it."""
    vetoing = identity.unit.cast(pl.UInt32) + 1
    vetoing = vetoing.zip_with(identity.holds, pl.repeat(None, len(vetoing), dtype=pl.UInt32, eager=True))
    unit = identity.unit
    never = _units_of(identity.conflicts, unit)
    certain = _units_of(identity.joins, unit).with_columns(match_weight=pl.lit(1000.0))
    group, is_open = unit, ~identity.holds
    held_back = _mask(len(unit), unit.filter(kept_out).unique())
    links = certain
    thresholds: Thresholds | None = None
    history: list[pl.DataFrame] = []
    for _ in range(ROUNDS):
        evidence = gather_evidence(real, group)
        scored = rank_candidates(weigh_pairs(evidence, model), is_open)
        if thresholds is None:
            scored_share = max(1.0 - float(identity.holds.mean() or 0.0), 0.05)  # type: ignore[arg-type]
            wanted = 0.75 * pack.pack.decision.false_merge_rate / scored_share
            p = scored["match_probability"].to_numpy()
            thresholds = choose_thresholds(p, outcome, wanted, pack.pack.decision.review_probability)
        decided = _apply_vetoes(decide(scored, thresholds), pack, library, held_back)
        decided = decided.join(
            comparison_weights(evidence, model), on=["left", "right"], maintain_order="left"
        )
        decided = decided.filter(pl.col("match_probability") >= 0.001)
        history.append(decided)
        fresh = decided.filter(pl.col("decision") == "link").select("left", "right", "match_weight")
        links = pl.concat([links, fresh.cast({"match_weight": pl.Float64})])
        clusters = resolve_clusters(unit, links, vetoing, never)
        group = clusters.of_row
        is_open = _open_groups(group, identity.holds)
    pairs = _last_word(history, clusters.cut, group)
    assert thresholds is not None
    rows = pl.int_range(len(unit), dtype=pl.UInt32, eager=True)
    return pairs, thresholds, pl.DataFrame({"row": rows, "cluster": group})


def _units_of(pairs: pl.DataFrame, unit: pl.Series) -> pl.DataFrame:
    """Unordered pairs of the units of row pairs, without those inside a unit."""
    one, other = unit.gather(pairs["left"]), unit.gather(pairs["right"])
    frame = pl.DataFrame({"one": one, "other": other}).filter(pl.col("one") != pl.col("other"))
    return frame.select(
        left=pl.min_horizontal("one", "other"), right=pl.max_horizontal("one", "other")
    ).unique(maintain_order=True)


def _open_groups(group: pl.Series, holds: pl.Series) -> pl.Series:
    """Whether each group, by its number, holds no identifier."""
    is_open = np.ones(len(group), bool)
    is_open[group.filter(holds).unique().to_numpy()] = False
    return pl.Series(is_open)


def _apply_vetoes(
    decided: pl.DataFrame, pack: RulePack, library: Library, held_back: pl.Series
) -> pl.DataFrame:
    """Overrule scores by the pack's must-not-merge rules; `veto` names the rule."""
    names = {rule.name: level_names(rule, library[rule.kind]) for rule in pack.comparisons}
    veto = pl.lit(None, dtype=pl.String)
    outcome = pl.col("decision")
    waits = pl.when(outcome == "link").then(pl.lit("review")).otherwise(outcome)
    provisional = pl.lit(held_back.gather(decided["left"]) | held_back.gather(decided["right"]))
    veto = pl.when(provisional).then(pl.lit("provisional")).otherwise(veto)
    outcome = pl.when(provisional).then(waits).otherwise(outcome)
    for rule in reversed(pack.vetoes.levels):
        hit = pl.all_horizontal(
            pl.col(f"level_{comparison}").is_in([names[comparison].index(level) for level in levels])
            for comparison, levels in rule.when.items()
        )
        overruled = pl.lit("non_link") if rule.outcome == "never" else waits
        outcome = pl.when(hit).then(overruled).otherwise(outcome)
        veto = pl.when(hit).then(pl.lit(rule.name)).otherwise(veto)
    return decided.with_columns(decision=outcome, veto=veto)


def _last_word(history: list[pl.DataFrame], cut: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """One row a pair: links stand as first made, other pairs as last seen; links cut at closure say so."""
    first, last = history[0], history[-1]
    kept = pl.concat([frame.filter(pl.col("decision") == "link") for frame in history])
    kept = kept.unique(["left", "right"], keep="first", maintain_order=True)
    rest = last.filter(pl.col("decision") != "link")
    rest = rest.filter(group.gather(rest["left"]) != group.gather(rest["right"]))
    pairs = pl.concat([kept, rest.join(kept, on=["left", "right"], how="anti")])
    cut = cut.with_columns(cut=pl.lit(True))
    return (
        pairs.join(cut, on=["left", "right"], how="left", maintain_order="left")
        .with_columns(
            decision=pl.when("cut").then(pl.lit("review")).otherwise("decision"),
            veto=pl.when("cut").then(pl.lit("different_identifier_in_cluster")).otherwise("veto"),
        )
        .drop("cut")
        .sort("left", "right")
    )
