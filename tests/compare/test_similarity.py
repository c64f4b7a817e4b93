"""Similarity of two columns against the plain definitions, on characters of every width."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.compare.similarity import edit_distance, jaro_winkler, levenshtein

texts = st.none() | st.text(st.sampled_from("张伟王𬭸𠮷ＡAb é"), max_size=6)


def plain_distance(left: str, right: str) -> int:
    """Insertions, deletions and replacements, by the textbook table."""
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (one != other))
    return row[-1]


def plain_jaro(left: str, right: str) -> float:
    """Jaro similarity with the prefix boost of Winkler above 0.7."""
    window = max(len(left), len(right)) // 2 - 1
    taken = [False] * len(right)
    matched = []
    for i, one in enumerate(left):
        for j in range(max(0, i - window), min(len(right), i + window + 1)):
            if not taken[j] and right[j] == one:
                taken[j] = True
                matched.append(one)
                break
    other = [char for char, is_taken in zip(right, taken, strict=True) if is_taken]
    m = len(matched)
    if not m:
        return 0.0
    swapped = sum(a != b for a, b in zip(matched, other, strict=True)) // 2
    jaro = (m / len(left) + m / len(right) + (m - swapped) / m) / 3
    prefix = 0
    for one, two in zip(left[:4], right[:4], strict=False):
        if one != two:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro) if jaro > 0.7 else jaro


@given(st.lists(st.tuples(texts, texts), max_size=8))
def test_agrees_with_the_definitions(pairs):
    left = pl.Series([one for one, _ in pairs], dtype=pl.String)
    right = pl.Series([other for _, other in pairs], dtype=pl.String)
    found = zip(levenshtein(left, right), jaro_winkler(left, right), edit_distance(left, right), strict=True)
    for (one, other), (share, jaro, distance) in zip(pairs, found, strict=True):
        if one is None or other is None:
            assert (share, jaro, distance) == (None, None, None)
        elif one == other:
            assert (share, jaro, distance) == (1.0, 1.0, 0)
        else:
            assert distance == plain_distance(one, other)
            assert share == pytest.approx(1 - distance / max(len(one), len(other)))
            assert jaro == pytest.approx(plain_jaro(one, other))


def test_characters_not_bytes():
    assert edit_distance(pl.Series(["张伟"]), pl.Series(["张炜"])).to_list() == [1]
    assert edit_distance(pl.Series(["王𬭸"]), pl.Series(["王林"])).to_list() == [1]
