"""Columns of invented values for the benchmark of the kinds: mostly plain, some as odd as life writes them."""

import numpy as np
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.byte_matrix import byte_matrix
from mdm.standardise.encoding import common_characters
from mdm.standardise.identifiers.check_characters import (
    ALPHABET_31,
    VALUES_31,
    VALUES_36,
    check_11_2,
    check_31,
    check_organisation,
)

DISTINCT_NAMES = 0.3
ODD = {
    "resident_id": ("320599198001011233", "320599********1239", "110105491231002", "３２０５９９１９８００１０１１２３９",
                    "32059919800101128x", "3.20599E+17", "13800138000", "无", "320599 19800101 1239"),
    "uscc": ("9132O599MADEUP013G", "91320599MADEUP013H", "71526726-X", "91320599-MADEUP013-G", "无", "9132********UP013G"),
    "date": ("1980.1.1", "1980年1月1日", "80/1/1", "民国75年3月5日", "农历一九八六年二月初三", "1900-01-01", "29221", "2017年底", "无"),
    "phone": ("0512-61234567转8012", "+86 138-0013-8000", "13800138000/13900139000", "61234567", "138****8000", "无"),
    "person_name": ("張偉", "阿卜杜拉•买买提", "ZHANG, Wei", "张*", "李?", "王芳之女", "王小明(曾用名:王二狗)", "寮犱紵", "张  伟", "无"),
}  # fmt: skip


def make_column(kind: str, rows: int, odd_share: float) -> pl.Series:
    """A column of `rows` values of one kind, `odd_share` of them odd, in random order."""
    chance = np.random.default_rng(20261122)
    values = MAKERS[kind](rows, chance)
    places = np.sort(chance.choice(rows, int(rows * odd_share), replace=False))
    odd = pl.Series(ODD[kind]).gather(chance.integers(0, len(ODD[kind]), len(places)))
    return values.scatter(pl.Series(places), odd).rechunk()


def _citizen_numbers(rows: int, chance: np.random.Generator) -> pl.Series:
    days = _days(rows, chance).dt.strftime("%Y%m%d")
    sequence = pl.Series(chance.integers(0, 996, rows)).cast(pl.String).str.zfill(3)
    body = pl.select(pl.concat_str(pl.lit("110105"), days, sequence)).to_series()
    check = check_11_2(byte_matrix(body, 17) - np.uint8(48))
    return _append(body, "0123456789X", np.where(check == ord("X"), 10, check - np.uint8(48)))


def _unified_codes(rows: int, chance: np.random.Generator) -> pl.Series:
    serial = pl.Series(chance.integers(0, 10**8, rows)).cast(pl.String).str.zfill(8)
    inner = _append(serial, "0123456789X", check_organisation(VALUES_36[byte_matrix(serial, 8)]))
    body = pl.select(pl.concat_str(pl.lit("91320599"), inner)).to_series()
    return _append(body, ALPHABET_31, check_31(VALUES_31[byte_matrix(body, 17)]))


def _append(body: pl.Series, alphabet: str, values: np.ndarray) -> pl.Series:
    return pl.select(pl.concat_str(body, pl.Series(list(alphabet)).gather(values))).to_series()


def _dates(rows: int, chance: np.random.Generator) -> pl.Series:
    return _days(rows, chance).dt.strftime("%Y-%m-%d")


def _days(rows: int, chance: np.random.Generator) -> pl.Series:
    return pl.Series(chance.integers(-14_000, 18_000, rows), dtype=pl.Int32).cast(pl.Date)


def _phones(rows: int, chance: np.random.Generator) -> pl.Series:
    return pl.Series(chance.integers(13_000_000_000, 19_999_999_999, rows)).cast(pl.String)


def _names(rows: int, chance: np.random.Generator) -> pl.Series:
    """Listed surnames and common characters, each name repeated so that three in ten rows are distinct."""
    distinct = int(rows * DISTINCT_NAMES)
    surnames = read_reference("surnames").filter(pl.col("length") == "1")["surname"].to_numpy()
    weight = 1 / np.arange(2, len(surnames) + 2)
    order = chance.permutation(len(surnames))
    characters = np.array(sorted(common_characters())[:3000])
    first = pl.Series(surnames[order][chance.choice(len(surnames), distinct, p=weight / weight.sum())])
    second = pl.Series(characters[chance.integers(0, len(characters), distinct)])
    third = pl.Series(
        np.append(characters, [""] * 1000)[chance.integers(0, len(characters) + 1000, distinct)]
    )
    pool = first + second + third
    names = pool.gather(np.append(np.arange(distinct), chance.integers(0, distinct, rows - distinct)))
    return names.gather(chance.permutation(rows))


MAKERS = {
    "resident_id": _citizen_numbers,
    "uscc": _unified_codes,
    "date": _dates,
    "phone": _phones,
    "person_name": _names,
}
