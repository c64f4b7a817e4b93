import polars as pl

from mdm.cluster import COMPATIBLE, DISPUTED, INCOMPATIBLE, TOLERATED, hide_identifier, join_by_identifiers
from mdm.rulepack.model import Attribute, Identifier, PackHead, RulePack

PACK = RulePack(
    pack=PackHead(name="t", title="试", title_en="T", letter="T"),
    attributes={
        "number": Attribute(kind="text", title="号", title_en="N", derive={"born": "born"}),
        "name": Attribute(kind="text", title="名", title_en="N"),
        "born": Attribute(kind="text", title="生", title_en="B"),
        "card": Attribute(kind="text", title="卡", title_en="C"),
    },
    identifiers=(
        Identifier(attribute="number", joins=True, vetoes=True, compatible="name", why="test"),
        Identifier(attribute="card", joins=True, vetoes=False, compatible="name", why="test"),
    ),
)


def identify(rows, disowned=()):
    columns = ("number", "name", "born.stated", "card")
    records = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    records = records.with_columns(pl.col("number").str.slice(1).alias("number.born"))

    def same_initial(pairs, attribute):
        left, right = (records["name"].gather(pairs[side]).str.slice(0, 1) for side in ("left", "right"))
        alike = (left == right).fill_null(True)
        near = (left.is_in(["x"]) | right.is_in(["x"])).fill_null(False)
        return pl.select(
            pl.when(alike).then(COMPATIBLE).when(near).then(TOLERATED).otherwise(INCOMPATIBLE)
        ).to_series()

    def statement(rows, attribute):
        said, told = (records[column].gather(rows) for column in ("born.stated", "number.born"))
        return ((said == told).cast(pl.Float64) * 2 - 1).fill_null(0.0)

    foreign = pl.Series([row in disowned for row in range(len(rows))], dtype=pl.Boolean)
    return join_by_identifiers(records, PACK, same_initial, statement, foreign)


def test_equal_numbers_with_compatible_names_are_one_unit():
    found = identify([("A80", "wu", "80", None), ("A80", "wang", "80", None), ("B70", "li", "70", None)])
    assert found.unit.to_list() == [0, 0, 2]
    assert found.holds.to_list() == [True, True, True]
    assert found.conflicts.is_empty()


def test_a_missing_name_speaks_against_nothing():
    assert identify([("A80", None, None, None), ("A80", "wu", None, None)]).unit.to_list() == [0, 0]


def test_a_borrowed_number_belongs_to_the_side_that_agrees_with_it():
    found = identify([("A80", "li", "11", None), ("A80", "wu", "80", None), ("A80", "wei", "80", None)])
    assert found.unit.to_list() == [0, 1, 1]
    assert found.holds.to_list() == [False, True, True]
    assert found.contested.to_list() == [0]
    assert found.conflicts.rows() == [(0, 1, DISPUTED)]


def test_a_number_two_people_claim_equally_belongs_to_nobody():
    found = identify([("A80", "li", "80", None), ("A80", "wu", "80", None)])
    assert found.unit.to_list() == [0, 1]
    assert found.holds.to_list() == [False, False]
    assert found.conflicts.rows() == [(0, 1, DISPUTED)]
    assert found.rejected.is_empty()
    assert sorted(found.contested.to_list()) == [0, 1]


def test_a_further_identifier_proposes_joins_but_forms_no_units():
    found = identify([(None, "li", None, "X"), (None, "lu", None, "X"), (None, "wu", None, "X")])
    assert found.unit.to_list() == [0, 1, 2]
    assert found.joins.rows() == [(0, 1, "card")]


def test_hiding_an_identifier_brings_back_what_the_record_states():
    records = pl.DataFrame(
        {
            "number": ["A80", "B70"],
            "number.born": ["80", "70"],
            "born": ["80", "70"],
            "born.stated": ["81", None],
        }
    )
    hidden = hide_identifier(records, PACK, pl.Series([True, False]))
    assert hidden.rows() == [(None, None, "81", "81"), ("B70", "70", "70", None)]


def test_no_records_give_no_units():
    assert identify([]).unit.is_empty()


def test_a_newborn_under_the_mothers_number_is_not_the_mother():
    found = identify(
        [("A80", None, "99", None), ("A80", "wu", "80", None), ("A80", "wu", None, None)], disowned={0}
    )
    assert found.unit.to_list() == [0, 1, 1]
    assert found.holds.to_list() == [False, True, True]
    assert found.contested.to_list() == [0]
    assert found.conflicts.rows() == [(0, 1, DISPUTED)]


def test_a_tolerated_name_joins_only_where_the_record_agrees_with_its_number():
    assert identify([("A80", "wu", "80", None), ("A80", "xu", "80", None)]).unit.to_list() == [0, 0]
    assert identify([("A80", "wu", "80", None), ("A80", "xu", "11", None)]).unit.to_list() == [0, 1]
    assert identify([("A80", "wu", "80", None), ("A80", "xu", None, None)]).unit.to_list() == [0, 1]
