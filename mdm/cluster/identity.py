"""Identity first: records that share a strong identifier and have compatible names are one unit.

The first identifier of a pack that joins and vetoes is its *primary*. Records with an equal primary
value form a group; its name is the commonest there. Records whose name is not compatible with it, or no
more than alike while all else they state denies the number, are contested: people do use a relative's
number. A contested number belongs to the side that agrees better with what the number itself says, or else
has more records; where neither does, to nobody. A record that loses its number and contradicts it is linked
like one without a number; one that does not contradict it joins nobody by it, yet is still kept apart by it
from holders of others.
Works on all records of one identifier value.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from mdm.cluster.plain_joins import join_equal, join_near, keep_agreeing
from mdm.distinct import find_distinct
from mdm.rulepack import Identifier, RulePack
from mdm.shared_work import with_shared

INCOMPATIBLE, TOLERATED, COMPATIBLE = 0, 1, 2
DISPUTED = "same_identifier_other_name"
MOST_SIDES = 4  # claimants of one number that are told apart with care
FindLevels = Callable[[pl.DataFrame, str], pl.Series]
Agreement = Callable[[pl.Series, str], pl.Series]
AGREES = 0.5  # of all that a record could state about its number
FLATLY = -0.99  # all of it stated, and all of it otherwise: birth date and sex


@dataclass(frozen=True)
class Identity:
    """What identifiers prove.

    `unit`: for every row the smallest row of its unit; `holds`: whether the row's unit holds a trusted
    primary identifier; `contested`: rows whose identifier others claim with better or equal right;
    `rejected`: those of them whose own statements contradict it, so that it is surely not theirs; `conflicts`: pairs `left`,
    `right` of one number that must not be joined, with the `veto` that says why; `joins`: pairs joined by further identifiers, with
    `identifier`. `unclaimed`: rejected rows whose number nobody else bears; `doubted`: rows that hold a number which tells
    another date than they do, and which nobody else bears; `unproved`: rows whose number nobody else bears and their own
    statements do not confirm.
    """

    unit: pl.Series
    holds: pl.Series
    contested: pl.Series
    rejected: pl.Series
    conflicts: pl.DataFrame
    joins: pl.DataFrame
    unclaimed: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt32))
    doubted: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt32))
    unproved: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.UInt32))


def primary_identifier(pack: RulePack) -> Identifier | None:
    """The identifier that defines units: the first that both joins and vetoes."""
    return next((i for i in pack.identifiers if i.joins and i.vetoes), None)


def join_by_identifiers(
    records: pl.DataFrame,
    pack: RulePack,
    is_compatible: FindLevels,
    agreement: Agreement,
    disowned: pl.Series,
) -> Identity:
    """Form units.

    `is_compatible(pairs, identifier attribute)` says per pair how far names allow joining: COMPATIBLE,
    TOLERATED (where what the record itself states agrees with its number) or INCOMPATIBLE.
    `agreement(rows, identifier attribute)` says how far it does, from 1 to -1. `disowned` (Boolean, one a
    row) are records whose number is surely another's, such as the mother's on a newborn's.
    """
    rows = pl.int_range(len(records), dtype=pl.UInt32, eager=True)
    unit, holds = rows, pl.repeat(False, len(records), dtype=pl.Boolean, eager=True)
    contested = rejected = pl.Series(dtype=pl.UInt32)
    conflicts = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "veto": pl.String})
    primary = primary_identifier(pack)
    if primary is not None and primary.attribute in records.columns:
        unit, contested, rejected, conflicts = _form_units(
            records, primary, is_compatible, agreement, disowned
        )
        holds = records[primary.attribute].is_not_null() & ~rows.is_in(contested.implode())
    joins = [
        _join(records, identifier, is_compatible, agreement, disowned)
        for identifier in pack.identifiers
        if identifier.joins and identifier is not primary and identifier.attribute in records.columns
    ]
    none = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "identifier": pl.String})
    joined = pl.concat([none, *joins]).unique(["left", "right"], keep="first", maintain_order=True)
    return Identity(unit.alias("unit"), holds, contested, rejected, conflicts, joined)


def _groups(
    records: pl.DataFrame, identifier: Identifier, agreement: Agreement, disowned: pl.Series
) -> pl.DataFrame:
    """Rows of identifier values (as numbers) that occur more than once, each with the group's leading row.

    The leader is the first row of the name that agrees best with what the number says, then the commonest.
    """
    values = records[identifier.attribute]
    frame = (
        pl.DataFrame({"value": find_distinct(values)[1]}).with_row_index("row").filter(values.is_not_null())
    )
    frame = frame.filter(pl.col("value").is_duplicated())
    name = records[identifier.compatible] if identifier.compatible in records.columns else None
    spelled = frame.with_columns(
        name=name.gather(frame["row"]) if name is not None else pl.lit(None, dtype=pl.String),
        agreement=agreement(frame["row"], identifier.attribute).round(6),
        disowned=disowned.gather(frame["row"]),
    ).with_columns(denies=pl.col("agreement") <= FLATLY)
    if identifier.yielding in records.columns:
        yields = records[identifier.yielding].gather(spelled["row"]).is_not_null()
        spelled = with_shared(
            spelled.with_columns(yields=yields),
            agreement=pl.col("agreement") - (pl.col("yields") & ~pl.col("yields").all().over("value")),
        )
    spellings = spelled.group_by("value", "name").agg(
        pl.col("agreement").sum(), pl.col("disowned").any(), count=pl.len(), leader=pl.col("row").min()
    )
    one_of_several = pl.col("value").is_duplicated()
    best = spellings.filter(one_of_several).sort(
        "disowned",
        pl.col("name").is_null(),
        -pl.col("agreement"),
        -pl.col("count").cast(pl.Int64),
        "leader",
    )
    best = best.unique("value", keep="first", maintain_order=True)
    leaders = pl.concat([spellings.filter(~one_of_several), best]).select("value", "leader", leading="name")
    return spelled.join(leaders, on="value", maintain_order="left")


def _form_units(
    records: pl.DataFrame,
    identifier: Identifier,
    is_compatible: FindLevels,
    agreement: Agreement,
    disowned: pl.Series,
) -> tuple[pl.Series, pl.Series, pl.Series, pl.DataFrame]:
    groups = _groups(records, identifier, agreement, disowned)
    odd = groups.filter((pl.col("row") != pl.col("leader")) & ~pl.col("name").eq_missing(pl.col("leading")))
    pairs = odd.select(left=pl.min_horizontal("row", "leader"), right=pl.max_horizontal("row", "leader"))
    verdict = is_compatible(pairs, identifier.attribute)
    agrees = odd["agreement"] >= AGREES
    compatible = ((verdict == COMPATIBLE) & ~odd["denies"]) | ((verdict == TOLERATED) & agrees)
    odd = odd.with_columns(joined=compatible)
    if identifier.through_others:
        odd = _join_through_others(odd, groups, is_compatible, identifier)
    strangers = odd.filter(~pl.col("joined")).select("row")
    groups = groups.join(strangers.with_columns(strange=True), on="row", how="left", maintain_order="left")
    not_leading = pl.col("row") != pl.col("leader")
    groups = groups.with_columns(pl.col("strange").fill_null(False) | (pl.col("disowned") & not_leading))
    disputed = groups.filter(pl.col("value").is_in(groups.filter("strange")["value"].unique().implode()))
    losers = _losers(disputed)
    foreign = records.select(pl.arg_where(pl.lit(disowned) & pl.col(identifier.attribute).is_not_null()))
    foreign_rows = foreign.to_series().cast(pl.UInt32)
    contested = pl.concat([losers, foreign_rows]).unique().sort()
    contradicted = disputed.filter((pl.col("agreement") < 0) & pl.col("row").is_in(losers.implode()))["row"]
    rejected = pl.concat([contradicted, foreign_rows]).unique().sort()
    conflicts = disputed.filter("strange").select(
        left=pl.min_horizontal("row", "leader"),
        right=pl.max_horizontal("row", "leader"),
        veto=pl.lit(DISPUTED),
    )
    sides = _pair_off(
        groups.filter("strange" if len(strangers) else pl.lit(False)), is_compatible, identifier
    )
    leading = groups.filter(~pl.col("strange")).with_columns(side=pl.lit(0, pl.UInt32))
    joined = with_shared(pl.concat([leading, sides]), unit=pl.col("row").min().over("value", "side"))
    rows = pl.DataFrame({"row": pl.int_range(len(records), dtype=pl.UInt32, eager=True)})
    unit = rows.join(joined.select("row", "unit"), on="row", how="left", maintain_order="left")
    return (
        unit.select(pl.col("unit").fill_null(pl.col("row")))["unit"],
        contested,
        rejected,
        conflicts.sort("left", "right"),
    )


def _pair_off(strangers: pl.DataFrame, is_compatible: FindLevels, identifier: Identifier) -> pl.DataFrame:
    """Number the sides of those who do not lead: each first stranger with all whose names agree with its own.

    The claimants of a number are few; whoever is left after some rounds stands alone.
    """
    found = [strangers.filter("disowned").with_columns(side=pl.col("row") + MOST_SIDES)]
    strangers = strangers.filter(~pl.col("disowned"))
    for side in range(1, MOST_SIDES):
        strangers = strangers.sort("value", "row")
        head = strangers.select("value", "row").unique("value", keep="first", maintain_order=True)
        met = strangers.join(head.rename({"row": "head"}), on="value", maintain_order="left")
        pairs = met.select(left=pl.min_horizontal("row", "head"), right=pl.max_horizontal("row", "head"))
        same = (met["row"] == met["head"]) | (is_compatible(pairs, identifier.attribute) == COMPATIBLE)
        found.append(strangers.filter(same).with_columns(side=pl.lit(side, pl.UInt32)))
        strangers = strangers.filter(~same)
    return pl.concat([*found, strangers.with_columns(side=pl.col("row") + MOST_SIDES)])


def _join_through_others(
    odd: pl.DataFrame, groups: pl.DataFrame, is_compatible: FindLevels, identifier: Identifier
) -> pl.DataFrame:
    """Let strangers in whose names agree with a record already joined, such as one that knows both names.

    Each round looks at the values that still have strangers, one record for each spelling already joined.
    """
    while True:
        strangers = odd.filter(~pl.col("joined")).select("row", "value", "name")
        inside = groups.join(strangers, on="row", how="anti").join(strangers, on="value", how="semi")
        inside = inside.unique(["value", "name"], keep="first", maintain_order=True)
        met = strangers.join(inside.select("value", other="row"), on="value")
        pairs = met.select(left=pl.min_horizontal("row", "other"), right=pl.max_horizontal("row", "other"))
        let_in = met.filter(is_compatible(pairs, identifier.attribute) == COMPATIBLE)["row"].unique()
        if not len(let_in):
            return odd
        odd = odd.with_columns(joined=pl.col("joined") | pl.col("row").is_in(let_in.implode()))


def _losers(disputed: pl.DataFrame) -> pl.Series:
    """Rows of disputed numbers that do not own them: the weaker side, or both sides of a tie."""
    sides = (
        disputed.filter(~pl.col("disowned"))
        .group_by("value", "strange")
        .agg(count=pl.len(), agreement=pl.col("agreement").mean().round(6), rows=pl.col("row"))
    )
    rank = pl.struct("agreement", "count").rank("dense").over("value")
    best = sides.with_columns(rank=rank).with_columns(
        wins=(pl.col("rank") == pl.col("rank").max().over("value"))
        & (pl.col("rank").is_unique().over("value") | (pl.len().over("value") == 1))
    )
    return best.filter(~pl.col("wins")).explode("rows")["rows"]


def _join(
    records: pl.DataFrame,
    identifier: Identifier,
    is_compatible: FindLevels,
    agreement: Agreement,
    disowned: pl.Series,
) -> pl.DataFrame:
    """Pairs that a further identifier joins, with its name."""
    if identifier.within is not None:
        pairs = join_near(records, identifier, identifier.within)
    elif identifier.compatible is None:
        pairs = join_equal(records, identifier)
    else:
        pairs = _star(records, identifier, is_compatible, agreement, disowned)
    allowed = ~(disowned.gather(pairs["left"]) | disowned.gather(pairs["right"]))
    return pairs.filter(allowed).with_columns(identifier=pl.lit(identifier.attribute))


def _star(
    records: pl.DataFrame,
    identifier: Identifier,
    is_compatible: FindLevels,
    agreement: Agreement,
    disowned: pl.Series,
) -> pl.DataFrame:
    """Pairs (leader, row) of a further identifier whose names are compatible."""
    groups = _groups(records, identifier, agreement, disowned)
    groups = groups.filter((pl.col("row") != pl.col("leader")) & ~pl.col("disowned"))
    pairs = groups.select(left=pl.min_horizontal("row", "leader"), right=pl.max_horizontal("row", "leader"))
    kept = pairs.filter(is_compatible(pairs, identifier.attribute) == COMPATIBLE)
    return keep_agreeing(kept, records, [name for name in identifier.agree if name in records.columns])


def hide_identifier(records: pl.DataFrame, pack: RulePack, hidden: pl.Series) -> pl.DataFrame:
    """The records as they would be had those where `hidden` is true no primary identifier.

    Its values and parts become null, those of attributes it is derived from too, and what these derived is again
    what the record itself states.
    """
    primary = primary_identifier(pack)
    if primary is None or not hidden.any():
        return records
    hidden_with_it = pack.telling(primary.attribute)
    own = [c for c in records.columns if c.split(".")[0] in hidden_with_it]
    blanked = [pl.when(~pl.lit(hidden)).then(pl.col(column)).alias(column) for column in own]
    return take_own_word(records, pack, hidden).with_columns(blanked)


def take_own_word(records: pl.DataFrame, pack: RulePack, silent: pl.Series) -> pl.DataFrame:
    """The records as they would be did the primary identifier tell nothing where `silent` is true.

    What it derived is again what the record itself states.
    """
    primary = primary_identifier(pack)
    if primary is None or not silent.any():
        return records
    tellers = pack.telling(primary.attribute)
    derived = [
        target
        for name in tellers
        for target in pack.attributes[name].derive
        if target in records.columns and target not in tellers
    ]
    return records.with_columns(
        pl.when(pl.lit(silent)).then(_stated(records, target)).otherwise(pl.col(target)).alias(target)
        for target in derived
    )


def _stated(records: pl.DataFrame, target: str) -> pl.Expr:
    stated = f"{target}.stated"
    return pl.col(stated) if stated in records.columns else pl.lit(None, dtype=records.schema[target])
