"""Households at every day: registers, marriages, births, partings, deaths and moves, and never one person of two."""

from datetime import date

import polars as pl
import pytest
from made_up import citizen

import mdm

BORN = {"grandfather": ("陈国强", "19350601", 101), "grandmother": ("周秀英", "19380303", 102),
        "father": ("陈建华", "19601010", 103), "mother": ("李婷", "19620404", 104),
        "daughter": ("陈思远", "19870505", 106), "son": ("陈思敏", "19900909", 105),
        "son_in_law": ("王磊", "19850101", 107), "grandchild": ("王小满", "20180808", 109)}  # fmt: skip
NUMBER = {who: citizen(born, sequence) for who, (_, born, sequence) in BORN.items()}


def row(who: str, **more: str | None) -> dict[str, str | None]:
    name, born, sequence = BORN[who]
    sex = "男" if sequence % 2 else "女"
    return {"姓名": name, "公民身份号码": NUMBER[who], "性别": sex, "出生日期": born, **more}


POLICE = [
    row("grandfather", 户号="H1", 与户主关系="户主", 立户日期="1980-01-01"),
    row("grandmother", 户号="H1", 与户主关系="妻", 立户日期="1980-01-01"),
    row("father", 户号="H1", 与户主关系="子", 立户日期="1980-01-01"),
    row("son", 母亲姓名="李婷", 母亲身份证号=NUMBER["mother"]),
    row("daughter", 母亲姓名="李婷", 母亲身份证号=NUMBER["mother"]),
    row("grandchild", 母亲姓名="陈思远", 母亲身份证号=NUMBER["daughter"]),
    row("father", 户号="H9", 与户主关系="户主", 立户日期="1995-03-01"),
]
CIVIL = [
    row("father", 登记类别="结婚", 婚姻登记日期="1986-05-01", 配偶姓名="李婷", 配偶身份证号=NUMBER["mother"]),
    row(
        "mother", 登记类别="离婚", 婚姻登记日期="2005-06-01", 配偶姓名="陈建华", 配偶身份证号=NUMBER["father"]
    ),
    row(
        "son_in_law",
        登记类别="结婚",
        婚姻登记日期="2015-10-01",
        配偶姓名="陈思远",
        配偶身份证号=NUMBER["daughter"],
    ),
    row("father", 登记类别="死亡", 事件日期="2021-02-02"),
]


def frame(rows: list[dict[str, str | None]], prefix: str) -> pl.DataFrame:
    numbered = [{"编号": f"{prefix}{at}", **one} for at, one in enumerate(rows)]
    columns = list(dict.fromkeys(name for one in numbered for name in one))
    return pl.DataFrame({name: [one.get(name) for one in numbered] for name in columns})


