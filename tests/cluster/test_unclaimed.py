import polars as pl

from mdm.cluster import Identity, question_unclaimed, take_own_word
from mdm.rulepack.model import Attribute, Identifier, PackHead, RulePack


def pack(own_word=True):
    return RulePack(
        pack=PackHead(name="t", title="试", title_en="T", letter="T"),
        attributes={
            "number": Attribute(kind="text", title="号", title_en="N", derive={"born": "born", "sex": "sex"}),
            "born": Attribute(kind="text", title="生", title_en="B"),
            "sex": Attribute(kind="text", title="性", title_en="S"),
        },
        identifiers=(Identifier(attribute="number", joins=True, vetoes=True, own_word=own_word, why="test"),),
    )


def question(rows, own_word=True):
    """Rows of `number` (its birth year and sex), and what the record states."""
    columns = ("number", "born.stated", "sex.stated")
    records = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    records = records.with_columns(born=pl.col("number").str.slice(0, 2), sex=pl.col("number").str.slice(2))

    def agreement(asked, attribute):
        weights = {"born": 0.9, "sex": 0.1}
        of_rows = records[asked]
        agrees = [
            pl.when(pl.col(f"{c}.stated") == pl.col(c)).then(weights[c]).when(
                pl.col(f"{c}.stated").is_not_null()
            ).then(-weights[c]).otherwise(0.0)
            for c in ("born", "sex")
        ]  # fmt: skip
        return of_rows.select(pl.sum_horizontal(agrees)).to_series()

    rows_ = pl.int_range(len(rows), dtype=pl.UInt32, eager=True)
    nobody = pl.Series(dtype=pl.UInt32)
    pairs = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32, "veto": pl.String})
    identity = Identity(rows_, records["number"].is_not_null(), nobody, nobody, pairs, pairs)
    return records, question_unclaimed(records, pack(own_word), identity, agreement)


def test_a_number_of_another_date_and_sex_is_not_its_records_own():
    _, found = question([("80m", "56", "f"), ("70m", "70", "m")])
    assert found.holds.to_list() == [False, True]
    assert found.unclaimed.to_list() == found.rejected.to_list() == found.contested.to_list() == [0]
    assert found.doubted.is_empty()


def test_another_date_alone_is_doubted_and_the_number_kept():
    records, found = question([("80m", "56", "m"), ("70m", "56", None)])
    assert found.holds.to_list() == [True, True]
    assert found.contested.is_empty()
    assert found.doubted.to_list() == [0, 1]
    silent = pl.Series([True, False])
    assert take_own_word(records, pack(), silent)["born"].to_list() == ["56", "70"]


def test_a_number_that_its_own_record_does_not_confirm_is_unproved():
    _, found = question([("80m", "80", None), ("70m", None, "m"), ("60m", "56", "m"), ("50f", None, None)])
    assert found.holds.to_list() == [True] * 4
    assert found.unproved.to_list() == [1, 2, 3]


def test_another_sex_alone_is_a_slip():
    _, found = question([("80m", "80", "f"), ("70m", None, "f")])
    assert found.holds.to_list() == [True, True]
    assert found.doubted.is_empty()


def test_a_number_that_others_bear_is_not_asked():
    _, found = question([("80m", "56", "f"), ("80m", "80", "m")])
    assert found.holds.to_list() == [True, True]


def test_only_where_the_pack_says_so():
    _, found = question([("80m", "56", "f")], own_word=False)
    assert found.holds.to_list() == [True]
