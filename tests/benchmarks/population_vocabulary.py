"""Lists the generator draws from, as arrays: surnames, given characters, places, the lunar calendar."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import opencc
import yaml
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[2] / "fixtures/population/vocabulary"
Ints = NDArray[np.int64]
COHORTS = ("male_old", "female_old", "male_mid", "female_mid", "male_young", "female_young")


def read_words() -> dict[str, list[str]]:
    """The generator's word lists."""
    lists = yaml.safe_load((FOLDER / "generator_words.yml").read_text(encoding="utf-8"))
    return {name: words.split() for name, words in lists.items()}


WORDS = read_words()
# one spelling for another that sounds or looks alike
SURNAME_CONFUSIONS = WORDS["surname_confusions"]
RARE_CHARACTERS = "".join(WORDS["rare_characters"])
# parts of names that are written with a dot
DOTTED, LATIN_GIVEN, LATIN_SURNAMES = (WORDS[k] for k in ("dotted", "latin_given", "latin_surnames"))
TOWNS = [town.split("/") for town in WORDS["towns"]]  # district, town, what the district is also called
STEMS, ESTATE_ENDINGS = WORDS["stems"], WORDS["estate_endings"]
ROAD_ENDINGS, LANE_ENDINGS = WORDS["road_endings"], WORDS["lane_endings"]
ADDRESS_SLIPS = {pair[0]: pair[1] for pair in WORDS["address_slips"]}


@dataclass(frozen=True)
class Names:
    """Surnames and given characters; positions in these lists stand for them everywhere."""

    surnames: list[str]
    surname_pinyin: list[str]
    surname_weight: NDArray[np.float64]
    characters: list[str]
    character_pinyin: list[str]
    taste: dict[str, NDArray[np.float64]]
    sounds_like: "Alike"
    looks_like: "Alike"
    surname_like: "Alike"


@dataclass(frozen=True)
class Alike:
    """For each position the positions it may be mistaken for, as ranges of one flat list."""

    start: Ints
    count: Ints
    flat: Ints

    def mistake(self, positions: Ints, rng: np.random.Generator) -> Ints:
        """A position mistaken for each; itself where nothing is like it or it stands for nothing (-1)."""
        count = np.where(positions >= 0, self.count[positions], 0)
        pick = self.start[positions] + (rng.random(len(positions)) * count).astype(np.int64)
        return np.where(count > 0, self.flat[np.minimum(pick, len(self.flat) - 1)], positions)


def _alike(groups: list[list[int]], size: int) -> Alike:
    others: list[set[int]] = [set() for _ in range(size)]
    for group in groups:
        for position in group:
            others[position].update(set(group) - {position})
    counts = np.array([len(o) for o in others], dtype=np.int64)
    flat = np.array([p for o in others for p in sorted(o)], dtype=np.int64)
    return Alike(np.concatenate([[0], np.cumsum(counts)[:-1]]), counts, flat)


def _read(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def load_names() -> Names:
    """Read the lists; characters that only occur by mistake are appended with weight 0."""
    rows, surnames = _read("given_characters"), _read("surnames")
    characters = [r["character"] for r in rows]
    groups = (FOLDER / "look_alike.txt").read_text(encoding="utf-8").split()
    seen = set(characters)
    extra = sorted({c for c in "".join(groups) + RARE_CHARACTERS if c not in seen})
    size = len(characters) + len(extra)
    where = {c: i for i, c in enumerate(characters + extra)}
    pinyin = [r["pinyin"] for r in rows]
    by_sound: dict[str, list[int]] = {}
    for position, sound in enumerate(pinyin):
        by_sound.setdefault(sound, []).append(position)
    surname_at = {r["surname"]: i for i, r in enumerate(surnames)}
    confusions = [[surname_at[c] for c in group if c in surname_at] for group in SURNAME_CONFUSIONS]
    return Names(
        [r["surname"] for r in surnames],
        [r["pinyin"] for r in surnames],
        np.array([float(r["weight"]) for r in surnames]),
        characters + extra,
        pinyin + [""] * len(extra),
        {k: np.array([float(r[k]) for r in rows] + [0.0] * len(extra)) for k in COHORTS},
        _alike(list(by_sound.values()), size),
        _alike([[where[c] for c in group] for group in groups], size),
        _alike(confusions, len(surnames)),
    )


@cache
def load_traditional(characters: str) -> dict[str, str]:
    """Simplified to traditional for those of the characters that differ."""
    converter = opencc.OpenCC("s2t")
    pairs = {c: converter.convert(c) for c in sorted(set(characters))}
    return {c: t for c, t in pairs.items() if t != c and len(t) == 1}


@cache
def load_lunar(first: date, last: date) -> tuple[Ints, Ints, Ints]:
    """Lunar year, month and day of every day from `first` to `last`; a leap month repeats its number."""
    columns: list[tuple[int, int, int]] = []
    for row in _read("lunar_years"):
        leap = int(row["leap_month"])
        for at, days in enumerate(int(d) for d in row["month_days"].split()):
            month = at if leap and at >= leap else at + 1
            columns += [(int(row["year"]), month, day + 1) for day in range(days)]
    offset = (first - date.fromisoformat(_read("lunar_years")[0]["new_year"])).days
    table = np.array(columns[offset : offset + (last - first).days + 1], dtype=np.int64)
    return table[:, 0], table[:, 1], table[:, 2]
