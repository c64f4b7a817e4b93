from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.errors import InputError, UsageError
from mdm.evaluation import evaluate_crosswalk


def frame(entities: list[str], source: str = "police") -> pl.DataFrame:
    size = len(entities)
    ids = [str(number) for number in range(size)]
    return pl.DataFrame({"source": [source] * size, "record_id": ids, "entity_id": entities})


def pairs(entities: list[str]) -> set[tuple[int, int]]:
    return {(i, j) for i, j in combinations(range(len(entities)), 2) if entities[i] == entities[j]}


def test_hand_counted_example() -> None:
    evaluation = evaluate_crosswalk(frame(list("aabbb")), frame(list("xxxyy")))
    assert (evaluation.pairs_found, evaluation.pairs_true, evaluation.pairs_right) == (4, 4, 2)
    assert (evaluation.precision, evaluation.recall, evaluation.f1) == (0.5, 0.5, 0.5)
    assert evaluation.bcubed_precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert evaluation.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=30))
def test_equals_enumeration_of_pairs(rows: list[tuple[str, str]]) -> None:
    found, true = [row[0] for row in rows], [row[1] for row in rows]
    evaluation = evaluate_crosswalk(frame(found), frame(true))
    assert evaluation.pairs_found == len(pairs(found))
    assert evaluation.pairs_true == len(pairs(true))
    assert evaluation.pairs_right == len(pairs(found) & pairs(true))
    count = len(rows)
    precision = sum(sum(r == rows[i] for r in rows) / found.count(found[i]) for i in range(count))
    recall = sum(sum(r == rows[i] for r in rows) / true.count(true[i]) for i in range(count))
    assert evaluation.bcubed_precision == pytest.approx(precision / count)
    assert evaluation.bcubed_recall == pytest.approx(recall / count)


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=20))
def test_truth_agrees_with_itself_under_other_names(entities: list[str]) -> None:
    evaluation = evaluate_crosswalk(frame(entities), frame([f"P-{e}" for e in entities]))
    assert (evaluation.f1, evaluation.bcubed_f1) == (1.0, 1.0)


def test_nothing_found_is_not_wrong() -> None:
    evaluation = evaluate_crosswalk(frame(["a", "b"]), frame(["x", "x"]))
    assert (evaluation.precision, evaluation.recall, evaluation.f1) == (1.0, 0.0, 0.0)


def test_records_of_one_side_only_are_counted_and_left_aside() -> None:
    evaluation = evaluate_crosswalk(frame(["a", "a", "a"]), frame(["x", "x"]))
    assert evaluation.missing_in_truth == 1
    assert evaluation.pairs_found == 1
    assert "1 only in the crosswalk" in str(evaluation)
    assert evaluation.to_dict()["missing_in_crosswalk"] == 0


def test_reads_files_and_run_folders(tmp_path: Path) -> None:
    frame(["007", "007"]).write_parquet(tmp_path / "crosswalk.parquet")
    frame(["1", "01"]).write_csv(tmp_path / "truth.csv")
    evaluation = evaluate_crosswalk(tmp_path, str(tmp_path / "truth.csv"))
    assert (evaluation.pairs_found, evaluation.pairs_true) == (1, 0), "ids are text, not numbers"


def test_truth_without_source_needs_unique_record_ids() -> None:
    both = pl.concat([frame(["a", "a"]), frame(["b", "b"], "health")])
    with pytest.raises(UsageError, match=r"no source(?s:.*)Hint: give the truth a column `source`"):
        evaluate_crosswalk(both, frame(["x", "x"]).drop("source"))
    assert evaluate_crosswalk(both, both).f1 == 1.0
    assert evaluate_crosswalk(frame(["a", "a"]), frame(["x", "x"]).drop("source")).f1 == 1.0


@pytest.mark.parametrize(
    ("crosswalk", "truth", "message"),
    [
        (frame(["a"]).drop("entity_id"), frame(["x"]), "crosswalk has no column entity_id"),
        (frame(["a"]), frame(["x"]).drop("record_id"), "truth has no column record_id"),
        (pl.concat([frame(["a"])] * 2), frame(["x"]), "crosswalk has a record twice: police:0"),
        (frame(["a"]), pl.concat([frame(["x"])] * 2), "truth has a record twice"),
        (
            frame(["a"]).with_columns(entity_id=pl.lit(None, pl.String)),
            frame(["x"]),
            "blank values in entity",
        ),
        ("nowhere.csv", frame(["x"]), "no such crosswalk: nowhere.csv"),
        ("runs/nowhere", frame(["x"]), "no such crosswalk: runs/nowhere"),
        (frame(["a"]), "truth.docx", "neither CSV nor Parquet"),
    ],
)
def test_unusable_input_is_named(crosswalk: pl.DataFrame, truth: pl.DataFrame, message: str) -> None:
    with pytest.raises(InputError, match=message):
        evaluate_crosswalk(crosswalk, truth)


def test_nothing_in_common_shows_keys_of_both() -> None:
    with pytest.raises(UsageError, match="police:0 in the crosswalk, health:0 in the truth"):
        evaluate_crosswalk(frame(["a"]), frame(["x"], "health"))
