"""Compare candidate pairs: one level per comparison, read from the parts that standardise derived.

Works on any batch of pairs whose records are at hand.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from mdm.coded_texts import gather_texts
from mdm.compare.kind import Comparison
from mdm.rulepack import ComparisonRule, RulePack

CHUNK = 1_000_000
STANDS_IN = "stands_in"  # part that marks values of another attribute, standing in for what nobody stated
AGREES = 0.6  # similarity from which on a value agrees with one that stands in


def compare_pairs(
    pairs: pl.DataFrame, records: pl.DataFrame, pack: RulePack, library: Mapping[str, Comparison]
) -> pl.DataFrame:
    """Add `level_<comparison>` (UInt8 index into the pack's levels, 0 is missing) for every comparison.

    `pairs` has `left` and `right`, places in `records`. Comparisons whose attributes no source delivers
    are missing throughout.
    """
    levels = [compare_one(pairs, records, rule, library[rule.kind]) for rule in pack.comparisons]
    return pairs.with_columns(levels)


def compare_one(
    pairs: pl.DataFrame,
    records: pl.DataFrame,
    rule: ComparisonRule,
    comparison: Comparison,
    others: pl.DataFrame | None = None,
) -> pl.Series:
    """Levels of one comparison for all pairs, as `level_<name>`; the best over the rule's attributes.

    `left` are places in `records`, `right` places in `others`, or in `records` too where there are none.
    Where the main attribute and the one it is `exchanged_with` agree on neither, but each agrees with the
    other crosswise, the level is the crossed one: a form filled in the wrong way round is no disagreement.
    """
    name = f"level_{rule.name}"
    present = [name for name in rule.attributes if _is_read(records, name, comparison)]
    if not present or pairs.is_empty():
        return pl.zeros(len(pairs), pl.UInt8, eager=True).alias(name)
    others = records if others is None else others
    sides = [[_Side(side, attribute, comparison) for attribute in present] for side in (records, others)]
    swap = rule.exchanged_with
    swapped = None
    if swap is not None and _is_read(records, swap, comparison):
        swapped = [_parts(side, swap, comparison) for side in (records, others)]
    chunks = []
    for start in range(0, len(pairs), CHUNK):
        part = pairs.slice(start, CHUNK)
        level = _best_level(part, sides[0], sides[1], comparison)
        if swapped is not None:
            level = _crossed(part, level, [side[0].parts for side in sides], swapped, comparison)
        chunks.append(level)
    kept = level_names(rule, comparison)
    return _keep_levels(pl.concat(chunks), comparison, kept).alias(name)


def level_names(rule: ComparisonRule, comparison: Comparison) -> tuple[str, ...]:
    """Names of the levels a rule keeps, `missing` first: the pack's choice or all of the kind."""
    names = tuple(level.name for level in comparison.levels)
    return (names[0], *(n for n in names[1:] if n in rule.levels)) if rule.levels else names


def _parts(records: pl.DataFrame, attribute: str, comparison: Comparison) -> pl.DataFrame:
    """The columns a comparison reads, under their part names; parts nobody derived are null."""
    return records.select(
        (pl.col(column) if column in records.columns else pl.lit(None, dtype=pl.String)).alias(part)
        for part, column in _columns(attribute, comparison).items()
    )


def _columns(attribute: str, comparison: Comparison) -> dict[str, str]:
    return {part: attribute if part == "value" else f"{attribute}.{part}" for part in comparison.parts}


def _is_read(records: pl.DataFrame, attribute: str, comparison: Comparison) -> bool:
    """Whether the records have anything of an attribute that the comparison reads."""
    return any(column in records.columns for column in _columns(attribute, comparison).values())


class _Side:
    """What one attribute of all records says: `parts` for the comparison, whether a record `speaks` (has any of them),
    `value` to tell equal ones by, `alone`, the level of each value against itself, where the comparison knows it."""

    def __init__(self, records: pl.DataFrame, attribute: str, comparison: Comparison) -> None:
        self.parts = _parts(records, attribute, comparison)
        self.speaks = self.parts.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        known = comparison.alone is not None and records.schema.get(attribute, pl.Null) != pl.Null
        self.value = records[attribute] if known else None
        self.alone = comparison.alone(self.parts) if known and comparison.alone is not None else None
        marked = f"{attribute}.{STANDS_IN}"
        self.stands_in = records[marked] if marked in records.columns else None


def _best_level(
    pairs: pl.DataFrame, left: Sequence[_Side], right: Sequence[_Side], comparison: Comparison
) -> pl.Series:
    """The strongest level over all combinations of the two records' alternative attributes."""
    best: pl.Series | None = None
    for one in left:
        for other in right:
            level = _find_level(pairs, one, other, comparison)
            if one.stands_in is not None and other.stands_in is not None:
                level = _only_agreement(pairs, level, one.stands_in, other.stands_in, comparison)
            if best is None:
                best = level
                continue
            missing = best == 0
            best = level.zip_with(missing | ((level > 0) & (level < best)), best)
    assert best is not None
    return best


def _only_agreement(
    pairs: pl.DataFrame, level: pl.Series, one: pl.Series, other: pl.Series, comparison: Comparison
) -> pl.Series:
    """Levels of which those that do not agree say nothing where a value of one side stands in for another attribute."""
    mixed = one.gather(pairs["left"]) != other.gather(pairs["right"])
    told = {level.name: level.similarity or 0.0 for level in comparison.levels}
    differs = [number for number, similarity in enumerate(told.values()) if similarity < AGREES]
    silent = (mixed & level.is_in(differs)).arg_true()
    return level.scatter(silent, 0) if len(silent) else level


def _crossed(
    pairs: pl.DataFrame,
    level: pl.Series,
    main: Sequence[pl.DataFrame],
    other: Sequence[pl.DataFrame],
    comparison: Comparison,
) -> pl.Series:
    """Levels of the main attribute against the other one, where only crosswise both agree.

    `main` and `other` hold what is read on the left and on the right.
    """
    differs = _has_outcome(level, comparison, "none")
    if not differs.any():
        return level
    rows = differs.arg_true()
    places = [pairs[side].gather(rows) for side in ("left", "right")]
    main_left, main_right = (gather_texts(side, at) for side, at in zip(main, places, strict=True))
    other_left, other_right = (gather_texts(side, at) for side, at in zip(other, places, strict=True))
    crossed = comparison.find_level(main_left, other_right)
    crosswise_too = comparison.find_level(other_left, main_right)
    beside = comparison.find_level(other_left, other_right)
    exchanged = _has_outcome(beside, comparison, "none")
    for found in (crossed, crosswise_too):
        exchanged &= _has_outcome(found, comparison, "exact") | _has_outcome(found, comparison, "partial")
    return level.scatter(rows.filter(exchanged), crossed.filter(exchanged))


def _has_outcome(levels: pl.Series, comparison: Comparison, outcome: str) -> pl.Series:
    return levels.is_in([i for i, level in enumerate(comparison.levels) if level.outcome == outcome])


def _find_level(pairs: pl.DataFrame, one: _Side, other: _Side, comparison: Comparison) -> pl.Series:
    """Levels of pairs: missing where a side says nothing; only the others are looked at."""
    left, right = pairs["left"], pairs["right"]
    rows = (one.speaks.gather(left) & other.speaks.gather(right)).arg_true()
    if len(rows) == len(pairs):
        return _find_spoken(left, right, one, other, comparison)
    levels = pl.zeros(len(pairs), pl.UInt8, eager=True)
    if not len(rows):
        return levels
    return levels.scatter(rows, _find_spoken(left.gather(rows), right.gather(rows), one, other, comparison))


def _find_spoken(
    left: pl.Series, right: pl.Series, one: _Side, other: _Side, comparison: Comparison
) -> pl.Series:
    """Levels of pairs; those of equal values are told by the values alone where the comparison says what they make."""
    if one.value is None or other.value is None or one.alone is None or other.alone is None:
        return comparison.find_level(gather_texts(one.parts, left), gather_texts(other.parts, right))
    frame = pl.DataFrame(
        {
            "equal": one.value.gather(left) == other.value.gather(right),
            "one": one.alone.gather(left),
            "other": other.alone.gather(right),
        }
    )
    both = pl.col("equal") & (pl.col("one") == pl.col("other"))
    levels = frame.select(level=pl.when(both).then("one"))["level"]
    rows = levels.is_null().arg_true()
    if not len(rows):
        return levels
    ones, others = gather_texts(one.parts, left.gather(rows)), gather_texts(other.parts, right.gather(rows))
    return levels.scatter(rows, comparison.find_level(ones, others))


def _keep_levels(levels: pl.Series, comparison: Comparison, kept: tuple[str, ...]) -> pl.Series:
    """Map the kind's levels to the kept ones: a level left out counts as the next weaker one kept."""
    names = [level.name for level in comparison.levels]
    if len(kept) == len(names):
        return levels
    weaker = [
        min((kept.index(n) for n in names[i:] if n in kept), default=len(kept) - 1) for i in range(len(names))
    ]
    weaker[0] = 0
    return levels.replace_strict(list(range(len(names))), weaker, return_dtype=pl.UInt8)
