"""The population generator keeps its promises at a size that takes a second."""

import importlib
import itertools
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
STYLES = {
    "city": ["police", "health", "social_security", "civil_affairs"],
    "mixed": ["registry", "hospital", "employers"],
}

pytest.importorskip("pyarrow", reason="the generator writes Parquet with pyarrow (extra dev)")


def generate(folder: Path, style: str) -> Path:
    command = [sys.executable, str(BENCHMARKS / "generate_population.py"), str(folder)]
    subprocess.run([*command, "--records", "2000", "--style", style], check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="module", params=list(STYLES))
def made(request, tmp_path_factory) -> tuple[Path, str]:
    return generate(tmp_path_factory.mktemp(request.param), request.param), request.param


@pytest.fixture
def module(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module


def read(made: tuple[Path, str]) -> pl.DataFrame:
    folder, style = made
    return pl.concat(
        pl.read_parquet(folder / f"{name}.parquet").with_columns(source=pl.lit(name))
        for name in STYLES[style]
    )


def test_every_mess_reaches_its_least_share(made, module):
    least = module("generate_population").MINIMUM_RATES
    rates = json.loads((made[0] / "rates.json").read_text(encoding="utf-8"))["rates"]
    assert {mess: rates[mess] for mess, share in least.items() if rates[mess] < share} == {}


def test_counted_rates_are_those_of_the_files(made):
    rates = json.loads((made[0] / "rates.json").read_text(encoding="utf-8"))["rates"]
    records = read(made)
    assert records["birth_date"].null_count() / len(records) == pytest.approx(rates["birth date missing"])
    assert records["id_number"].null_count() / len(records) == pytest.approx(rates["no number"])
    masked = records["id_number"].str.contains("*", literal=True).sum()
    assert masked / len(records) == pytest.approx(rates["masked number"])


def test_truth_holds_every_record_once(made):
    keys = ["source", "record_id"]
    truth = pl.read_parquet(made[0] / "truth.parquet")
    assert_frame_equal(truth.select(keys), read(made).select(keys), check_row_order=False)
    assert truth.select(keys).is_duplicated().sum() == 0
    assert truth["entity_id"].null_count() == 0


def test_the_same_arguments_give_the_same_rows(made, tmp_path):
    again = generate(tmp_path, made[1])
    for name in [*STYLES[made[1]], "truth"]:
        assert_frame_equal(
            pl.read_parquet(again / f"{name}.parquet"), pl.read_parquet(made[0] / f"{name}.parquet")
        )


def test_no_number_can_have_been_issued(made):
    whole = read(made).filter(pl.col("id_number").str.contains(r"^\d{17}[\dX]$|^\d{15}$"))["id_number"]
    divisions = whole.str.slice(0, 6).unique().to_list()
    assert len(whole) > 1000
    assert set(divisions) <= {"320599", "330299", "610199", "111111"}  # the last: a placeholder


def test_check_digits_are_those_of_the_standard(module):
    people = module("population_people")
    bodies = pl.Series([32059919800101123, 32059919800101128]).to_numpy()
    assert people._append_check(bodies).to_list() == ["320599198001011239", "32059919800101128X"]


def test_lunar_days_are_those_of_the_calendar(module):
    people, vocabulary = module("population_people"), module("population_vocabulary")
    table = vocabulary.load_lunar(people.FIRST_DAY, people.TODAY)
    day = (people.date(2024, 2, 10) - people.FIRST_DAY).days  # new year of the dragon
    assert [int(column[day]) for column in table] == [2024, 1, 1]
    assert [int(column[day - 1]) for column in table] == [2023, 12, 30]
    leap = (people.date(2023, 3, 22) - people.FIRST_DAY).days  # first day of the leap second month
    assert [int(column[leap]) for column in table] == [2023, 2, 1]


def test_pair_counts_agree_with_counting_pairs(module):
    clusters, entities = [1, 1, 1, 2, 2, 3, 4], ["a", "a", "b", "b", "b", "c", "c"]
    pairs = list(itertools.combinations(zip(clusters, entities, strict=True), 2))
    found = [left[1] == right[1] for left, right in pairs if left[0] == right[0]]
    true = [left[0] == right[0] for left, right in pairs if left[1] == right[1]]
    counted = module("pair_counts").pairwise(pl.Series(clusters), pl.Series(entities))
    assert counted["precision"] == pytest.approx(sum(found) / len(found))
    assert counted["recall"] == pytest.approx(sum(true) / len(true))
    assert (counted["false_pairs"], counted["missed_pairs"]) == (
        len(found) - sum(found),
        len(true) - sum(true),
    )
