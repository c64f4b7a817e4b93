"""What the founding documents ask: each row has a test that carries its id, or its reason stands in the documentation."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs/explanation/coverage.md"
ROWS = {
    f"{group}{number:02d}"
    for group, count in {"B": 5, "E": 4, "C": 5, "M": 4, "I": 28, "H": 12}.items()
    for number in range(1, count + 1)
}
NAMES = re.compile(r"def (test_(?:[A-Z]\d\d_)+\w+)")


def names() -> list[str]:
    return [name for path in TESTS.rglob("*.py") for name in NAMES.findall(path.read_text(encoding="utf-8"))]


def shown() -> set[str]:
    return {row for name in names() for row in re.findall(r"[A-Z]\d\d(?=_)", name)}


def listed(part: str) -> dict[str, str]:
    return dict(re.findall(r"^\| ([A-Z]\d\d) \| (.*) \|$", part, re.MULTILINE))


def test_every_row_is_shown_by_a_test_or_explained() -> None:
    done, _, open_ = PAGE.read_text(encoding="utf-8").partition("## Not shown yet")
    assert set(listed(done)) | set(listed(open_)) == ROWS
    assert set(listed(done)) <= shown()
    assert shown() & ROWS | set(listed(open_)) == ROWS


def test_the_page_names_tests_that_exist() -> None:
    named = re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 40
    assert set(named) <= set(names())


def test_nine_rows_in_ten_are_shown() -> None:
    assert len(shown() & ROWS) >= 0.9 * len(ROWS)
