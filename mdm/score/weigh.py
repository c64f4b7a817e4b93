"""How strong the evidence is: match weight of each pair, and its probability among rival candidates.

Works on any batch of pairs, except the probabilities, which need all candidates of a unit.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.score.em import wherever
from mdm.score.evidence import split_code
from mdm.score.frequencies import SCALE
from mdm.score.model import LinkModel
from mdm.score.relatives import alike_in_one

Numbers = npt.NDArray[np.float64]
STRONGEST = 60.0  # weights are cut at this many bits: beyond it, doubt lies in the model, not in chance


def weigh_pairs(evidence: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
    """Add `level_<comparison>` and `match_weight` (bits, prior included) to gathered evidence.

    Where it has `tries_<comparison>`, log2 of the ways in which two groups could agree, chance has so many tries.
    """
    count = len(evidence)
    matching, chance = np.zeros(count), np.zeros(count)
    shared, own = np.zeros(count), np.zeros(count)
    levels: dict[str, npt.NDArray[np.uint8]] = {}
    by_chance: dict[str, Numbers] = {}
    for name, parameters in model.comparisons.items():
        level, rarities = split_code(evidence[f"code_{name}"])
        levels[name] = level
        if name not in model.home:
            matching += parameters.table("m")[level]
            about = own if name in model.relatives.comparisons else shared
            about += parameters.table("h")[level]
        frequency = _frequency_levels(parameters.levels, parameters.frequency_part)
        by_chance[name] = _chance(parameters.table("u"), level, rarities, frequency)
        if f"tries_{name}" in evidence.columns:
            agrees = (level > 0) & (level < len(parameters.levels) - 1)
            tries = evidence[f"tries_{name}"].to_numpy()
            by_chance[name] = np.where(agrees, np.minimum(by_chance[name] + tries, 0.0), by_chance[name])
    for name, parameters in model.comparisons.items():
        if parameters.follows is not None:
            by_chance[name] = _following(name, by_chance[name], levels, model)
        chance += by_chance[name]
    matching += _homes("m", model, levels, by_chance)
    shared += _homes("h", model, levels, by_chance)
    namesakes = _is_namesake(levels, model)
    chance += np.where(namesakes, np.log2(model.namesakes), 0.0)
    chance += np.where(_is_contemporary(levels, model) & ~namesakes, np.log2(model.contemporaries), 0.0)
    if model.relatives.counts:
        household = shared + model.relatives.log_share(levels, own)
    else:
        household = shared + _alike_in_one(model, levels, by_chance)
    share = min(max(model.household_share, 1e-12), 0.5)
    other = np.logaddexp2(chance + np.log2(1 - share), household + np.log2(share))
    weight = np.clip(model.prior_weight + matching - other, -STRONGEST, STRONGEST)
    kept = evidence.select("left", "right", "match_key")
    columns = [pl.Series(f"level_{name}", level) for name, level in levels.items()]
    return kept.with_columns(*columns, match_weight=pl.Series(weight))


def _homes(
    of: str, model: LinkModel, levels: dict[str, npt.NDArray[np.uint8]], by_chance: dict[str, Numbers]
) -> Numbers:
    """log2 of how often records of one person (`m`) or of relatives (`h`) show what these say of homes: the same one, or,
    where one has moved, any other by chance."""
    homes = [name for name in levels if name in model.home]
    same = sum((model.comparisons[name].table(of)[levels[name]] for name in homes), np.float64(0.0))
    other = sum((by_chance[name] for name in homes), np.float64(0.0))
    return np.asarray(other + wherever((same - other) * np.log(2), model.stayed) / np.log(2))


def _following(
    name: str, by_chance: Numbers, levels: dict[str, npt.NDArray[np.uint8]], model: LinkModel
) -> Numbers:
    """Chance agreement of a value that is made of others: of an address made of a name, among namesakes."""
    follows = model.comparisons[name].follows
    assert follows is not None
    told = model.comparisons[name].levels
    concerned = np.isin(levels[name], [told.index(level) for level in follows.levels if level in told])
    agree = [
        (levels[other] > 0) & (levels[other] < len(model.comparisons[other].levels) - 1)
        for other in follows.comparisons
        if other in levels
    ]
    count = sum(each.astype(np.int64) for each in agree)
    bits = np.log2(follows.chance) * (1 + len(agree) - count)
    return np.where(concerned & (count > 0), np.maximum(by_chance, bits), by_chance)


def _alike_in_one(
    model: LinkModel, levels: dict[str, npt.NDArray[np.uint8]], by_chance: dict[str, Numbers]
) -> Numbers:
    own = [name for name in levels if name in model.relatives.comparisons]
    beyond = {
        name: np.array(model.comparisons[name].h)[levels[name]]
        - np.array(model.comparisons[name].u)[levels[name]]
        for name in own
    }
    return alike_in_one({name: by_chance[name] for name in own}, beyond)


def comparison_weights(evidence: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
    """`weight_<comparison>`: each comparison's own log2(m/u), for explanation; they leave the household
    correction out, which is the difference between their sum and the pair's weight."""
    columns = {}
    for name, parameters in model.comparisons.items():
        level, rarities = split_code(evidence[f"code_{name}"])
        frequency = _frequency_levels(parameters.levels, parameters.frequency_part)
        chance = _chance(parameters.table("u"), level, rarities, frequency)
        columns[f"weight_{name}"] = pl.Series(parameters.table("m")[level] - chance)
    return evidence.select("left", "right").with_columns(**columns)


