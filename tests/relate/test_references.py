"""References are resolved by identity; a name alone attaches nobody."""

import polars as pl
import pytest
from made_up import citizen, uscc
from polars.testing import assert_frame_equal

import mdm
from mdm.errors import RulePackError
from mdm.rulepack import load_rulepack

WANG, OU, LI = citizen("19800101", 123), citizen("19850505", 124), citizen("19700101", 11)


@pytest.fixture(scope="module")
def people() -> mdm.Run:
    rows = [("1", "王小明", WANG), ("2", "欧阳娜", OU), ("3", "王小明", None), ("4", "李建国", None)]
    return mdm.reconcile(
        {"police": pl.DataFrame(rows, schema=["编号", "姓名", "公民身份号码"], orient="row")}
    )


FIRMS = [
    # id, name, representative, number, parent's code
    ("A", "苏州华信电子科技有限公司", "王小明", WANG, None),
    ("B", "苏州华信电子科技有限公司园区分公司", "欧阳娜", OU, uscc(1)),
    ("C", "苏州海棠餐饮有限公司", "张伟", WANG, None),
    ("D", "苏州木棉贸易有限公司", "王小明", None, None),
    ("E", "苏州银杏物流有限公司", "王小明", "320599********1239", None),
    ("F", "苏州水杉贸易有限公司", "王小明", LI, None),
    ("G", "苏州紫藤服饰有限公司", "赵无名", None, None),
    ("H", "苏州红枫食品有限公司", None, WANG[:17] + "0", None),
    ("I", "苏州绿柳工艺品有限公司", None, None, None),
    ("J", "苏州丹桂装饰有限公司", "王晓明", WANG, None),
]
HEAD = ["编号", "企业名称", "法定代表人", "法定代表人证件号码", "隶属企业统一社会信用代码"]


def register(rows: list[tuple[str | None, ...]] = FIRMS) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=HEAD, orient="row")
    numbers = [uscc(ord(row[0]) - ord("A") + 1) for row in rows]
    return frame.with_columns(pl.Series("统一社会信用代码", numbers))


@pytest.fixture(scope="module")
def run(people: mdm.Run) -> mdm.Run:
    return mdm.reconcile({"market": register()}, rules="legal_entity", bases={"population": people})


@pytest.mark.parametrize(
    ("record", "reason", "person"),
    [
        ("A", "identifier", "1"),
        ("B", "identifier", "2"),
        ("C", "other_name", None),  # 张伟 with the number of 王小明: mistyped or borrowed
        ("D", "name_only", None),
        ("E", "masked_identifier", None),
        ("F", "unknown_identifier", None),
        ("G", "unknown_name", None),
        ("H", "invalid_identifier", None),
        ("J", "identifier", "1"),  # one sound, the same number
    ],
)
def test_every_reference_has_its_reason(
    run: mdm.Run, people: mdm.Run, record: str, reason: str, person: str | None
) -> None:
    told = run.references.filter(reference="representative", record_id=record).collect().to_dicts()
    assert [row["reason"] for row in told] == [reason]
    owner = dict(people.crosswalk.select("record_id", "entity_id").collect().iter_rows())
    meant = [owner[person]] if person else []
    assert told[0]["to_entity"] == (meant[0] if meant else None)
    relations = run.relations.filter(relation="represented_by", from_entity=told[0]["entity_id"]).collect()
    assert relations["to_entity"].to_list() == meant


def test_a_record_that_says_nothing_makes_no_reference(run: mdm.Run) -> None:
    assert run.references.filter(record_id="I").collect().is_empty()


def test_candidates_are_listed_and_those_of_another_number_are_not(run: mdm.Run, people: mdm.Run) -> None:
    owner = dict(people.crosswalk.select("record_id", "entity_id").collect().iter_rows())
    told = {row["record_id"]: row for row in run.references.collect().iter_rows(named=True)}
    assert sorted(told["D"]["candidates"]) == sorted([owner["1"], owner["3"]])
    assert told["C"]["candidates"] == [owner["1"]]
    assert told["F"]["candidates"] == [owner["3"]]  # the other 王小明 is known by another number


