"""What records say of households: dated facts, one a person and day.

| rule | from that day on the person |
|---|---|
| `to` | belongs to the registered household `number` |
| `alone` | has a household of their own |
| `with` | belongs where `other` belongs, and goes where `other` goes |
| `gone` | belongs nowhere: died, or moved out of the city |
"""

from collections.abc import Mapping
from datetime import date

import polars as pl
from polars._typing import PolarsDataType

from mdm.rulepack import Households

ALWAYS = date(1, 1, 1)  # the day of facts that nobody dated
RULES = (
    "gone",
    "to",
    "with",
    "alone",
    "marry",
    "apart",
)  # of several facts on one day the first of these holds
FACTS: Mapping[str, PolarsDataType] = {
    "person": pl.UInt32,
    "day": pl.Date,
    "rule": pl.Enum(RULES),
    "number": pl.UInt32,
    "other": pl.UInt32,
    "relation": pl.String,
    "evidence": pl.UInt32,
}


def state_facts(
    records: pl.DataFrame, ties: pl.DataFrame, persons: pl.DataFrame, told: Households
) -> pl.DataFrame:
    """The columns of FACTS, sorted by person and day, each day of a person once.

    `records`: `person`, `evidence` and the attributes the pack's households read; `ties`: `evidence` of the
    record, `reference` and `other`, the person meant; `persons`: `person`, `born`, `sex`; all in codes.
    Works on all records of the persons concerned.
    """
    stated = [_registrations(records, told), _departures(records, told), _births(records, ties, told)]
    events = _events(records, ties, told)
    stated += [events.filter(pl.col("rule").is_in(["with", "gone"]))]
    settled = pl.concat(stated)
    married, led = _marriages(events.filter(pl.col("rule") == "marry"), settled, persons, told)
    parted = _partings(events.filter(pl.col("rule") == "apart"), settled, led, told)
    return _one_a_day(pl.concat([settled, married, parted]).select(list(FACTS)))


def _fact(rule: str, day: pl.Expr, **columns: pl.Expr) -> list[pl.Expr]:
    given = {"rule": pl.lit(rule), "day": day.cast(pl.Date), **columns}
    nothing = pl.lit(None)
    return [given.get(name, pl.col(name) if name in ("person", "evidence") else nothing).cast(dtype).alias(name)
            for name, dtype in FACTS.items()]  # fmt: skip


def _registrations(records: pl.DataFrame, told: Households) -> pl.DataFrame:
    since = pl.coalesce(*(pl.col(name).cast(pl.Date) for name in told.since), pl.lit(ALWAYS))
    registered = records.filter(pl.col(told.number).is_not_null())
    return registered.select(_fact("to", since, number=pl.col(told.number), relation=pl.col(told.relation)))


def _departures(records: pl.DataFrame, told: Households) -> pl.DataFrame:
    died = records.filter(pl.col(told.died).is_not_null())
    return died.select(_fact("gone", pl.col(told.died)))


def _births(records: pl.DataFrame, ties: pl.DataFrame, told: Households) -> pl.DataFrame:
    """A child lives with the first of its parents that is known, from its birth."""
    children = _follow(records, ties, told.parents).drop_nulls(told.born)
    return children.select(
        _fact("with", pl.col(told.born), other=pl.col("other"), relation=_relation("join", told))
    )


def _events(records: pl.DataFrame, ties: pl.DataFrame, told: Households) -> pl.DataFrame:
    """Facts of dated events; those of two persons (`marry`, `apart`) name the other one."""
    found = [pl.DataFrame(schema=FACTS)]
    for name, event in told.events.items():
        rows = records.filter(pl.col(told.event) == name).drop_nulls(told.event_date)
        day = pl.col(told.event_date)
        if event.rule == "leave":
            found.append(rows.select(_fact("gone", day)))
            continue
        followed = _follow(rows, ties, event.others)
        if event.rule == "apart":
            alone = rows.join(followed.select("evidence"), on="evidence", how="anti")
            followed = pl.concat([followed, alone.with_columns(other=pl.lit(None, pl.UInt32))])
        rule = "with" if event.rule == "join" else event.rule
        relation = _relation(event.rule, told) if event.rule in told.relations else pl.lit(None, pl.String)
        found.append(followed.select(_fact(rule, day, other=pl.col("other"), relation=relation)))
    return pl.concat(found)


