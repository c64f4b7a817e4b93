"""What reviewers decided outranks scores, and never breaks a veto."""

import json

import polars as pl
import pytest

from mdm.review import hash_pairs
from mdm.rulepack import load_rulepack
from mdm.sources import read_sources


def line(left, right, verdict, **more):
    (left_source, left_id), (right_source, right_id) = left.split(":"), right.split(":")
    told = {
        "kind": "pair",
        "left_source": left_source,
        "left_record_id": left_id,
        "right_source": right_source,
        "right_record_id": right_id,
        "verdict": verdict,
    }
    return json.dumps(told | more) + "\n"


@pytest.fixture
def strangers(crowd, person):
    """Two people who have nothing in common, and one of them once more without number."""
    one, other = person(1), person(2)
    return {
        "a": [*crowd, {"record_id": "1", **one}, {"record_id": "2", **other, "id_number": None}],
        "b": [{"record_id": "1", **one, "id_number": None}],
    }


def test_without_decisions_evidence_decides(link, entities, strangers):
    found = entities(link(strangers))
    assert found["a:1"] == found["b:1"] != found["a:2"]


def test_different_outranks_evidence(link, entities, strangers):
    run = link(strangers, line("a:1", "b:1", "different"))
    assert entities(run)["a:1"] != entities(run)["b:1"]
    decided = run.links.filter(pl.col("veto") == "reviewed_different").collect()
    assert set(decided["decision"]) == {"non_link"}
    assert run.summary["decisions"]["different"] == 1


def test_same_outranks_evidence(link, entities, strangers):
    run = link(strangers, line("b:1", "a:2", "same"))
    assert entities(run)["b:1"] == entities(run)["a:2"]
    decided = run.links.filter(pl.col("match_key") == "decision").collect()
    assert decided["decision"].to_list() == ["link"]


def test_unsure_leaves_the_pair_to_review(link, entities, strangers):
    run = link(strangers, line("a:1", "b:1", "unsure"))
    assert entities(run)["a:1"] != entities(run)["b:1"]
    assert "review" in run.links.filter(pl.col("left_record_id") == "1").collect()["decision"].to_list()


def test_the_latest_word_on_a_pair_counts(link, entities, strangers):
    early = line("a:1", "b:1", "different", when="2026-01-01")
    late = line("b:1", "a:1", "same", when="2026-02-01")
    for text in (early + late, late + early):
        found = entities(link(strangers, text))
        assert found["a:1"] == found["b:1"]


def test_a_decision_on_changed_records_is_raised_again(link, entities, strangers):
    run = link(strangers, line("a:1", "b:1", "different", content_hash="0" * 32))
    raised = run.links.filter(pl.col("veto") == "decision_out_of_date").collect()
    assert set(raised["decision"]) == {"review"}
    assert run.summary["decisions"]["out_of_date"] == 1


def test_a_decision_on_the_same_content_holds(link, entities, strangers):
    pack = load_rulepack("population")
    frames = {name: pl.DataFrame(rows) for name, rows in strangers.items()}
    raw = read_sources(frames, pack).records
    row = {f"{s}:{i}": r for r, s, i in raw.select("row", "source", "record_id").iter_rows()}
    pair = pl.DataFrame(
        {"left": [row["a:1"]], "right": [row["b:1"]]}, schema={"left": pl.UInt32, "right": pl.UInt32}
    )
    said = hash_pairs(pair, raw, pack)[0]
    assert said == hash_pairs(pair.rename({"left": "right", "right": "left"}), raw, pack)[0]
    found = entities(link(strangers, line("a:1", "b:1", "different", content_hash=said)))
    assert found["a:1"] != found["b:1"]


def test_decisions_that_contradict_one_another_are_told_and_left(link, entities, strangers):
    said = line("a:1", "a:2", "same") + line("a:2", "b:1", "same") + line("a:1", "b:1", "different")
    run = link(strangers, said)
    found = entities(run)
    assert found["a:1"] == found["b:1"] != found["a:2"]
    issues = run.issues.filter(pl.col("rule") == "contradictory_decisions").collect()
    assert set(issues["source"] + ":" + issues["record_id"]) == {"a:1", "a:2", "b:1"}
    assert run.summary["decisions"]["set_aside"] == 3


def test_no_decision_joins_two_numbers(link, entities, crowd, person):
    sources = {"a": [*crowd, {"record_id": "1", **person(1)}, {"record_id": "2", **person(2)}]}
    run = link(sources, line("a:1", "a:2", "same"))
    found = entities(run)
    assert found["a:1"] != found["a:2"]
    assert run.issues.filter(pl.col("rule") == "decision_against_veto").collect().height == 2


def test_a_chain_of_decisions_joins_no_two_numbers(link, entities, strangers, person):
    strangers["b"].append({"record_id": "3", **person(3)})
    run = link(strangers, line("a:1", "a:2", "same") + line("a:2", "b:3", "same"))
    found = entities(run)
    assert len({found["a:1"], found["a:2"], found["b:3"]}) == 3
    assert run.issues.filter(pl.col("rule") == "decision_against_veto").collect().height == 3


def test_a_person_renamed_is_told_to_be_the_same(link, entities, crowd, person):
    """One number under two names waits for review; a decision returns the number to both."""
    one = person(1)
    sources = {"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **one, "name": "欧阳娜娜"}]}
    before = link(sources)
    assert entities(before)["a:1"] != entities(before)["b:1"]
    after = link(sources, line("a:1", "b:1", "same"))
    assert entities(after)["a:1"] == entities(after)["b:1"]
    assert after.issues.filter(pl.col("rule") == "contested_identifier").collect().is_empty()


def test_a_number_is_taken_from_a_stranger_who_uses_it(link, entities, crowd, person):
    one = person(1)
    sources = {"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **one}]}
    assert entities(link(sources))["a:1"] == entities(link(sources))["b:1"]
    run = link(sources, line("a:1", "b:1", "different"))
    assert entities(run)["a:1"] != entities(run)["b:1"]


def test_records_that_are_gone_are_counted(link, strangers):
    run = link(strangers, line("a:1", "c:77", "same"))
    assert run.summary["decisions"]["unknown_records"] == 1
