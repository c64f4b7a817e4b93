"""What holds for all citizen numbers and unified codes, and where python-stdnum agrees."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from mdm.standardise.identifiers.check_characters import ALPHABET_31
from mdm.standardise.identifiers.resident_id import KIND as RESIDENT_ID
from mdm.standardise.identifiers.uscc import KIND as USCC
from mdm.standardise.kind import Context

WEIGHTS = [pow(2, 18 - place, 11) for place in range(1, 18)]
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(kind, *texts):
    return kind.standardise(pl.Series(texts, dtype=pl.String), Context())


def with_citizen_check(body):
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def with_organisation_check(body):
    total = sum(ALPHABET_36.index(c) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return body + "0123456789X"[(11 - total % 11) % 11]


def with_uscc_check(body):
    total = sum(ALPHABET_31.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return body + ALPHABET_31[(31 - total % 31) % 31]


@st.composite
def citizen_numbers(draw):
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(1999, 12, 31)))
    number = with_citizen_check(f"320599{born:%Y%m%d}{draw(st.integers(0, 995)):03d}")
    return number if not number.endswith("000") else with_citizen_check("32059919800101123")


@st.composite
def unified_codes(draw):
    letters = st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=2, max_size=2)
    body = with_organisation_check("MADEUP" + draw(letters))
    return with_uscc_check(draw(st.sampled_from(["91", "92", "N2", "A1", "Y1"])) + "320599" + body)


DISGUISES = {
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text),
    "blanks": lambda text: f" {text[:6]} {text[6:14]}\u3000{text[14:]}\t",
    "invisible": lambda text: "\ufeff" + text[:3] + "\u200b" + text[3:],
    "lower case": str.lower,
    "apostrophe": lambda text: "'" + text,
    "brackets": lambda text: f"（{text}）",
    "hyphens": lambda text: f"{text[:6]}-{text[6:]}",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
@given(number=citizen_numbers(), code=unified_codes())
def test_a_valid_number_survives_its_disguise(disguise, number, code):
    assert read(RESIDENT_ID, disguise(number))["value"].to_list() == [number]
    assert read(USCC, disguise(code))["value"].to_list() == [code]


@pytest.mark.parametrize("letter", "x×Ⅹ✕ХΧｘ*")
@given(number=citizen_numbers())
def test_every_form_of_x_is_read(letter, number):
    if number.endswith("X"):
        assert read(RESIDENT_ID, number[:-1] + letter)["value"].to_list() == [number]


@given(number=citizen_numbers())
def test_every_wrong_digit_is_caught(number):
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(17)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert read(RESIDENT_ID, *wrong)["value"].null_count() == len(wrong)


@given(code=unified_codes())
def test_every_wrong_character_of_a_code_is_caught(code):
    wrong = [
        code[:place] + character + code[place + 1 :]
        for place in range(18)
        for character in ALPHABET_31
        if character != code[place]
    ]
    assert read(USCC, *wrong)["value"].null_count() == len(wrong)


@given(number=citizen_numbers())
def test_fifteen_digits_and_back(number):
    old = number[:6] + number[8:17]
    found = read(RESIDENT_ID, old).row(0, named=True)
    assert (found["value"], found["form"]) == (number, "15")
    assert found["value"][:6] + found["value"][8:17] == old


@given(number=citizen_numbers(), place=st.integers(0, 17), character=st.sampled_from("0123456789X"))
def test_stdnum_agrees_about_the_check_of_citizen_numbers(number, place, character):
    changed = number[:place] + character + number[place + 1 :]
    ours = read(RESIDENT_ID, changed).row(0, named=True)
    try:
        agrees = changed[:17].isdigit() and ric.calc_check_digit(changed) == changed[17]
    except ValueError:
        agrees = False
    assert ours["value"] is None or agrees


def test_stdnum_agrees_on_many_citizen_numbers():
    days = pl.date_range(pl.date(1930, 1, 1), pl.date(2019, 12, 31), "3d", eager=True).dt.strftime("%Y%m%d")
    bodies = [f"110105{day}{(7 * row) % 1000:03d}" for row, day in enumerate(days)]
    numbers = [body + "0123456789X"[row % 11] for row, body in enumerate(bodies)]
    ours = read(RESIDENT_ID, *numbers)
    theirs = [ric.is_valid(number) and not number.endswith("000") for number in numbers]
    assert ours["value"].is_not_null().to_list() == theirs
    assert any(theirs)


@given(code=unified_codes())
def test_stdnum_agrees_on_codes_it_can_read(code):
    assert read(USCC, code)["value"].to_list() == [code]
    assert stdnum_uscc.is_valid(code) == code[0].isdigit()
