import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.errors import UsageError
from mdm.golden import issue_entity_ids

FOUNDERS = pl.DataFrame({"source": ["police", "health"], "record_id": ["GA01", "WJ07"]})


def test_ids_never_change() -> None:
    """A changed id breaks every city that stored one: this test is a promise, not a snapshot."""
    assert issue_entity_ids(FOUNDERS, "P", "320500").to_list() == [
        "P-320500-8V2B3ZBBA67MX5AJ",
        "P-320500-RCK796GQ0R2DQJPC",
    ]


def test_shape_and_alphabet() -> None:
    for entity_id in issue_entity_ids(FOUNDERS, "L", "330200"):
        assert re.fullmatch(r"L-330200-[0-9A-HJKMNP-TV-Z]{16}", entity_id)


def test_key_makes_the_ids() -> None:
    ours, theirs = issue_entity_ids(FOUNDERS, "P"), issue_entity_ids(FOUNDERS, "P", key="their own")
    assert not set(ours) & set(theirs)


def test_source_and_record_id_do_not_run_together() -> None:
    founders = pl.DataFrame({"source": ["a", "a1", "a"], "record_id": ["11", "1", "1:1"]})
    assert issue_entity_ids(founders, "P").n_unique() == 3


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), min_size=1, unique=True))
def test_each_id_depends_on_its_founder_alone(pairs: list[tuple[str, str]]) -> None:
    founders = pl.DataFrame(pairs, schema=["source", "record_id"], orient="row")
    ids = issue_entity_ids(founders, "P")
    assert ids.n_unique() == len(pairs)
    assert issue_entity_ids(founders.reverse(), "P").reverse().to_list() == ids.to_list()


@pytest.mark.parametrize("city", ["", "32050", "3205000", "苏州", "32050O", "３２０５００"])
def test_a_city_that_is_no_code_is_refused(city: str) -> None:
    with pytest.raises(UsageError, match=r"(?s)not a division code.*320500"):
        issue_entity_ids(FOUNDERS, "P", city)


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(UsageError, match="key of entity ids is empty"):
        issue_entity_ids(FOUNDERS, "P", key="")
