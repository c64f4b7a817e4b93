"""What is known about characters and surnames, as arrays by code point, read once per process."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.rulepack.reference import read_reference
from mdm.standardise.code_points import LIMIT, CodePoints
from mdm.standardise.person_name.spoken import Spoken, tabulate_spoken
from mdm.standardise.variants import variant_keys

NO_READING = 1  # place in `syllables` of a character whose reading nobody knows; 0 means no character


@dataclass(frozen=True)
class NameTables:
    """Arrays by code point, and the syllables they point to."""

    key: CodePoints  # code point of the key form
    shape: CodePoints  # code point of the look-alike class's representative
    reading: NDArray[np.int16]  # place in `syllables` of the reading in given names
    surname_reading: NDArray[np.int16]  # the same for a surname of one character, by key form
    is_surname: NDArray[np.bool_]  # listed as a surname of one character, by key form
    surname_rank: NDArray[np.int16]  # 1 is the most frequent; 0 is not among the first hundred
    syllables: Spoken  # "", null, then the syllables
    sounds: Spoken  # the same after dialect folds, without spaces
    opens_compound: NDArray[np.bool_]  # first character of a surname of two and more
    opens_phrase: NDArray[np.bool_]  # first character of a listed given name of two
    compounds: dict[int, tuple[NDArray[np.uint64], NDArray[np.int16]]]  # length → codes, readings
    only_in_four: NDArray[np.uint64]  # codes of those that are no surname in a name of three characters
    phrases: tuple[NDArray[np.uint64], NDArray[np.int16]]  # codes, readings of both characters


def pair_code(first: CodePoints, second: CodePoints) -> NDArray[np.uint64]:
    """One number for two characters."""
    return (first.astype(np.uint64) << np.uint64(21)) | second.astype(np.uint64)


def code_of(text: str) -> int:
    """One number for up to three characters."""
    code = 0
    for char in text[:3]:
        code = code << 21 | ord(char)
    return code


@cache
def name_tables() -> NameTables:
    """Read the reference tables into arrays."""
    readings = read_reference("character_readings")
    surnames = read_reference("surnames")
    phrases = read_reference("phrase_readings")
    spoken = [*readings["pinyin"], *(s for p in [*surnames["pinyin"], *phrases["pinyin"]] for s in p.split())]
    names = sorted(set(spoken))
    place = {syllable: number for number, syllable in enumerate(names, start=NO_READING + 1)}
    key = variant_keys()
    reading = _read_characters(readings, place, key)
    single = surnames.filter(pl.col("length") == "1")
    codes = _codes(single["surname"])
    surname_reading, is_surname = reading.copy(), np.zeros(LIMIT, np.bool_)
    surname_reading[codes] = [place[p] for p in single["pinyin"]]
    is_surname[codes] = True
    rank = np.zeros(LIMIT, np.int16)
    rank[codes] = single["rank"].cast(pl.Int16).fill_null(0).to_numpy()
    return NameTables(
        key=key,
        shape=_read_shapes(key),
        reading=reading,
        surname_reading=surname_reading,
        is_surname=is_surname,
        surname_rank=rank,
        syllables=tabulate_spoken(pl.Series(["", None, *names]), " "),
        sounds=tabulate_spoken(pl.Series(["", None, *(fold_dialect(name) for name in names)]), ""),
        opens_compound=_mark(surnames.filter(pl.col("length") != "1")["surname"].str.head(1)),
        opens_phrase=_mark(phrases["phrase"].str.head(1)),
        compounds={n: _read_compounds(surnames, n, place) for n in (2, 3, 4)},
        only_in_four=_compound_codes(surnames.filter(pl.col("least_length") == "4")),
        phrases=_read_phrases(phrases, place),
    )


@cache
def _dialect_folds() -> tuple[tuple[re.Pattern[str], str], ...]:
    folds = read_reference("dialect_sounds")
    return tuple((re.compile(p), f) for p, f in zip(folds["pattern"], folds["fold"], strict=True))


def fold_dialect(syllable: str) -> str:
    """One form of a syllable for speakers who do not tell n/l, zh/z, in/ing and their like apart.

    >>> fold_dialect("zhang"), fold_dialect("ning"), fold_dialect("lv")
    ('zang', 'lin', 'lu')
    """
    for pattern, fold in _dialect_folds():
        syllable = pattern.sub(fold, syllable)
    return syllable


def _codes(characters: pl.Series) -> NDArray[np.int64]:
    return np.array([ord(char) for char in characters], np.int64)


def _mark(characters: pl.Series) -> NDArray[np.bool_]:
    marked = np.zeros(LIMIT, np.bool_)
    marked[_codes(characters)] = True
    return marked


def _read_characters(readings: pl.DataFrame, place: dict[str, int], key: CodePoints) -> NDArray[np.int16]:
    table = np.full(LIMIT, NO_READING, np.int16)
    table[0] = 0
    table[_codes(readings["character"])] = [place[p] for p in readings["pinyin"]]
    unread = table == NO_READING  # a variant without a reading of its own is read as its key form
    table[unread] = table[key[unread]]
    return table


def _read_shapes(key: CodePoints) -> CodePoints:
    alike = read_reference("look_alikes")
    shape = np.arange(LIMIT, dtype=np.uint32)
    shape[_codes(alike["character"])] = _codes(alike["class"])
    return shape[key]


def _read_compounds(
    surnames: pl.DataFrame, length: int, place: dict[str, int]
) -> tuple[NDArray[np.uint64], NDArray[np.int16]]:
    rows = surnames.filter(pl.col("length") == str(length))
    codes = _compound_codes(rows)
    readings = np.array([[place[p] for p in r.split()] for r in rows["pinyin"]], np.int16).reshape(-1, length)
    order = np.argsort(codes)
    return codes[order], readings[order]


def _compound_codes(surnames: pl.DataFrame) -> NDArray[np.uint64]:
    return np.array([code_of(surname) for surname in surnames["surname"]], np.uint64)


def _read_phrases(
    phrases: pl.DataFrame, place: dict[str, int]
) -> tuple[NDArray[np.uint64], NDArray[np.int16]]:
    codes = np.array([code_of(p) for p in phrases["phrase"]], np.uint64)
    readings = np.array([[place[p] for p in r.split()] for r in phrases["pinyin"]], np.int16).reshape(-1, 2)
    order = np.argsort(codes)
    return codes[order], readings[order]
