from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from mdm.golden import build_golden_records
from mdm.rulepack import load_rulepack

FOLDER = Path(__file__).parents[2] / "fixtures" / "cases" / "golden"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "survivorship.yml").read_text(encoding="utf-8"))


def as_records(case: dict[str, Any]) -> pl.DataFrame:
    claims = sorted(case["given"], key=lambda claim: str(claim[0]))
    return pl.DataFrame(
        {
            "row": range(len(claims)),
            "source": [claim[0] for claim in claims],
            "record_id": ["1"] * len(claims),
            case["attribute"]: [claim[1] for claim in claims],
            "updated_at": [claim[2] for claim in claims],
        },
        schema_overrides={"row": pl.UInt32, case["attribute"]: pl.String, "updated_at": pl.Date},
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["label"]))
def test_case(case: dict[str, Any]) -> None:
    records = as_records(case)
    clusters = records.select("row", cluster=pl.lit(0, pl.UInt32))
    frames = build_golden_records(records, clusters, load_rulepack("population"))
    origin = frames.provenance.filter(pl.col("attribute") == case["attribute"]).collect()
    value, rule, runner_up = case["expect"]
    assert frames.golden.collect()[case["attribute"]].to_list() == [value]
    expected = [] if value is None else [(value, rule, runner_up)]
    assert origin.select("value", "rule", "runner_up").rows() == expected


def test_labels_are_unique_and_dates_are_dates() -> None:
    assert len({case["label"] for case in CASES}) == len(CASES)
    assert all(isinstance(day, date | None) for case in CASES for _, _, day in case["given"])