def _follow(records: pl.DataFrame, ties: pl.DataFrame, references: tuple[str, ...]) -> pl.DataFrame:
    """Records with `other`, the person that the first of these references leads to."""
    order = {name: place for place, name in enumerate(references)}
    first = (
        ties.filter(pl.col("reference").is_in(list(order)))
        .with_columns(place=pl.col("reference").replace_strict(order, return_dtype=pl.UInt8, default=None))
        .sort("evidence", "place", "other")
        .unique("evidence", keep="first", maintain_order=True)
    )
    return records.join(first.select("evidence", "other"), on="evidence", how="inner", maintain_order="left")


def _relation(rule: str, told: Households) -> pl.Expr:
    codes = told.relations[rule]
    by_sex = {sex: code for sex, code in codes.items() if sex != "default"}
    return pl.col(told.sex).replace_strict(by_sex, default=codes["default"], return_dtype=pl.String)


def _marriages(
    weddings: pl.DataFrame, settled: pl.DataFrame, persons: pl.DataFrame, told: Households
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts of those who marry, and `person`, `day`, `leads` of both.

    Who heads a household is joined by the other; where neither does, the elder founds one.
    """
    both = (
        pl.concat(
            [
                weddings,
                weddings.with_columns(person="other", other="person", relation=pl.lit(None, pl.String)),
            ]
        )
        .sort("evidence")
        .unique(["person", "other", "day"], keep="first", maintain_order=True)
    )
    about = persons.select("person", "sex", "born")
    standing = _is_head(both, settled, told).join(about, on="person", how="left", maintain_order="left")
    order = [~pl.col("head"), pl.col("born").fill_null(date.max), pl.col("person")]
    couple = [pl.min_horizontal("person", "other"), pl.max_horizontal("person", "other"), pl.col("day")]
    ranked = standing.sort(*order).with_columns(
        leads=pl.int_range(pl.len()).over(couple) == 0, headed=pl.col("head").any().over(couple)
    )
    codes = told.relations["marry"]
    by_sex = {sex: code for sex, code in codes.items() if sex != "default"}
    relation = pl.col("sex").replace_strict(by_sex, default=codes["default"], return_dtype=pl.String)
    follows = ranked.filter(~pl.col("leads")).select(
        _fact("with", pl.col("day"), other=pl.col("other"), relation=relation)
    )
    founds = ranked.filter(pl.col("leads") & ~pl.col("headed")).select(
        _fact("alone", pl.col("day"), relation=pl.lit(told.heads[0]))
    )
    return pl.concat([follows, founds]), ranked.select("person", "day", "leads")


def _is_head(events: pl.DataFrame, settled: pl.DataFrame, told: Households) -> pl.DataFrame:
    """`head`: whether each person of `events` heads a household on that day, as the register last said."""
    known = settled.filter(pl.col("rule") == "to").select(
        "person", "day", is_head=pl.col("relation").is_in(told.heads)
    )
    ordered = events.sort("day", "person")
    last = ordered.join_asof(
        known.sort("day"), on="day", by="person", strategy="backward", check_sortedness=False
    )
    return last.with_columns(head=pl.col("is_head").fill_null(False)).drop("is_head")


def _partings(
    partings: pl.DataFrame, settled: pl.DataFrame, led: pl.DataFrame, told: Households
) -> pl.DataFrame:
    """Of two who part, the one who followed the other founds a household; of unknown couples, who heads none."""
    others = partings.drop_nulls("other").with_columns(person="other")
    both = pl.concat([partings, others]).sort("evidence")
    both = both.unique(["person", "day"], keep="first", maintain_order=True)
    standing = _is_head(both, settled, told)
    last = standing.sort("day", "person").join_asof(
        led.sort("day"), on="day", by="person", strategy="backward", check_sortedness=False
    )
    leaves = last.filter(~pl.coalesce("leads", "head"))
    return leaves.select(_fact("alone", pl.col("day"), relation=pl.lit(told.heads[0])))


def _one_a_day(facts: pl.DataFrame) -> pl.DataFrame:
    """Each person and day once: the most definite fact."""
    rank = pl.col("rule").to_physical()
    ordered = facts.sort("person", "day", rank, "number", "other", "evidence", nulls_last=True)
    return ordered.unique(["person", "day"], keep="first", maintain_order=True)
