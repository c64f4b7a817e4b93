"""Learn the model of one run: m from proved or probable matches, u from strangers, h from households."""

import numpy as np
import polars as pl

from mdm.cluster import Identity
from mdm.coded_texts import hash_texts
from mdm.linking.coding import FEWEST_PROVED, Coder
from mdm.rulepack import ComparisonRule
from mdm.score import (
    ComparisonParameters,
    Counts,
    Following,
    LinkModel,
    RelativePatterns,
    contemporary_factor,
    count_levels,
    fit_matches,
    gather_evidence,
    learn_parameters,
    mix,
    namesake_factor,
    random_pairs,
    repeat_share,
    split_code,
    unit_weights,
)
from mdm.shared_work import with_shared

RANDOM_PAIRS = 100_000
HOUSEHOLD_PAIRS = 50_000
FREQUENCY_UNITS = 200_000  # units in which equal values are counted
HOUSEHOLD_ROWS = 300_000  # rows among whose doors and phones households are looked for
LARGEST_HOUSEHOLD = 12  # people at one door or phone; more are a dormitory or an agent


def train_model(
    coder: Coder,
    own: pl.DataFrame,
    real: pl.DataFrame,
    known: pl.DataFrame,
    identity: Identity,
    unit: pl.Series,
    match_share: float,
    guessed: pl.Series | None = None,
) -> LinkModel:
    """Count levels among matches, random strangers and proved household members.

    `guessed`: units in which strangers are told from matches where identity joined next to nothing.
    `own`: coded pairs of probes with their own groups; where identity proved too few of them, matches are
    learned by expectation-maximisation from `real`, the coded candidate pairs. `match_share`: how many open records
    belong to somebody whose number is known.
    """
    strangers = random_pairs(len(known), min(RANDOM_PAIRS, max(len(known), 20_000)))
    told = identity.unit if guessed is None else guessed
    are_two = told.gather(strangers["left"]) != told.gather(strangers["right"])
    strangers = strangers.filter(are_two)
    household, household_share = _household_pairs(coder, known, identity.unit, _holds_surely(identity))
    closed = identity.holds if identity.holds.any() else ~identity.holds
    chosen = _sample_units(told, closed)
    people, weight = known.filter(chosen), unit_weights(told.filter(chosen))
    apart = None if coder.apart is None else coder.apart.filter(chosen)
    proved = gather_evidence(own, unit)
    units = max(identity.unit.n_unique(), 1)
    abroad, at_home = coder.compare_all(strangers), coder.compare_all(household)

    def learn(rule: ComparisonRule, matches: Counts, relatives: Counts | None = None) -> ComparisonParameters:
        levels = coder.levels[rule.name]
        exact = {
            level: repeat_share(people[column], weight, rule.chance, apart)
            for level, column in coder.equal_columns(rule).items()
            if column in people.columns
        }
        return learn_parameters(
            levels,
            coder.outcomes(rule),
            matches,
            count_levels(abroad[rule.name], len(levels)),
            count_levels(at_home[rule.name], len(levels)) if relatives is None else relatives,
            exact,
            coder.parts[rule.name],
            _following(rule),
        )

    counted = {
        rule.name: _count_codes(proved, rule.name, len(coder.levels[rule.name])) for rule in coder.rules
    }
    parameters = {rule.name: learn(rule, counted[rule.name]) for rule in coder.rules}
    parameters, household_share = _however_written(coder, parameters, household_share)
    own_rules = [rule.name for rule in coder.rules if coder.is_own(rule)]
    relatives = RelativePatterns.count(pl.DataFrame({name: at_home[name] for name in own_rules}))
    day, contemporaries = _count_contemporaries(coder, people, weight, apart)
    if len(proved) >= FEWEST_PROVED:
        namesakes = _count_namesakes(coder, known, identity, people, weight, contemporaries)
        holders = identity.unit.filter(identity.holds).n_unique()
        return LinkModel(
            parameters,
            relatives,
            household_share,
            match_share,
            units,
            "identity",
            namesakes,
            holders,
            contemporaries=contemporaries,
            day=day,
        )
    patterns = _patterns(real, identity.unit, list(parameters))
    home = tuple(
        rule.name for rule in coder.rules if rule.home and (patterns[f"level_{rule.name}"] > 0).any()
    )
    fit = fit_matches(
        patterns,
        {rule.name: coder.outcomes(rule) for rule in coder.rules},
        {name: p.u for name, p in parameters.items()},
        units,
        {rule.name for rule in coder.rules if rule.shared_by == "household"},
        home,
    )
    parameters = {
        rule.name: learn(rule, fit.matches[rule.name], fit.household[rule.name]) for rule in coder.rules
    }
    how = f"em, {fit.iterations} rounds" if fit.converged else f"em, not converged in {fit.iterations} rounds"
    if fit.household_pairs:
        household_share = max(household_share, fit.household_pairs / max(units * (units - 1) / 2, 1.0))
    return LinkModel(
        parameters,
        relatives,
        household_share,
        2 * fit.pairs / units,
        units,
        how,
        contemporaries,
        contemporaries=contemporaries,
        day=day,
        home=home,
        stayed=fit.stayed,
    )


