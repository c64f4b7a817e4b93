"""Traditional and variant characters in the one form that comparison keys use."""

from functools import cache

import numpy as np
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.code_points import LIMIT, CodePoints, replace_characters


@cache
def variant_keys() -> CodePoints:
    """The code point of the key form of each code point."""
    table = read_reference("character_variants")
    keys = np.arange(LIMIT, dtype=np.uint32)
    keys[[ord(char) for char in table["character"]]] = [ord(char) for char in table["key"]]
    return keys


def fold_variants(texts: pl.Series) -> pl.Series:
    """Texts with every character in its key form.

    >>> fold_variants(pl.Series(["張乾", None])).to_list()
    ['张乾', None]
    """
    return replace_characters(texts, variant_keys())
