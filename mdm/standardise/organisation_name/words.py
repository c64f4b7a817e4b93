"""The words of organisation names as tables to look up, and the expressions made of them."""

import re
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.rulepack.reference import read_reference
from mdm.standardise.organisation_name.word_table import WordTable

LIMIT = 0x32400  # one past the last code point a table covers
FIRM_KINDS = ("company", "partnership", "sole", "firm", "cooperative", "trader")
# What a firm's name may hold besides the city: 苏州银行, 南京证券. The city is then the trade name.
ALONE = (
    "银行", "商业银行", "农村商业银行", "农商银行", "村镇银行", "证券", "信托", "国际信托", "期货", "机场", "机场集团", "港", "港口",
    "港务", "燃气", "天然气", "水务", "自来水", "公交", "公共交通", "地铁", "轨道交通",
)  # fmt: skip

_PLAIN_SURNAMES = ("东方", "南宫", "百里", "第五", "东郭", "西门", "公西", "公羊", "太史", "长孙")
LONGEST_ALONE = max(len(word) for word in ALONE)


@cache
def character_folds() -> NDArray[np.uint32]:
    """Code point to the code point of its key form (traditional and variant characters)."""
    table = np.arange(LIMIT, dtype=np.uint32)
    variants = read_reference("character_variants").filter(
        (pl.col("character").str.len_chars() == 1) & (pl.col("key").str.len_chars() == 1)
    )
    table[[ord(c) for c in variants["character"]]] = [ord(c) for c in variants["key"]]
    return table


@cache
def industries() -> WordTable:
    """Words of line of business."""
    return WordTable(read_reference("organisation_industries")["word"].unique(maintain_order=True).to_list())


@cache
def forms() -> tuple[WordTable, tuple[str, ...]]:
    """Legal forms and other endings, and the kind of each."""
    table = read_reference("organisation_forms")
    return WordTable(table["form"].to_list()), tuple(table["kind"])


@cache
def trade_names() -> WordTable:
    """Trade names that the grammar alone would cut."""
    return WordTable(read_reference("organisation_trade_names")["name"].to_list())


@cache
def branch_words(kind: str | None = None) -> tuple[str, ...]:
    """Words that end the designation of a part of an organisation, longest first."""
    table = read_reference("organisation_branches")
    return _longest_first(table if kind is None else table.filter(pl.col("kind") == kind), "word")


@cache
def branch_hosts() -> dict[str, str]:
    """Everyday name of a bank or insurer with branches, longest first: the name on its licence."""
    table = read_reference("organisation_hosts")
    hosts = dict(zip(table["written"], table["host"], strict=True))
    return {name: hosts[name] for name in _longest_first(table, "written")}


@cache
def remark_words(kind: str) -> tuple[str, ...]:
    """Words of one class of remarks, longest first."""
    return _longest_first(read_reference("organisation_remarks").filter(pl.col("kind") == kind), "word")


@cache
def status_meanings() -> dict[str, str]:
    """Status word: the state it means."""
    table = read_reference("organisation_remarks").filter(pl.col("kind") == "status")
    return dict(zip(table["word"], table["meaning"], strict=True))


@cache
def government_successors() -> dict[str, str]:
    """Former body: the body that took over, as they stand behind the region in keys: without 和 and 与."""
    table = _government()
    return dict(zip(table["former"], table["successor"], strict=True))


@cache
def government_reforms() -> dict[str, str]:
    """Former body: the day from which another stood in its place; other spellings of one body are not among them."""
    table = _government().filter(pl.col("shape") != "short")
    return dict(zip(table["former"], table["from"].cast(pl.String), strict=True))


@cache
def government_short_names() -> dict[str, str]:
    """Everyday short name: the body's name in keys; 工商局 is none, for its body is gone."""
    table = _government().filter(pl.col("shape") == "short")
    return dict(zip(table["former"], table["successor"], strict=True))


def _government() -> pl.DataFrame:
    return read_reference("organisation_government").with_columns(
        pl.col("former", "successor").str.replace_all("[和与]", "")
    )


@cache
def frequent_surnames() -> str:
    """A character class of the hundred most frequent surnames."""
    table = read_reference("surnames").filter(pl.col("rank").is_not_null())
    return "[" + "".join(table["surname"]) + "]"


@cache
def compound_surnames() -> str:
    """A regular expression for surnames of two characters that are no plain words as well: 东方 is one."""
    table = read_reference("surnames").filter(pl.col("surname").str.len_chars() == 2)
    return any_of(tuple(name for name in sorted(table["surname"]) if name not in _PLAIN_SURNAMES))


def any_of(words: tuple[str, ...]) -> str:
    """A regular expression for one of some words."""
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def _longest_first(table: pl.DataFrame, column: str) -> tuple[str, ...]:
    return tuple(sorted(table[column].unique(), key=lambda word: (-len(word), word)))
