"""Households as entities, and who belongs to which, from when to when."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from mdm.frames import HOUSEHOLD_MEMBERS, HOUSEHOLDS, RELATIONS
from mdm.relate.households.codes import encode, encode_persons, founded, name_households, of_register
from mdm.relate.households.facts import ALWAYS, state_facts
from mdm.relate.households.tracks import found_leaders, lay_tracks
from mdm.rulepack import Households

Issue = Callable[[pl.Series], pl.Series]
MEMBER = "member_of"


@dataclass(frozen=True)
class HouseholdFrames:
    """`households`, `members` and the `relations` that follow: HOUSEHOLDS, HOUSEHOLD_MEMBERS, RELATIONS."""

    households: pl.DataFrame
    members: pl.DataFrame
    relations: pl.DataFrame


def build_households(
    records: pl.DataFrame, ties: pl.DataFrame, persons: pl.DataFrame, told: Households, issue_ids: Issue
) -> HouseholdFrames:
    """Derive households from what all records say.

    `records`, with the `source` of each, and `ties` are as `state_facts` takes them; `persons`: golden records,
    `entity_id` and what the pack's households read; `issue_ids` gives the id of each household key.
    """
    coded = encode(records, ties, told)
    persons = encode_persons(persons, coded, told)
    facts = state_facts(coded.records, coded.ties, persons, told)
    tracks = lay_tracks(facts)
    tracks = pl.concat([tracks, found_leaders(facts, tracks)])
    spans = _until_gone(tracks, facts)
    members = _join_spans(spans, told)
    keys = members["household"].unique().sort()
    ids = pl.DataFrame({"household": keys, "household_id": issue_ids(name_households(keys, coded))})
    homes = _describe(members, persons, told).join(ids, on="household")
    homes = homes.with_columns(
        household_no=of_register(coded.numbers.gather(homes["number"])),
        head=coded.persons.gather(homes["head"]),
    )
    named = members.join(ids, on="household", maintain_order="left").with_columns(
        person=coded.persons.gather(members["person"]), evidence=coded.evidence.gather(members["evidence"])
    )
    homes = homes.select(pl.col(name).cast(dtype) for name, dtype in HOUSEHOLDS.items())
    return HouseholdFrames(homes.sort("household_id"), _as_members(named), _as_relations(named))


def _until_gone(tracks: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Spans without the days after which a person was gone, until another fact speaks of them."""
    gone = facts.filter(rule="gone").select("person", left="day").sort("left")
    cut = tracks.sort("start").join_asof(
        gone, left_on="start", right_on="left", by="person", strategy="forward", check_sortedness=False
    )
    end = pl.min_horizontal("end", "left")
    kept = cut.with_columns(end=end).filter(pl.col("end").is_null() | (pl.col("end") > pl.col("start")))
    # who is gone when a span begins is not in it: a span that others brought, such as a move of the one followed
    before = kept.join_asof(
        gone, left_on="start", right_on="left", by="person", strategy="backward",
        check_sortedness=False, suffix="_before",
    )  # fmt: skip
    own = facts.filter(pl.col("rule") != "gone").select("person", said="day").sort("said")
    last = before.join_asof(
        own, left_on="start", right_on="said", by="person", strategy="backward", check_sortedness=False
    )
    away = (pl.col("left_before") > pl.col("said")).fill_null(False)
    return last.filter(~away).select(tracks.columns)


def _join_spans(spans: pl.DataFrame, told: Households) -> pl.DataFrame:
    """Consecutive spans in one household as one; the relation is the one stated last."""
    ordered = spans.sort("person", "start")
    same = (
        (pl.col("person") == pl.col("person").shift())
        & (pl.col("household") == pl.col("household").shift())
        & (pl.col("start") == pl.col("end").shift())
    )
    numbered = ordered.with_columns(stay=(~same.fill_null(False)).cast(pl.UInt32).cum_sum())
    several = pl.len().over("stay") > 1
    joined = numbered.filter(several).group_by("stay", maintain_order=True).agg(
        pl.col("person", "household", "start", "evidence").first(),
        pl.col("end").last(),
        relation=pl.col("relation").drop_nulls().last(),
        number=pl.col("number").drop_nulls().first(),
    )  # fmt: skip
    joined = pl.concat([numbered.filter(~several).select(joined.columns), joined]).sort("stay")
    founder = pl.col("household") == founded("person", "start")
    return joined.with_columns(
        relation=pl.coalesce("relation", pl.when(founder).then(pl.lit(told.heads[0]))),
        start=pl.when(pl.col("start") > ALWAYS).then("start"),
    )


def _as_members(members: pl.DataFrame) -> pl.DataFrame:
    told = members.select(
        "household_id", entity_id="person", family_relation="relation", valid_from="start",
        valid_to="end", evidence="evidence",
    )  # fmt: skip
    return told.select(list(HOUSEHOLD_MEMBERS)).sort("household_id", "valid_from", "entity_id")


def _as_relations(members: pl.DataFrame) -> pl.DataFrame:
    told = members.select(
        from_entity="person", relation=pl.lit(MEMBER), to_entity="household_id", valid_from="start",
        valid_to="end", evidence="evidence",
    )  # fmt: skip
    return told.select(list(RELATIONS)).sort(list(RELATIONS))


def _describe(members: pl.DataFrame, persons: pl.DataFrame, told: Households) -> pl.DataFrame:
    """One row a household: its number, head and address now or when it ended, and how many share that door."""
    placed = members.join(persons, on="person", how="left")
    latest = pl.col("end").is_null() | (pl.col("end") == pl.col("end").max().over("household"))
    ended = pl.col("end").is_not_null().all().over("household")
    now = placed.filter(pl.when(ended).then(latest).otherwise(pl.col("end").is_null()))
    rank = pl.when(pl.col("relation").is_in(told.heads)).then(0).when(
        pl.col("relation").str.starts_with("1")
    ).then(1).otherwise(2)  # fmt: skip
    first = now.sort("household", rank, "born", "person", nulls_last=True)
    heads = first.group_by("household", maintain_order=True).agg(
        head=pl.col("person").first(),
        address=pl.col("address").first(),
        members=pl.col("person").n_unique(),
        at_door=(pl.col("address") == pl.col("address").first()).sum(),
    )
    whole = placed.group_by("household").agg(
        number=pl.col("number").min(),
        founded_on=pl.when(pl.col("start").is_not_null().all()).then(pl.col("start").min()),
        ended_on=pl.when(pl.col("end").is_not_null().all()).then(pl.col("end").max()),
    )
    return heads.join(whole, on="household")
