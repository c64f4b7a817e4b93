"""Must-not-merge rules of the population pack, each on people made for it."""

import polars as pl
import pytest

from mdm.column_use import LIBRARY
from mdm.compare import level_names
from mdm.linking.record_vetoes import APART, find_record_vetoes, list_active_after_end
from mdm.linking.vetoes import apply_vetoes
from mdm.rulepack import load_rulepack
from mdm.score import RelativePatterns

PACK = load_rulepack("population")


def vetoes(run):
    return set(run.links.drop_nulls("veto").collect()["veto"])


@pytest.mark.parametrize("name", ["张嘉虎", "李梓轩"])  # the second one bears the mother's surname
def test_twins_are_left_to_review(link, entities, crowd, person, name):
    one = person(1) | {"name": "张嘉龙", "sex": "男"}
    other = one | {"name": name, "id_number": None}
    run = link({"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **other}]})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "twins" in vetoes(run)


def test_twins_are_no_less_twins_where_one_address_ends_at_the_village(link, entities, crowd, person):
    one = person(1) | {"name": "张嘉龙", "sex": "男", "address": "苏州市吴中区木渎镇天池村3组12号"}
    other = one | {"name": "张嘉虎", "id_number": None, "phone": None, "address": "苏州市吴中区木渎镇天池村"}
    run = link({"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **other}]})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "twins" in vetoes(run)


@pytest.mark.parametrize("name", ["张嘉虎", "张思远"])
def test_twins_with_their_parents_phone_are_left_to_review(link, entities, crowd, person, name):
    """No address is told, and all that is common is the birthday, the surname and a phone."""
    one = person(1) | {"name": "张嘉龙", "sex": "男", "address": None}
    other = one | {"name": name, "id_number": None}
    run = link({"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **other}]})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "twins_of_one_phone" in vetoes(run)


def test_a_relatives_masked_number_makes_nobody_the_relative(link, entities, crowd, person):
    husband = person(1) | {"name": "赵满向", "sex": "男"}
    number = husband["id_number"]
    wife = husband | {"name": "李秀兰", "sex": None, "id_number": f"{number[:6]}********{number[14:]}"}
    run = link({"a": [*crowd, {"record_id": "1", **husband}], "b": [{"record_id": "1", **wife}]})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "masked_number_other_name" in vetoes(run)


def test_one_number_with_a_slip_lifts_the_veto(link, entities, crowd, person):
    """A slip in one digit of the number leaves it recognisable: one person, one character of the name wrong."""
    one = person(1) | {"name": "张嘉龙", "sex": "男"}
    number = one["id_number"]
    slipped = number[:10] + str((int(number[10]) + 1) % 10) + number[11:]
    other = one | {"name": "张嘉虎", "id_number": slipped}
    run = link({"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **other}]})
    assert "twins" not in vetoes(run)


def test_who_tells_no_birthday_makes_no_two_namesakes_one(link, entities, crowd, person):
    """Two lodgers of one name at one door, and a record of that door that fits either."""
    one = person(1)
    other = one | {"birth_date": "1971-11-23", "id_number": None, "phone": "16099999991"}
    either = one | {"birth_date": None, "id_number": None, "phone": None}
    rows = {"b": [{"record_id": "1", **other}], "c": [{"record_id": "1", **either}]}
    run = link({"a": [*crowd, {"record_id": "1", **one}], **rows})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "namesakes_of_one_door" in vetoes(run)


def test_twins_of_two_sexes_are_left_to_review(link, entities, crowd, person):
    one = person(1) | {"name": "张佳毅", "sex": "男"}
    other = one | {"name": "张嘉怡", "sex": "女", "id_number": None}
    run = link({"a": [*crowd, {"record_id": "1", **one}], "b": [{"record_id": "1", **other}]})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "twins_of_two_sexes" in vetoes(run)


def test_a_newborn_is_not_the_mother_it_is_named_after(link, entities, crowd, person):
    mother = person(1) | {"name": "王芳", "sex": "女"}
    child = mother | {"name": "王芳之女", "id_number": None}
    run = link({"a": [*crowd, {"record_id": "1", **mother}], "b": [{"record_id": "1", **child}]})
    found = entities(run)
    assert found["a:1"] != found["b:1"]
    assert "mother_and_child" in vetoes(run)


def days(*texts):
    return pl.Series(texts, dtype=pl.String).str.to_date()


@pytest.mark.parametrize(
    ("died", "seen", "broken"),
    [("2020-01-01", "2020-02-01", False), ("2020-01-01", "2021-02-01", True), (None, "2021-02-01", False)],
)
def test_the_dead_are_not_active_later(died, seen, broken):
    records = pl.DataFrame({"death_date": days(died, None), "active_on": days(None, seen)})
    for left, right in ((0, 1), (1, 0)):
        pairs = pl.DataFrame(
            {"left": [left], "right": [right]}, schema={"left": pl.UInt32, "right": pl.UInt32}
        )
        found = find_record_vetoes(pairs, records, PACK)
        assert found["veto"].to_list() == ["death_before_activity"] * broken
    together = pl.Series([0, 0], dtype=pl.UInt32)
    assert list_active_after_end(records, together, PACK).to_list() == [1] * broken
    assert list_active_after_end(records, pl.Series([0, 1], dtype=pl.UInt32), PACK).is_empty()


def test_a_number_seen_active_after_death_is_a_fault_not_a_new_person():
    import mdm

    number = "11010519491231002X"
    funeral = pl.DataFrame(
        {"编号": ["1"], "姓名": ["王小明"], "身份证号": [number], "死亡日期": ["2019-03-04"]}
    )
    clinic = pl.DataFrame(
        {"编号": ["1"], "姓名": ["王小明"], "身份证号": [number], "就诊日期": ["2024-05-06"]}
    )
    run = mdm.reconcile({"civil": funeral, "health": clinic})
    assert run.crosswalk.collect()["entity_id"].n_unique() == 1
    told = run.issues.filter(pl.col("rule") == "active_after_end").collect()
    assert told["source"].to_list() == ["health"]
    assert str(run.golden.collect()["death_date"][0]) == "2019-03-04"


def test_where_enough_twins_are_proved_the_model_tells_and_the_rule_gives_way():
    veto = next(rule for rule in PACK.vetoes.levels if rule.name == "twins")
    names = {rule.name: level_names(rule, LIBRARY[rule.kind]) for rule in PACK.comparisons}
    name, born = names["person_name"].index("one_character"), names["birth_date"].index("exact")
    own = ("person_name", "birth_date", "sex")
    few = RelativePatterns(own, {f"{name}.{born}.1": veto.learned_from - 1, f"{name}.{born + 1}.1": 900})
    many = RelativePatterns(own, {f"{name}.{born}.1": veto.learned_from - 1, f"{name}.{born}.2": 1})
    pair = pl.DataFrame(
        {
            "left": [0], "right": [1], "decision": ["link"],
            **{f"level_{n}": [0] for n in names},
        },
        schema_overrides={"left": pl.UInt32, "right": pl.UInt32},
    ).with_columns(
        level_person_name=pl.lit(name), level_birth_date=pl.lit(born),
        level_address=pl.lit(names["address"].index("same_room")),
    )  # fmt: skip
    nobody, none = pl.Series([False, False]), pl.DataFrame(schema=APART)
    for relatives, decision in ((few, "review"), (many, "link")):
        told = apply_vetoes(pair, PACK, LIBRARY, nobody, none, pl.DataFrame(), relatives, 2)
        assert told["decision"].to_list() == [decision]
