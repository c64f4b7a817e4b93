"""What holds for any name: idempotent, independent of neighbours and order, keys that only fold."""

from pathlib import Path

import polars as pl
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mdm.rulepack.reference import read_reference
from mdm.standardise.kind import Context
from mdm.standardise.person_name import KIND, STEPS
from mdm.standardise.steps import replay_steps
from mdm.standardise.values import apply_kind

signs = st.sampled_from("王李张張陈單乾之某女婴小明芳·•.?□*、;,/()（） \u200b\ue863\ue000ABxü9𬭸")
names = st.text(signs, max_size=8) | st.text(max_size=6)


def read(texts, **context):
    return KIND.standardise(pl.Series(texts, dtype=pl.String), Context(**context))


@given(st.lists(names, min_size=1, max_size=8))
def test_reading_a_value_again_changes_nothing(texts):
    values = read(texts)["value"].drop_nulls()
    again = read(values.to_list())
    assert again["value"].to_list() == values.to_list()
    assert read(again["value"].to_list())["key"].to_list() == again["key"].to_list()


@given(st.lists(st.none() | names, max_size=8), st.randoms(use_true_random=False))
def test_rows_do_not_know_each_other(texts, chance):
    order = list(range(len(texts)))
    chance.shuffle(order)
    whole = read(texts).rows()
    assert read([texts[row] for row in order]).rows() == [whole[row] for row in order]
    assert [read([text]).row(0) for text in texts] == whole


@given(st.lists(st.none() | names, max_size=12))
def test_distinct_values_joined_back_are_the_same(texts):
    repeated = pl.Series([*texts, *texts, *texts], dtype=pl.String)
    found = apply_kind(KIND, repeated, Context())
    assert found["original"].to_list() == repeated.to_list()
    assert found.drop("original").rows() == read(texts).rows() * 3


@given(st.lists(names, min_size=1, max_size=6))
def test_steps_replayed_give_the_value(texts):
    trusted = read(texts, steps=True).with_columns(given=pl.Series(texts)).drop_nulls("value")
    replayed = replay_steps(trusted["given"], trusted["steps"], STEPS)
    assert replayed.to_list() == trusted["value"].to_list()


@given(st.lists(names, min_size=1, max_size=6))
def test_a_name_that_is_not_trusted_has_no_key_and_a_reason(texts):
    found = read(texts)
    distrusted = found.filter(pl.col("value").is_null())
    said = pl.Series(texts).str.strip_chars().str.len_bytes() > 0
    assert found.filter(pl.col("value").is_null() & said)["issue"].null_count() == 0
    assert distrusted["key"].null_count() == distrusted.height
    assert found.filter(pl.col("value").is_not_null())["key"].null_count() == 0


def test_keys_of_variants_are_settled():
    forms = read_reference("character_variants")["key"].unique().to_list()
    names = ["王" + form for form in forms if form not in "某囗"]  # these hide a name
    assert read(names)["key"].to_list() == names


def test_every_listed_surname_is_read_as_listed():
    surnames = read_reference("surnames")
    found = read((surnames["surname"] + "强军").to_list())
    assert found["surname"].to_list() == surnames["surname"].to_list()
    assert found["pinyin"].to_list() == (surnames["pinyin"] + " qiang jun").to_list()


def test_every_issue_of_a_case_is_listed():
    cases = Path(__file__).parents[2] / "fixtures" / "cases" / "standardise" / "person_name.yml"
    told = {case["expect"].get("issue") for case in yaml.safe_load(cases.read_text(encoding="utf-8"))}
    assert told - {None} <= set(read_reference("issue_codes")["code"])


def test_a_name_too_long_for_a_name_has_no_parts_but_is_kept():
    long = "阿" * 300
    found = read([long]).row(0, named=True)
    assert found["value"] == long
    assert found["surname"] is None
