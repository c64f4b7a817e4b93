"""What the dates of a source say of their order."""

import polars as pl
import pytest

from mdm.rulepack import load_rulepack
from mdm.sources import read_sources
from mdm.sources.day_order import find_day_order


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["25/12/1980"] * 5 + ["03/04/1975"], True),
        (["12-25-1980"] * 5 + ["03.04.1975 00:00:00"], False),
        (["25/12/1980"] * 4, None),  # too few to speak for the others
        (["25/12/1980"] * 10 + ["12/25/1980"], None),  # both orders stand in it
        (["25/12/1980"] * 30 + ["12/25/1980"], True),  # a slip of the pen
        (["1980-12-25"] * 9 + ["03/04/1975", None], None),
    ],
)
def test_dates_prove_their_order(dates, expected):
    assert find_day_order([pl.Series(dates)]) is expected


def test_each_source_has_its_own_order():
    pack = load_rulepack("person_generic")
    days = [f"{day}" for day in range(13, 23)]
    us = pl.DataFrame({"id": [f"{n}" for n in range(10)], "dob": [f"03/{day}/1980" for day in days]})
    uk = pl.DataFrame({"id": [f"{n}" for n in range(10)], "dob": [f"{day}/03/1980" for day in days]})
    plain = pl.DataFrame({"id": ["1"], "dob": ["1980-03-04"]})
    read = read_sources({"us": us, "uk": uk, "plain": plain}, pack, id_column="id").sources
    assert {info.name: info.options.get("day_first") for info in read} == {
        "us": "false",
        "uk": "true",
        "plain": None,
    }