def events(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    """Marriages and deaths have one date column each; a register gives one."""
    told = frame(rows, "M")
    return told.with_columns(pl.coalesce("婚姻登记日期", "事件日期").alias("事件日期")).drop("婚姻登记日期")


@pytest.fixture(scope="module")
def run() -> mdm.Run:
    return mdm.reconcile({"police": frame(POLICE, "P"), "civil": events(CIVIL)}, rules="population")


@pytest.fixture(scope="module")
def who(run: mdm.Run) -> dict[str, str]:
    owner = dict(run.golden.select("resident_id", "entity_id").collect().iter_rows())
    return {name: owner[number] for name, number in NUMBER.items()}


def together(run: mdm.Run, who: dict[str, str], day: date) -> set[frozenset[str]]:
    """Who lives with whom on a day."""
    name = {entity: person for person, entity in who.items()}
    members = run.household_members.collect()
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    lasts = pl.col("valid_to").is_null() | (pl.col("valid_to") > day)
    found = members.filter(begun & lasts).group_by("household_id").agg("entity_id")
    return {frozenset(name[entity] for entity in row) for row in found["entity_id"].to_list()}


@pytest.mark.parametrize(
    ("day", "homes"),
    [
        (date(1981, 1, 1), [{"grandfather", "grandmother", "father"}]),
        (date(1986, 6, 1), [{"grandfather", "grandmother"}, {"father", "mother"}]),
        (date(1988, 1, 1), [{"grandfather", "grandmother"}, {"father", "mother", "daughter"}]),
        (date(2000, 1, 1), [{"grandfather", "grandmother"}, {"father", "mother", "daughter", "son"}]),
        (date(2006, 1, 1), [{"grandfather", "grandmother"}, {"father"}, {"mother", "daughter", "son"}]),
        (
            date(2016, 1, 1),
            [{"grandfather", "grandmother"}, {"father"}, {"mother", "son"}, {"son_in_law", "daughter"}],
        ),
        (
            date(2022, 1, 1),
            [{"grandfather", "grandmother"}, {"mother", "son"}, {"son_in_law", "daughter", "grandchild"}],
        ),
    ],
)
def test_H06_one_family_over_forty_years(run, who, day, homes):
    assert together(run, who, day) == {frozenset(home) for home in homes}


def test_P09_nobody_is_merged_by_living_together(run):
    assert run.golden.collect().height == len(BORN)


def test_a_move_takes_along_who_follows_and_keeps_the_registered_number(run, who):
    moved = run.households.filter(household_no="H9").collect()
    assert moved["founded_on"].to_list() == [date(1995, 3, 1)]
    members = run.household_members.join(moved.lazy(), on="household_id").collect()
    assert set(members["entity_id"]) == {who[name] for name in ("father", "mother", "daughter", "son")}


def test_H07_a_death_ends_membership_and_the_household_it_leaves_empty(run, who):
    ended = run.household_members.filter(entity_id=who["father"]).collect().sort("valid_from")
    assert ended["valid_to"].to_list()[-1] == date(2021, 2, 2)
    last = run.households.filter(household_no="H9").collect()
    assert last["ended_on"].to_list() == [date(2021, 2, 2)]
    assert last["head"].to_list() == [who["father"]]


def test_relations_to_the_head_are_codes_of_the_standard(run, who):
    told = run.household_members.collect()
    code = {(row["entity_id"], row["valid_from"]): row["family_relation"] for row in told.to_dicts()}
    assert code[who["mother"], date(1986, 5, 1)] == "12"
    assert code[who["daughter"], date(1987, 5, 5)] == "30"
    assert code[who["son"], date(1990, 9, 9)] == "20"


def test_H08_the_household_of_a_dead_earner_is_found_and_a_namesake_raises_no_alarm():
    rows = [row("father", 户号="H1", 与户主关系="户主", 立户日期="2000-01-01"),
            row("son", 户号="H1", 与户主关系="子", 立户日期="2000-01-01")]  # fmt: skip
    namesake = {"姓名": "陈建华", "公民身份号码": citizen("19601010", 301), "性别": "男",
                "出生日期": "19601010", "户号": "H2", "与户主关系": "户主", "立户日期": "2000-01-01"}  # fmt: skip
    civil = [row("father", 登记类别="死亡", 事件日期="2021-02-02")]
    run = mdm.reconcile(
        {"police": frame([*rows, namesake], "P"), "civil": frame(civil, "M")}, rules="population"
    )
    golden = dict(run.golden.select("resident_id", "entity_id").collect().iter_rows())
    members = run.household_members.collect()
    bereaved = members.filter(pl.col("valid_to") == date(2021, 2, 2))
    assert bereaved["entity_id"].to_list() == [golden[NUMBER["father"]]]
    left = members.filter(pl.col("household_id").is_in(bereaved["household_id"].implode()))
    assert set(left.filter(pl.col("valid_to").is_null())["entity_id"]) == {golden[NUMBER["son"]]}


def test_members_are_relations_as_well(run):
    related = run.relations.filter(relation="member_of").collect()
    members = run.household_members.collect()
    assert related.height == members.height
    assert set(related["to_entity"]) == set(members["household_id"])


def test_households_do_not_depend_on_the_order_of_rows(run):
    again = mdm.reconcile(
        {"police": frame(POLICE, "P")[::-1], "civil": events(CIVIL)[::-1]}, rules="population"
    )
    for name in ("households", "household_members"):
        assert getattr(again, name).collect().equals(getattr(run, name).collect())


def test_the_number_of_those_who_have_none_is_no_household():
    rows = [row("father", 户号="00000"), row("son", 户号="00000"), row("mother", 户号="无")]
    run = mdm.reconcile({"police": frame(rows, "P")}, rules="population")
    assert run.households.collect().is_empty()
    assert run.household_members.collect().is_empty()


def test_of_equal_facts_in_two_registers_one_is_told_whatever_their_order(run):
    twice = [*POLICE, *POLICE]
    one = mdm.reconcile({"police": frame(twice, "P"), "civil": events(CIVIL)}, rules="population")
    other = mdm.reconcile({"police": frame(twice, "P")[::-1], "civil": events(CIVIL)}, rules="population")
    assert one.household_members.collect().equals(other.household_members.collect())
    plain = run.household_members.drop("evidence").collect()
    assert one.household_members.drop("evidence").collect().height == plain.height


def test_packs_without_households_say_so():
    firms = pl.DataFrame({"编号": ["1"], "企业名称": ["苏州华信电子科技有限公司"]})
    run = mdm.reconcile({"market": firms}, rules="legal_entity")
    with pytest.raises(mdm.MdmError, match="have no households"):
        _ = run.households


def test_a_departments_family_numbers_join_neither_the_registers_nor_another_departments():
    police = frame([row("grandfather", 户号="1", 与户主关系="户主"), row("father", 户号="2")], "P")
    relief = [
        row("mother", 家庭编号="1", 与户主关系="户主"), row("son", 家庭编号="1", 与户主关系="子"), row("father", 家庭编号="1")
    ]  # fmt: skip
    clinic = [row("son_in_law", 家庭编号="1"), row("grandchild", 家庭编号="1")]
    run = mdm.reconcile(
        {"police": police, "relief": frame(relief, "R"), "clinic": frame(clinic, "C")}, rules="population"
    )
    owner = dict(run.golden.select("resident_id", "entity_id").collect().iter_rows())
    homes = together(run, {name: owner.get(number, "") for name, number in NUMBER.items()}, date(2026, 1, 1))
    apart = [{"grandfather"}, {"father"}, {"mother", "son"}, {"son_in_law", "grandchild"}]
    assert homes == set(map(frozenset, apart))
    assert sorted(run.households.collect()["household_no"].drop_nulls()) == ["1", "2"]
