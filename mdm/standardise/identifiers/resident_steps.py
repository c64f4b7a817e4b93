"""The named steps that read a citizen number: disguises off, then the two that need arithmetic."""

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import ZERO, byte_matrix, number_at
from mdm.standardise.identifiers.check_characters import check_11_2
from mdm.standardise.identifiers.checked_text import has_citizen_check, is_citizen_15
from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES
from mdm.standardise.steps import Step


def extend_15(text: pl.Series) -> pl.Series:
    """Extend old citizen numbers to eighteen characters; other texts stay as they are.

    The century is 19, or 18 for the sequences 996-999 that were kept for people born before 1900
    (unverified against the standard's text).

    >>> extend_15(pl.Series(["110105491231002", "320599800101123", "1"])).to_list()
    ['11010519491231002X', '320599198001011239', '1']
    """
    chosen = is_citizen_15(text)
    if not chosen.any():
        return text
    return text.clone().scatter(chosen.arg_true(), _extend_bytes(text.filter(chosen)))


def star_to_x(text: pl.Series) -> pl.Series:
    """Read a `*` in the eighteenth place as X where the check then holds."""
    with_x = text.str.replace(r"^([0-9]{17})\*$", "${1}X")
    changed = (with_x != text).fill_null(False) & has_citizen_check(with_x)
    return text.zip_with(~changed, with_x)


def _extend_bytes(text: pl.Series) -> pl.Series:
    raw = byte_matrix(text, 15)
    is_early = number_at(raw - np.uint8(ZERO), 12, 15) >= 996
    century = np.empty((2, len(text)), dtype=np.uint8)
    century[0] = ord("1")
    century[1] = np.where(is_early, ord("8"), ord("9"))
    check = check_11_2(np.vstack([raw[:6], century, raw[6:]]) - np.uint8(ZERO))
    parts = [
        text.str.head(6),
        pl.Series(["19", "18"]).gather(is_early.astype(np.uint32)),
        text.str.tail(9),
        pl.Series(list("0123456789X")).gather(np.where(check == ord("X"), 10, check - np.uint8(ZERO))),
    ]
    return pl.select(pl.concat_str(parts)).to_series()


RESIDENT_STEPS = (
    *PLAIN_DISGUISES,
    Step("star_to_x", lambda text: text.map_batches(star_to_x, return_dtype=pl.String)),
    Step("extend_15_to_18", lambda text: text.map_batches(extend_15, return_dtype=pl.String)),
)
