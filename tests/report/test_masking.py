"""What may be seen of a number, wherever it stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.report.masking import hidden_positions, hide, shows_birth_date

SHOWN = [
    ("resident_id", "320599195311092739", "320599••••••••2739"),
    ("resident_id", "３２０５９９１９５３１１０９２７３９", "３２０５９９••••••••２７３９"),
    ("resident_id", "320599 19531109 2739", "320599 •••••••• 2739"),
    ("resident_id", "32059919531109273X", "320599••••••••273X"),
    ("resident_id", "320599531109273", "320599•••••9273"),
    ("resident_id", "E12345678", "E1•••••78"),
    ("resident_id", "无", "无"),
    ("resident_id", "没有身份证号码", "没有身份证号码"),
    ("resident_id", "三二〇五九九一九五三一一〇九二七三九", "三二〇五九九••••••••二七三九"),
    ("phone", "16091951100", "160••••1100"),
    ("phone", "0512-65221234", "051•-••••1234"),
    ("phone", "16091951100，16091951101", "160••••1100，160••••1101"),
    ("phone", "张三 16091951100", "张三 160••••1100"),
    ("address", "桃花源1幢3单元602室", "桃花源1幢3单元602室"),
    ("address", "一六〇九一九五一一〇〇", "一六〇••••一一〇〇"),
    ("address", "桃花源1幢 电话16091951100", "桃花源1幢 电话160••••1100"),
    ("person_name", "王小明320599195311092739", "王小明320599••••••••2739"),
    ("birth_date", "1953-11-09", "1953-11-09"),
    ("birth_date", "19531109", "19531109"),
    ("birth_date", "320599195311092739", "320599••••••••2739"),
    ("updated_at", "2026-05-19 10:11:12", "2026-05-19 10:11:12"),
    ("record_id", "GA01310", "GA01310"),
    ("record_id", "2026051900001", "2026051900001"),
    ("record_id", "320599195311092739", "320599••••••••2739"),
]


@pytest.mark.parametrize(("attribute", "value", "shown"), SHOWN)
def test_shown(attribute: str, value: str, shown: str) -> None:
    assert hide(value, attribute) == shown


BESIDE_A_BIRTH_DATE = [
    ("resident_id", "320599195311092739", "32••••••••••••••••"),
    ("resident_id", "３２０５９９１９５３１１０９２７３９", "３２••••••••••••••••"),
    ("resident_id", "320599 19531109 273X", "32•••• •••••••• ••••"),
    ("resident_id", "320599531109273", "32•••••••••••••"),
    ("resident_id", "32059919531109****", "32••••••••••••••••"),
    ("address", "苏州320599195311092739", "苏州32••••••••••••••••"),
    ("record_id", "320599195311092739", "32••••••••••••••••"),
    ("uscc", "91320500MA1XYZ1234", "913205••••••••1234"),
    ("phone", "16091951100", "160••••1100"),
]


@pytest.mark.parametrize(("attribute", "value", "shown"), BESIDE_A_BIRTH_DATE)
def test_beside_a_birth_date_less_is_shown(attribute: str, value: str, shown: str) -> None:
    assert hide(value, attribute, beside_birth_date=True) == shown


@pytest.mark.parametrize(
    ("row", "shows"),
    [
        ({"birth_date": "1953-11-09"}, True),
        ({"born": "1953-11-09"}, True),
        ({"birth_date": None, "updated_at": "2026-05-19"}, False),
        ({"person_name": "王小明"}, False),
    ],
)
def test_which_rows_show_a_birth_date(row: dict[str, str | None], shows: bool) -> None:
    assert shows_birth_date(row, {"born": {"kind": "date"}, "person_name": {"kind": "person_name"}}) is shows


def test_the_kind_of_an_attribute_counts_as_its_name() -> None:
    assert hide("160919511", "contact", "phone") != "160919511"
    assert hide("E12345678", "travel", "passport") != "E12345678"


@given(
    st.text(alphabet="0123456789xX*-· 张三电话", max_size=40),
    st.sampled_from(["address", "person_name", "phone"]),
)
def test_no_eleven_digits_in_a_row_are_left(value: str, attribute: str) -> None:
    assert not re.search(r"\d{11}", hide(value, attribute))


@given(st.text(max_size=30), st.sampled_from(["resident_id", "phone", "address", "birth_date", "record_id"]))
def test_masking_keeps_length_and_what_is_not_hidden(value: str, attribute: str) -> None:
    shown = hide(value, attribute)
    hidden = hidden_positions(value, attribute)
    assert len(shown) == len(value)
    assert all(shown[i] == c for i, c in enumerate(value) if i not in hidden)
