"""What is done for the sake of memory where records are many changes no byte of a run."""

import json
from pathlib import Path

import pytest

import mdm
from mdm import pipeline, shelf
from mdm.rulepack.job import load_job

FIXTURES = Path(__file__).parents[2] / "fixtures"


def _outputs(folder: Path) -> dict[str, str]:
    mdm.reconcile(load_job(FIXTURES / "population" / "job.yml").sources, city="320500", out=folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {name: told["sha256"] for name, told in manifest["outputs"].items()}


def test_coded_texts_give_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_texts = _outputs(tmp_path / "texts")
    monkeypatch.setattr(pipeline, "MANY", 0)
    monkeypatch.setattr(shelf, "WORTH_A_FILE", 0)
    assert _outputs(tmp_path / "codes") == as_texts
    assert "golden.parquet" in as_texts


def _outputs_by_base(folder: Path) -> dict[str, dict[str, str]]:
    job = load_job(FIXTURES / "small_city" / "job.yml")
    city = mdm.reconcile(job.sources, profile="jiangsu-145", city=job.city, as_of=job.as_of, out=folder)
    return {
        name: {file: told["sha256"] for file, told in base.manifest["outputs"].items()}
        for name, base in city.bases.items()
    }


def test_so_they_do_in_every_base_of_a_city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_texts = _outputs_by_base(tmp_path / "texts")
    monkeypatch.setattr(pipeline, "MANY", 0)
    monkeypatch.setattr(shelf, "WORTH_A_FILE", 0)
    assert _outputs_by_base(tmp_path / "codes") == as_texts
    assert len(as_texts) >= 5
