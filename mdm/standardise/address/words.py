"""The words that give an address its structure, and the letter each class has in a shape."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.rulepack.reference import read_reference

NAME = "X"

# One letter per class of `rules/reference/address_words.csv`; shapes are strings of these letters.
LETTERS = {
    "name": NAME, "town": "T", "zone": "K", "village": "V", "community": "C", "group": "G", "road": "R",
    "alley": "r", "named_road": "w", "road_segment": "D", "lane": "L",
    "crossing": "I", "gate": "H", "building": "B", "block": "Z",
    "unit": "U", "floor": "F", "storey": "f", "room": "S", "household": "h", "phase": "E", "quarter": "Q",
    "estate": "O", "own_estate": "y", "own_poi": "Y", "weak_estate": "o", "hamlet": "v", "poi": "P", "weak_poi": "p",
    "direction": "W", "distance": "m",
    "and": "&", "of": "z", "attached": "u", "ordinal": "t", "below": "q", "stem": "j", "side": "d",
    "numeral": "n",
}  # fmt: skip

NEEDS = (
    "", "inside_name", "ends_name", "number_before", "number_before_end", "between_names", "sub_gate",
    "before_number", "stem", "side", "rank", "numeral",
)  # fmt: skip

# Digits, Latin letters and punctuation have classes of their own.
PUNCTUATION = {"(": "(", ")": ")", "-": "-", "~": "-", "#": "#", "&": "&", " ": " ", "\n": "\n"}
FIRST_STAND_IN = 0xE000


@dataclass(frozen=True)
class Words:
    """The word table made ready: stand-in characters for long words, and tables by code point.

    `width` is the count of characters a UTF-16 code unit stands for. `is_pair` marks stand-ins for 号 before
    a character that may as well begin a name: 3号店, but 3号店前街; the character itself stays behind it.
    """

    long: tuple[str, ...]
    stand_ins: tuple[str, ...]
    letter: npt.NDArray[np.uint8]
    need: npt.NDArray[np.uint8]
    otherwise: npt.NDArray[np.uint8]
    width: npt.NDArray[np.uint8]
    is_pair: npt.NDArray[np.bool_]

    def fold(self, text: pl.Expr) -> pl.Expr:
        """Replace every long word by its stand-in, the longest first."""
        return text.str.replace_many(list(self.long), list(self.stand_ins), leftmost=True)


@cache
def address_words() -> Words:
    """Read the word table; the stand-ins lie in the private use area, which no folded address contains."""
    table = read_reference("address_words").with_columns(pl.col("needs").fill_null(""))
    table = table.sort(-pl.col("word").str.len_chars().cast(pl.Int32), "word")
    letter = np.full(0x10000, ord(NAME), dtype=np.uint8)
    need = np.zeros(0x10000, dtype=np.uint8)
    otherwise = np.full(0x10000, ord(NAME), dtype=np.uint8)
    for code in range(0x21, 0x7F):
        sign = chr(code)
        letter[code] = ord("1" if sign.isdigit() else "a" if sign.isalpha() else PUNCTUATION.get(sign, ","))
    for sign, own in PUNCTUATION.items():
        letter[ord(sign)] = ord(own)
    for sign in "、，。；：·‘’“”…—":
        letter[ord(sign)] = ord(",")
    width = np.ones(0x10000, dtype=np.uint8)
    width[0xDC00:0xE000] = 0  # a character beyond the first plane is two code units
    is_pair = np.zeros(0x10000, dtype=np.bool_)
    long: list[str] = []
    stand_ins: list[str] = []
    for word, kind, needs, fallback in table.select("word", "class", "needs", "otherwise").rows():
        sign = word
        if len(word) > 1:
            sign = chr(FIRST_STAND_IN + len(long))
            long.append(word)
            is_pair[ord(sign)] = len(word) == 2 and word[0] == "号" and needs == "number_before_end"
            stand_ins.append(sign + word[1] if is_pair[ord(sign)] else sign)
            width[ord(sign)] = 1 if is_pair[ord(sign)] else len(word)
        letter[ord(sign)] = ord(LETTERS[kind])
        need[ord(sign)] = NEEDS.index(needs)
        otherwise[ord(sign)] = ord(LETTERS[fallback or "name"])
    return Words(tuple(long), tuple(stand_ins), letter, need, otherwise, width, is_pair)
