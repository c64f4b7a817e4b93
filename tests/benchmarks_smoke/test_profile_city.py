"""The city's generator is repeatable and says truly which references must stay open."""

import importlib
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.rulepack.job import load_job

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
LICENCES = 1500

pytest.importorskip("pyarrow", reason="the population generator needs it (extra dev)")


@pytest.fixture(scope="module")
def module():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module


@pytest.fixture(scope="module")
def data(module, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    module("generate_city").generate(folder, LICENCES)
    return folder


def test_the_same_arguments_give_the_same_rows(module, data, tmp_path):
    module("generate_city").generate(tmp_path, LICENCES)
    for path in data.glob("*.parquet"):
        assert pl.read_parquet(path).equals(pl.read_parquet(tmp_path / path.name)), path.name


def test_codes_pass_their_checks_and_none_can_have_been_issued(data):
    registry = pl.read_parquet(data / "market_registry.parquet")
    for kind, heading in (("uscc", "统一社会信用代码"), ("registration_number", "注册号")):
        read = mdm.standardise_values(kind, registry[heading].drop_nulls())
        assert read["value"].null_count() == 0
        assert read["value"].str.contains("320599").all()
    licences = pl.read_parquet(data / "licence_platform.parquet")["电子证照标识"].drop_nulls()
    assert mdm.standardise_values("e_licence_id", licences)["value"].null_count() == 0


def test_what_says_enough_is_found_and_nothing_else(module, data):
    command = module("profile_city")
    run = mdm.reconcile(load_job(command.write_job(data)).sources, profile="jiangsu-145")
    told = command.tell_references(command.judge_references(run, data))
    assert told["wrong"].sum() == 0
    assert (told["recall"] >= 0.97).all()
    open_ones = told["references"].sum() - told["say enough"].sum()
    assert open_ones > 100
