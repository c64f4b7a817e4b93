"""Heads of columns as registers and clerks write them, in Chinese and English."""

import pytest

from mdm.rulepack import load_rulepack
from mdm.sources.columns import map_columns

PACK = load_rulepack("legal_entity")
HEADS = {
    "organisation_name": "名称 企业名称 单位名称 机构名称 公司名称 企业名 企业(机构)名称 企业名称（全称） 商户名 店铺名称 name company",
    "uscc": "统一社会信用代码 社会信用代码 信用代码 统一社会信用代码（18位） 社会统一信用代码 统一社会信用代码/注册号 uscc credit_code",
    "organisation_code": "组织机构代码 机构代码 单位代码 org_code",
    "registration_number": "注册号 工商注册号 营业执照号 registration_no",
    "tax_number": "税号 纳税人识别号 纳税识别号 tax_id",
    "legal_representative": "法定代表人 法人 法人代表姓名 legal_representative legal_person",
    "address": "住所 地址 注册地址 企业注册地 公司地址 详细地址 address",
    "site": "经营场所 生产经营地 经营地址 营业地址 办公地址",
    "phone": "联系电话 电话 公司电话 联系人电话 phone",
    "established_on": "成立日期 开业时间 设立日期 established_on date_of_establishment",
    "person_in_charge": "负责人 主要负责人 单位负责人",
    "operator": "经营者 投资人 业主 operator",
    "postal_address": "通讯地址 邮寄地址",
    "mobile": "手机号 手机号码",
    "registered_on": "注册日期 注册时间 登记日期",
    "status": "登记状态 经营状态 企业状态 主体状态 status",
    "updated_at": "更新时间 更新日期 updated_at last_update",
    "former_name": "曾用名 企业曾用名 历史名称",
    "parent_name": "总公司 隶属单位 上级单位",
}


@pytest.mark.parametrize(
    ("head", "attribute"), [(head, attribute) for attribute, heads in HEADS.items() for head in heads.split()]
)
def test_a_head_means_its_attribute(head: str, attribute: str) -> None:
    assert map_columns("list", [head], PACK, {}, "@row").attributes == {head: attribute}


def test_the_record_id_is_found_beside_them() -> None:
    found = map_columns("list", ["record_id", "name", "uscc"], PACK, {}, None)
    assert found.record_id == "record_id"


def test_what_a_head_does_not_say_is_not_guessed() -> None:
    assert map_columns("list", ["name", "备注", "张数"], PACK, {}, "@row").unmapped == ("备注", "张数")


def test_who_runs_a_trade_and_who_is_in_charge_stand_in_one_file() -> None:
    heads = ["名称", "负责人", "经营者", "法定代表人"]
    found = map_columns("list", heads, PACK, {}, "@row").attributes
    assert list(found.values()) == [
        "organisation_name",
        "person_in_charge",
        "operator",
        "legal_representative",
    ]
