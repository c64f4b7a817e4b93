"""What lies above a place, step by step."""

import polars as pl

from mdm.relate import gather_places, lift_places, merge_places, write_relations
from mdm.rulepack import Hierarchy, Step

NAMES = ("county", "road", "gate", "room", "poi")
RULES = Hierarchy(
    attribute="text",
    level="level",
    names=NAMES,
    steps=(
        Step(levels=("poi",), has=("gate",), drop=("poi",), to="gate", relation="located_at"),
        Step(levels=("room",), has=("gate",), drop=("room",), to="gate"),
        Step(levels=("gate",), has=("road",), drop=("gate",), to="road"),
        Step(
            levels=("gate",),
            has=("county",),
            drop=("gate", "road"),
            to="county",
            relation="located_at",
            beside=True,
        ),
        Step(levels=("road",), has=("county",), lacks=("poi",), drop=("road",), to="county"),
    ),
)


def places(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    named = pl.DataFrame(rows, schema=dict.fromkeys(("level", *NAMES, "scope"), pl.String), orient="row")
    return named.with_row_index("place")


def lift(frame: pl.DataFrame) -> pl.DataFrame:
    return lift_places(frame, RULES, NAMES, ["scope"])


def find_above(*frames: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return merge_places([gather_places(lift(frame), NAMES, ["scope"]) for frame in frames], NAMES, ["scope"])


def test_the_first_step_that_fits_is_taken_and_those_beside_it() -> None:
    lifted = lift(places(("gate", "姑苏区", "十全街", "18", None, None, "s")))
    assert sorted(lifted.select("relation", "level", "road", "gate").rows()) == [
        ("located_at", "county", None, None), ("part_of", "road", "十全街", None),
    ]  # fmt: skip


def test_a_poi_is_located_and_not_a_part() -> None:
    lifted = lift(places(("poi", "姑苏区", "十全街", "18", None, "茶馆", "s")))
    assert lifted.select("relation", "level", "poi", "scope").rows() == [("located_at", "gate", None, "s")]


def test_nothing_lies_above_what_no_step_fits() -> None:
    assert lift(places(("county", "姑苏区", None, None, None, None, None))).is_empty()
    assert lift(places(("road", "姑苏区", "十全街", None, None, "茶馆", None))).is_empty()


def test_one_place_above_many() -> None:
    rooms = places(
        ("room", "姑苏区", "十全街", "18", "101", None, None),
        ("room", "姑苏区", "十全街", "18", "102", None, "s"),
    )
    upper, edges = find_above(rooms)
    assert upper.select("level", "gate", "scope").rows() == [("gate", "18", "s")]
    assert edges.rows() == [(0, "part_of", 0), (1, "part_of", 0)]


def test_order_of_places_changes_nothing() -> None:
    rows = [("room", "姑苏区", road, gate, "101", None, None) for road in "甲乙" for gate in "12"]
    there, back = (find_above(places(*r))[0] for r in (rows, rows[::-1]))
    assert there.equals(back)


def test_places_found_in_pieces_are_those_found_at_once() -> None:
    rooms = places(
        ("room", "姑苏区", "十全街", "18", "101", None, None),
        ("room", "姑苏区", "十全街", "18", "102", None, "s"),
        ("gate", "姑苏区", "人民路", "2", None, None, "r"),
        ("poi", "姑苏区", "十全街", "18", None, "茶馆", "t"),
    )
    at_once, in_pieces = find_above(rooms), find_above(rooms.head(1), rooms.slice(1, 2), rooms.tail(1))
    assert all(one.equals(other) for one, other in zip(at_once, in_pieces, strict=True))


def test_relations_stand_once_with_their_smallest_witness() -> None:
    told = pl.DataFrame(
        {
            "from_entity": ["b", "b", "c"],
            "relation": ["part_of"] * 3,
            "to_entity": ["a", "a", "c"],
            "witness": ["x:2", "x:1", "x:3"],
        }
    )
    assert write_relations(told).rows() == [("b", "part_of", "a", None, None, "x:1")]
