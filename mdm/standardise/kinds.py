"""The registry: every kind of value the library reads."""

import difflib

from mdm.errors import UsageError
from mdm.standardise.address import KIND as ADDRESS
from mdm.standardise.codes import CERTIFICATE_TYPE, ETHNIC_GROUP, FAMILY_RELATION, MARITAL_STATUS, SEX
from mdm.standardise.coordinates import KIND as COORDINATES
from mdm.standardise.date import KIND as DATE
from mdm.standardise.division import KIND as DIVISION
from mdm.standardise.identifiers.birth_certificate import KIND as BIRTH_CERTIFICATE
from mdm.standardise.identifiers.e_licence_id import KIND as E_LICENCE_ID
from mdm.standardise.identifiers.foreigner_permit import KIND as FOREIGNER_PERMIT
from mdm.standardise.identifiers.hk_macau_permit import KIND as HK_MACAU_PERMIT
from mdm.standardise.identifiers.organisation_code import KIND as ORGANISATION_CODE
from mdm.standardise.identifiers.passport import KIND as PASSPORT
from mdm.standardise.identifiers.registration_number import KIND as REGISTRATION_NUMBER
from mdm.standardise.identifiers.resident_id import KIND as RESIDENT_ID
from mdm.standardise.identifiers.taiwan_permit import KIND as TAIWAN_PERMIT
from mdm.standardise.identifiers.tax_number import KIND as TAX_NUMBER
from mdm.standardise.identifiers.uscc import KIND as USCC
from mdm.standardise.kind import Kind
from mdm.standardise.licence_number import KIND as LICENCE_NUMBER
from mdm.standardise.money import KIND as MONEY
from mdm.standardise.organisation_name import KIND as ORGANISATION_NAME
from mdm.standardise.person_name import KIND as PERSON_NAME
from mdm.standardise.phone import KIND as PHONE
from mdm.standardise.place import KIND as PLACE
from mdm.standardise.plain_text import KIND as TEXT
from mdm.standardise.western.email import KIND as EMAIL
from mdm.standardise.western.full_name import KIND as FULL_NAME
from mdm.standardise.western.name_part import KIND as NAME_PART
from mdm.standardise.western.postcode import KIND as POSTCODE
from mdm.standardise.western.street import KIND as STREET
from mdm.standardise.western.telephone import KIND as TELEPHONE

KINDS: tuple[Kind, ...] = (
    ADDRESS,
    BIRTH_CERTIFICATE,
    CERTIFICATE_TYPE,
    COORDINATES,
    DATE,
    DIVISION,
    EMAIL,
    ETHNIC_GROUP,
    E_LICENCE_ID,
    FAMILY_RELATION,
    FOREIGNER_PERMIT,
    FULL_NAME,
    HK_MACAU_PERMIT,
    LICENCE_NUMBER,
    MARITAL_STATUS,
    MONEY,
    NAME_PART,
    ORGANISATION_CODE,
    ORGANISATION_NAME,
    PASSPORT,
    PERSON_NAME,
    PHONE,
    PLACE,
    POSTCODE,
    REGISTRATION_NUMBER,
    RESIDENT_ID,
    SEX,
    STREET,
    TAIWAN_PERMIT,
    TAX_NUMBER,
    TELEPHONE,
    TEXT,
    USCC,
)


def find_kind(name: str) -> Kind:
    """Return the kind called `name`; UsageError names the known ones, and the one that may be meant."""
    if not isinstance(name, str):
        raise UsageError(
            f"a kind of value is named by a text, not by one {type(name).__name__}",
            hint="the kind comes first",
        )
    for kind in KINDS:
        if kind.name == name:
            return kind
    known = [kind.name for kind in KINDS]
    close = difflib.get_close_matches(str(name), known, 1)
    meant = f"did you mean {close[0]!r}? " if close else ""
    raise UsageError(f"unknown kind of value {name!r}", hint=f"{meant}known kinds: {', '.join(known)}")
