"""Keyed tokens: who holds the same key gets the same token for the same number, and nobody else can tell whose it is."""

import hashlib
import hmac

import polars as pl

from mdm.errors import UsageError

SHORTEST_KEY = 16  # bytes


def keyed_tokens(numbers: pl.Series, key: str) -> pl.Series:
    """HMAC-SHA256 of each standard number, as 64 hexadecimal digits; null stays null.

    Feed standard values (`mdm.standardise_values`), or equal numbers written differently get different
    tokens. Raises UsageError for a key of fewer than 16 bytes: the numbers of a country can all be tried.

    >>> keyed_tokens(pl.Series(["32059919690108344X", None]), "a key of two sites").str.head(8).to_list()
    ['1a8a691f', None]
    """
    secret = key.encode()
    if len(secret) < SHORTEST_KEY:
        raise UsageError("the key is too short", hint=f"at least {SHORTEST_KEY} bytes, the same at all sites")
    known = numbers.drop_nulls().unique().sort()
    # one call a distinct number: there is no keyed hash among the column functions
    tokens = [hmac.new(secret, number.encode(), hashlib.sha256).hexdigest() for number in known]
    return numbers.replace_strict(
        known, pl.Series(tokens, dtype=pl.String), default=None, return_dtype=pl.String
    ).alias("token")
