"""Where two values differ, character by character."""

import unicodedata
from difflib import SequenceMatcher


def differing_positions(left: str, right: str) -> tuple[set[int], set[int]]:
    """Positions of the characters of each side that the other side does not have in its place.

    Width, letter case, blanks and punctuation are no differences. Positions count characters.

    >>> differing_positions("王小明", "王晓明")
    ({1}, {1})
    >>> differing_positions("2015-02-19", "20150219")
    (set(), set())
    """
    a, b = _significant(left), _significant(right)
    found: tuple[set[int], set[int]] = (set(), set())
    matcher = SequenceMatcher(None, [c for _, c in a], [c for _, c in b], autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "equal":
            found[0].update(i for i, _ in a[a0:a1])
            found[1].update(i for i, _ in b[b0:b1])
    return found


def _significant(text: str) -> list[tuple[int, str]]:
    """Characters that carry meaning, folded, with their positions."""
    folded = [(i, unicodedata.normalize("NFKC", c).casefold()) for i, c in enumerate(text)]
    return [(i, c) for i, c in folded if any(part.isalnum() for part in c) or c == "*"]