def _following(rule: ComparisonRule) -> Following | None:
    told = rule.follows
    return None if told is None else Following(told.comparisons, told.levels, told.chance)


def _however_written(
    coder: Coder, parameters: dict[str, ComparisonParameters], household_share: float
) -> tuple[dict[str, ComparisonParameters], float]:
    """Let relatives' doors be written in as many ways as one person's.

    Households are found by equal values, which those who live together do not always state: two records of one person
    tell how often the same door is written differently. What is so added to h makes households the more frequent.
    """
    found = dict(parameters)
    for rule in coder.rules:
        level = next(iter(coder.equal_columns(rule)), None)
        if rule.shared_by != "household" or rule.expected == "nothing" or level is None:
            continue
        found[rule.name], times = parameters[rule.name].as_written_by_one(level)
        household_share *= times
    return found, min(household_share, 0.5)


def _count_contemporaries(
    coder: Coder, people: pl.DataFrame, weight: pl.Series, apart: pl.Series | None
) -> tuple[str | None, float]:
    """The comparison of a day that concerns the person, and how many times as often as by chance people of about one
    age agree in all else that does."""
    columns, chance, born = [], 1.0, []
    for rule in coder.rules:
        column = next(iter(coder.equal_columns(rule).values()), None)
        if not coder.is_own(rule) or column is None or column not in people.columns:
            continue
        if people.schema[column] == pl.Date:
            born.append((rule.name, column))
        else:
            columns.append(column)
            chance *= repeat_share(people[column], weight, rule.chance, apart)
    if len(born) != 1 or not columns:
        return None, 1.0
    day, column = born[0]
    hashed = people.select(hash_texts(people[c]).alias(c) for c in columns)
    hashed = hashed.with_columns(pl.when(people[c].is_not_null()).then(c).alias(c) for c in columns)
    return day, contemporary_factor(hashed, people[column], weight, chance)


def _count_namesakes(
    coder: Coder,
    known: pl.DataFrame,
    identity: Identity,
    people: pl.DataFrame,
    weight: pl.Series,
    contemporaries: float,
) -> float:
    """How many times as often as by chance proved different people agree in all that concerns the person.

    `contemporaries`: how many times people of about one age do, which stands where few are met.
    """
    columns, chance = [], contemporaries
    for rule in coder.rules:
        column = next(iter(coder.equal_columns(rule).values()), None)
        if coder.is_own(rule) and column is not None and column in known.columns:
            columns.append(column)
            chance *= repeat_share(people[column], weight, rule.chance, None)
    if len(columns) < 2:
        return contemporaries
    proved = known.select(hash_texts(known[column]).alias(column) for column in columns)
    proved = proved.with_columns(
        pl.when(known[column].is_not_null()).then(column).alias(column) for column in columns
    )
    surely = _holds_surely(identity)
    return contemporaries * namesake_factor(proved.filter(surely), identity.unit.filter(surely), chance)


