"""Penalties of sixty namesakes: whatever stands beside the name, nobody is blamed for another's deed."""

from collections.abc import Iterator

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm

NAMES = ["张伟", "王芳", "李娜", "刘洋", "陈静", "欧阳娜"]
FIRMS = [
    "苏州华信科技有限公司", "昆山海棠餐饮有限公司", "苏州工业园区木棉贸易有限公司",
    "江苏银杏物流有限公司", "常熟水杉贸易有限公司", "苏州紫藤服饰有限公司",
]  # fmt: skip
BIRTHDAYS = [
    "19800101",
    "19800101",
    "19850505",
    "19900909",
    "20000229",
]  # the first two share name and birthday
PEOPLE = [
    (f"P{number:02}", name, citizen(BIRTHDAYS[place], 101 + 10 * number))
    for number, (name, place) in enumerate((n, p) for n in NAMES for p in range(5))
]
# A name may be used again after a cancellation, or in another county: five bodies of one name.
BODIES = [
    (f"L{number:02}", name, uscc(number + 1))
    for number, name in enumerate(f for f in FIRMS for _ in range(5))
]
EVERYBODY = PEOPLE + BODIES
REASONS = {
    "name_only": "name_only",
    "masked": "masked_identifier",
    "mistyped": "invalid_identifier",
    "of_nobody": "unknown_identifier",
    "of_another": "other_name",
    "surname": "surname_only",
    "surname_and_mask": "masked_identifier",
    "birth_date": "name_only",
    "right": "identifier",
}


def penalties() -> Iterator[tuple[str, str, str | None, str | None, str | None]]:
    """`record_id` (whose and how), name, number, birth date and document of each penalty."""
    for place, (who, name, number) in enumerate(EVERYBODY):
        person = who.startswith("P")
        stranger = EVERYBODY[(place + 5) % 30 + (0 if person else 30)][2]  # the next name's
        nobody = citizen("19770707", 501 + 2 * place) if person else uscc(1 + place)
        slip = number[:-1] + ("1" if number[-1] != "1" else "2")
        masked = f"{number[:6]}********{number[14:]}"
        born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if person else None
        said: dict[str, tuple[str, str | None, str | None]] = {
            "name_only": (name, None, None),
            "masked": (name, masked, None),
            "mistyped": (name, slip, None),
            "of_nobody": (name, nobody, None),
            "of_another": (name, stranger, None),
            "right": (name, number, None),
        }
        if person:
            shown = name[:-1] + "某"
            said |= {"surname": (shown, number, None), "surname_and_mask": (shown, masked, None)}
            said |= {"birth_date": (name, None, born)}
        for how, (stated, code, day) in said.items():
            yield f"{who} {how}", stated, code, day, f"苏市监罚〔2024〕{place}{list(REASONS).index(how)}号"


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    people = pl.DataFrame(PEOPLE, schema=["编号", "姓名", "公民身份号码"], orient="row")
    bodies = pl.DataFrame(BODIES, schema=["编号", "企业名称", "统一社会信用代码"], orient="row")
    head = ["编号", "行政相对人名称", "行政相对人代码", "出生日期", "决定书文号"]
    events = pl.DataFrame(list(penalties()), schema=head, orient="row").with_columns(
        处罚机关=pl.lit("苏州市市场监督管理局")
    )
    return mdm.reconcile(
        {"population": {"police": people}, "legal_entity": {"market": bodies}, "credit": {"feed": events}},
        profile="jiangsu-145",
    )


@pytest.fixture(scope="module")
def told(city: mdm.ProfileRun) -> pl.DataFrame:
    owners = pl.concat(
        city.bases[base].crosswalk.select(meant="record_id", entity_id="entity_id")
        for base in ("population", "legal_entity")
    ).collect()
    references = city.references.filter(source="feed", reference="subject").collect()
    return (
        references.join(owners, left_on="to_entity", right_on="entity_id", how="left")
        .with_columns(pl.col("record_id").str.split_exact(" ", 1).struct.rename_fields(["who", "how"]))
        .unnest("record_id")
    )


def test_C05_no_penalty_of_a_namesake_is_attached_to_another(told):
    attached = told.drop_nulls("to_entity")
    assert attached["meant"].to_list() == attached["who"].to_list()
    assert set(attached["how"]) == {"right"}
    assert len(attached) == len(EVERYBODY)


@pytest.mark.parametrize("how", REASONS)
def test_C05_each_says_why(told, how):
    assert set(told.filter(how=how)["reason"]) == {REASONS[how]}


def test_C05_those_who_may_be_meant_are_listed(city, told):
    owner = dict(city.bases["population"].crosswalk.select("record_id", "entity_id").collect().iter_rows())
    for row in told.filter(pl.col("who").str.starts_with("P"), how="name_only").iter_rows(named=True):
        place = int(row["who"][1:]) // 5 * 5
        assert sorted(row["candidates"]) == sorted(owner[f"P{p:02}"] for p in range(place, place + 5))


def test_C05_namesakes_stay_apart(city):
    for base, expected in (("population", PEOPLE), ("legal_entity", BODIES)):
        assert city.bases[base].crosswalk.collect()["entity_id"].n_unique() == len(expected)
