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
    sources = recognise_sources(
        pl.DataFrame({"source": ["police", "web", "civil", "health", "tax", "police"]}), PACK
    )
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


def test_I20_the_department_in_charge_of_a_body_comes_first_and_others_do_not() -> None:
    """The civil-affairs register says something newer of an enterprise: the market register is in charge of it."""
    pack = load_rulepack("legal_entity")
    codes = ["91320599MADEUP013G", "91320599MADEUP013G", "52320599MADEUP02XX", None]
    records = pl.DataFrame({"source": ["market", "civil", "civil", "market"], "uscc": codes})
    sources = recognise_sources(records, pack)
    rank = sources.authority(pack, "organisation_name")[sources.code].tolist()
    assert rank[0] == rank[2] == rank[3] == 0
    assert rank[1] == len(pack.survivorship.default.sources)  # behind everyone who is ranked
    assert sources.witness[sources.code[1]] == sources.witness[sources.code[2]]