def test_branch_is_related_to_its_parent_and_stays_a_body_of_its_own(run: mdm.Run) -> None:
    owner = dict(run.crosswalk.select("record_id", "entity_id").collect().iter_rows())
    branches = run.relations.filter(relation="branch_of").select("from_entity", "to_entity").collect()
    assert branches.rows() == [(owner["B"], owner["A"])]
    assert owner["A"] != owner["B"]


def test_references_do_not_depend_on_the_order_of_rows(people: mdm.Run, run: mdm.Run) -> None:
    again = mdm.reconcile({"market": register()[::-1]}, rules="legal_entity", bases={"population": people})
    assert_frame_equal(again.references.collect(), run.references.collect())
    assert_frame_equal(again.relations.collect(), run.relations.collect())


def test_without_the_base_nothing_is_said_of_it() -> None:
    alone = mdm.reconcile({"market": register()}, rules="legal_entity")
    assert set(alone.references.collect()["reference"]) == {"parent", "parent_in_name"}


def test_one_representative_at_a_time_by_the_registering_department(people: mdm.Run) -> None:
    market = register([("A", "苏州华信电子科技有限公司", "王小明", WANG, None)])
    tax = register([("A", "苏州华信电子科技有限公司", "欧阳娜", OU, None)])
    run = mdm.reconcile({"market": market, "tax": tax}, rules="legal_entity", bases={"population": people})
    relation = run.relations.collect().to_dicts()
    assert [row["evidence"] for row in relation] == ["market:A representative_resident_id"]
    beaten = run.references.filter(source="tax").collect().to_dicts()[0]
    assert (beaten["reason"], beaten["to_entity"]) == ("outranked", None)
    assert len(beaten["candidates"]) == 1


def test_a_later_representative_ends_the_earlier_one(people: mdm.Run) -> None:
    rows = [
        ("A", "苏州华信电子科技有限公司", uscc(1), "王小明", WANG, "2018-03-01"),
        ("B", "苏州华信电子科技有限公司", uscc(1), "欧阳娜", OU, "2021-06-01"),
    ]
    head = ["编号", "企业名称", "统一社会信用代码", "法定代表人", "法定代表人证件号码", "更新时间"]
    market = pl.DataFrame(rows, schema=head, orient="row")
    run = mdm.reconcile({"market": market}, rules="legal_entity", bases={"population": people})
    spans = run.relations.sort("valid_from").select("valid_from", "valid_to").collect()
    told = [[str(day) for day in row] for row in spans.rows()]
    assert told == [["2018-03-01", "2021-06-01"], ["2021-06-01", "None"]]


def test_a_pack_whose_key_is_a_name_is_refused(tmp_path, people: mdm.Run) -> None:
    folder = tmp_path / "shops"
    folder.mkdir()
    (folder / "pack.yml").write_text("{name: shops, title: 商铺, title_en: Shops, letter: S}", "utf-8")
    (folder / "attributes.yml").write_text(
        "owner: {kind: person_name, title: 店主, title_en: Owner, aliases: [店主]}\n", "utf-8"
    )
    (folder / "references.yml").write_text(
        "- name: owner\n  relation: operated_by\n  title: 店主\n  title_en: Owner\n"
        "  to: [{base: population, keys: [{owner: person_name}]}]\n",
        "utf-8",
    )
    shops = pl.DataFrame({"编号": ["1"], "店主": ["王小明"]})
    with pytest.raises(RulePackError, match="no identifier of population in the key"):
        mdm.reconcile({"market": shops}, rules=folder, bases={"population": people})


def test_faults_of_references_are_told_with_their_lines(tmp_path) -> None:
    folder = tmp_path / "shops"
    folder.mkdir()
    (folder / "pack.yml").write_text("{name: shops, title: 商铺, title_en: Shops, letter: S}", "utf-8")
    (folder / "attributes.yml").write_text(
        "owner: {kind: person_name, title: 店主, title_en: Owner}\n", "utf-8"
    )
    (folder / "references.yml").write_text(
        "- name: owner\n  relation: opperated_by\n  title: 店主\n  title_en: Owner\n"
        "  to: [{base: population, keys: [{ovner: resident_id}]}]\n",
        "utf-8",
    )
    with pytest.raises(RulePackError) as caught:
        load_rulepack(folder)
    assert 'references.yml:2: 0.relation: "opperated_by" is not a known relation' in str(caught.value)
    assert 'references.yml:1: 0: "ovner" is not a known attribute' in str(caught.value)
