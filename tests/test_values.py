"""Two columns compared row by row; and the words packs may use."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest

import mdm
from mdm.compare import COMPARISONS
from mdm.errors import UsageError
from mdm.rulepack import list_packs, load_rulepack
from mdm.standardise import KINDS, standardise_values
from mdm.vocabulary import library_vocabulary


def test_levels_similarities_and_outcomes() -> None:
    left = ["王小明", "王小明", "王小明", None]
    right = ["王小明", "李芳", None, "王小明"]
    found = mdm.compare_values("person_name", left, right)
    assert found.columns == ["level", "similarity", "outcome"]
    assert found["outcome"].to_list() == ["exact", "none", "missing", "missing"]
    assert found["level"].to_list()[2:] == ["missing", "missing"]
    assert found["similarity"].to_list()[0] == 1.0
    assert found["similarity"].null_count() == 2


def test_nothing_compared_with_nothing() -> None:
    assert mdm.compare_values("person_name", [], []).height == 0


@pytest.mark.parametrize(
    ("kind", "left", "right", "said"),
    [("nonsense", ["a"], ["a"], "no comparison"), ("person_name", ["a", "b"], ["a"], "2 and 1 values")],
)
def test_comparisons_that_make_no_sense(kind: str, left: list[str], right: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mdm.compare_values(kind, left, right)


def test_a_kind_given_last_is_told_so() -> None:
    texts = pl.Series(["a"])
    with pytest.raises(UsageError, match=r"not by one Series(?s:.*)Hint: the kind comes first"):
        standardise_values(texts, "address")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="the kind comes first"):
        mdm.compare_values(texts, texts, "address")  # type: ignore[arg-type]


def test_the_vocabulary_is_the_registries() -> None:
    words = library_vocabulary()
    assert set(words.kinds) == {kind.name for kind in KINDS}
    assert set(words.comparisons) == {comparison.kind for comparison in COMPARISONS}
    assert all(levels[0] == "missing" for levels, _ in words.comparisons.values())


@pytest.mark.parametrize("name", list_packs())
def test_packaged_packs_speak_the_vocabulary(name: str) -> None:
    assert load_rulepack(name, library_vocabulary()).name == name


def test_distances_between_texts_and_between_pairs_of_columns() -> None:
    texts = mdm.measure_distances(
        ["120.5853,31.2989", "120.5853,31.2989", None, "无"],
        ["120.589477,31.296715", "31.2989,120.5853", "120.5,31.2", "120.5,31.2"],
        frame="cgcs2000",
    )
    assert texts.name == "distance_metres"
    assert texts.round().to_list() == [465.0, None, None, None]  # swapped axes are not trusted
    pair = pl.Series([120.0, None]), pl.Series([31.0, 31.0])
    assert mdm.measure_distances(pair, pair, frame="gcj02").to_list() == [0.0, None]


def test_distances_between_frames() -> None:
    metres = mdm.measure_distances(
        ["108.939800,34.341600"], ["108.950901,34.346274"], frame="cgcs2000", right_frame="bd09"
    )
    assert metres[0] < 0.2
    with pytest.raises(UsageError, match="unknown coordinate frame"):
        mdm.measure_distances(["120,31"], ["120,31"], frame="beijing54")
    with pytest.raises(UsageError, match="2 and 1 values"):
        mdm.measure_distances(["120,31"] * 2, ["120,31"], frame="wgs84")


def test_points_compare_by_distance() -> None:
    left = ["120.5853,31.2989"] * 6
    right = [
        "120.58532,31.2989",
        "120.5857,31.2989",
        "120.587,31.2989",
        "120.59,31.2989",
        "120.7,31.2989",
        None,
    ]
    found = mdm.compare_values("coordinates", left, right, options={"frame": "cgcs2000"})
    assert found["level"].to_list() == [
        "same_point", "same_building", "same_block", "same_quarter", "else", "missing",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="frame is not declared"):
        mdm.compare_values("coordinates", left, right)


def test_the_day_of_divisions_as_date_and_as_text() -> None:
    days = (date(2012, 8, 1), datetime(2012, 8, 1, 12), "2012-08-01")
    found = [standardise_values("division", ["320508", "沧浪区"], at=day) for day in days]
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
    with pytest.raises(UsageError, match="is no day"):
        standardise_values("division", ["320508"], at="last year")


def test_what_pandas_and_numpy_write_for_a_missing_value_is_missing() -> None:
    written = ["11010519491231002X", None, float("nan")]
    for values in (
        written,
        pd.Series(written),
        pd.Series(written, dtype="string"),
        np.array(written, object),
    ):
        read = mdm.standardise_values("resident_id", values)
        assert read["original"].to_list() == ["11010519491231002X", None, None]
        assert read["issue"].null_count() == 3
    mixed = mdm.standardise_values("sex", pd.Series([1, "女", pd.NA, float("nan")], dtype=object))
    assert mixed["value"].to_list() == ["1", "2", None, None]


def test_a_context_is_a_code() -> None:
    for context in ("320500", 320500):
        read = mdm.standardise_values("address", ["人民路100号"], context=context)
        assert read["city"].to_list() == ["苏州市"]
    for wrong in ("苏州", "3205", 3205):
        with pytest.raises(UsageError, match="is no division code"):
            mdm.standardise_values("address", ["人民路100号"], context=wrong)


def test_a_kind_written_wrongly_is_told_which_may_be_meant() -> None:
    with pytest.raises(UsageError) as refused:
        mdm.standardise_values("residentid", ["1"])
    assert "did you mean 'resident_id'?" in str(refused.value.hint)
