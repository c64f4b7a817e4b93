"""Every kind of value keeps the same short contract, whatever it is given."""

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mdm.standardise.kind import Context, Kind
from mdm.standardise.kinds import KINDS
from mdm.standardise.steps import replay_steps
from mdm.standardise.values import apply_kind

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
# What a column of a kind must say about itself before it can be read at all
DECLARED = {"coordinates": {"frame": "cgcs2000"}}
texts = st.lists(st.none() | st.text(max_size=30), max_size=8)


def test_names_and_titles_are_unique() -> None:
    for field in ("name", "title", "title_en"):
        words = [getattr(kind, field) for kind in KINDS]
        assert len(set(words)) == len(words), field


def test_names_are_spelled_as_columns() -> None:
    names = [kind.name for kind in KINDS]
    assert all(name.isidentifier() and name == name.lower() for name in names)
    assert not {part for kind in KINDS for part in kind.parts} & {"original", "value", "issue", "steps"}


@every_kind
def test_frame_has_the_promised_columns_length_and_order(kind: Kind, sample_values: pl.Series) -> None:
    result = apply_kind(kind, sample_values, Context(options=DECLARED.get(kind.name, {})))
    assert dict(result.schema) == {"original": pl.String(), **kind.schema}
    assert result["original"].to_list() == sample_values.to_list()


@every_kind
def test_missing_is_silence(kind: Kind) -> None:
    result = kind.standardise(
        pl.Series([None, None], dtype=pl.String), Context(options=DECLARED.get(kind.name, {}))
    )
    assert result.height == 2
    assert all(result[column].null_count() == 2 for column in ("value", "issue", "lead"))


@every_kind
def test_a_sparse_column_is_read_like_a_full_one(kind: Kind, sample_values: pl.Series) -> None:
    context = Context(options=DECLARED.get(kind.name, {}))
    gaps = pl.Series([None] * (3 * len(sample_values)), dtype=pl.String)
    sparse = apply_kind(kind, pl.concat([gaps, sample_values, gaps]), context)
    assert_frame_equal(sparse.slice(len(gaps), len(sample_values)), apply_kind(kind, sample_values, context))
    assert_frame_equal(sparse.head(1), apply_kind(kind, gaps.head(1), context))


@every_kind
def test_nothing_in_nothing_out(kind: Kind) -> None:
    result = kind.standardise(pl.Series([], dtype=pl.String), Context(options=DECLARED.get(kind.name, {})))
    assert dict(result.schema) == kind.schema
    assert result.is_empty()


@every_kind
def test_a_value_is_never_an_empty_text(kind: Kind, sample_values: pl.Series) -> None:
    result = kind.standardise(sample_values, Context(options=DECLARED.get(kind.name, {})))
    strings = [name for name, dtype in result.schema.items() if dtype == pl.String]
    assert not [name for name in strings if (result[name].str.strip_chars() == "").any()]


@every_kind
def test_standardising_a_standard_value_changes_nothing(kind: Kind, sample_values: pl.Series) -> None:
    once = kind.standardise(sample_values, Context(options=DECLARED.get(kind.name, {})))
    values = once["value"].drop_nulls()
    if values.dtype == pl.String:
        twice = kind.standardise(values, Context(options=DECLARED.get(kind.name, {})))
        changed = values.to_frame("once").with_columns(twice=twice["value"])
        assert changed.filter(~pl.col("once").eq_missing(pl.col("twice"))).rows() == []


@every_kind
def test_each_value_is_read_by_itself(kind: Kind, sample_values: pl.Series) -> None:
    whole = kind.standardise(sample_values, Context(options=DECLARED.get(kind.name, {})))
    order = list(range(len(sample_values)))
    random.Random(7).shuffle(order)
    shuffled = sample_values[order]
    size = len(order) // 7 + 1
    pieces = [
        kind.standardise(shuffled.slice(start, size), Context(options=DECLARED.get(kind.name, {})))
        for start in range(0, len(order), size)
    ]
    assert_frame_equal(pl.concat(pieces), whole[order])


@every_kind
def test_steps_are_only_added(kind: Kind, sample_values: pl.Series) -> None:
    with_steps = kind.standardise(sample_values, Context(steps=True, options=DECLARED.get(kind.name, {})))
    assert with_steps.schema["steps"] == pl.List(pl.String)
    assert_frame_equal(
        with_steps.drop("steps"),
        kind.standardise(sample_values, Context(options=DECLARED.get(kind.name, {}))),
    )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.steps_of], ids=lambda kind: kind.name)
def test_steps_replayed_give_the_value(kind: Kind, sample_values: pl.Series) -> None:
    context = Context(steps=True)
    frame = kind.standardise(sample_values, context)
    assert kind.steps_of is not None
    replayed = replay_steps(sample_values, frame["steps"].fill_null([]), kind.steps_of(context))
    told = frame.select("value", replayed=replayed).filter(pl.col("value").is_not_null())
    assert told["replayed"].to_list() == told["value"].cast(pl.String).to_list()
    assert told.height > 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.steps_of], ids=lambda kind: kind.name)
def test_steps_are_told_where_the_value_is_looked_up(kind: Kind, sample_values: pl.Series) -> None:
    """A place, an address or a name of a body is no rewritten text: its steps say how the value was found."""
    context = Context(steps=True, options=DECLARED.get(kind.name, {}))
    frame = kind.standardise(sample_values, context).with_columns(original=sample_values)
    changed = frame.filter(pl.col("value").cast(pl.String) != pl.col("original"))
    assert changed.height > 1
    assert changed.filter(pl.col("steps").list.len().fill_null(0) == 0).is_empty()
    alone = [kind.standardise(sample_values.slice(at, 1), context)["steps"][0] for at in range(3)]
    assert [list(s) if s is not None else None for s in frame["steps"][:3]] == [
        list(s) if s is not None else None for s in alone
    ]


@every_kind
@settings(max_examples=25)
@given(values=texts)
def test_no_text_is_too_strange(kind: Kind, values: list[str | None]) -> None:
    series = pl.Series(values, dtype=pl.String)
    result = apply_kind(kind, series, Context(options=DECLARED.get(kind.name, {})))
    assert result["original"].to_list() == values
    assert result.filter(pl.col("original").is_null() & pl.col("value").is_not_null()).is_empty()


@every_kind
def test_kind_has_cases_or_is_plain_text(kind: Kind) -> None:
    cases = Path(__file__).resolve().parents[2] / "fixtures" / "cases"
    assert kind.name == "text" or list(cases.rglob(f"{kind.name}*")), f"no case file for {kind.name}"
