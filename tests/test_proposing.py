"""Columns nobody knows by name are proposed by content; nothing is applied below the threshold."""

import polars as pl
from made_up import citizen, uscc

from mdm.proposing import COLUMNS, propose_columns
from mdm.rulepack import load_rulepack
from mdm.vocabulary import library_vocabulary

PEOPLE = load_rulepack("population", library_vocabulary())
BODIES = load_rulepack("legal_entity", library_vocabulary())


def told(frame: pl.DataFrame, pack=PEOPLE) -> dict[str, tuple[str | None, bool]]:
    found = propose_columns(frame, pack)
    assert tuple(found.columns) == COLUMNS
    assert found["column"].to_list() == frame.columns
    return {column: (attribute, applied) for column, attribute, _, _, applied in found.iter_rows()}


def test_I24_unknown_columns_are_proposed_with_confidence_and_none_is_applied_below_the_threshold() -> None:
    count = 30
    frame = pl.DataFrame(
        {
            "姓名": ["周国强"] * count,
            "c1": [citizen("19620511", n) for n in range(1, count + 1)],
            "c2": [f"166{n:08d}" for n in range(count)],
            "c3": [f"苏州市姑苏区十全街{n}号" for n in range(1, count + 1)],
            "c4": [f"备注{n}#" for n in range(count)],
            "c5": ["1962-05-11"] * count,
            "c6": [None] * count,
        },
        schema_overrides={"c6": pl.String},
    )
    found = told(frame)
    assert found["姓名"] == ("person_name", True)
    assert found["c1"] == ("resident_id", True)
    assert found["c2"] == ("phone", True)
    assert found["c4"][1] is False
    assert found["c5"][1] is False  # a day, but of birth, of death or of the last update?
    assert found["c6"] == (None, False)
    confidence = dict(propose_columns(frame, PEOPLE).select("column", "confidence").iter_rows())
    assert confidence["姓名"] == 1.0
    assert 0 < confidence["c5"] < 0.8
    assert not propose_columns(frame, PEOPLE, least=1.01)["applied"].any()


def test_record_ids_and_words_are_no_addresses() -> None:
    frame = pl.DataFrame(
        {
            "编号": [f"GA{n:02}" for n in range(1, 20)],
            "卡": [f"WJ{n:02}" for n in range(1, 20)],
            "备用": ["阿强", "待定"] * 9 + ["另议"],
            "地方": [f"十全街{n}号" for n in range(1, 20)],
        }
    )
    found = told(frame)
    assert found["编号"] == ("record_id", True)
    assert found["卡"][1] is False
    assert found["备用"][1] is False
    assert "address" in str(found["地方"][0])


def test_I24_an_attribute_goes_to_one_column_only() -> None:
    codes = [uscc(n) for n in range(1, 20)]
    found = told(pl.DataFrame({"x": codes, "y": codes}), BODIES)
    assert found["x"] == ("uscc", True)
    assert found["y"] == ("uscc", False)
