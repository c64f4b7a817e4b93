"""Systems are registered before they deliver; registration gives level, area, department, business and rank."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.errors import RulePackError, UsageError
from mdm.registering import COLUMNS, describe_systems
from mdm.rulepack import SourceRegistry, System, load_source_registry
from mdm.use_of_sources import count_overlap, group_use, tell_use

SMALL_CITY = Path(__file__).parents[1] / "fixtures/small_city/registry.yml"
CITIZEN = "32059919690108344X"


def system(name: str, department: str = "苏州市公安局", **said: object) -> System:
    whole = {"title": name, "level": "city", "area": "320500", "business": "户籍管理", **said}
    return System(name=name, department=department, **whole)


def registry(*systems: System) -> SourceRegistry:
    return SourceRegistry(systems=systems)


def people(ethnic_group: str, record_id: str = "1") -> pl.DataFrame:
    return pl.DataFrame(
        {"编号": [record_id], "姓名": ["王小明"], "民族": [ethnic_group], "公民身份号码": [CITIZEN]}
    )


REGISTERED = registry(
    system("a"),
    system("b", "江苏省卫生和计划生育委员会", level="province", area="320000", business="健康档案"),
)


def test_I28_a_delivery_from_an_unregistered_system_is_refused() -> None:
    with pytest.raises(UsageError, match="c: no system 'c' is registered"):
        mdm.reconcile({"a": people("汉"), "c": people("回")}, registry=REGISTERED)


@pytest.mark.parametrize(
    ("said", "reason"),
    [({"feeds": ("credit",)}, "is registered for credit"), ({"until": date(2020, 1, 1)}, "to 2020-01-01")],
)
def test_I28_registration_is_for_a_base_and_a_time(said: dict[str, object], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        mdm.reconcile({"a": people("汉")}, registry=registry(system("a", **said)), as_of=date(2026, 11, 22))


@pytest.mark.parametrize(("police", "expected"), [("a", "01"), ("b", "03")])
def test_a_registered_system_has_the_rank_of_its_department(police: str, expected: str) -> None:
    systems = (system(n, "苏州市公安局" if n == police else "苏州市税务局") for n in "ab")
    run = mdm.reconcile({"a": people("汉"), "b": people("回")}, registry=registry(*systems))
    assert run.golden.collect()["ethnic_group"].item() == expected


def test_I21_every_source_is_told_by_level_area_department_and_business() -> None:
    run = mdm.reconcile({"a": people("汉"), "b": people("汉")}, registry=REGISTERED)
    told = tell_use(run)
    assert told.select("source", "level", "area", "department", "business").rows() == [
        ("a", "city", "320500", "police", "户籍管理"),
        ("b", "province", "320000", "health", "健康档案"),
    ]
    for by in ("level", "area", "department", "business"):
        grouped = group_use(told, by)
        assert grouped["records"].to_list() == [1, 1]
        assert set(grouped[by]) == set(told[by])


def test_I07_offered_matched_used_disputed_and_corrected_are_counted() -> None:
    both = pl.concat([people("回"), people("汉", "2").with_columns(姓名=pl.lit("李四"), 公民身份号码=None)])
    told = tell_use(mdm.reconcile({"a": people("汉"), "b": both}, registry=REGISTERED))
    counts = {row["source"]: row for row in told.iter_rows(named=True)}
    assert (counts["a"]["records"], counts["a"]["matched"], counts["a"]["corrected"]) == (1, 1, 0)
    assert (counts["b"]["records"], counts["b"]["matched"], counts["b"]["corrected"]) == (2, 1, 1)
    assert counts["a"]["disputed"] == 1  # its 汉 beat the other's 回
    assert counts["b"]["used"] >= 2  # 李四 has no other source


def test_I11_departments_have_subjects_in_common_only_once_linked() -> None:
    run = mdm.reconcile({"a": people("汉"), "b": people("汉")}, registry=REGISTERED)
    records = run.crosswalk.collect()
    assert records.group_by("source", "record_id").len()["len"].max() == 1  # before: each stands alone
    assert count_overlap(run).rows() == [("a", "a", 1), ("a", "b", 1), ("b", "b", 1)]


def test_I15_a_row_that_comes_again_through_another_platform_is_no_second_witness() -> None:
    """Two say 回, but one of them only passes on what the other holds; the later 汉 is no worse supported."""
    plain = {"a": people("回"), "b": people("回"), "c": people("汉")}
    dated = {
        name: frame.with_columns(更新时间=pl.lit("2024-01-02" if name == "c" else "2024-01-01"))
        for name, frame in plain.items()
    }
    same = {"department": "苏州市某局"}
    independent = registry(*(system(name, **same) for name in "abc"))
    echo = registry(system("a", **same), system("b", repeats=("a",), **same), system("c", **same))
    assert mdm.reconcile(plain, registry=independent).golden.collect()["ethnic_group"].item() == "03"
    assert mdm.reconcile(dated, registry=echo).golden.collect()["ethnic_group"].item() == "01"
    told = mdm.reconcile(plain, registry=echo)
    rule = told.explain(told.golden.collect()["entity_id"].item(), "ethnic_group").provenance
    assert rule is not None
    assert rule["rule"] != "most_sources"


def test_departments_are_told_by_who_took_over() -> None:
    told = describe_systems(load_source_registry(SMALL_CITY))
    assert tuple(told.columns) == COLUMNS
    now = dict(told.select("name", "department_now").iter_rows())
    assert now["market_registry"] == "苏州市市场监督管理局"
    assert now["health"] == "苏州市卫生健康委员会"
    assert now["police"] == "苏州市公安局"


def test_faults_of_a_registry_are_told_with_their_lines(tmp_path) -> None:
    path = tmp_path / "registry.yml"
    path.write_text(
        'systems:\n  - {name: a, title: 甲, department: 某局, level: town, area: "320500", business: 乙}\n',
        encoding="utf-8",
    )
    with pytest.raises(RulePackError, match=r"registry\.yml:2: systems\.0\.level"):
        load_source_registry(path)
    twice = path.read_text(encoding="utf-8").replace("town", "city")
    path.write_text(twice + twice.splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(RulePackError, match='"a" is registered twice'):
        load_source_registry(path)
