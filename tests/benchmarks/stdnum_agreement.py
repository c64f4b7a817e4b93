"""Citizen numbers and unified codes read by mdm and by python-stdnum: every disagreement counted.

    python tests/benchmarks/stdnum_agreement.py --numbers 1000000

Half of the numbers are as the standards make them, in the other half one character is changed. Both must say
the same of every one. Where python-stdnum is known to be wrong (codes that begin with a letter, the check of
the organisation code inside) the numbers are made so, and mdm alone must be right.
"""

import argparse
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from stdnum.cn import ric, uscc
from value_columns import MAKERS

from mdm.standardise import standardise_values
from mdm.standardise.byte_matrix import byte_matrix
from mdm.standardise.identifiers.check_characters import ALPHABET_31, VALUES_31, check_31

ALPHABETS = {"resident_id": "0123456789", "uscc": ALPHABET_31}


@dataclass(frozen=True)
class Agreement:
    """How many numbers were read, how many either took for valid, and those on which they differ."""

    numbers: int
    valid_here: int
    valid_there: int
    differing: list[str]


def change_one(values: pl.Series, alphabet: str, chance: np.random.Generator) -> pl.Series:
    """The same numbers with one of the first seventeen characters replaced by another of the alphabet."""
    raw = byte_matrix(values, 18).copy()
    letters = np.frombuffer(alphabet.encode("ascii"), np.uint8)
    rows, places = np.arange(raw.shape[1]), chance.integers(0, 17, raw.shape[1])
    was = np.searchsorted(letters, raw[places, rows])
    raw[places, rows] = letters[(was + chance.integers(1, len(letters), len(rows))) % len(letters)]
    return _to_texts(raw)


def compare(kind: str, numbers: int, seed: int = 20261126) -> Agreement:
    """Read as many numbers both ways, every other one with a wrong character."""
    chance = np.random.default_rng(seed)
    sound = MAKERS[kind](numbers, chance)
    wrong = change_one(sound, ALPHABETS[kind], chance)
    texts = sound.zip_with(pl.Series(np.arange(numbers) % 2 == 0), wrong)
    here = standardise_values(kind, texts)["value"].is_not_null()
    judge = is_citizen_number if kind == "resident_id" else uscc.is_valid
    there = pl.Series([judge(text) for text in texts], dtype=pl.Boolean)  # the rival reads row by row
    return Agreement(numbers, int(here.sum()), int(there.sum()), texts.filter(here != there).to_list())


def is_citizen_number(text: str) -> bool:
    """What python-stdnum says; its table of divisions has gaps on which it raises."""
    try:
        return bool(ric.is_valid(text))
    except KeyError:
        return False


def make_lettered(numbers: int, first: str) -> pl.Series:
    """Unified codes of departments that are letters: A, N and Y."""
    codes = MAKERS["uscc"](numbers, np.random.default_rng(1))
    return _with_check(pl.Series(first + code[1:17] for code in codes))


def make_inner_faults(numbers: int) -> pl.Series:
    """Unified codes whose outer check holds and whose organisation code does not."""
    codes = MAKERS["uscc"](numbers, np.random.default_rng(2))
    wrong = {str(digit): str((digit + 1) % 10) for digit in range(10)} | {"X": "0"}
    return _with_check(pl.Series(code[:16] + wrong[code[16]] for code in codes))


def _with_check(bodies: pl.Series) -> pl.Series:
    check = pl.Series(list(ALPHABET_31)).gather(check_31(VALUES_31[byte_matrix(bodies, 17)]))
    return bodies + check


def _to_texts(raw: NDArray[np.uint8]) -> pl.Series:
    joined = np.ascontiguousarray(raw.T).tobytes().decode("ascii")
    return pl.Series(joined[start : start + 18] for start in range(0, len(joined), 18))


def main() -> None:
    """Print what both say of each kind, and of the codes on which python-stdnum is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=1_000_000)
    given = parser.parse_args()
    for kind in ALPHABETS:
        found = compare(kind, given.numbers)
        print(
            f"{kind}: {found.numbers:,} numbers, valid {found.valid_here:,} here and {found.valid_there:,} there,"
            f" {len(found.differing):,} disagreements, {sum(n.endswith('000') for n in found.differing):,} of them"
            " numbers in 000 (what a spreadsheet leaves of a number, whatever the check says)"
        )
    few = min(given.numbers, 10_000)
    for name, codes in [
        *((f"{first}…", make_lettered(few, first)) for first in "ANY"),
        ("inner check wrong", make_inner_faults(few)),
    ]:
        here = standardise_values("uscc", codes)["value"].is_not_null().mean()
        there = sum(map(uscc.is_valid, codes)) / few
        print(f"uscc, {name}: valid {here:.0%} here, {there:.0%} there")


if __name__ == "__main__":
    main()
