"""Two columns compared row by row; and the words packs may use."""

import pytest

import mdm
from mdm.compare import COMPARISONS
from mdm.errors import UsageError
from mdm.rulepack import list_packs, load_rulepack
from mdm.standardise import KINDS
from mdm.vocabulary import library_vocabulary


def test_levels_similarities_and_outcomes() -> None:
    left = ["王小明", "王小明", "王小明", None]
    right = ["王小明", "李芳", None, "王小明"]
    found = mdm.compare_values("person_name", left, right)
    assert found.columns == ["level", "similarity", "outcome"]
    assert found["outcome"].to_list() == ["exact", "none", "missing", "missing"]
    assert found["level"].to_list()[2:] == ["missing", "missing"]
    assert found["similarity"].to_list()[0] == 1.0
    assert found["similarity"].null_count() == 2


def test_nothing_compared_with_nothing() -> None:
    assert mdm.compare_values("person_name", [], []).height == 0


@pytest.mark.parametrize(
    ("kind", "left", "right", "said"),
    [("nonsense", ["a"], ["a"], "no comparison"), ("person_name", ["a", "b"], ["a"], "2 and 1 values")],
)
def test_comparisons_that_make_no_sense(kind: str, left: list[str], right: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mdm.compare_values(kind, left, right)


def test_the_vocabulary_is_the_registries() -> None:
    words = library_vocabulary()
    assert set(words.kinds) == {kind.name for kind in KINDS}
    assert set(words.comparisons) == {comparison.kind for comparison in COMPARISONS}
    assert all(levels[0] == "missing" for levels, _ in words.comparisons.values())


@pytest.mark.parametrize("name", list_packs())
def test_packaged_packs_speak_the_vocabulary(name: str) -> None:
    assert load_rulepack(name, library_vocabulary()).name == name
