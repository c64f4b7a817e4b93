"""Blocking rules found from the data, for a person to accept.

Hidden records that no rule of the pack brings to their own group say what the rules lack. A rule is looked
for on one half of them and judged on the other half, so that what is promised holds for records not seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.block import CLOSED, Trial
from mdm.linking.preparation import Prepared
from mdm.rulepack import BlockingRule, RulePack
from mdm.score import mix, wilson

Mask = npt.NDArray[np.bool_]

MOST_RULES = 5
MOST_KEYS = 3
TRIED = 40  # candidates whose cost is counted, the most promising first
HOPE = 20.0  # times the budget a set may seem to cost before its blocks are counted: they are refined
WORTHWHILE = 0.02  # share of the missed records that a rule must find
NEARLY = 0.9  # a cheaper rule that finds nearly as much is preferred
LEFT_OUT = ("row", "source.key")


@dataclass(frozen=True)
class Suggestion:
    """A rule, what it costs (`pairs`, of which `new_pairs` no other rule proposes) and what it finds.

    `found` of `judged` hidden records met their group by it and by no rule before it; `reach` is that share
    with its 95 % interval (`low`, `high`).
    """

    rule: BlockingRule
    pairs: int
    new_pairs: int
    found: int
    judged: int
    reach: float
    low: float
    high: float

    @property
    def line(self) -> str:
        """The rule as a line of `blocking.yml`."""
        refine = f", refine: [{', '.join(self.rule.refine)}]" if self.rule.refine else ""
        keys = ", ".join(self.rule.keys)
        return f"- {{name: {self.rule.name}, keys: [{keys}]{refine}, max_block: {self.rule.max_block}}}"


def linkable_columns(records: pl.DataFrame, pack: RulePack) -> list[str]:
    """Columns that could be keys: values and parts of what is compared, except those that only say how well
    a value was read."""
    compared = {attribute for rule in pack.comparisons for attribute in rule.attributes}
    return [
        column
        for column, dtype in records.schema.items()
        if column.split(".")[0] in compared
        and column not in LEFT_OUT
        and not column.endswith((".stated", ".lead", ".pattern", ".form", ".issue"))
        and dtype in (pl.String(), pl.Date())
    ]


def suggest_rules(ready: Prepared, pack: RulePack, most_pairs: float) -> list[Suggestion]:
    """Find up to five rules that bring home hidden records which the pack's rules miss.

    `most_pairs`: pairs a rule may propose for each record that seeks a match. Empty where no identifier
    proves anything, and where nothing worthwhile is found.
    """
    trial = Trial.of_pack(ready.extended, pack, ready.role, ready.unit)
    own, hidden = ready.own, len(ready.probes.origin)
    if own.is_empty():
        return []
    missed = own.filter(~own["right"].is_in(own.filter(trial.known(own))["right"].unique().implode()))
    half = pl.Series(mix(own["right"].unique().sort().to_numpy()) % np.uint64(2) == 0)
    chosen = own["right"].unique().sort().filter(half)
    learn = missed.filter(missed["right"].is_in(chosen.implode()))
    judge = missed.filter(~missed["right"].is_in(chosen.implode()))
    judged = hidden - len(chosen)
    budget = int(most_pairs * int((ready.role != CLOSED).sum()))
    found: list[Suggestion] = []
    fewest = max(2.0, WORTHWHILE * learn["right"].n_unique())
    while len(found) < MOST_RULES and not learn.is_empty():
        best = _best_rule(trial, learn, pack, budget, fewest)
        if best is None:
            break
        home = judge.filter(trial.proposes(best, judge))["right"].n_unique()
        if home < fewest:
            break  # what the first half promised, the second does not confirm
        told = wilson(float(home), float(judged))
        others = [suggestion.rule for suggestion in found]
        found.append(
            Suggestion(
                best,
                trial.count_pairs(best),
                trial.count_new_pairs(best, others),
                home,
                judged,
                told.value,
                told.low,
                told.high,
            )
        )
        learn, judge = (_without(pairs, trial.proposes(best, pairs)) for pairs in (learn, judge))
    return found


def _without(pairs: pl.DataFrame, home: pl.Series) -> pl.DataFrame:
    """The pairs of hidden records that are still missed."""
    return pairs.filter(~pairs["right"].is_in(pairs.filter(home)["right"].unique().implode()))


def _best_rule(
    trial: Trial, missed: pl.DataFrame, pack: RulePack, budget: int, fewest: float
) -> BlockingRule | None:
    """The rule that finds most within the budget; of those that find nearly as much the cheapest."""
    gains = _gains(trial, missed, pack, HOPE * budget)
    promising = sorted(gains, key=lambda gain: (-gain[0], len(gain[1]), gain[1]))
    affordable: list[tuple[int, int, BlockingRule]] = []
    for gain, keys in promising[:TRIED]:
        if gain < fewest or (affordable and gain < NEARLY * max(found for found, _, _ in affordable)):
            break
        rule = _as_rule(keys, pack)
        home = missed.filter(trial.proposes(rule, missed))["right"].n_unique()
        pairs = trial.count_pairs(rule)
        if pairs <= budget and home >= fewest:
            affordable.append((home, pairs, rule))
    if not affordable:
        return None
    most = max(found for found, _, _ in affordable)
    enough = [(pairs, rule) for found, pairs, rule in affordable if found >= NEARLY * most]
    return min(enough, key=lambda told: (told[0], told[1].name))[1]


def _gains(
    trial: Trial, missed: pl.DataFrame, pack: RulePack, most: float
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """How many missed records each set of up to three keys of different attributes brings home.

    Sets that would propose more than `most` pairs if their columns were independent are passed over.
    """
    records, seekers = trial.records, float((trial.role != CLOSED).sum())
    columns = linkable_columns(records, pack)
    hits = {
        column: (records[column].gather(missed["left"]) == records[column].gather(missed["right"]))
        .fill_null(False)
        .to_numpy()
        for column in columns
    }
    agree = {column: hit for column, hit in hits.items() if hit.any()}
    shares = {column: _equal_share(records[column]) for column in agree}
    order = np.argsort(missed["right"].to_numpy(), kind="stable")
    groups = missed["right"].to_numpy()[order]
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    for count in range(1, MOST_KEYS + 1):  # some thousand sets of columns, whatever the number of records
        for keys in combinations(sorted(agree), count):
            expected = seekers * len(records) * float(np.prod([shares[key] for key in keys]))
            if expected <= most and len({key.split(".")[0] for key in keys}) == count:
                both: Mask = np.all([agree[key] for key in keys], axis=0)[order]
                yield int(np.logical_or.reduceat(both, starts).sum()), keys


def _equal_share(column: pl.Series) -> float:
    """Share of all pairs of records that are equal in a column."""
    counts = column.drop_nulls().value_counts()["count"].to_numpy().astype(np.float64)
    return float(np.sum(counts**2)) / max(len(column), 1) ** 2


def _as_rule(keys: Sequence[str], pack: RulePack) -> BlockingRule:
    """A rule of these keys, refined by what other rules of the pack are refined by."""
    used = {key.split(".")[0] for key in keys}
    refining = [column for rule in pack.blocking for column in rule.refine]
    ranked = sorted(set(refining), key=lambda column: (-refining.count(column), column))
    refine = tuple(column for column in ranked if column.split(".")[0] not in used)[:2]
    name = "_".join(key.removesuffix(".key").replace(".", "_") for key in keys)
    return BlockingRule(name=name, keys=tuple(keys), refine=refine)
