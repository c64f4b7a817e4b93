"""A list of names only comes back exact, as former name, as candidates or not at all; never as a silent guess."""

from pathlib import Path

import polars as pl
import pytest
import yaml

import mdm
from mdm.errors import UsageError
from mdm.frames import LOOKUP, check_columns
from mdm.lookup import KnownNames, decide

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "cases" / "lookup" / "organisation_names.yml").read_text(
        "utf-8"
    )
)


@pytest.fixture(scope="module")
def run():
    """The bodies of the cases, registered; one was renamed, the tax office writes another by an old name."""
    return mdm.reconcile(
        {"market": pl.DataFrame(CASES["register"]), "tax": pl.DataFrame(CASES["tax"])}, rules="legal_entity"
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES["cases"]])
def test_case_is_answered_as_written(run, case):
    given = case["given"] if isinstance(case["given"], dict) else {"名称": case["given"]}
    found = run.lookup(pl.DataFrame([given]))
    assert found["status"].unique().to_list() == [case["status"]]
    if "first" in case:
        assert found["name"][0] == case["first"]
    if "names" in case:
        assert sorted(found["name"]) == sorted(case["names"])
    if "reason" in case:
        assert found["reason"].to_list() == [case["reason"]]


def test_every_row_asked_comes_back_in_order_and_alone_or_together_alike(run):
    asked = [case["given"] for case in CASES["cases"] if isinstance(case["given"], str)]
    together = run.lookup(pl.DataFrame({"名称": [*asked, None, asked[0]]}))
    check_columns(together, LOOKUP, "lookup")
    assert together["row"].unique().sort().to_list() == list(range(1, len(asked) + 3))
    assert together.filter(row=len(asked) + 1)["reason"].to_list() == ["missing"]
    for number, name in enumerate([*asked, None, asked[0]], 1):
        alone = run.lookup(pl.DataFrame({"名称": [name]}, schema={"名称": pl.String})).drop("row")
        assert alone.equals(together.filter(row=number).drop("row"))


def test_the_evidence_names_the_parts(run):
    found = run.lookup(pl.DataFrame({"名称": ["昆山腾华贸易有限公司"]})).row(0, named=True)
    assert found["name"] == "昆山腾化贸易有限公司"
    assert found["differs"] == ["trade_name"]
    assert set(found["agrees"]) == {"region", "industry", "form"}
    assert 0.6 < found["score"] < 1


def test_the_order_of_the_register_says_nothing(run):
    asked = pl.DataFrame(
        {"名称": [case["given"] for case in CASES["cases"] if isinstance(case["given"], str)]}
    )
    turned = mdm.reconcile(
        {"tax": pl.DataFrame(CASES["tax"])[::-1], "market": pl.DataFrame(CASES["register"])[::-1]},
        rules="legal_entity",
    )
    assert turned.lookup(asked).equals(run.lookup(asked))


def test_a_list_without_names_and_a_run_without_organisations_are_refused(run):
    with pytest.raises(UsageError, match="no column of the list holds names"):
        run.lookup(pl.DataFrame({"a": ["苏州大学"], "b": ["x"]}))
    with pytest.raises(UsageError, match="no column 'c'"):
        run.lookup(pl.DataFrame({"a": ["苏州大学"]}), column="c")
    with pytest.raises(UsageError, match="most=0"):
        run.lookup(pl.DataFrame({"a": ["苏州大学"]}), most=0)
    people = mdm.reconcile({"police": pl.DataFrame({"编号": ["1"], "姓名": ["王小明"]})}, rules="population")
    with pytest.raises(UsageError, match="no attribute organisation_name"):
        people.lookup(pl.DataFrame({"名称": ["苏州大学"]}))


def test_an_empty_list_has_an_empty_answer(run):
    assert run.lookup(pl.DataFrame(schema={"名称": pl.String})).schema == pl.Schema(LOOKUP)


def test_nothing_is_known_of_an_empty_register():
    assert KnownNames(pl.DataFrame(schema={"key": pl.String})).sounds.shape[0] == 0


def test_two_bodies_of_one_name_are_candidates_whatever_their_order():
    bodies = pl.DataFrame(
        {
            "asked": pl.Series([0, 0], dtype=pl.UInt32), "entity_id": ["E2", "E1"], "known_name": ["甲", "甲"],
            "use": ["current", "former"], "score": [1.0, 1.0], "by_code": [False, False], "other_code": [False, False],
            "compatible": [True, True], "by_area": [None, None], "is_alive": [True, True],
        },
        schema_overrides={"by_area": pl.Boolean},
    )  # fmt: skip
    for order in (bodies, bodies[::-1]):
        found = decide(order, 5)
        assert found.select("entity_id", "status", "rank").rows() == [
            ("E2", "candidates", 1),
            ("E1", "candidates", 2),
        ]


def test_L06_a_list_of_two_hundred_names_is_answered_name_by_name_and_nothing_is_guessed():
    trades = [a + b for a in "恒瑞金鑫宏" for b in "达源泰盛丰隆昌茂旺兴"]
    register = pl.DataFrame(
        {
            "编号": [f"M{n}" for n in range(50)],
            "名称": [f"苏州{trade}精密机械有限公司" for trade in trades],
            "曾用名": [f"吴县{trade}农具厂" for trade in trades],
        }
    )
    run = mdm.reconcile({"market": register}, rules="legal_entity")
    found = run.lookup(
        pl.DataFrame(
            {
                "单位": [
                    *(f"苏州市{trade}精密机械有限公司" for trade in trades),
                    *(f"吴县{trade}农具厂" for trade in trades),
                    *(f"{trade}精密机械" for trade in trades),
                    *(f"哈尔滨{trade}锅炉制造厂" for trade in trades),
                ]
            }
        )
    )
    first = found.filter(pl.col("rank").fill_null(1) == 1)
    expected = [status for status in ("exact", "former_name", "candidates", "not_found") for _ in trades]
    assert first["status"].to_list() == expected
    assert first["name"].to_list() == [*register["名称"], *register["名称"], *register["名称"], *[None] * 50]
