"""A whole run, asked every question it can answer."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.errors import InputError, RulePackError, RunError, UsageError
from mdm.run_folder import DERIVED, FRAMES
from mdm.verify import verify_run

POLICE = pl.DataFrame(
    {
        "编号": ["GA1", "GA2", "GA3", "GA4"],
        "姓名": ["王小明", "欧阳娜", "李芳", "陈平"],
        "公民身份号码": ["11010519491231002X", None, "320599196807256156", None],
        "出生日期": ["1949-12-31", "1990-01-05", "1968-07-25", "1970-02-03"],
        "住址": ["苏州市姑苏区十全街18号", "吴中区宝带西路3号2幢101室", None, None],
    }
)
HEALTH = pl.DataFrame(
    {
        "档案号": ["WJ1", "WJ2", "WJ3", "WJ4"],
        "姓名": ["王小明", "歐陽娜", "孙伟", "陈平"],
        "身份证号": ["11010519491231002x", None, "11010519491231002X", None],
        "生日": ["1949/12/31", "19900105", "1949-12-31", "1955-06-07"],
        "现住址": [None, "苏州市吴中区宝带西路3号2幢101室", None, None],
        "备注": ["", "", "", ""],
    }
)
AS_OF = date(2026, 1, 1)


def reconcile(out: Path | None = None, **said: object) -> mdm.Run:
    return mdm.reconcile({"police": POLICE, "health": HEALTH}, out=out, as_of=AS_OF, city="320500", **said)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> mdm.Run:
    return reconcile(tmp_path_factory.mktemp("runs") / "one")


def test_every_file_is_there_and_whole(run: mdm.Run) -> None:
    names = {path.name for path in run.path.iterdir()}
    assert names == {
        *(f"{frame}.parquet" for frame in (*FRAMES, *DERIVED)),
        "manifest.json",
        "rules.json",
        "report.html",
    }
    assert verify_run(run.path) == []
    assert run.report() == run.path / "report.html"


def test_the_manifest_says_what_went_in(run: mdm.Run) -> None:
    manifest = json.loads((run.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == run.manifest
    health, police = manifest["inputs"]
    assert (health["name"], health["rows"], health["unmapped"]) == ("health", 4, ["备注"])
    assert police["columns"]["公民身份号码"] == "resident_id"
    assert manifest["rules"]["name"] == "population"
    assert manifest["settings"] == {"city": "320500", "as_of": "2026-01-01", "key": "documented default"}
    assert manifest["counts"]["crosswalk"] == 8
    assert {"read", "golden", "write", "total"} <= set(manifest["timings_seconds"])


def test_every_record_stands_once_in_the_crosswalk(run: mdm.Run) -> None:
    keys = run.crosswalk.select("source", "record_id").collect().rows()
    assert keys == sorted(set(keys))
    assert len(keys) == 8
    assert run.records.collect().height == 8


def test_shuffled_rows_give_the_same_bytes(run: mdm.Run, tmp_path: Path) -> None:
    shuffled = {"health": HEALTH.reverse(), "police": POLICE.sample(fraction=1.0, shuffle=True, seed=7)}
    again = mdm.reconcile(shuffled, out=tmp_path / "two", as_of=AS_OF, city="320500")
    for name in FRAMES:
        file = f"{name}.parquet"
        assert (run.path / file).read_bytes() == (again.path / file).read_bytes(), name
    assert run.manifest["run_id"] == again.manifest["run_id"]


def test_a_run_opens_again(run: mdm.Run) -> None:
    again = mdm.open_run(run.path)
    assert again.golden.collect().equals(run.golden.collect())
    assert "8 records" in repr(again)


def test_a_run_without_folder_is_gone_when_python_ends() -> None:
    program = (
        "import mdm, polars as pl\n"
        "run = mdm.reconcile({'police': pl.DataFrame({'id': ['1'], 'name': ['王小明']})})\n"
        "path, crosswalk = run.path, run.crosswalk\n"
        "del run\n"
        "print(crosswalk.collect().height, path.is_dir(), path)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    rows, existed, path = done.stdout.split()
    assert (rows, existed) == ("1", "True")
    assert not Path(path).parent.exists()


def test_why_an_identifier_joined_two(run: mdm.Run) -> None:
    story = run.why("police", "GA1", "health", "WJ1")
    assert story.finding == "identity"
    assert story.same_entity
    name = story.comparisons[0]
    assert (name.left, name.right, name.level) == ("王小明", "王小明", "exact")
    assert "11010519491231002x" in str(story)
    assert "缺失 missing" in str(story)


def test_why_a_number_shared_with_another_name_does_not_join(run: mdm.Run) -> None:
    story = run.why("health", "WJ3", "police", "GA1")
    assert not story.same_entity
    assert story.finding == "review"
    assert story.veto == "same_identifier_other_name"


def test_a_pair_that_a_rule_hands_to_a_person_is_for_review_and_not_counted_as_vetoed() -> None:
    alike = pl.DataFrame({"编号": ["1", "2"], "姓名": ["王小明"] * 2, "出生日期": ["1949-12-31"] * 2})
    run = mdm.reconcile({"cards": alike}, as_of=AS_OF)
    assert run.links.select("decision", "veto").collect().row(0) == ("review", "name_and_birthday_alone")
    assert (run.manifest["summary"]["review"], run.manifest["summary"]["vetoed"]) == (1, 0)
    page = run.report().read_text(encoding="utf-8")
    doubtful = page.split('class="kind doubtful"')[1].split('class="kind')[0]
    assert "cards:1" in doubtful
    assert "不自动合并的理由" in doubtful


def test_an_attribute_may_be_called_as_people_call_it(run: mdm.Run) -> None:
    entity = run.crosswalk.filter(record_id="GA1").collect()["entity_id"].item()
    for name in ("姓名", "name", "person_name"):
        assert run.explain(entity, name).attribute == "person_name"


def test_two_names_under_one_number_are_shown_to_who_decides(run: mdm.Run) -> None:
    page = run.report().read_text(encoding="utf-8")
    doubtful = page.split('class="kind doubtful"')[1].split('class="kind')[0]
    (card,) = [part for part in doubtful.split("<details")[1:] if "health:WJ3" in part]
    assert "号码相同而姓名不符" in card
    assert 'class="score"' not in card  # it was not scored
    assert "mdm decisions export" in doubtful


def test_numbers_days_and_single_names_are_taken_as_people_write_them(tmp_path: Path) -> None:
    cards = HEALTH.with_columns(档案号=pl.Series([1, 2, 3, 4]))
    said = {"city": 320500, "as_of": "2026-01-01", "duplicate_free": "health"}
    run = mdm.reconcile({"police": POLICE, "health": cards}, out=tmp_path / "r", **said)
    assert run.manifest["settings"]["city"] == "320500"
    assert run.manifest["settings"]["as_of"] == "2026-01-01"
    assert run.why("police", "GA1", "health", 1).same_entity
    entities = run.golden.collect()["entity_id"]
    assert run.follow(entities.to_list()).equals(run.follow(entities))
    with pytest.raises(UsageError, match="'2026' is no day"):
        mdm.reconcile({"police": POLICE}, as_of="2026")


def test_why_two_numbers_keep_two_people_apart(run: mdm.Run) -> None:
    story = run.why("police", "GA3", "health", "WJ1")
    assert story.finding == "different_identifiers"
    assert story.different_identifiers == ("resident_id",)
    assert story.decision is None


def test_why_a_pair_was_never_compared(run: mdm.Run) -> None:
    story = run.why("police", "GA4", "health", "WJ4")
    assert story.finding == "never_compared"
    assert "no blocking rule proposes the pair" in str(story)


def test_why_sees_what_a_blocking_rule_proposed(run: mdm.Run) -> None:
    story = run.why("police", "GA2", "health", "WJ2")
    assert "sound_birth_date" in story.proposed_by
    weights = sum(line.weight for line in story.comparisons) + story.prior_weight + story.correction
    assert story.match_weight is None or story.match_weight == pytest.approx(weights)


def test_how_an_entity_came_together(run: mdm.Run) -> None:
    entity = run.crosswalk.filter(source="police", record_id="GA1").collect()["entity_id"][0]
    story = run.how(entity)
    assert story.groups == ((("health", "WJ1"), ("police", "GA1")),)
    assert "police:GA1" in str(story)


def test_where_a_value_comes_from(run: mdm.Run) -> None:
    entity = run.crosswalk.filter(source="police", record_id="GA1").collect()["entity_id"][0]
    story = run.explain(entity, "address")
    assert story.provenance is not None
    assert story.provenance["source"] == "police"
    assert story.claims["value"].null_count() == 1
    assert run.explain(entity, "phone").provenance is None


REFUSED: list[tuple[Callable[[mdm.Run], object], str]] = [
    (lambda run: run.why("polic", "GA1", "health", "WJ1"), "did you mean police"),
    (lambda run: run.why("police", "GA9", "health", "WJ1"), "did you mean GA4"),
    (lambda run: run.why("police", "GA1", "police", "GA1"), "compared with itself"),
    (lambda run: run.how("P-000000"), "no entity 'P-000000'"),
    (lambda run: run.explain("P-000000", "adress"), "did you mean address"),
]


@pytest.mark.parametrize(("ask", "said"), REFUSED)
def test_questions_that_make_no_sense(run: mdm.Run, ask: Callable[[mdm.Run], object], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        ask(run)
    assert refused.value.hint or "itself" in said


def test_sources_without_rows_make_a_run_of_nothing(tmp_path: Path) -> None:
    nothing = mdm.reconcile({"police": POLICE.clear(), "health": HEALTH.clear()}, out=tmp_path / "none")
    assert nothing.golden.collect().height == 0
    assert verify_run(nothing.path) == []


def test_one_record_makes_one_entity() -> None:
    alone = mdm.reconcile({"police": POLICE.head(1)})
    assert alone.golden.collect()["resident_id"].to_list() == ["11010519491231002X"]


def test_nothing_is_written_where_input_or_rules_are_wrong(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError, match="more than once"):
        mdm.reconcile({"police": pl.concat([POLICE, POLICE])}, out=out)
    with pytest.raises(RulePackError, match="no rule pack 'populaton'"):
        mdm.reconcile({"police": POLICE}, rules="populaton", out=out)
    with pytest.raises(RunError):
        mdm.open_run(out)
    assert list(tmp_path.iterdir()) == []


def test_a_pipeline_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mdm.reconciling.run_pipeline", fail)
    with pytest.raises(KeyboardInterrupt):
        reconcile(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_verify_finds_what_was_changed(tmp_path: Path) -> None:
    run = reconcile(tmp_path / "one")
    crosswalk = run.crosswalk.collect()
    pl.concat([crosswalk.slice(1), crosswalk.tail(1)]).write_parquet(run.path / "crosswalk.parquet")
    said = "\n".join(verify_run(run.path))
    assert "crosswalk.parquet: 内容已改" in said
    assert "records that stand twice: 2" in said
    assert "records missing: 1" in said


def test_why_says_that_names_were_filled_in_the_wrong_way_round() -> None:
    people = pl.DataFrame(
        {
            "record_id": ["1", "2"],
            "given_name": ["Anika", "Spicer"],
            "surname": ["Spicer", "Anika"],
            "date_of_birth": ["1986-10-12"] * 2,
            "suburb": ["View Bank"] * 2,
        }
    )
    story = mdm.reconcile({"clinic": people}, rules="person_generic").why("clinic", "1", "clinic", "2")

    assert [line.name for line in story.comparisons if line.exchanged] == ["given_name", "surname"]
    assert "填反" in str(story)
