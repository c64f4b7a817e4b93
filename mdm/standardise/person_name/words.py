"""Words beside names, and the regular expressions made of them."""

import re
from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference

HAN = r"\p{Han}"
SEPARATORS = "、;,/"


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """Words of one class of `name_words.csv`, longest first."""
    table = read_reference("name_words").filter(pl.col("class") == kind)
    return tuple(sorted(table["word"], key=lambda word: (-len(word), word)))


@cache
def any_of(kind: str) -> str:
    """A regular expression for one word of a class."""
    return "(?:" + "|".join(re.escape(word) for word in words_of(kind)) + ")"


@cache
def surname_class() -> str:
    """A character class of the hundred most frequent surnames."""
    table = read_reference("surnames").filter(pl.col("rank").is_not_null())
    return "[" + "".join(table["surname"]) + "]"


@cache
def compound_surnames() -> tuple[str, ...]:
    """Surnames of two and more characters."""
    surnames = read_reference("surnames").filter(pl.col("length") != "1", pl.col("least_length").is_null())
    return tuple(surnames["surname"])


@cache
def trigger_words() -> tuple[str, ...]:
    """Words whose presence means that a name of Chinese characters needs a closer look."""
    single = {"某", "婴"}
    words = {w for kind in ("title", "placeholder", "unknown_person", "former") for w in words_of(kind)}
    newborn = {"之" + word for word in words_of("newborn")}
    damaged = {
        "囗",
        "宝宝",
        "斤拷",
        "烫烫",
        "屯屯",
        "大双",
        "小双",
        "双胎",
        "双胞",
        "公司",
        "超市",
        "商行",
        "医院",
        "学校",
    }
    return tuple(sorted({w for w in words if len(w) > 1} | newborn | damaged | single))
