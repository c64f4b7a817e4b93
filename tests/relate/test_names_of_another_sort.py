"""A code finds nobody where the name beside it is of another sort; masked names count by what they show."""

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm

OU = citizen("19850505", 124)
PEOPLE = pl.DataFrame({"编号": ["1"], "姓名": ["欧阳娜"], "公民身份号码": [OU]})
BODIES = pl.DataFrame(
    {
        "编号": ["A", "B"],
        "企业名称": ["苏州华信科技有限公司", None],
        "统一社会信用代码": [uscc(1), uscc(2, "92")],
        "法定代表人": ["欧阳娜", "李建国"],
    }
)
STATED = {
    "person_under_a_firms_code": ("欧阳娜", uscc(1), "other_name"),
    "masked_person_under_a_firms_code": ("刘某", uscc(1), "other_name"),
    "firm_under_a_persons_number": ("苏州华信科技有限公司", OU, "other_name"),
    "masked_name_that_fits": ("欧*娜", OU, "identifier"),
    "surname_masked": ("*阳娜", OU, "identifier"),
    "surname_alone_is_shown": ("欧阳*", OU, "surname_only"),
    "surname_of_somebody_unnamed": ("欧某某", OU, "surname_only"),
    "masked_name_that_does_not": ("王某", OU, "other_name"),
    "masked_firm_that_fits": ("苏州**有限公司", uscc(1), "identifier"),
    "shop_without_name_under_its_operators": ("李建国", uscc(2, "92"), "identifier"),
    "code_without_any_name": (None, uscc(1), "identifier"),
    "traditional": ("蘇州華信科技有限公司", uscc(1), "identifier"),
}


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    events = pl.DataFrame(
        [(label, name, code) for label, (name, code, _) in STATED.items()],
        schema=["编号", "行政相对人名称", "行政相对人代码"],
        orient="row",
    )
    return mdm.reconcile(
        {"population": {"police": PEOPLE}, "legal_entity": {"market": BODIES}, "credit": {"feed": events}},
        profile="jiangsu-145",
    )


@pytest.mark.parametrize("label", STATED)
def test_what_a_name_says_beside_a_code(city: mdm.ProfileRun, label: str) -> None:
    told = city.references.filter(source="feed", record_id=label, reference="subject").collect()
    assert told["reason"].to_list() == [STATED[label][2]]
    assert told["to_entity"].is_null().item() == (STATED[label][2] != "identifier")


def test_C03_feeds_in_other_script_or_masked_are_one_event_of_the_subject_both_name() -> None:
    document = {"决定书文号": "苏园市监处罚〔2021〕12号", "处罚机关": "苏州市市场监督管理局"}
    feeds = {
        source: pl.DataFrame([{"编号": source, "行政相对人名称": name, "行政相对人代码": code, **document}])
        for source, name, code in (
            ("city", "欧阳娜", OU),
            ("province", "歐陽娜", OU[:6] + OU[8:17]),
            ("court", "欧阳某", OU),
            ("web", "李建国", None),
        )
    }
    run = mdm.reconcile({"population": {"police": PEOPLE}, "credit": feeds}, profile="jiangsu-145")
    events = dict(run.bases["credit"].crosswalk.select("source", "entity_id").collect().iter_rows())
    assert events["city"] == events["province"] == events["court"] != events["web"]
