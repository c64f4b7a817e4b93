"""Amounts written with Chinese numerals or several units: 壹佰万元整, 一百二十万元, 1亿2000万元, 拾元伍角."""

import re
from decimal import Decimal

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("○弌貳參肆伍陸柒捌玖", range(10), strict=True)),
    "两": 2,
    "兩": 2,
    "叄": 3,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
NUMERALS = "".join({*_DIGITS, *_SMALL, *_LARGE})
_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{NUMERALS}]")
_AMOUNT = re.compile(
    rf"(?P<whole>[0-9.{NUMERALS}]+)[元圆圓]?(?:(?P<tenths>[0-9{NUMERALS}])角)?零?(?:(?P<hundredths>[0-9{NUMERALS}])分)?"
)


def read_written_amount(text: str) -> str | None:
    """The amount in digits; None where the text is no such amount or can be read in two ways.

    三万五 means 35,000 to those who say it and 30,005 to a counting machine: nothing is made of it.

    >>> [read_written_amount(text) for text in ("壹佰万元", "1亿2000万元", "一百零五元三角", "三万五")]
    ['1000000', '120000000', '105.3', None]
    """
    found = _AMOUNT.fullmatch(text)
    whole = _read_whole(found["whole"]) if found else None
    if found is None or whole is None:
        return None
    cents = [_DIGITS.get(digit, digit) for digit in (found["tenths"] or "0", found["hundredths"] or "0")]
    total = whole + Decimal(f"0.{cents[0]}{cents[1]}")
    return format(total.normalize(), "f") if total else "0"


def _read_whole(text: str) -> Decimal | None:
    total = section = Decimal(0)
    number: Decimal | None = None
    last_unit, seen_zero = 0, False
    for token in _TOKEN.findall(text):
        if token in _DIGITS:
            number = Decimal(_DIGITS[token]) if number is None else number * 10 + _DIGITS[token]
            seen_zero = seen_zero or _DIGITS[token] == 0
        elif token in _SMALL:
            section += (Decimal(1) if number is None else number) * _SMALL[token]
            number, last_unit, seen_zero = None, _SMALL[token], False
        elif token in _LARGE:
            amount = section + (number or 0)
            total = (
                (total + amount) * _LARGE[token] if _LARGE[token] == 10**8 else total + amount * _LARGE[token]
            )
            section, number, last_unit, seen_zero = Decimal(0), None, _LARGE[token], False
        elif number is None:
            number = Decimal(token)
        else:
            return None
    is_colloquial = number is not None and last_unit > 10 and not seen_zero and text[-1] in _DIGITS
    return None if is_colloquial else total + section + (number or 0)
