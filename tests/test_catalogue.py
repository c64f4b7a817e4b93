"""The resource catalogue says of every field what it is, and refuses to be incomplete."""

import polars as pl
import pytest

import mdm
from mdm.catalogue import COLUMNS, describe_resources
from mdm.cli import main
from mdm.rulepack import read_reference
from mdm.standardise import KINDS


def test_I02_I03_I05_every_golden_field_of_every_base_is_listed_once():
    fields = describe_resources()
    assert tuple(fields.columns) == COLUMNS
    assert fields.select("base", "field").is_duplicated().sum() == 0
    assert set(mdm.domains("jiangsu-145")) | set(mdm.domains("suzhou-2016")) == set(fields["base"])
    for column in ("title", "title_en", "type", "value_domain", "share_type", "update_cycle", "provider"):
        assert fields[column].null_count() == 0, column


def test_every_kind_has_a_value_domain():
    assert {kind.name for kind in KINDS} <= set(read_reference("value_domains")["kind"])


def test_a_field_without_value_domain_fails_the_build(monkeypatch):
    known = read_reference("value_domains").filter(pl.col("kind") != "sex")
    monkeypatch.setattr("mdm.catalogue.read_reference", lambda name: known)
    with pytest.raises(mdm.MdmError, match=r"population\.sex: Chinese name, type or value domain is missing"):
        describe_resources()


def test_codes_of_a_pack_are_its_code_list():
    fields = describe_resources()
    status = fields.filter(base="e_licence", field="status")
    assert "注销" in status["code_list"].item()
    assert fields.filter(base="population", field="sex")["code_list"].item() == "GB/T 2261.1-2003"


def test_the_command_writes_a_table_and_refuses_an_unknown_pack(tmp_path, capsys):
    target = tmp_path / "目录.csv"
    main_exit(["catalogue", "population", "credit", "--out", str(target)])
    assert set(pl.read_csv(target)["base"]) == {"population", "credit"}
    assert main_exit(["catalogue", "populaton"]) == 2
    assert "population" in capsys.readouterr().err


def main_exit(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code or 0
