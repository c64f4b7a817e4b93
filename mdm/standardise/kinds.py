"""The registry: every kind of value the library reads."""

from mdm.errors import UsageError
from mdm.standardise.address import KIND as ADDRESS
from mdm.standardise.codes import ETHNIC_GROUP, FAMILY_RELATION, MARITAL_STATUS, SEX
from mdm.standardise.coordinates import KIND as COORDINATES
from mdm.standardise.date import KIND as DATE
from mdm.standardise.division import KIND as DIVISION
from mdm.standardise.identifiers.resident_id import KIND as RESIDENT_ID
from mdm.standardise.kind import Kind
from mdm.standardise.person_name import KIND as PERSON_NAME
from mdm.standardise.phone import KIND as PHONE
from mdm.standardise.plain_text import KIND as TEXT

KINDS: tuple[Kind, ...] = (
    ADDRESS,
    COORDINATES,
    DATE,
    DIVISION,
    ETHNIC_GROUP,
    FAMILY_RELATION,
    MARITAL_STATUS,
    PERSON_NAME,
    PHONE,
    RESIDENT_ID,
    SEX,
    TEXT,
)


def find_kind(name: str) -> Kind:
    """Return the kind called `name`; UsageError names the known ones."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise UsageError(
        f"unknown kind of value {name!r}", hint=f"known kinds: {', '.join(k.name for k in KINDS)}"
    )