def _holds_surely(identity: Identity) -> pl.Series:
    """Which rows hold a number that others bear too or that their own statements confirm.

    Only those prove that two are different people: any other number may be a relative's, and a record that bears it
    would pass for a relative, and for a namesake, of the very person it speaks of, who agrees in everything.
    """
    return identity.holds.scatter(identity.unproved, False) if len(identity.unproved) else identity.holds


def _sample_units(unit: pl.Series, closed: pl.Series) -> pl.Series:
    """Which records are of a sample of about FREQUENCY_UNITS units, chosen by hashing."""
    share = min(FREQUENCY_UNITS / max(unit.n_unique(), 1), 1.0)
    return closed & _hashed_below(unit, share)


def _hashed_below(numbers: pl.Series, share: float) -> pl.Series:
    """True for about `share` of the numbers, always the same ones."""
    if share >= 1.0:
        return pl.repeat(True, len(numbers), dtype=pl.Boolean, eager=True)
    return pl.Series(mix(numbers.to_numpy()) <= np.uint64(share * float(np.iinfo(np.uint64).max - 2048)))


def _count_codes(evidence: pl.DataFrame, name: str, size: int) -> Counts:
    return count_levels(pl.Series(split_code(evidence[f"code_{name}"])[0]), size)


def _patterns(real: pl.DataFrame, group: pl.Series, names: list[str]) -> pl.DataFrame:
    """How often each combination of levels stands among the candidate pairs of units."""
    evidence = gather_evidence(real, group)
    levels = {f"level_{name}": pl.Series(split_code(evidence[f"code_{name}"])[0]) for name in names}
    return pl.DataFrame(levels).group_by(list(levels)).len("count").sort(list(levels))


def _household_pairs(
    coder: Coder, known: pl.DataFrame, unit: pl.Series, holds: pl.Series
) -> tuple[pl.DataFrame, float]:
    """Proved different people who share a door or phone, and their share among all pairs of people."""
    rows = pl.DataFrame({"row": pl.int_range(len(known), dtype=pl.UInt32, eager=True), "unit": unit})
    found, expected = [], 0.0
    for rule in coder.rules:
        if rule.shared_by != "household":
            continue
        columns = list(coder.equal_columns(rule).values())
        for column in [c for c in columns if c in known.columns][:1]:
            homes = rows.with_columns(value=hash_texts(known[column])).filter(
                holds & known[column].is_not_null()
            )
            every = max(len(homes) // HOUSEHOLD_ROWS, 1)  # one value in so many, chosen by its hash
            homes = homes.filter(pl.col("value") % every == 0)
            homes = homes.unique(["value", "unit"], keep="first", maintain_order=True)
            homes = with_shared(homes, size=pl.len().over("value"))
            homes = homes.filter(pl.col("size").is_between(2, LARGEST_HOUSEHOLD))
            expected += every * float(((homes["size"] - 1) / 2).sum())
            joined = homes.join(homes, on="value").filter(pl.col("row") < pl.col("row_right"))
            found.append(joined.select(left="row", right="row_right"))
    people = float(unit.filter(holds).n_unique())
    if not found or people < 2:
        return pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32}), 0.0
    pairs = pl.concat(found).unique().sort("left", "right")
    order = mix(pairs["left"].to_numpy() * np.uint32(31) + pairs["right"].to_numpy())
    pairs = pairs.with_columns(order=pl.Series(order)).sort("order", "left", "right").head(HOUSEHOLD_PAIRS)
    return pairs.select("left", "right"), min(expected / (people * (people - 1) / 2), 0.5)
