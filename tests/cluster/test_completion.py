"""What a record leaves out is taken from the others where only one answer is possible."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mdm.cluster import complete_records
from mdm.rulepack import Completion

ROADS = pl.DataFrame(
    {
        "county": ["姑苏区", None, "姑苏区", "昆山市", None, None],
        "town": [None, None, "平江街道", None, None, None],
        "road": ["十全街", "十全街", "人民路", "人民路", "人民路", "无名路"],
    },
    schema=dict.fromkeys(("county", "town", "road"), pl.String),
)
BY_ROAD = Completion(fill=("county",), given=("road",), issue="ambiguous_place")


def test_the_only_answer_is_taken() -> None:
    done = complete_records(ROADS, [BY_ROAD])
    assert done.records["county"].to_list() == ["姑苏区", "姑苏区", "姑苏区", "昆山市", None, None]


def test_several_answers_leave_it_open_and_say_so() -> None:
    done = complete_records(ROADS, [BY_ROAD, Completion(fill=("county",), otherwise="-")])
    assert done.records["county"].to_list()[4:] == [None, "-"]
    assert done.ambiguous.rows() == [(4, "county", "ambiguous_place")]


def test_a_later_step_may_settle_what_an_earlier_one_could_not() -> None:
    records = ROADS.with_columns(estate=pl.Series([None, None, "锦苑", None, "锦苑", None]))
    steps = [
        BY_ROAD,
        Completion(fill=("county",), given=("estate",)),
        Completion(fill=("county",), otherwise="-"),
    ]
    done = complete_records(records, steps)
    assert done.records["county"].to_list()[4] == "姑苏区"
    assert done.ambiguous.is_empty()


def test_other_columns_come_along_where_those_who_answer_agree() -> None:
    step = Completion(fill=("county", "town"), given=("road",))
    agreed = ROADS.with_columns(town=pl.Series(["沧浪街道", None, "平江街道", None, None, None]))
    assert complete_records(agreed, [step]).records["town"].to_list()[1] == "沧浪街道"
    torn = pl.concat([agreed, agreed[:1].with_columns(town=pl.lit("双塔街道"))])
    assert complete_records(torn, [step]).records.row(1) == ("姑苏区", None, "十全街")


def test_what_is_said_is_never_overwritten() -> None:
    step = Completion(fill=("county", "town"), given=("road",))
    own = pl.DataFrame({"county": ["a", None], "town": ["t", "own"], "road": ["r", "r"]})
    assert complete_records(own, [step]).records.rows() == [("a", "t", "r"), ("a", "own", "r")]


def test_a_text_or_a_column_stands_in() -> None:
    steps = [Completion(fill=("town",), otherwise="{county}"), Completion(fill=("town",), otherwise="-")]
    assert complete_records(ROADS, steps).records["town"].to_list() == [
        "姑苏区",
        "-",
        "平江街道",
        "昆山市",
        "-",
        "-",
    ]


def test_columns_nobody_delivers_are_missing() -> None:
    done = complete_records(
        ROADS, [Completion(fill=("zone",), given=("estate",)), Completion(fill=("zone",), otherwise="-")]
    )
    assert set(done.records["zone"]) == {"-"}


def test_without_steps_nothing_happens() -> None:
    done = complete_records(ROADS, [])
    assert_frame_equal(done.records, ROADS)
    assert done.ambiguous.is_empty()


@pytest.mark.parametrize(
    "said", [{"fill": ("a",)}, {"fill": ("a",), "given": ("b",), "otherwise": "-"}, {"fill": ()}]
)
def test_steps_that_make_no_sense(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"given|fill"):
        Completion.model_validate(said)


values = st.sampled_from([None, "a", "b", "c"])


@given(rows=st.lists(st.tuples(values, values), max_size=12), seed=st.randoms())
def test_order_changes_nothing_and_a_slow_version_agrees(
    rows: list[tuple[str | None, str | None]], seed: object
) -> None:
    step = Completion(fill=("x",), given=("key",))
    schema = {"x": pl.String, "key": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    found = complete_records(frame, [step]).records.rows()
    for (given_x, key), (x, _) in zip(rows, found, strict=True):
        told = {other for other, at in rows if at == key and key is not None and other is not None}
        expected = given_x if given_x is not None else (next(iter(told)) if len(told) == 1 else None)
        assert x == expected
    order = list(range(len(rows)))
    seed.shuffle(order)  # type: ignore[attr-defined]
    again = complete_records(frame[order], [step]).records if rows else frame
    assert again.rows() == [found[i] for i in order]
