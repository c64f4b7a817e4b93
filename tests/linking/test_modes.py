"""Sources that hold each entity once, and a register to which others are linked one to one."""

import polars as pl
import pytest

from mdm.errors import UsageError
from mdm.linking_modes import find_modes
from mdm.sources import SourceInfo


def test_a_duplicate_free_source_has_one_record_per_entity(link, entities, crowd, person):
    """Two rows of one person without number: one source, declared duplicate-free, or not."""
    one = person(1) | {"id_number": None}
    sources = {"a": crowd, "b": [{"record_id": "1", **one}, {"record_id": "2", **one}]}
    found = entities(link(sources))
    assert found["b:1"] == found["b:2"]
    found = entities(link(sources, duplicate_free=frozenset({"b"})))
    assert found["b:1"] != found["b:2"]


def test_no_third_record_joins_two_of_a_duplicate_free_source(link, entities, crowd, person):
    one = person(1) | {"id_number": None}
    better = {"record_id": "1", **one}
    worse = {"record_id": "2", **one, "phone": None, "address": "苏州市吴江区流虹路7号"}
    sources = {"a": [*crowd, {"record_id": "1", **one}], "b": [better, worse]}
    run = link(sources, duplicate_free=frozenset({"b"}))
    found = entities(run)
    assert found["a:1"] == found["b:1"] != found["b:2"]


def test_twice_one_number_in_a_duplicate_free_source_is_an_issue(link, entities, crowd, person):
    one = person(1)
    wrong = one | {"birth_date": "1991-01-01"}
    sources = {
        "a": crowd,
        "b": [{"record_id": "1", **wrong}, {"record_id": "2", **one}],
        "c": [{"record_id": "1", **one}],
    }
    run = link(sources, duplicate_free=frozenset({"b"}))
    found = entities(run)
    assert found["b:2"] == found["c:1"] != found["b:1"]
    told = run.issues.filter(pl.col("rule") == "repeated_in_source").collect()
    assert told["record_id"].to_list() == ["1", "2"]


def test_two_namesakes_in_a_register_leave_the_record_in_doubt(link, entities, crowd, person):
    one = person(1) | {"id_number": None, "phone": None, "address": None}
    sources = {
        "a": crowd,
        "r": [{"record_id": "1", **one}, {"record_id": "2", **one}],
        "s": [{"record_id": "1", **one}],
    }
    run = link(sources, duplicate_free=frozenset({"r", "s"}), reference="r")
    found = entities(run)
    assert len({found["r:1"], found["r:2"], found["s:1"]}) == 3
    doubtful = run.links.filter((pl.col("right_source") == "s") & (pl.col("left_source") == "r")).collect()
    assert doubtful["match_probability"].max() <= 0.5


def info(name, **options):
    return SourceInfo(name, None, "frame", None, 1, 0, "", "", "id", {}, (), options)


def test_with_a_reference_everybody_is_linked_one_to_one():
    modes = find_modes([info("a", reference="true"), info("b"), info("c", duplicate_free="false")])
    assert modes.reference == "a"
    assert modes.duplicate_free == {"a", "b"}
    assert find_modes([info("a"), info("b")]).duplicate_free == frozenset()
    assert find_modes([info("a"), info("b")], duplicate_free=["b"]).duplicate_free == {"b"}
    assert find_modes([info("a"), info("b")], reference="b").reference == "b"


def test_unknown_or_several_references_are_refused():
    with pytest.raises(UsageError, match="no source 'x'"):
        find_modes([info("a")], duplicate_free=["x"])
    with pytest.raises(UsageError, match="several references: a, b"):
        find_modes([info("a", reference="true"), info("b")], reference="b")
