"""The round of a review: doubtful pairs out, decisions in, obeyed by the next run."""

import polars as pl
import pytest

import mdm
from mdm.errors import RunError, UsageError
from mdm.explanation import list_doubtful
from mdm.review import import_decisions

NUMBER = "11010519491231002X"
POLICE = pl.DataFrame({"编号": ["1"], "姓名": ["王小明"], "身份证号": [NUMBER], "更新时间": ["2026-01-01"]})
HEALTH = pl.DataFrame({"编号": ["1"], "姓名": ["孙伟"], "身份证号": [NUMBER], "更新时间": ["2026-01-02"]})


def reconcile(out, health=HEALTH, **said):
    return mdm.reconcile({"police": POLICE, "health": health}, out=out, **said)


@pytest.fixture
def doubtful(tmp_path):
    """A run with one pair for review, and the file a reviewer fills in."""
    run = reconcile(tmp_path / "one")
    pairs = list_doubtful(run.path)
    assert len(pairs) == 1
    path = tmp_path / "decided.csv"
    pairs.with_columns(verdict=pl.lit("same")).write_csv(path)
    return run, path


def test_decisions_come_back_and_are_obeyed(doubtful, tmp_path):
    run, path = doubtful
    told = import_decisions(run.path, [path])
    assert (told.added, told.total, told.unknown) == (1, 1, 0)
    assert import_decisions(run.path, [path]).added == 0
    again = reconcile(tmp_path / "two", decisions=run.path)
    assert again.crosswalk.collect()["entity_id"].n_unique() == 1
    assert again.manifest["summary"]["decisions"]["same"] == 1
    assert again.why("police", "1", "health", "1").finding == "decided_same"
    assert (again.path / "decisions.jsonl").read_text("utf-8") == told.path.read_text("utf-8")


def test_no_run_replaces_decisions_that_it_does_not_obey(doubtful, tmp_path):
    run, path = doubtful
    held = import_decisions(run.path, [path]).path
    text = held.read_text("utf-8")
    with pytest.raises(UsageError, match="1 reviewers' decisions in it would be lost"):
        reconcile(run.path, overwrite=True)
    other = tmp_path / "other.csv"
    pl.read_csv(path, infer_schema=False).with_columns(verdict=pl.lit("different")).write_csv(other)
    with pytest.raises(UsageError, match="would be lost"):
        reconcile(run.path, overwrite=True, decisions=other)
    assert held.read_text("utf-8") == text
    for said in ({"decisions": run.path}, {"previous": run.path}, {"decisions": path}):
        again = reconcile(run.path, overwrite=True, **said)
        assert again.manifest["summary"]["decisions"]["same"] == 1
        assert held.read_text("utf-8") == text


def test_no_profile_replaces_decisions_that_it_does_not_obey(tmp_path):
    def build(**said):
        sources = {"population": {"police": POLICE, "health": HEALTH}}
        return mdm.reconcile(sources, profile="jiangsu-145", out=tmp_path / "city", overwrite=True, **said)

    people = build().path / "population"
    pairs = list_doubtful(people).with_columns(verdict=pl.lit("same"))
    pairs.write_csv(tmp_path / "decided.csv")
    import_decisions(people, [tmp_path / "decided.csv"])
    with pytest.raises(UsageError, match="would be lost"):
        build()
    assert build(decisions=people).bases["population"].manifest["summary"]["decisions"]["same"] == 1


def test_a_new_date_of_update_is_no_new_case_but_a_new_name_is(doubtful, tmp_path):
    _, path = doubtful
    later = HEALTH.with_columns(更新时间=pl.lit("2026-03-03"))
    assert reconcile(tmp_path / "two", later, decisions=path).crosswalk.collect()["entity_id"].n_unique() == 1
    renamed = HEALTH.with_columns(姓名=pl.lit("孙维"))
    raised = reconcile(tmp_path / "three", renamed, decisions=path)
    assert raised.crosswalk.collect()["entity_id"].n_unique() == 2
    assert raised.manifest["summary"]["decisions"]["out_of_date"] == 1
    assert len(list_doubtful(raised.path)) == 1


def test_the_list_shows_both_records_as_delivered(doubtful):
    run, _ = doubtful
    shown = list_doubtful(run.path).row(0, named=True)
    assert {shown["left_person_name"], shown["right_person_name"]} == {"王小明", "孙伟"}
    assert shown["verdict"] is None
    assert len(shown["content_hash"]) == 32


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(RunError):
        import_decisions(tmp_path, [])


def test_a_link_without_which_an_entity_falls_apart_is_listed(tmp_path, monkeypatch):
    """Thirty people, each met twice: held strictly, each entity hangs together by one weak link."""
    people = pl.DataFrame(
        {
            "编号": [str(n) for n in range(60)],
            "姓名": [f"王{c}" for c in "嘉懿煜城轩烨伟苑博泽熠彤鸿煊涛霖华祺智宸正豪昊然明杰立诚辉文"] * 2,
            "生日": [f"19{50 + n % 30}-0{1 + n % 9}-11" for n in range(60)],
            "电话": [f"1660000{1100 + n % 30}" for n in range(60)],
        }
    )
    assert mdm.reconcile({"a": people}).manifest["summary"]["weak_bridges"] == 0
    monkeypatch.setattr("mdm.linking.weak.WEAK_ODDS", 1e18)
    run = mdm.reconcile({"a": people}, out=tmp_path / "run")
    bridges = list_doubtful(run.path).filter(pl.col("reason") == "weak_bridge")
    assert len(bridges) == run.manifest["summary"]["weak_bridges"] == 30
    assert "弱连接" in run.report().read_text("utf-8")
