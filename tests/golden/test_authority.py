import polars as pl
import pytest

from mdm.golden.authority import find_department, recognise_sources
from mdm.rulepack import load_rulepack
from mdm.rulepack.model import RulePack

PACK = load_rulepack("population")


@pytest.mark.parametrize(
    ("source", "department"),
    [
        ("police", "police"),
        ("police_2026", "police"),
        ("某市公安局户籍", "police"),
        ("公安_流动人口", "floating"),
        ("ＰＯＬＩＣＥ", "police"),
        ("social_security", "social_security"),
        ("civil_affairs", "civil"),
        ("某区卫健委", "health"),
        ("policeman", None),
        ("web", None),
    ],
)
def test_departments_are_found_in_source_names(source: str, department: str | None) -> None:
    assert find_department(source, PACK.survivorship.departments) == department


def test_equals_share_a_rank_and_strangers_come_last() -> None:
    sources = recognise_sources(pl.Series(["police", "web", "civil", "health", "tax", "police"]), PACK)
    rank = dict(zip(sources.names, sources.authority(PACK, "person_name").tolist(), strict=True))
    assert rank["police"] < rank["civil"] == rank["health"] < rank["tax"] < rank["web"]
    assert [sources.names[code] for code in sources.code] == [
        "police",
        "web",
        "civil",
        "health",
        "tax",
        "police",
    ]


def test_departments_ranked_but_not_described_are_a_fault() -> None:
    data = PACK.model_dump()
    data["survivorship"]["default"]["sources"] = ("police", ("helth",))
    with pytest.raises(ValueError, match=r"helth.*health"):
        RulePack.model_validate(data)
