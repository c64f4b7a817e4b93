"""A classifier learns what reviewers go by, is judged on decisions it has not seen, and is used only when asked."""

import json
import sys
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.errors import InputError, UsageError
from mdm.rulepack import load_rulepack
from mdm.rulepack.job import load_job
from mdm.score import Classifier
from mdm.supervised import read_classifier

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "population"
SOURCES = load_job(FIXTURES / "job.yml").sources
KEYS = ["left_source", "left_record_id", "right_source", "right_record_id"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> mdm.Run:
    return mdm.reconcile(SOURCES, out=tmp_path_factory.mktemp("runs") / "run", city="320500")


@pytest.fixture(scope="module")
def decisions(run: mdm.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reviewers who trust an equal phone and nothing else: something the default cannot know."""
    spoken = run.links.filter(pl.col("match_weight").is_not_null() & (pl.col("level_phone") != "missing"))
    phone = pl.when(pl.col("level_phone") == "exact").then(pl.lit("same")).otherwise(pl.lit("different"))
    told = spoken.select(*KEYS, verdict=phone).collect()
    path = tmp_path_factory.mktemp("decided") / "decisions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in told.to_dicts()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(run: mdm.Run, decisions: Path) -> "mdm.supervised.Training":
    return mdm.train_classifier(run.path, decisions)


def test_it_learns_what_reviewers_go_by(trained):
    assert trained.trained.right > trained.default.right
    assert trained.trained.right / trained.trained.pairs > 0.97
    assert trained.chance < 0.001
    assert "the classifier is better" in str(trained)
    seen = trained.classifier.trained_on
    assert trained.held_back == pytest.approx(sum(seen.values()) / 2, rel=0.2)


def test_it_is_used_only_when_asked_and_says_so(run, trained, decisions, tmp_path):
    path = trained.write(tmp_path / "classifier.json")
    told = mdm.reconcile(SOURCES, out=tmp_path / "told", city="320500", classifier=path)
    assert told.manifest["parameters"]["classifier"]["trained_on"] == trained.classifier.trained_on
    assert "学自" in told.report().read_text("utf-8")
    links = told.links.filter(pl.col("match_weight").is_between(-20, 0)).collect()
    assert (links["level_phone"] != "exact").mean() > 0.9
    silent = mdm.reconcile(SOURCES, out=tmp_path / "silent", city="320500", decisions=decisions)
    assert "classifier" not in silent.manifest["parameters"]
    assert silent.manifest["parameters"]["model"] == run.manifest["parameters"]["model"]
    with pytest.raises(UsageError, match="itself decided by a classifier"):
        mdm.train_classifier(told.path, decisions)


def test_a_classifier_reads_back_as_it_was_written(trained, tmp_path):
    path = trained.write(tmp_path / "classifier.json")
    assert read_classifier(path, load_rulepack("population")) == trained.classifier
    with pytest.raises(UsageError, match="does not fit the rule pack legal_entity"):
        read_classifier(path, load_rulepack("legal_entity"))
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    for wrong in ("broken.json", "none.json"):
        with pytest.raises(InputError, match=r"no (such )?classifier"):
            read_classifier(tmp_path / wrong, load_rulepack("population"))


def test_it_speaks_only_of_weights_it_was_shown_and_missing_says_nothing():
    classifier = Classifier({"name": ("missing", "exact")}, {"name": (0.0, 2.0)}, 0.0, 1.0, -5.0, 5.0, {})
    weighed = pl.DataFrame({"match_weight": [-9.0, 0.0, 0.0, 9.0], "level_name": [1, 0, 1, 1]}).cast(
        {"level_name": pl.UInt8}
    )
    said = classifier.judge(weighed)["match_weight"].to_list()
    assert said == pytest.approx([-9.0, 1.4427, 3 * 1.4427, 9.0], abs=1e-3)


def test_too_few_decisions_teach_nothing(run, tmp_path):
    path = tmp_path / "few.jsonl"
    pair = (
        run.links.filter(pl.col("match_weight").is_not_null())
        .select(KEYS)
        .first()
        .collect()
        .row(0, named=True)
    )
    path.write_text(json.dumps(pair | {"verdict": "same"}) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="too few to learn from"):
        mdm.train_classifier(run.path, path)
    with pytest.raises(UsageError, match="no decisions in it"):
        mdm.train_classifier(run.path)


def test_without_its_packages_it_says_what_to_install(run, decisions, monkeypatch):
    monkeypatch.setitem(sys.modules, "recordlinkage", None)
    with pytest.raises(UsageError, match="recordlinkage"):
        mdm.train_classifier(run.path, decisions)
