"""Citizen numbers and unified codes are read as python-stdnum reads them, save where it is wrong."""

import importlib
from pathlib import Path

import pytest
from stdnum.cn import uscc

from mdm.standardise import standardise_values

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
NUMBERS = 100_000


@pytest.fixture(scope="module")
def agreement():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("stdnum_agreement")


@pytest.mark.parametrize("kind", ["resident_id", "uscc"])
def test_both_say_the_same_of_sound_and_of_wrong_numbers(agreement, kind):
    found = agreement.compare(kind, NUMBERS)
    # A sound number that ends in 000 is what a spreadsheet leaves of another: no number here.
    assert [number for number in found.differing if not number.endswith("000")] == []
    assert NUMBERS * 0.499 < found.valid_here <= NUMBERS / 2


@pytest.mark.parametrize("first", "ANY")
def test_departments_that_are_letters_are_read_here_alone(agreement, first):
    codes = agreement.make_lettered(200, first)
    assert standardise_values("uscc", codes)["value"].to_list() == codes.to_list()
    assert not any(map(uscc.is_valid, codes))


def test_the_check_of_the_organisation_code_inside_is_made_here_alone(agreement):
    codes = agreement.make_inner_faults(200)
    read = standardise_values("uscc", codes)
    assert read["value"].null_count() == len(codes)
    # One of digits alone may pass the check of a citizen number by chance, and is shown as such.
    assert set(read["issue"]) <= {"bad_inner_check", "wrong_column_resident_id"}
    assert (read["issue"] == "bad_inner_check").mean() > 0.9
    assert read["lead"].to_list() == codes.to_list()
    assert all(map(uscc.is_valid, codes))
