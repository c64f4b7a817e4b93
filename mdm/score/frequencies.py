"""How common each value is: the share of units that hold it, one figure a row.

Works on everything: frequencies are counted over all records.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.distinct import find_distinct
from mdm.shared_work import select_shared

SCALE = 1 << 19  # steps per bit in a quantised rarity; 24 bits hold rarities up to 32 bits
KNOWN_PAIRS = 1e6  # pairs that the share known beforehand stands for
IMAGINED_NAMESAKES = 0.25  # pairs that agree as often as by chance, beside those met
NAMESAKE_ROWS = 2_000_000  # rows among which namesakes are counted
IMAGINED_CONTEMPORARIES = 10.0  # pairs of about one age that agree as often as by chance, beside those met
HALF_YEAR, APART = 183, (3, 5)  # days; how many half-years lie between people of about one age
LEVEL = 1 << 24  # a coded level is level * LEVEL + rarity

Weights = npt.NDArray[np.float64]


def unit_weights(unit: pl.Series) -> pl.Series:
    """What each record counts: one divided by the number of records of its unit."""
    return select_shared(pl.DataFrame({"unit": unit}), weight=1.0 / pl.len().over("unit"))["weight"]


def rarity(
    values: pl.Series, weight: pl.Series, chance: float, apart: pl.Series | None = None
) -> npt.NDArray[np.uint32]:
    """-log2 of the chance that a stranger holds each value, in steps of 1/SCALE; 0 where it is null.

    A unit of several records holds a value as far as its records do: `weight` (see `unit_weights`) is what
    each record counts. The chance is learned from the units besides the two that are compared, k of N, and
    leans on the average share u of values met (a gamma prior of shape 1): (1 + k) / (1/u + N). Counting the
    two themselves would call every value of a small file common. `chance` is what u is where data are few.
    `apart` as in `repeat_share`.
    """
    held, place, units = _count_holders(values, weight, apart)
    average = _repeats(held, units, chance)
    met = (1.0 + np.maximum(held - 2.0, 0.0)) / (1.0 / average + units)
    bits = -np.log2(np.clip(np.where(held > 0.0, met, 1.0), 1e-9, 1.0))
    quantised: npt.NDArray[np.uint32] = (bits * SCALE).astype(np.uint32)
    return quantised[place]


def repeat_share(
    values: pl.Series, weight: pl.Series, chance: float, apart: pl.Series | None = None
) -> float:
    """Share of random pairs of different units that hold an equal value, among pairs that hold any.

    Leans on `chance`, the share known beforehand, as if it had been counted in a million pairs. Where identity has
    joined next to nothing, records of one entity would count as strangers who agree: `apart`, their sources, has
    values counted in each source by itself, and the source that holds most of a value speaks for it.

    >>> names, once = pl.Series(["甲", "乙", "甲", "乙"]), pl.Series([1.0] * 4)
    >>> repeat_share(names, once, 0.0) > 0, repeat_share(names, once, 0.0, pl.Series(["tax", "tax", "post", "post"]))
    (True, 0.0)
    """
    held, _, units = _count_holders(values, weight, apart)
    return _repeats(held, units, chance)


def _count_holders(
    values: pl.Series, weight: pl.Series, apart: pl.Series | None
) -> tuple[Weights, npt.NDArray[np.uint32], float]:
    """Weight of the holders of each distinct value, 0 for a missing one; the place of each row's value among
    them; weight of all holders."""
    rows, place = find_distinct(values)
    codes, counted = place.to_numpy(), weight.to_numpy() * values.is_not_null().to_numpy()
    if apart is None:
        held: Weights = np.bincount(codes, counted, len(rows)).astype(np.float64).round(6)
        return held, codes, max(round(float(np.sort(held).sum()), 3), 1.0)
    frame = pl.DataFrame({"value": place, "weight": counted, "apart": apart})
    each = frame.group_by("value", "apart").agg(pl.col("weight").sum().round(6))
    largest = each.group_by("apart").agg(pl.col("weight").sum().round(6))["weight"].max()
    spoken = each.group_by("value").agg(pl.col("weight").max()).sort("value")["weight"].to_numpy()
    return spoken, codes, max(float(largest or 0.0), 1.0)  # type: ignore[arg-type]


def _repeats(held: Weights, units: float, chance: float) -> float:
    """Share of pairs of units with an equal value, from how many units hold each value."""
    units_of = np.sort(held)  # sums must not depend on the order of groups
    equal = float(np.sum(units_of * np.maximum(units_of - 1, 0.0))) / 2
    return (equal + KNOWN_PAIRS * chance) / (units * (units - 1) / 2 + KNOWN_PAIRS)


def contemporary_factor(people: pl.DataFrame, born: pl.Series, weight: pl.Series, chance: float) -> float:
    """How many times as often as by `chance` people of about one age agree in all columns of `people`.

    Names follow years and sexes. Whoever was born a year and a half or two and a half years later is somebody else: no
    slip of the pen, no lunar calendar and no default day makes that difference of one person's dates, so nobody's
    records need be known to belong together. `weight` as in `rarity`; first days of a year are left out.

    >>> people = pl.DataFrame({"name": ["甲", "乙"] * 400})
    >>> born = pl.select(pl.date_range(pl.date(1980, 1, 2), pl.date(1982, 3, 11))).to_series()
    >>> later = pl.Series([day.replace(year=day.year + 30 * (i % 2)) for i, day in enumerate(born[:800])])
    >>> 1.8 < contemporary_factor(people, later, pl.Series([1.0] * 800), 0.5) < 2.1
    True
    """
    day = pl.col("born")
    frame = people.select(key=pl.struct(pl.all()).hash(), known=pl.all_horizontal(pl.all().is_not_null()))
    frame = frame.with_columns(born=born, weight=weight)
    frame = frame.filter(pl.col("known") & day.is_not_null() & (day.dt.ordinal_day() > 1))
    frame = frame.select("key", "weight", time=day.cast(pl.Int32).floordiv(HALF_YEAR))
    held = frame.group_by("key", "time").agg(pl.col("weight").sum().round(6))
    all_held = frame.group_by("time").agg(pl.col("weight").sum().round(6))
    met, pairs = _products(held, ["key"]), _products(all_held, [])
    expected = chance * pairs
    return max((met + IMAGINED_CONTEMPORARIES) / (expected + IMAGINED_CONTEMPORARIES), 1.0)


def _products(held: pl.DataFrame, keys: list[str]) -> float:
    """Sum of weight times weight of equal keys whose times lie APART."""
    later = [held.with_columns(time=pl.col("time") + apart) for apart in APART]
    joined = (held.join(each, on=[*keys, "time"]) for each in later)
    return sum(float((one["weight"] * one["weight_right"]).sort().sum()) for one in joined)


def namesake_factor(people: pl.DataFrame, unit: pl.Series, chance: float) -> float:
    """How many times as often as by `chance` two units agree in all columns of `people`, one row a record.

    `chance`: the share of pairs that would, were the columns independent. Names follow years and sexes, so the factor
    is above one; few pairs lean on one. From many rows a part is taken: all that hold one of so many combinations.

    >>> people = pl.DataFrame({"name": ["甲", "乙"] * 40, "born": ["1980", "2010"] * 40})
    >>> 1.9 < namesake_factor(people, pl.int_range(80, eager=True), 0.25) < 2.1
    True
    """
    known = pl.all_horizontal(pl.all().is_not_null())
    keyed = people.select(key=pl.when(known).then(pl.struct(pl.all()).hash()), unit=unit).drop_nulls("key")
    units = unit.n_unique()
    every = max(len(keyed) // NAMESAKE_ROWS, 1)
    held = keyed.filter(pl.col("key") % every == 0).unique().group_by("key").len()["len"].cast(pl.Float64)
    met = float((held * (held - 1) / 2).sum()) * every
    expected = chance * units * (units - 1) / 2
    return max((met + IMAGINED_NAMESAKES) / (expected + IMAGINED_NAMESAKES), 1.0)
