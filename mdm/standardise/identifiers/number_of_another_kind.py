"""Recognise, by shape and check, numbers of other kinds that stand in the wrong column.

The order matters: schemes with a check first, then shapes that are rare by chance, then loose ones.
None of it is proof; it says where the number should be looked at, and the number goes to `lead`.
"""

from collections.abc import Mapping

import polars as pl

from mdm.standardise.identifiers.checked_text import (
    has_citizen_check,
    is_citizen_15,
    is_organisation_code,
    is_registration_15,
    is_tax_15,
    is_uscc,
)
from mdm.standardise.identifiers.foreign_identity import has_hong_kong_check, has_taiwan_check

SHAPES: Mapping[str, str] = {
    "phone": r"^(?:\+?86|0086)?1[3-9][0-9]{9}$|^0[1-9][0-9]{8,10}$",
    "student_number": r"^[GL][0-9]{17}[0-9X]$",
    "foreigner_permit": r"^[A-Z]{3}[0-9]{12}$",
    "birth_certificate": r"^[A-Z](?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{7}$",
    "hk_macau_permit": r"^[HM][0-9]{8}(?:[0-9]{2})?$",
    "passport": r"^(?:[EGDSP][0-9]{8}|[ED][A-Z][0-9]{7}|[SP]E[0-9]{7}|[DSP]\.?[0-9]{7}|1[45][0-9]{7})$",
    "date": r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$",
    "taiwan_permit": r"^[0-9]{8}$|^[0-9]{10}\(?[A-Z]\)?$",
    "macau_identity": r"^[1578][0-9]{6}\(?[0-9]\)?$",
}
FOREIGN_PASSPORT = (
    r"^[A-Z]{1,2}[0-9]{6,8}[A-Z]?$"  # so loose that only a column of persons' documents says it
)
_CHECKED = {
    "uscc": is_uscc,
    "resident_id": has_citizen_check,
    "registration_number": is_registration_15,
    "tax_number": is_tax_15,
    "hk_identity": has_hong_kong_check,
    "taiwan_identity": has_taiwan_check,
}


def find_other_kind(text: pl.Series, besides: str) -> pl.Series:
    """Name of the kind each text looks like, null for none; `besides` is the kind the column is for.

    >>> find_other_kind(pl.Series(["13800138000", "X320101001", "?"]), besides="resident_id").to_list()
    ['phone', 'birth_certificate', None]
    """
    frame = pl.DataFrame({"text": text}).with_columns(
        pl.Series(name, test(text)) for name, test in _CHECKED.items() if name != besides
    )
    by_check = [pl.when(pl.col(name)).then(pl.lit(name)) for name in _CHECKED if name != besides]
    if besides != "resident_id":
        by_check.append(pl.when(pl.Series(is_citizen_15(text))).then(pl.lit("resident_id")))
    by_shape = [
        pl.when(pl.col("text").str.contains(shape)).then(pl.lit(name))
        for name, shape in SHAPES.items()
        if name != besides
    ]
    if besides != "organisation_code":
        holds_code = pl.Series("organisation_code", is_organisation_code(text))
        by_shape.append(pl.when(holds_code).then(pl.lit("organisation_code")))
    if besides == "resident_id":
        by_shape.append(pl.when(pl.col("text").str.contains(FOREIGN_PASSPORT)).then(pl.lit("passport")))
    first = ["phone", "student_number"]
    ahead = [by_shape[at] for at, name in enumerate(n for n in SHAPES if n != besides) if name in first]
    return frame.select(pl.coalesce([*ahead, *by_check, *by_shape])).to_series()
