"""Runs one after another: ids live on, and `changes` says what happened to them."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.errors import RunError, UsageError
from mdm.previous import read_before
from mdm.rulepack import load_rulepack
from mdm.verify import verify_run

AS_OF = date(2026, 1, 1)
ONE, OTHER = "11010519491231002X", "320599196807256156"


def people(*rows: tuple[str, str, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["编号", "姓名", "身份证号", "电话"], orient="row")


def reconcile(out: Path, frame: pl.DataFrame, **said: object) -> mdm.Run:
    return mdm.reconcile({"police": frame}, out=out, as_of=AS_OF, city="320500", **said)


def owners(run: mdm.Run) -> dict[str, str]:
    return dict(run.crosswalk.select("record_id", "entity_id").collect().iter_rows())


def events(run: mdm.Run) -> set[tuple[str, str, str | None]]:
    return set(run.changes.select("entity_id", "event", "successor").collect().iter_rows())


BASE = (("2", "王小明", ONE, None), ("5", "李芳", OTHER, None))


@pytest.fixture
def first(tmp_path: Path) -> mdm.Run:
    return reconcile(tmp_path / "first", people(*BASE))


def test_the_same_again_changes_nothing(first, tmp_path):
    again = reconcile(tmp_path / "again", people(*BASE), previous=first)
    assert owners(again) == owners(first)
    assert events(again) == set()
    assert again.manifest["settings"]["previous"] == first.manifest["run_id"]
    assert verify_run(again.path) == []


def test_an_id_outlives_the_arrival_of_a_smaller_record(first, tmp_path):
    """Record 1 comes before record 2, which founded the entity: without the run before, the id would be another."""
    frame = people(("1", "王小明", ONE, None), *BASE)
    alone = reconcile(tmp_path / "alone", frame)
    after = reconcile(tmp_path / "after", frame, previous=first.path)
    assert owners(after)["1"] == owners(after)["2"] == owners(first)["2"] != owners(alone)["2"]
    assert events(after) == {(owners(first)["2"], "changed", None)}


def test_new_changed_and_gone_are_told_apart(first, tmp_path):
    frame = people(("2", "王小明", ONE, "16012345678"), ("9", "陈平", None, None))
    after = reconcile(tmp_path / "after", frame, previous=first)
    old, new = owners(first), owners(after)
    assert events(after) == {
        (old["2"], "changed", None),
        (old["5"], "retired", None),
        (new["9"], "created", None),
    }


def test_a_merge_is_told_and_the_old_id_leads_on(tmp_path):
    apart = reconcile(tmp_path / "apart", people(("2", "王小明", ONE, None), ("5", "王小明", None, None)))
    one, other = owners(apart)["2"], owners(apart)["5"]
    assert one != other
    said = {"left_source": "police", "left_record_id": "2", "right_source": "police", "right_record_id": "5"}
    path = tmp_path / "said.jsonl"
    path.write_text(json.dumps(said | {"verdict": "same"}) + "\n", encoding="utf-8")
    frame = people(("2", "王小明", ONE, None), ("5", "王小明", None, None))
    merged = reconcile(tmp_path / "merged", frame, previous=apart, decisions=path)
    assert set(owners(merged).values()) == {one}
    assert events(merged) == {(other, "merged", one), (one, "absorbed", None)}
    with pytest.raises(UsageError, match="lives no more") as refused:
        merged.how(other)
    assert one in str(refused.value)
    third = reconcile(tmp_path / "third", frame, previous=merged)
    assert owners(third) == owners(merged)
    assert third.manifest["summary"]["decisions"]["same"] == 1
    assert events(third) == set()


def test_only_a_run_of_the_same_pack_can_come_before(first, tmp_path):
    with pytest.raises(UsageError, match="a run of the rule pack population"):
        read_before(first.path, load_rulepack("legal_entity"))
    with pytest.raises(RunError):
        reconcile(tmp_path / "x", people(*BASE), previous=tmp_path / "none")
    assert not (tmp_path / "x").exists()


def test_the_run_before_may_be_replaced(first):
    again = reconcile(first.path, people(*BASE), previous=first.path, overwrite=True)
    assert events(again) == set()
    assert verify_run(again.path) == []
