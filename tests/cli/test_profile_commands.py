"""Asking the folder that a profile's run left: its report, whether it is whole, and one of its entities."""

from pathlib import Path

import polars as pl
import pytest
from made_up import citizen, uscc
from typer.testing import CliRunner

import mdm
from mdm.cli import app
from mdm.errors import RunError, UsageError

NUMBER = citizen("19800101", 121)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = pl.DataFrame(
        {"编号": ["1"], "姓名": ["王小明"], "公民身份号码": [NUMBER], "户号": ["H1"], "与户主关系": ["户主"]}
    )
    columns = ["编号", "企业名称", "统一社会信用代码", "法定代表人", "法定代表人证件号码"]
    firm = ("1", "苏州华信电子科技有限公司", uscc(1), "王小明", NUMBER)
    firms = pl.DataFrame([firm], schema=columns, orient="row")
    sources = {"population": {"police": people}, "legal_entity": {"registry": firms}}
    return mdm.reconcile(sources, profile="jiangsu-145", out=tmp_path / "city").path


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output


def test_the_report_on_all_bases_is_named(folder: Path) -> None:
    assert call("report", str(folder)) == (0, f"{folder / 'report.html'}\n")


def test_a_profile_is_whole_when_each_of_its_bases_is(folder: Path) -> None:
    assert call("verify", str(folder))[0] == 0
    golden = folder / "population" / "golden.parquet"
    golden.write_bytes((folder / "population" / "links.parquet").read_bytes())
    assert call("verify", str(folder))[0] != 0


def test_relations_beside_the_bases_are_verified_too(folder: Path) -> None:
    (folder / "relations.parquet").unlink()
    code, out = call("verify", str(folder))
    assert (code, "relations.parquet" in out) == (1, True)


def test_what_asks_one_run_is_told_the_bases_of_a_profile(folder: Path) -> None:
    for words in (
        ("why", str(folder), "police:1", "registry:1"),
        ("export", str(folder), "--audience", "self"),
    ):
        out = ("--out", str(folder.parent / "x.csv")) if words[0] == "export" else ()
        with pytest.raises(RunError) as refused:
            CliRunner().invoke(app, [*words, *out], catch_exceptions=False)
        assert "the folder of a profile" in refused.value.message
        assert str(folder / "legal_entity") in str(refused.value.hint)


def test_rules_beside_a_profile_are_refused(tmp_path: Path) -> None:
    people = pl.DataFrame({"编号": ["1"], "姓名": ["王小明"]})
    with pytest.raises(UsageError, match="a profile names its own packs"):
        mdm.reconcile(
            {"population": {"a": people}}, profile="jiangsu-145", rules="credit", out=tmp_path / "x"
        )


def test_a_household_is_told_in_words(folder: Path) -> None:
    home = mdm.open_profile(folder).bases["population"].households.collect()["household_id"].item()
    code, out = call("portrait", str(folder), home)
    assert code == 0
    assert "王小明家（户号 H1）" in out
    assert "户主" in out


JOB = """profile: jiangsu-145
city: "320500"
sources:
  - {name: 户籍, base: population, path: 户籍.csv}
  - {name: 登记, base: legal_entity, path: 登记.csv}
  - {name: 处罚, base: credit, path: 处罚.csv}
  - {name: 名册, base: credit, path: 名册.csv}
"""
FILES = {
    "户籍.csv": ("编号,姓名,公民身份号码", f"1,王小明,{NUMBER}"),
    "登记.csv": ("编号,企业名称,统一社会信用代码,法定代表人,法定代表人证件号码", f"A,苏州华信电子科技有限公司,{uscc(1)},王小明,{NUMBER}"),
    "处罚.csv": ("编号,行政相对人名称,行政相对人代码,决定书文号,处罚机关", f"B,苏州华信电子科技有限公司,{uscc(1)},1号,", "C,王小明,,2号,"),
    "名册.csv": ("编号,企业名称,统一社会信用代码,法定代表人,住所,登记状态", f"D,苏州海棠餐饮有限公司,{uscc(2)},李四,,存续"),
}  # fmt: skip


def test_files_of_departments_become_ties_that_both_ends_show_with_their_reasons(tmp_path: Path) -> None:
    for name, lines in FILES.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="gb18030")
    (tmp_path / "job.yml").write_text(JOB, encoding="utf-8")
    code, out = call("run", str(tmp_path / "job.yml"), "--out", str(tmp_path / "city"))
    assert code == 0
    assert "名册 归入 credit 只认得 2 列，按 legal_entity 可认得 5 列" in out
    run = mdm.open_profile(tmp_path / "city")
    owners = pl.concat(one.crosswalk.collect() for one in run.bases.values())
    person, firm = (owners.filter(source=source)["entity_id"].item() for source in ("户籍", "登记"))
    shown = {entity: call("portrait", str(tmp_path / "city"), entity)[1] for entity in (person, firm)}
    assert firm in shown[person]
    assert person in shown[firm]
    assert "处罚:B subject_uscc" in shown[firm]
    assert "号码相符，姓名（名称）不相抵触" in shown[firm]
    assert "处罚:C  subject  王小明  只有姓名（名称），不据以认定" in shown[person]
