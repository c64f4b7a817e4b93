"""Keyed tokens and groups large enough to be open."""

import polars as pl
import pytest
from made_up import citizen

import mdm
from mdm.errors import UsageError
from mdm.privacy import count_smallest_group, keyed_tokens

KEY = "a key that two sites agreed on"
NUMBERS = [citizen("19620511", n) for n in range(1, 40)]


def tokens(numbers: list[str | None], key: str = KEY) -> pl.Series:
    return keyed_tokens(mdm.standardise_values("resident_id", numbers)["value"], key)


def test_I23_two_files_link_by_tokens_and_no_number_leaves() -> None:
    left, right = NUMBERS[:25], NUMBERS[15:]
    one, other = (
        tokens([number.lower() for number in left]),
        tokens([f" {number[:6]} {number[6:]}" for number in right]),
    )
    assert one.is_in(other.implode()).sum() == len(set(left) & set(right)) == 10
    written = "".join([*one, *other])
    assert not any(number in written for number in NUMBERS)


def test_I16_two_sites_agree_on_all_subjects_with_numbers_and_on_no_other() -> None:
    """Ids computed apart with one key: the 15-digit form is the same subject, and no number is nobody."""
    old = NUMBERS[0][:6] + NUMBERS[0][8:17]
    site, elsewhere = tokens([*NUMBERS, None]), tokens([old, *NUMBERS[1:], None])
    assert site.to_list() == elsewhere.to_list()
    assert site.drop_nulls().n_unique() == len(NUMBERS)
    assert site[-1] is None


def test_another_key_gives_other_tokens_and_a_short_one_is_refused() -> None:
    assert not tokens(NUMBERS).is_in(tokens(NUMBERS, KEY + "!").implode()).any()
    with pytest.raises(UsageError, match="too short"):
        tokens(NUMBERS, "secret")


def test_the_smallest_group_is_counted_over_all_columns_nulls_included() -> None:
    rows = pl.DataFrame({"year": ["1980", "1980", None, None], "area": ["a", "a", "a", "a"]})
    assert count_smallest_group(rows, ["year", "area"]) == 2
    assert count_smallest_group(rows, []) == 4
    assert count_smallest_group(rows.clear(), ["year"]) == 0
