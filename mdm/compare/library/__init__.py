"""The registry: every ready-made comparison."""

from mdm.compare.kind import Comparison
from mdm.compare.library.address import COMPARISON as ADDRESS
from mdm.compare.library.codes import ETHNIC_GROUP, SEX
from mdm.compare.library.coordinates import COMPARISON as COORDINATES
from mdm.compare.library.date import COMPARISON as DATE
from mdm.compare.library.division import COMPARISON as DIVISION
from mdm.compare.library.email import COMPARISON as EMAIL
from mdm.compare.library.name_part import COMPARISON as NAME_PART
from mdm.compare.library.organisation_name import COMPARISON as ORGANISATION_NAME
from mdm.compare.library.organisation_numbers import (
    ORGANISATION_CODE,
    REGISTRATION_NUMBER,
    TAX_NUMBER,
    USCC,
)
from mdm.compare.library.person_name import COMPARISON as PERSON_NAME
from mdm.compare.library.phone import COMPARISON as PHONE
from mdm.compare.library.postcode import COMPARISON as POSTCODE
from mdm.compare.library.resident_id import COMPARISON as RESIDENT_ID
from mdm.compare.library.street import COMPARISON as STREET
from mdm.compare.library.telephone import COMPARISON as TELEPHONE
from mdm.compare.library.text import COMPARISON as TEXT
from mdm.errors import UsageError

COMPARISONS: tuple[Comparison, ...] = (
    ADDRESS,
    COORDINATES,
    DATE,
    DIVISION,
    EMAIL,
    ETHNIC_GROUP,
    NAME_PART,
    ORGANISATION_CODE,
    ORGANISATION_NAME,
    PERSON_NAME,
    PHONE,
    POSTCODE,
    REGISTRATION_NUMBER,
    RESIDENT_ID,
    SEX,
    STREET,
    TAX_NUMBER,
    TELEPHONE,
    TEXT,
    USCC,
)


def find_comparison(kind: str) -> Comparison:
    """Return the comparison of a kind; UsageError names the known ones."""
    if not isinstance(kind, str):
        raise UsageError(
            f"a kind of value is named by a text, not by one {type(kind).__name__}",
            hint="the kind comes first",
        )
    for comparison in COMPARISONS:
        if comparison.kind == kind:
            return comparison
    known = ", ".join(comparison.kind for comparison in COMPARISONS)
    raise UsageError(f"no comparison for values of kind {kind!r}", hint=f"known comparisons: {known}")
