"""Ids live from run to run by written rules; held against an obvious version on random histories."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from mdm.golden import Before, first_registry, issue_entity_ids
from mdm.golden.entities import group_records
from mdm.golden.persistence import keep_ids

CITY, KEY = "320599", "test"


def founded(record: str) -> str:
    return issue_entity_ids(pl.DataFrame({"source": ["s"], "record_id": [record]}), "P", CITY, KEY)[0]


def clustered(groups: dict[str, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = sorted(groups)
    records = pl.DataFrame({"row": range(len(names)), "source": "s", "record_id": names}).cast(
        {"row": pl.UInt32}
    )
    first = [next(i for i, other in enumerate(names) if groups[other] == groups[name]) for name in names]
    clusters = pl.DataFrame({"row": range(len(names)), "cluster": first}).cast(pl.UInt32)
    return records, clusters


def follow(history: list[dict[str, int]]):
    """Run by run; of the last run the id of each record, the events by id, and the registry."""
    before, owner, events, registry = None, {}, {}, None
    for number, groups in enumerate(history):
        records, clusters = clustered(groups)
        entities = group_records(records, clusters)
        fresh = issue_entity_ids(records.select("source", "record_id")[entities.founders], "P", CITY, KEY)
        if before is None:
            ids = fresh
        else:
            kept = keep_ids(records, entities.entity, fresh, before, "P", CITY, KEY)
            ids, registry = kept.ids, kept.registry
            events = {(i, e, s) for i, e, s in kept.events.rows()}
        owners = ids.gather(entities.entity)
        crosswalk = records.select("source", "record_id").with_columns(owners.alias("entity_id"))
        registry = first_registry(crosswalk) if registry is None else registry
        before = Before(f"run{number}", crosswalk, pl.LazyFrame({"entity_id": ids}), registry)
        owner = dict(zip(crosswalk["record_id"], crosswalk["entity_id"], strict=True))
    return owner, events, registry


def test_nothing_new_changes_nothing():
    owner, events, _ = follow([{"a": 1, "b": 1, "c": 2}] * 2)
    assert owner == {"a": founded("a"), "b": founded("a"), "c": founded("c")}
    assert events == set()


def test_the_elder_survives_a_merge_and_the_other_leads_to_it():
    first, second = {"b": 1}, {"a": 2, "b": 1}
    owner, events, registry = follow([first, second, {"a": 1, "b": 1}])
    assert set(owner.values()) == {founded("b")}
    assert events == {(founded("a"), "merged", founded("b")), (founded("b"), "absorbed", None)}
    row = registry.filter(pl.col("entity_id") == founded("a")).row(0, named=True)
    assert (row["successor"], row["living"]) == (founded("b"), False)


def test_after_a_split_the_id_stays_with_the_founding_record():
    whole = {"a": 1, "b": 1, "c": 1}
    owner, events, _ = follow([whole, {"a": 1, "b": 2, "c": 2}])
    assert owner == {"a": founded("a"), "b": founded("b"), "c": founded("b")}
    assert events == {(founded("a"), "split", founded("b")), (founded("b"), "created", None)}


def test_where_the_founding_record_is_gone_the_larger_part_keeps_the_id():
    owner, _, _ = follow([{"a": 1, "b": 1, "c": 1, "d": 1}, {"b": 2, "c": 3, "d": 3}])
    assert owner["c"] == owner["d"] == founded("a") != owner["b"]


def test_an_entity_without_records_is_retired_and_its_founder_may_come_back():
    owner, events, _ = follow([{"a": 1, "b": 2}, {"b": 2}])
    assert events == {(founded("a"), "retired", None)}
    owner, events, _ = follow([{"a": 1, "b": 1}, {"b": 1}, {"a": 2, "b": 1}])
    assert owner["b"] == founded("a") != owner["a"]
    assert len(set(owner.values())) == 2


def test_a_merge_undone_gives_both_their_ids_back():
    owner, _, registry = follow([{"a": 1, "b": 2}, {"a": 1, "b": 1}, {"a": 1, "b": 2}])
    assert owner == {"a": founded("a"), "b": founded("b")}
    assert registry["living"].all()
    assert registry["successor"].null_count() == len(registry)


def test_an_id_merged_twice_leads_to_the_one_that_lives():
    _, _, registry = follow(
        [
            {"a": 1},
            {"a": 1, "b": 2},
            {"a": 1, "b": 2, "c": 3},
            {"a": 1, "b": 2, "c": 2},
            {"a": 1, "b": 1, "c": 1},
        ]
    )
    leads = dict(registry.select("entity_id", "successor").rows())
    assert leads == {founded("a"): None, founded("b"): founded("a"), founded("c"): founded("a")}


runs = st.lists(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 3), min_size=1), min_size=2, max_size=4
)


@given(runs)
def test_whatever_happens_ids_are_unique_and_told_of(history):
    owner, events, registry = follow(history)
    groups = history[-1]
    for one in groups:
        for other in groups:
            assert (owner[one] == owner[other]) == (groups[one] == groups[other])
    before, _, _ = follow(history[:-1])
    old, new = set(before.values()), set(owner.values())
    assert {i for i, event, _ in events if event == "created"} == new - old
    assert {i for i, event, _ in events if event in ("merged", "retired")} == old - new
    assert {s for _, event, s in events if event in ("merged", "split")} <= new
    assert set(registry.filter("living")["entity_id"]) == new
    assert registry["entity_id"].is_unique().all()
    assert set(registry["successor"].drop_nulls()) <= set(registry["entity_id"])
