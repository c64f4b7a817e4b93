"""Which blocking rules propose a pair, looked at again."""

from pathlib import Path

import polars as pl

import mdm
from mdm.explanation.evidence import compare_records


def test_a_former_name_meets_the_name_that_is_still_used(tmp_path: Path) -> None:
    market = pl.DataFrame(
        {"record_id": ["a"], "名称": ["苏州烛龙照明科技有限公司"], "曾用名": ["吴县灯具厂"]}
    )
    other = pl.DataFrame({"record_id": ["b", "c"], "名称": ["吴县灯具厂", "苏州紫金阀门有限公司"]})
    run = mdm.reconcile({"market": market, "equipment": other}, rules="legal_entity", out=tmp_path / "run")
    proposed = [
        compare_records(run.path, run.manifest, (("market", "a"), ("equipment", one)), None).proposed_by
        for one in ("b", "c")
    ]
    assert proposed == [("former_name",), ()]
