"""Sources of several bases: everything wrong in one letter, and tables that look like another base's."""

from pathlib import Path

import polars as pl
import pytest

from mdm.errors import InputError
from mdm.rulepack import RulePack, load_rulepack
from mdm.rulepack.job import SourceSpec
from mdm.sources import Misplaced, check_sources

BASES = ("population", "legal_entity", "credit", "e_licence")
REGISTER = pl.DataFrame(
    [("1", "苏州华信科技有限公司", None, "张伟", None, "存续")],
    schema=["序号", "企业名称", "统一社会信用代码", "法定代表人", "住所", "登记状态"],
    orient="row",
)
PEOPLE = pl.DataFrame({"编号": ["1", "2", "2"], "姓名": ["张伟", "李四", "王芳"]})
PENALTIES = pl.DataFrame(
    {"编号": ["1"], "行政相对人名称": ["张伟"], "决定书文号": ["1号"], "处罚机关": [None]}
)


@pytest.fixture(scope="module")
def packs() -> dict[str, RulePack]:
    return {base: load_rulepack(base) for base in BASES}


def test_faults_of_every_base_come_in_one_letter(packs, tmp_path: Path):
    (tmp_path / "empty.csv").write_bytes(b"")
    sources = {
        "population": {"police": PEOPLE},
        "legal_entity": {"market": tmp_path / "empty.csv"},
        "credit": {"city": tmp_path / "none.csv"},
    }
    with pytest.raises(InputError) as told:
        check_sources(sources, packs)
    letter = str(told.value)
    assert "3 sources cannot be read" in letter
    assert "2 (row 2, row 3)" in letter
    assert "the file is empty" in letter
    assert "none.csv" in letter


def test_a_table_of_another_base_is_named_and_not_refused(packs):
    found = check_sources({"credit": {"market": REGISTER}, "legal_entity": {"city": PENALTIES}}, packs)
    assert found == (Misplaced("market", "credit", 2, "legal_entity", 5),)


def test_a_table_that_means_nothing_to_its_base_is_told_where_it_belongs(packs):
    with pytest.raises(InputError, match=r"no column means anything.*\n.*base: credit"):
        check_sources({"population": {"city": PENALTIES}}, packs)


def test_whose_columns_are_named_stands_where_its_author_wants_it(packs, tmp_path: Path):
    REGISTER.write_csv(tmp_path / "market.csv")
    named = SourceSpec(name="market", path=tmp_path / "market.csv", columns={"法定代表人": "person_name"})
    assert check_sources({"population": [named]}, packs) == ()


def test_tables_of_their_own_base_are_not_named(packs):
    assert check_sources({"legal_entity": {"market": REGISTER}, "credit": {"city": PENALTIES}}, packs) == ()
