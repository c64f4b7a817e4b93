"""Codes of two editions: mapped where that is certain, candidates elsewhere, and the way back or its loss is known."""

import polars as pl
import pytest

from mdm.code_lists import check_crosswalks, translate_codes
from mdm.errors import UsageError
from mdm.rulepack import read_reference


def test_M04_codes_of_two_editions_are_one_sector_not_two() -> None:
    """The tax file still has the edition of 2011, the register that of 2017: one entity, one sector."""
    firms = pl.DataFrame(
        {"entity": ["a", "a", "b"], "sector": ["3660", "3670", "3620"], "edition": ["2011", "2017", "2011"]}
    )
    brought = translate_codes(firms["sector"], "gbt4754", "2011", "2017")["value"]
    mapped = firms.with_columns(sector=pl.when(pl.col("edition") == "2011").then(brought).otherwise("sector"))
    assert mapped.unique(["entity", "sector"]).sort("entity").select("entity", "sector").rows() == [
        ("a", "3670"),
        ("b", "3630"),
    ]


def test_M04_a_split_code_is_not_guessed() -> None:
    told = translate_codes(pl.Series(["6420"]), "gbt4754", "2011", "2017").row(0, named=True)
    assert told["value"] is None
    assert told["candidates"] == ["6421", "6422", "6429"]
    assert told["issue"] == "several_codes"


def test_I17_every_crosswalk_leads_back_or_is_marked_as_lossy() -> None:
    steps = check_crosswalks()
    for code_list, before, after in steps.select("list", "from_edition", "to_edition").unique().iter_rows():
        own = steps.filter(list=code_list, from_edition=before, to_edition=after)
        codes = own["from_code"].unique().sort()
        forth = translate_codes(codes, code_list, before, after)
        back = translate_codes(forth["value"], code_list, after, before)["value"]
        returned = (back == codes).fill_null(False)
        reversible = codes.is_in(own.filter("reversible")["from_code"].implode())
        assert returned.to_list() == reversible.to_list()
    assert {"same", "renamed"} >= set(steps.filter("reversible")["shape"])
    assert not set(steps.filter(~pl.col("reversible"))["shape"]) & {"same", "renamed"}


def test_I17_a_merged_code_says_that_the_way_back_is_lost() -> None:
    told = translate_codes(pl.Series(["3611"]), "gbt4754", "2017", "2011").row(0, named=True)
    assert (told["value"], told["lossy"]) == ("3610", True)


def test_an_unknown_edition_is_refused_with_those_known() -> None:
    with pytest.raises(UsageError, match="from edition 2002 to 2017") as told:
        translate_codes(pl.Series(["3660"]), "gbt4754", "2002", "2017")
    assert "2011 and 2017" in str(told.value)


def test_the_table_says_its_shapes() -> None:
    assert set(read_reference("code_crosswalks")["shape"]) <= {"same", "renamed", "split", "merged"}
