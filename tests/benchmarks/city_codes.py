"""Codes with their check characters, column by column: unified codes, registration numbers, licence identifiers.

None can have been issued: the division in them, 320599, was never assigned to any place.
"""

import numpy as np
import polars as pl
from population_vocabulary import Ints

DIVISION = "320599"
ALPHABET_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def uscc_of(numbers: Ints, prefixes: list[str]) -> pl.Series:
    """Unified social credit codes (GB 32100) of running numbers below a million; one prefix such as 91 each."""
    organisations = organisation_code_of(numbers)
    bodies = pl.Series(prefixes) + DIVISION + organisations
    weights = [pow(3, at, 31) for at in range(17)]
    total = _values(bodies, ALPHABET_31) @ np.array(weights)
    return bodies + _characters(ALPHABET_31, (31 - total % 31) % 31)


def organisation_code_of(numbers: Ints) -> pl.Series:
    """Nine characters (GB 11714), the bodies MB000000 and up."""
    bodies = "MB" + pl.Series(numbers).cast(pl.String).str.zfill(6)
    check = 11 - _values(bodies, ALPHABET_36) @ np.array(ORGANISATION_WEIGHTS) % 11
    return bodies + pl.Series([*"0123456789X0"]).gather(pl.Series(check))


def registration_number_of(numbers: Ints) -> pl.Series:
    """Fifteen digits (GS 15) with the check of ISO 7064 MOD 11,10."""
    bodies = DIVISION + pl.Series(numbers).cast(pl.String).str.zfill(8)
    check = _hybrid(_values(bodies, ALPHABET_36), 10)
    return bodies + _characters(ALPHABET_36, check)


def licence_id_of(types: pl.Series, serials: Ints, versions: pl.Series) -> pl.Series:
    """Identifiers (GB/T 36904) with the check of ISO 7064 MOD 37,36."""
    serial = pl.Series(serials).cast(pl.String).str.zfill(9)
    check = _hybrid(_values(types + DIVISION + serial + versions, ALPHABET_36), 36)
    text = pl.DataFrame({"t": types, "s": serial, "v": versions, "c": _characters(ALPHABET_36, check)})
    joined = text.select(pl.format("1.2.156.3005.2.{}.{}.{}.{}.{}", "t", pl.lit(DIVISION), "s", "v", "c"))
    return joined.to_series()


def _values(texts: pl.Series, alphabet: str) -> Ints:
    """Value of each character of equally long texts, one row a text."""
    table = np.zeros(128, dtype=np.int64)
    table[[ord(c) for c in alphabet]] = np.arange(len(alphabet))
    length = texts.str.len_bytes().item(0)
    codes = np.frombuffer(texts.str.join("").item().encode(), dtype=np.uint8)
    return table[codes.reshape(len(texts), length)]


def _characters(alphabet: str, positions: Ints) -> pl.Series:
    return pl.Series([*alphabet]).gather(pl.Series(positions))


def _hybrid(values: Ints, modulus: int) -> Ints:
    """Check value of an ISO 7064 hybrid system."""
    state = np.full(len(values), modulus, dtype=np.int64)
    for at in range(values.shape[1]):
        total = (state + values[:, at]) % modulus
        state = np.where(total == 0, modulus, total) * 2 % (modulus + 1)
    return (modulus + 1 - state) % modulus
