"""Golden values that stand in no single record: written from the others, or all there are."""

from collections.abc import Mapping

import polars as pl

from mdm.golden import GoldenFrames, build_golden_records
from mdm.rulepack import RulePack

TEXT = {"kind": "text", "title": "x", "title_en": "x"}
PACK = RulePack.model_validate(
    {
        "pack": {"name": "x", "title": "x", "title_en": "x", "letter": "X"},
        "attributes": dict.fromkeys(("whole", "road", "gate", "name", "old_name", "aliases"), TEXT),
        "survivorship": {"attributes": {"aliases": {"collect": ["name", "old_name"]}}},
    }
)
RECORDS = pl.DataFrame(
    {
        "row": [0, 1, 2],
        "source": ["a", "b", "b"],
        "record_id": ["1", "1", "2"],
        "whole": ["十全街", "18号", None],
        "road": ["十全街", None, None],
        "gate": [None, "18", None],
        "name": ["茶馆", "老茶馆", None],
        "old_name": [None, "旧茶馆", None],
        "whole.original": ["十全街", "十八号", None],
    },
    schema_overrides={"row": pl.UInt32},
)
CLUSTERS = pl.DataFrame(
    {"row": [0, 1, 2], "cluster": [0, 0, 2]}, schema={"row": pl.UInt32, "cluster": pl.UInt32}
)


def build(**said: object) -> GoldenFrames:
    return build_golden_records(RECORDS, CLUSTERS, PACK, **said)  # type: ignore[arg-type]


def write(golden: pl.DataFrame) -> pl.DataFrame:
    return golden.select(whole=pl.concat_str("road", pl.col("gate") + "号"))


def origins(frames: GoldenFrames, attribute: str) -> list[Mapping[str, object]]:
    told = frames.provenance.filter(attribute=attribute).collect()
    return told.select("value", "original", "source", "record_id", "rule", "runner_up").to_dicts()


def test_a_written_value_holds_what_no_record_says_alone() -> None:
    frames = build(written=("whole",), write=write)
    assert sorted(frames.golden.collect()["whole"].to_list(), key=str) == [None, "十全街18号"]
    assert origins(frames, "whole") == [
        {
            "value": "十全街18号",
            "original": "十全街",
            "source": "a",
            "record_id": "1",
            "rule": "written",
            "runner_up": None,
        }
    ]


def test_without_a_writer_the_contest_is_held() -> None:
    assert "十全街18号" not in build().golden.collect()["whole"].to_list()


def test_collected_values_are_all_but_the_name_itself() -> None:
    frames = build()
    assert frames.golden.select("name", "aliases").drop_nulls("name").collect().rows() == [
        ("老茶馆", "旧茶馆;茶馆")
    ]
    assert origins(frames, "aliases") == [
        {
            "value": "旧茶馆;茶馆",
            "original": None,
            "source": "a",
            "record_id": "1",
            "rule": "all_values",
            "runner_up": None,
        }
    ]


def test_provenance_keeps_the_order_of_attributes() -> None:
    names = build(written=("whole",), write=write).provenance.collect()["attribute"].to_list()
    assert names == ["whole", "road", "gate", "name", "old_name", "aliases"]