def _is_namesake(levels: dict[str, npt.NDArray[np.uint8]], model: LinkModel) -> npt.NDArray[np.bool_]:
    """Pairs equal in all that concerns the person, the values that tell people apart known on both sides."""
    own = [name for name in model.relatives.comparisons if name in levels]
    telling = [name for name in own if model.comparisons[name].frequency_part]
    equal = [levels[name] <= 1 for name in own] + [levels[name] == 1 for name in telling]
    found: npt.NDArray[np.bool_] = np.logical_and.reduce(equal) if len(telling) > 1 else np.zeros(1, bool)
    return found


def _is_contemporary(levels: dict[str, npt.NDArray[np.uint8]], model: LinkModel) -> npt.NDArray[np.bool_]:
    """Pairs equal in all that tells people apart but the day, which agrees in part."""
    own = [name for name in model.relatives.comparisons if name in levels]
    telling = [name for name in own if model.comparisons[name].frequency_part and name != model.day]
    if model.day not in own or not telling:
        return np.zeros(1, bool)
    day, last = levels[str(model.day)], len(model.comparisons[str(model.day)].levels) - 1
    equal = [levels[name] <= 1 for name in own if name != model.day] + [levels[name] == 1 for name in telling]
    found: npt.NDArray[np.bool_] = np.logical_and.reduce([*equal, day > 0, day < last])
    return found


def _frequency_levels(levels: tuple[str, ...], frequency_part: object) -> list[int]:
    named = set(frequency_part) if isinstance(frequency_part, dict) else set()
    return [index for index, level in enumerate(levels) if level in named]


def _chance(
    average: Numbers, level: npt.NDArray[np.uint8], rarities: npt.NDArray[np.uint32], frequency: list[int]
) -> Numbers:
    """log2 of chance agreement: the value's own share where the level means equality, else the average (`average`, by
    level).

    Who has the same key may have the same name or a variant of it: of the key's share a level has the part that it
    has on the average beside the closer ones.
    """
    usual = average[level]
    if not frequency:
        return usual
    part = np.zeros(len(average))
    for place, one in enumerate(frequency):
        part[one] = average[one] - np.logaddexp2.reduce(average[frequency[: place + 1]])
    return np.where(np.isin(level, frequency) & (rarities > 0), rarities / -SCALE + part[level], usual)


def rank_candidates(weighed: pl.DataFrame, open_unit: pl.Series, elsewhere: float) -> pl.DataFrame:
    """Add `match_probability`: the odds of a pair against those of all rivals of its open side.

    Candidates that each hold their own identifier exclude one another, so an open unit can belong to one
    of them at most: p = o / (e + sum of the rivals' o), where `elsewhere`, e, is the share of open units
    that belong to none of their candidates. Pairs of two open units have no such rivals.
    `open_unit` (Boolean, by unit number) tells open units.
    """
    is_open = open_unit.to_numpy()
    left, right = weighed["left"].to_numpy(), weighed["right"].to_numpy()
    both = is_open[left] & is_open[right]
    seeker = np.where(is_open[left], left, right)
    odds = np.exp2(weighed["match_weight"].to_numpy())
    frame = pl.DataFrame({"seeker": seeker, "odds": np.where(both, 0.0, odds)})
    total = frame.select(pl.col("odds").sum().over("seeker"))["odds"].to_numpy()
    probability = odds / (elsewhere + np.where(both, odds, np.maximum(total, odds)))
    return weighed.with_columns(match_probability=pl.Series(probability))
