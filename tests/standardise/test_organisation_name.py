"""Names of organisations: the cases of the data stewards, and what holds for any name."""

import re
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.rulepack.reference import read_reference
from mdm.standardise.kind import Context
from mdm.standardise.organisation_name import FIELD_STEPS, KIND
from mdm.standardise.steps import replay_steps, run_steps

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "standardise" / "organisation_name.yml"
CASES = yaml.safe_load(PATH.read_text(encoding="utf-8"))
PIECES = (
    "苏州", "苏州市", "吴中区", "华信", "张", "电子", "科技", "有限公司", "集团", "(", ")", "（苏州）", "分公司", "第1",
    "厂", "店", "原", "***",
    " ", "Co., Ltd.", "個", "已注销", "12号", "路", "工会",
)  # fmt: skip
names = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


def read(texts, **options):
    return KIND.standardise(pl.Series(texts, dtype=pl.String), Context(**options))


def mark(case):
    marks = [pytest.mark.xfail(strict=True)] if case["kind"] == "known_failure" else []
    return pytest.param(case, marks=marks, id=case["label"])


@pytest.mark.parametrize("case", [mark(case) for case in CASES])
def test_case_reads_as_written(case):
    found = read([case["given"]]).row(0, named=True)
    assert {part: found[part] for part in case["expect"]} == case["expect"]


def test_labels_are_unique():
    labels = [case["label"] for case in CASES]
    assert len(labels) == len(set(labels))


@settings(max_examples=12, deadline=None)
@given(st.lists(names, min_size=1, max_size=6))
def test_a_value_depends_on_itself_alone(texts):
    together = read([*texts, None])
    assert together.rows()[:-1] == [read([text]).row(0) for text in texts]
    assert not any(together.row(-1))


@settings(max_examples=12, deadline=None)
@given(names)
def test_a_value_without_issue_reads_as_itself(text):
    once = read([text]).row(0, named=True)
    if once["value"] is not None and once["issue"] is None:
        assert read([once["value"]])["key"].item() == once["key"]


@settings(max_examples=12, deadline=None)
@given(names)
def test_steps_replay(text):
    listed = read([text], steps=True)
    if listed["value"].item() is not None:
        again = replay_steps(pl.Series([text]), listed["steps"], FIELD_STEPS)
        assert again.item() == run_steps(pl.Series([text]), FIELD_STEPS).item()


@pytest.mark.parametrize("table", ["organisation_forms", "organisation_industries", "organisation_branches"])
def test_words_stand_once(table):
    words = read_reference(table).to_series(0)
    assert words.is_duplicated().sum() == 0


def test_successions_point_forward():
    table = read_reference("organisation_government")
    short = pl.col("shape") == "short"  # another spelling of the body itself, whenever
    assert table.filter(~short)["from"].str.to_date().null_count() == 0
    assert table.filter(short)["from"].is_null().all()
    assert not table.filter(pl.col("former") == pl.col("successor")).height


UNLISTED = {  # name: trade name, and the word behind it that stands in no list
    "宁波贝利特钛纤有限公司": ("贝利特", "钛纤"),
    "无锡康顿轧辊机件有限公司": ("康顿", "轧辊机件"),
    "荆州市沙市区楚味源烫饭馆": ("楚味源", "烫饭"),
    "苏州小桥流水酒馆": ("小桥流水", None),
    "拉萨扎西德勒商行": ("扎西德勒", None),
}


def test_words_of_no_list_are_told_from_the_trade_name():
    listed = set(read_reference("organisation_industries")["word"])
    assert not listed & {word for _, word in UNLISTED.values()}
    found = read(list(UNLISTED))
    assert found.select("trade_name", "industry").rows() == list(UNLISTED.values())


def test_a_long_name_keeps_its_form():
    text = "苏州" + "华" * 80 + "有限公司"
    assert read([text])["form"].item() == "有限公司"


def test_examples_of_the_page_hold():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "kinds-organisation-name.md").read_text(
        encoding="utf-8"
    )
    rows = re.findall(r"^\| `([^`]+)` \| `(\w+)` = `([^`]+)` \|$", page, flags=re.M)
    assert len(rows) >= 5
    assert [read([given])[part].item() for given, part, _ in rows] == [value for _, _, value in rows]
