"""Names without Chinese characters: only a key, in lower case, without the legal form."""

import polars as pl

_FORM = r"(?:\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|pte|pty|group|holdings?)\b\.?)"


def latin_key(names: pl.Series, keys: pl.Series) -> pl.Series:
    """Put the keys of Latin names into `keys`.

    >>> latin_key(pl.Series(["Huaxin Tech Co., Ltd."]), pl.Series("key", [None], dtype=pl.String)).to_list()
    ['huaxin tech']
    """
    rows = (~names.str.contains(r"\p{Han}")).fill_null(False).arg_true()
    if not len(rows):
        return keys
    text = names.gather(rows).str.to_lowercase().str.replace_all(_FORM, " ")
    words = text.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return keys.scatter(rows, words.replace("", None))
