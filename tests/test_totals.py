"""Sums over golden entities against published totals; a branch is counted with its parent."""

import polars as pl
import pytest
from made_up import uscc

import mdm
from mdm.totals import compare_totals, sum_entities


@pytest.fixture(scope="module")
def run() -> mdm.Run:
    register = pl.DataFrame(
        [
            ("1", "苏州华信科技有限公司", uscc(1), None, "6510", "100"),
            ("2", "苏州华信科技有限公司园区分公司", uscc(2), uscc(1), "6510", "100"),
            ("3", "苏州海棠餐饮有限公司", uscc(3), None, "6210", "50"),
        ],
        schema=["编号", "企业名称", "统一社会信用代码", "隶属企业统一社会信用代码", "行业代码", "注册资本"],
        orient="row",
    )
    tax = pl.DataFrame({"编号": ["T"], "纳税人名称": ["苏州华信科技有限公司"], "纳税人识别号": [uscc(1)]})
    return mdm.reconcile({"market": register, "tax": tax}, rules="legal_entity")


def test_M02_a_sum_over_entities_meets_the_published_total_and_tells_what_would_count_twice(
    run: mdm.Run,
) -> None:
    summed = sum_entities(run, "capital", by="sector")
    assert summed.rows() == [("6210", 1, 50.0, 0), ("6510", 1, 100.0, 1)]
    published = pl.DataFrame({"sector": ["6210", "6510"], "published": [50.0, 101.0]})
    assert compare_totals(summed, published, "sector", 0.02)["agrees"].all()
    twice = sum_entities(run, "capital", by="sector", branches=True)
    told = compare_totals(twice, published, "sector", 0.02)
    assert told.filter(~pl.col("agrees")).select("sector", "branches").rows() == [("6510", 1)]


def test_entities_are_counted_once_however_many_sources_hold_them(run: mdm.Run) -> None:
    assert sum_entities(run).select("entities", "total").row(0) == (2, 2.0)


def test_a_published_total_without_entities_does_not_agree() -> None:
    summed = pl.DataFrame({"sector": ["a"], "total": [1.0]})
    published = pl.DataFrame({"sector": ["b"], "published": [5.0]})
    assert compare_totals(summed, published, "sector", 0.5)["agrees"].to_list() == [False]
