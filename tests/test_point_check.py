"""A source whose points lie in another frame than declared, or in two, is found by the places it shares with others."""

import polars as pl
import pytest

import mdm
from mdm.standardise.coordinate_frames import convert_frame

GATES = 40
LON = [120.60 + i * 0.001 for i in range(GATES)]
LAT = [31.30 + i * 0.0007 for i in range(GATES)]
ADDRESSES = [f"苏州市姑苏区验点路{i + 1}号" for i in range(GATES)]


def table(frames: list[str], prefix: str) -> pl.DataFrame:
    points = [convert_frame([x], [y], "cgcs2000", f) for x, y, f in zip(LON, LAT, frames, strict=True)]
    return pl.DataFrame(
        {
            "编号": [f"{prefix}{i}" for i in range(GATES)],
            "地址": ADDRESSES,
            "经度": [f"{x[0]:.6f}" for x, _ in points],
            "纬度": [f"{y[0]:.6f}" for _, y in points],
        }
    )


def reconcile(delivered: list[str], declared: str) -> mdm.Run:
    return mdm.reconcile(
        {"survey": table(["cgcs2000"] * GATES, "S"), "vendor": table(delivered, "V")},
        rules="geography",
        city="320500",
        frames={"survey": "cgcs2000", "vendor": declared},
    )


def faults(run: mdm.Run) -> list[tuple[str, str]]:
    return run.issues.filter(pl.col("attribute") == "point").select("source", "rule").collect().rows()


@pytest.mark.parametrize("frame", ["cgcs2000", "wgs84", "gcj02", "bd09"])
def test_G02_one_gate_in_any_declared_frame_is_one_place(frame: str) -> None:
    run = reconcile([frame] * GATES, frame)
    assert faults(run) == []
    assert run.crosswalk.collect()["entity_id"].n_unique() == GATES


def test_a_file_in_another_frame_is_named_and_its_points_are_not_used() -> None:
    run = reconcile(["gcj02"] * GATES, "cgcs2000")
    assert faults(run) == [("vendor", "wrong_frame")]
    told = run.issues.filter(rule="wrong_frame").collect()
    assert "cgcs2000 declared; of 40 points known to survey as well lie in: gcj02 40" in told["message"][0]
    assert told["record_id"].to_list() == [None]
    gates = run.golden.filter(level="gate").collect()
    assert gates["point"].null_count() == 0  # those of the survey
    vendor = run.records.filter(source="vendor").collect()
    assert vendor["point"].null_count() == GATES
    assert vendor["point.original"].null_count() == 0


def test_a_mixed_file_shows_two_clouds() -> None:
    run = reconcile(["bd09"] * 25 + ["cgcs2000"] * 15, "bd09")
    assert faults(run) == [("vendor", "mixed_frames")]


def test_a_few_points_prove_nothing() -> None:
    few = table(["gcj02"] * GATES, "V").head(5)
    run = mdm.reconcile(
        {"survey": table(["cgcs2000"] * GATES, "S"), "vendor": few},
        rules="geography",
        city="320500",
        frames="cgcs2000",
    )
    assert faults(run) == []
