"""Check characters of the national number schemes, as sums over the columns of a byte matrix.

Every function takes positions as rows of *values* (digits 0-9, letters from 10) and returns the value
of the check character for each number. Sources: GB 11643-1999 (ISO 7064 MOD 11-2), GB 32100-2015,
GB 11714-1997, GS 15-2006 (ISO 7064 MOD 11,10), GB/T 36904-2018 (ISO 7064 MOD 37,36).
"""

import numpy as np
import numpy.typing as npt

from mdm.standardise.byte_matrix import Bytes, Flags

ALPHABET_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHECKS_11_2 = "10X98765432"
NOT_IN_ALPHABET = 255


def value_table(alphabet: str) -> Bytes:
    """Table from byte to value in `alphabet`; `NOT_IN_ALPHABET` for every other byte."""
    table = np.full(256, NOT_IN_ALPHABET, dtype=np.uint8)
    table[np.frombuffer(alphabet.encode(), dtype=np.uint8)] = np.arange(len(alphabet))
    return table


VALUES_31 = value_table(ALPHABET_31)
VALUES_36 = value_table(ALPHABET_36)


def to_values(raw: Bytes, table: Bytes) -> Bytes:
    """The value of each byte by a table of 256; a translation of bytes is twice as fast as taking by index.

    >>> to_values(np.array([[49], [65]], np.uint8), VALUES_36).tolist()
    [[1], [10]]
    """
    return np.frombuffer(raw.tobytes().translate(table.tobytes()), np.uint8).reshape(raw.shape)


def are_in_alphabet(values: Bytes) -> Flags:
    """True for each number whose positions are all in the alphabet."""
    flags: Flags = np.maximum.reduce(values, axis=0) != NOT_IN_ALPHABET
    return flags


def weigh(values: Bytes, weights: tuple[int, ...]) -> npt.NDArray[np.uint16]:
    """Sum of value times weight over the first `len(weights)` positions."""
    total = np.zeros(values.shape[1], dtype=np.uint16)
    for row, weight in zip(values, weights, strict=False):
        total += row * np.uint16(weight)
    return total


WEIGHTS_11_2 = tuple(pow(2, 18 - position, 11) for position in range(1, 18))
WEIGHTS_31 = tuple(pow(3, position, 31) for position in range(17))
WEIGHTS_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_BYTES_11_2 = np.frombuffer(CHECKS_11_2.encode(), dtype=np.uint8)


def check_11_2(digits: Bytes) -> Bytes:
    """Check byte (`0`-`9` or `X`) of the 17 digits of a citizen number, GB 11643-1999.

    >>> digits = np.frombuffer(b"11010519491231002", dtype=np.uint8).reshape(17, 1) - 48
    >>> check_11_2(digits).tobytes()
    b'X'
    """
    return _CHECK_BYTES_11_2[weigh(digits, WEIGHTS_11_2) % 11]


def check_31(values: Bytes) -> Bytes:
    """Check value of the first 17 positions of a unified social credit code, GB 32100-2015."""
    return ((31 - weigh(values, WEIGHTS_31) % 31) % 31).astype(np.uint8)


def check_organisation(values: Bytes) -> Bytes:
    """Check value of the first 8 positions of an organisation code, GB 11714-1997.

    10 stands for `X`; the value 33 of the letter X in the alphabet of 36 is not used here.
    """
    return ((11 - weigh(values, WEIGHTS_ORGANISATION) % 11) % 11).astype(np.uint8)


def check_11_10(digits: Bytes) -> Bytes:
    """Check digit of the first 14 digits of a registration number, GS 15-2006."""
    product = np.full(digits.shape[1], 10, dtype=np.uint8)
    for row in digits[:14]:
        product = (product + row) % 10
        product = np.where(product == 0, 10, product) * np.uint8(2) % 11
    return (11 - product) % 10


def check_37_36(values: Bytes) -> Bytes:
    """Check value over all positions given, ISO 7064 MOD 37,36."""
    product = np.full(values.shape[1], 36, dtype=np.uint8)
    for row in values:
        product = (product + row) % 36
        product = np.where(product == 0, 36, product) * np.uint8(2) % 37
    return (37 - product) % 36
