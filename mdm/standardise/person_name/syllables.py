"""Cut words of Latin letters into pinyin syllables, when there is one way to do so."""

from functools import cache
from itertools import pairwise

import polars as pl

from mdm.rulepack.reference import read_reference

MOST_SYLLABLES = 6
# Spellings of ü in passports and bank cards.
_SPELLINGS = {"lyu": "lv", "nyu": "nv", "lyue": "lve", "nyue": "nve"}
_RARE = {
    "m",
    "n",
    "hm",
    "ng",
    "o",
    "e",
    "ei",
    "eng",
    "fiao",
    "lo",
    "yo",
    "biang",
    "bong",
    "wong",
    "rua",
    "chua",
}


@cache
def known_syllables() -> dict[str, str]:
    """The syllables that names are made of, spelled with v for ü."""
    names = set(read_reference("character_readings")["pinyin"]) - _RARE
    return {name: name for name in names}


@cache
def _syllable_sets() -> tuple[dict[str, str], ...]:
    """Syllables and their spelling, from those a word should be cut into to those it may have to be."""
    plain = known_syllables()
    return plain, {**plain, **_SPELLINGS}, {**plain, **_SPELLINGS, "e": "e"}


@cache
def surname_ranks() -> dict[str, int]:
    """Pinyin of surnames (compound ones with their space) and the rank of the most frequent so read."""
    ranks: dict[str, int] = {}
    table = read_reference("surnames").filter(pl.col("least_length").is_null())
    for pinyin, rank in zip(table["pinyin"], table["rank"], strict=True):
        ranks[pinyin] = min(ranks.get(pinyin, 999), int(rank) if rank else 900)
    return ranks


def cut_syllables(word: str) -> str | None:
    """Syllables of a lower-case word with a space between them; None when there is no way or no best one.

    Of several ways those are better that spell no ü as yu, then those in which no syllable inside the word
    begins with a, e or o (pinyin writes an apostrophe there, so `xian` is one syllable and `jiangang` is
    jian gang), then the shortest.

    >>> cut_syllables("xiaoming"), cut_syllables("zhangwei"), cut_syllables("smith")
    ('xiao ming', 'zhang wei', None)
    >>> cut_syllables("renyu"), cut_syllables("huaai"), cut_syllables("xiaoe")
    ('ren yu', 'hua ai', 'xiao e')
    """
    if "'" in word:
        parts = [cut_syllables(part) for part in word.split("'")]
        return " ".join(part for part in parts if part) if all(parts) else None
    if not word or len(word) > MOST_SYLLABLES * 6:
        return None
    for known in _syllable_sets():
        ways = _ways(word, known)
        clear = [way for way in ways if not any(later[0] in "aeo" for _, later in pairwise(way))]
        fewest = min((len(way) for way in ways), default=0)
        best = clear or [way for way in ways if len(way) == fewest]
        if best:
            return " ".join(best[0]) if len(best) == 1 else None
    return None


def _ways(word: str, known: dict[str, str]) -> list[list[str]]:
    found: list[list[list[str]]] = [[] for _ in range(len(word) + 1)]
    found[0].append([])
    for end in range(1, len(word) + 1):
        for size in range(1, min(6, end) + 1):
            syllable = known.get(word[end - size : end])
            if syllable:
                found[end].extend([*way, syllable] for way in found[end - size] if len(way) < MOST_SYLLABLES)
    return found[-1]
