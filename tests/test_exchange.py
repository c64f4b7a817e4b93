"""What the founding documents ask of exchange between departments, levels and cities."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm
from mdm.cli import main
from mdm.prefilling import prefill
from mdm.rulepack import list_profiles, load_profile, load_rulepack
from mdm.standardise import KINDS

AS_OF = date(2026, 11, 22)
ONE, OTHER = citizen("19620511", 233), citizen("19700102", 331)
HEAD = ("编号", "姓名", "公民身份号码", "民族", "更新时间")


def people(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(HEAD, pl.String), orient="row")


def reconcile(sources: dict[str, pl.DataFrame], rules: str = "population", **said: object) -> mdm.Run:
    return mdm.reconcile(sources, rules=rules, city="320500", as_of=AS_OF, **said)


def owners(run: mdm.Run) -> dict[tuple[str, str], str]:
    return {(source, record): entity for source, record, entity in run.crosswalk.collect().iter_rows()}


def test_I04_one_resource_at_two_levels_is_one_entry_with_two_holders() -> None:
    bodies = pl.DataFrame(
        {
            "编号": ["1", "2"],
            "单位名称": ["苏州市市场监督管理局", "昆山市市场监督管理局"],
            "统一社会信用代码": [uscc(1, "11"), uscc(2, "11")],
        }
    )
    entry = {"信息资源代码": ["3205/001"], "信息资源名称": ["企业登记基本信息"], "信息项": ["名称;代码"]}
    city = mdm.reconcile(
        {
            "legal_entity": {"establishment": bodies},
            "government_information": {
                "city_platform": pl.DataFrame(
                    {"编号": ["C"], **entry, "信息资源提供方": ["苏州市市场监督管理局"]}
                ),
                "county_platform": pl.DataFrame(
                    {"编号": ["X"], **entry, "信息资源提供方": ["昆山市市场监督管理局"]}
                ),
            },
        },
        profile="suzhou-2016",
    )
    assert len(city.bases["government_information"].golden.collect()) == 1
    holders = city.relations.filter(relation="provided_by").collect()
    assert holders["from_entity"].n_unique() == 1
    assert set(holders["to_entity"]) == set(city.bases["legal_entity"].golden.collect()["entity_id"])


@pytest.mark.parametrize("profile", list_profiles())
def test_I09_one_store_is_listed_under_the_title_of_each_plan(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["catalogue", "--profile", profile])
    assert not ended.value.code
    told = capsys.readouterr().out
    plan = load_profile(profile)
    assert told.startswith(f"{plan.catalogue}  {plan.title}")
    assert all(load_rulepack(base).pack.title in told for base in plan.bases)


def test_I12_sources_of_any_form_become_records_of_one_type(tmp_path: Path) -> None:
    """GB18030 text, Parquet with dates and numbers, a workbook and a frame: one interface, one set of types."""
    row = {"编号": "1", "姓名": "周国强", "公民身份号码": ONE, "出生日期": "1962-05-11"}
    (tmp_path / "a.csv").write_bytes(pl.DataFrame([row]).write_csv().encode("gb18030"))
    pl.DataFrame([row]).with_columns(pl.col("出生日期").str.to_date()).write_parquet(tmp_path / "b.parquet")
    typed = pl.DataFrame([row | {"编号": 1}])
    sources = {"a": tmp_path / "a.csv", "b": tmp_path / "b.parquet", "c": typed}
    together = reconcile(sources).records.collect()
    apart = [reconcile({name: source}).records.collect() for name, source in sources.items()]
    known = {kind.name: kind.value_type for kind in KINDS}
    for name, attribute in load_rulepack("population").attributes.items():
        for frame in (together, *apart):
            if name in frame.columns:
                assert frame.schema[name] == known[attribute.kind], name
    assert together.drop("source").unique().height == 1


def test_I13_a_provincial_key_is_kept_and_finds_the_local_record() -> None:
    old = ONE[:6] + ONE[8:17]
    province = people(("GB-0042", "周国强", old, None, None))
    run = reconcile({"police": people(("L1", "周国强", ONE, "汉", None)), "province": province})
    found = owners(run)
    assert found["province", "GB-0042"] == found["police", "L1"]
    assert (
        run.find(old)["entity_id"].to_list()
        == run.find(ONE)["entity_id"].to_list()
        == [found["police", "L1"]]
    )


def test_I14_a_theme_file_keyed_by_an_id_that_was_merged_still_finds_its_subject(tmp_path: Path) -> None:
    apart = reconcile(
        {"police": people(("2", "周国强", None, None, None), ("5", "周国强", ONE, None, None))},
        out=tmp_path / "1",
    )
    theme = pl.DataFrame({"entity_id": sorted(set(owners(apart).values())), "benefit": ["a", "b"]})
    told = people(("2", "周国强", ONE, None, None), ("5", "周国强", ONE, None, None))
    joined = reconcile({"police": told}, out=tmp_path / "2", previous=apart)
    now = joined.follow(theme["entity_id"])
    assert now.n_unique() == 1
    assert now[0] in set(owners(joined).values())
    again = reconcile({"police": told}, out=tmp_path / "3", previous=joined)
    assert again.follow(theme["entity_id"]).to_list() == now.to_list()
    assert joined.follow(pl.Series(["P-320500-NOBODY"])).to_list() == [None]


def test_I18_every_delivery_has_provider_rows_and_checksum_and_the_same_again_changes_nothing(
    tmp_path: Path,
) -> None:
    frame = people(("2", "周国强", ONE, None, None))
    first = reconcile({"police": frame}, out=tmp_path / "1")
    (said,) = first.manifest["inputs"]
    assert (said["name"], said["rows"], len(said["checksum"])) == ("police", 1, 64)
    again = reconcile({"police": frame}, out=tmp_path / "2", previous=first)
    assert again.changes.collect().is_empty()
    assert owners(again) == owners(first)
    assert reconcile({"police": frame}).manifest["run_id"] == first.manifest["run_id"]
    other = reconcile({"police": people(("2", "周国强", ONE, "汉", None))})
    assert other.manifest["inputs"][0]["checksum"] != said["checksum"]
    assert other.manifest["run_id"] != first.manifest["run_id"]


def test_I19_a_row_that_comes_home_overrides_only_what_the_upper_level_owns() -> None:
    """Tax knows where a firm works, the register its capital: the later tax row changes one of the two."""
    firm = {"编号": ["1"], "名称": ["苏州华信科技有限公司"], "统一社会信用代码": [uscc(1)]}
    register = {"注册资本": ["100"], "生产经营地址": ["苏州市姑苏区十全街18号"], "更新时间": ["2024-01-01"]}
    returned = {"注册资本": ["90"], "生产经营地址": ["苏州市姑苏区平江路9号"], "更新时间": ["2025-01-01"]}
    sources = {"market": pl.DataFrame(firm | register), "tax": pl.DataFrame(firm | returned)}
    golden = reconcile(sources, rules="legal_entity").golden.collect()
    assert golden["capital"].to_list() == ["100"]
    assert "平江路9号" in golden["site"].item()


def test_I26_a_form_is_filled_with_source_and_date_or_left_blank_in_conflict() -> None:
    run = reconcile(
        {
            "police": people(("1", "周国强", ONE, None, "2024-01-01")),
            "social_security": people(("2", "周国强", ONE, "汉", "2024-05-01")),
            "education": people(("3", "周国强", ONE, "回", "2024-05-01")),
        }
    )
    entity = owners(run)["police", "1"]
    form = prefill(run, entity, ["person_name", "ethnic_group", "phone"])
    assert form["field"].to_list() == ["person_name", "ethnic_group", "phone"]
    name, group, phone = form.iter_rows(named=True)
    assert (name["value"], name["source"], name["observed_at"]) == ("周国强", "police", date(2024, 1, 1))
    assert (group["value"], group["why_blank"]) == (None, "conflict")  # two sources of one rank disagree
    assert (phone["value"], phone["why_blank"]) == (None, "unknown")
    with pytest.raises(mdm.MdmError, match="no such entity"):
        prefill(run, "P-1", ["person_name"])


def test_I27_one_look_up_finds_persons_and_bodies_by_any_number_however_written() -> None:
    firms = pl.DataFrame({"编号": ["F"], "名称": ["苏州华信科技有限公司"], "统一社会信用代码": [uscc(1)]})
    bases = {
        "population": {"police": people(("1", "周国强", ONE, None, None))},
        "legal_entity": {"market": firms},
    }
    city = mdm.reconcile(bases, profile="jiangsu-145", city="320500")
    assert city.find(f" {ONE[:6]}　{ONE[6:].lower()}")["base"].to_list() == ["population"]
    found = city.find(uscc(1)[8:17])  # the organisation code inside the unified one
    assert found["base"].to_list() == ["legal_entity"]
    assert found["entity_id"].to_list() == city.find(uscc(1))["entity_id"].unique().to_list()
    assert city.find(OTHER).is_empty()
    assert city.find("不详").is_empty()
