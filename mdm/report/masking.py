"""Which characters of a value must not be shown: numbers of people and phones, wherever they stand."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

IDENTIFIERS = {
    "resident_id",
    "passport",
    "hk_macau_permit",
    "taiwan_permit",
    "foreigner_permit",
    "birth_certificate",
    "personal_number",
    "identifier",
    "uscc",
    "organisation_code",
    "registration_number",
    "tax_number",
}
DATED_IDENTIFIERS = {"resident_id", "personal_number", "identifier"}  # a birth date may stand inside
PHONES = {"phone"}
DATES = {"date", "birth_date", "updated_at"}

LONG_NUMBER = (6, 4)  # characters left at both ends of a citizen number or a code as long
# Beside a birth date both ends together would give the number back; the province alone does not.
LONG_NUMBER_BESIDE_BIRTH_DATE = (2, 0)
PHONE_NUMBER = (3, 4)

_GAP = r"[\s\-·.]?"
_CITIZEN = re.compile(rf"(?<!\d)(?:\d{_GAP}){{14}}\d(?:{_GAP}\d{_GAP}\d{_GAP}[\dXx])?(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_WRITTEN_OUT = "[〇零一二三四五六七八九]{7,}"
_DIGITS = re.compile(rf"\d(?:{_GAP}[\d*]){{6,}}(?:{_GAP}[Xx](?![A-Za-z]))?|{_WRITTEN_OUT}")
_PHONE_LIKE = re.compile(rf"\d(?:[\s\-()+]*[\d*]){{2,}}|{_WRITTEN_OUT}")

HIDDEN = "•"


def shows_birth_date(row: Mapping[str, Any], titles: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a row to be shown, values by attribute, gives a date of birth away.

    >>> shows_birth_date({"birth_date": "1953-11-09", "updated_at": "2026-05-19"}, {})
    True
    """
    return any(
        value is not None
        and name != "updated_at"
        and (name in DATES or titles.get(name, {}).get("kind") in DATES)
        for name, value in row.items()
    )


def hidden_positions(
    value: str, attribute: str, kind: str | None = None, *, beside_birth_date: bool = False
) -> set[int]:
    """Positions of the characters of `value` that must not be shown.

    Identifiers keep their first 6 and last 4 characters; where the row they stand in shows a birth date
    (`beside_birth_date`), only the first 2, for the rest could be put together again. Phones their first 3 and last 4, shorter codes a
    quarter at each end. In other attributes whatever reads as a citizen number, a mobile number or seven
    digits in a row is treated alike; in dates and record ids only citizen and mobile numbers.

    >>> sorted(hidden_positions("16091951100", "phone"))
    [3, 4, 5, 6]
    """
    text = _fold(value)
    names = {attribute, kind}
    long_number = LONG_NUMBER_BESIDE_BIRTH_DATE if beside_birth_date else LONG_NUMBER
    if names & IDENTIFIERS:
        is_dated = bool(names & DATED_IDENTIFIERS or _CITIZEN.search(text))
        ends = long_number if is_dated else LONG_NUMBER
        return set(_middle(_marks(text, 0, len(text)), ends)) if _has_numeral(text) else set()
    if names & PHONES:
        return set(_within(text, [_PHONE_LIKE], PHONE_NUMBER))
    patterns = [_CITIZEN] if names & DATES or attribute == "record_id" else [_CITIZEN, _DIGITS]
    return set(_within(text, patterns, long_number)) | set(_within(text, [_MOBILE], PHONE_NUMBER))


def hide(value: str, attribute: str, kind: str | None = None, *, beside_birth_date: bool = False) -> str:
    """The value with its hidden characters replaced by dots.

    >>> hide("320599195311092739", "resident_id"), hide("苏州 16091951100", "address")
    ('320599••••••••2739', '苏州 160••••1100')
    """
    hidden = hidden_positions(value, attribute, kind, beside_birth_date=beside_birth_date)
    return "".join(HIDDEN if i in hidden else c for i, c in enumerate(value))


def _fold(value: str) -> str:
    """Full-width characters as narrow ones, position by position."""
    folded = (unicodedata.normalize("NFKC", c) for c in value)
    return "".join(f if len(f) == 1 else c for c, f in zip(value, folded, strict=True))


def _has_numeral(text: str) -> bool:
    return any(c.isnumeric() for c in text)


def _within(text: str, patterns: Iterable[re.Pattern[str]], ends: tuple[int, int]) -> Iterator[int]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield from _middle(_marks(text, *match.span()), ends)


def _marks(text: str, start: int, end: int) -> list[int]:
    """Positions of letters, digits and masking stars; separators are shown as they are."""
    return [i for i in range(start, end) if text[i].isalnum() or text[i] == "*"]


def _middle(positions: list[int], ends: tuple[int, int]) -> list[int]:
    size = len(positions)
    if size <= 4:
        return []
    first, last = ends if (ends == PHONE_NUMBER and size >= 10) or size >= 15 else _short(size)
    return positions[first : size - last]


def _short(size: int) -> tuple[int, int]:
    return PHONE_NUMBER if size >= 11 else (size // 4, size // 4)
