"""What one run learned serves the next, and the next one says so."""

import json

import polars as pl
import pytest

import mdm
from mdm.errors import RunError, UsageError
from mdm.learned import read_learned
from mdm.rulepack import load_rulepack
from mdm.score import ComparisonParameters, LinkModel, RelativePatterns

PEOPLE = pl.DataFrame(
    {
        "编号": [str(n) for n in range(40)],
        "姓名": [f"王{c}" for c in "嘉懿煜城轩烨伟苑博泽熠彤鸿煊涛霖华祺智宸"] * 2,
        "生日": [f"19{50 + n % 20}-0{1 + n % 9}-11" for n in range(40)],
        "电话": [f"160{n % 20:08d}" for n in range(40)],
    }
)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return mdm.reconcile({"a": PEOPLE}, out=tmp_path_factory.mktemp("runs") / "first")


def test_the_same_parameters_decide_the_same(first, tmp_path):
    again = mdm.reconcile({"a": PEOPLE}, out=tmp_path / "again", model=first)
    assert again.links.collect().equals(first.links.collect())
    assert again.manifest["parameters"]["model"] == first.manifest["parameters"]["model"]
    assert (
        again.manifest["parameters"]["thresholds"]["link"]
        == first.manifest["parameters"]["thresholds"]["link"]
    )
    assert again.manifest["parameters"]["reused_from"] == first.manifest["run_id"]
    assert "reused_from" not in first.manifest["parameters"]
    assert again.manifest["run_id"] != first.manifest["run_id"]
    assert first.manifest["run_id"] in again.report().read_text("utf-8")


def test_another_file_is_judged_by_what_was_learned(first, tmp_path):
    few = mdm.reconcile({"a": PEOPLE.head(3)}, out=tmp_path / "few", model=first.path)
    learned, model = first.manifest["parameters"]["model"], few.manifest["parameters"]["model"]
    for name, told in model["comparisons"].items():
        assert told["m"] == learned["comparisons"][name]["m"]
        assert told["u"] == learned["comparisons"][name]["u"]
    assert model["units"] == 3


def test_a_model_of_other_comparisons_is_refused(first):
    with pytest.raises(UsageError, match="does not fit the rule pack legal_entity"):
        read_learned(first.path, load_rulepack("legal_entity"))
    with pytest.raises(RunError):
        read_learned(first.path / "none", load_rulepack("population"))


def test_a_model_is_the_same_after_writing_and_reading(first):
    said = first.manifest["parameters"]["model"]
    assert json.loads(json.dumps(LinkModel.from_dict(said).to_dict())) == said


def test_fewer_units_live_together_the_more_often():
    name = ComparisonParameters(
        ("missing", "exact", "else"), (1.0, 0.9, 0.1), (1.0, 0.1, 0.9), (1.0, 0.2, 0.8)
    )
    model = LinkModel({"name": name}, RelativePatterns((), {}), 1e-4, 0.8, 1000, "identity")
    smaller = model.for_units(500)
    assert smaller.household_share == pytest.approx(2e-4)
    assert smaller.prior_weight == pytest.approx(model.prior_weight + 1)
    assert model.for_units(1).household_share <= 0.5
