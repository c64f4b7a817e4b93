"""Numbers in addresses: Chinese numerals to Arabic, and keys in which 凤城十路 equals 凤城10路."""

import polars as pl

from mdm.standardise.address.rows import replace_rows

_DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "廿": 20, "卅": 30}
NUMERALS = "[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾百廿卅]"
_UNSETTLED = "[a-z零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾百廿卅负地]"


def read_numeral(text: str) -> str:
    """Read one run of Chinese numerals: counted (二十三), or digit by digit (一〇一).

    >>> [read_numeral(text) for text in ("三", "十二", "二十三", "一百零五", "一〇一", "廿一")]
    ['3', '12', '23', '105', '101', '21']
    """
    if not any(sign in _TENS for sign in text):
        return "".join(str(_DIGITS[sign]) for sign in text)
    total, digit = 0, 0
    for sign in text:
        if sign in ("廿", "卅"):
            total += _TENS[sign]
        elif sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(total + digit)


def to_arabic(values: pl.Series) -> pl.Series:
    """Write the Chinese numerals of number parts in Arabic digits, letters upper case; 负 and 地下 as `-`."""
    rows = values.str.contains(_UNSETTLED).arg_true()
    if rows.is_empty():
        return values
    upper = values.gather(rows).str.to_uppercase()
    settled = _replace_numerals(upper, NUMERALS + "+").str.replace("^(?:负|地下)(?:第)?", "-")
    return replace_rows(values, rows, settled)


def fold_ordinals(names: pl.Series) -> pl.Series:
    """Write ordinals before the ending of a road, lane or estate in Arabic digits, for keys only.

    `凤城十路` and `凤城10路` come out alike; so do `五一路` and `51路`, which is harmless in a key.
    """
    return _replace_numerals(names, NUMERALS + "+")


def _replace_numerals(values: pl.Series, pattern: str) -> pl.Series:
    odd = values.filter(values.str.contains(NUMERALS)).unique()
    if odd.is_empty():
        return values
    # Distinct numerals are few hundreds however long the column is; they are read one by one.
    runs = odd.str.extract_all(pattern).explode().drop_nulls().unique().sort()
    runs = runs.sort(descending=True)
    by_length = sorted(runs.to_list(), key=lambda run: (-len(run), run))
    arabic = [read_numeral(run) for run in by_length]
    fixed = pl.DataFrame({"text": odd}).with_columns(
        fixed=pl.col("text").str.replace_many(by_length, arabic, leftmost=True)
    )
    found = pl.DataFrame({"text": values}).join(fixed, on="text", how="left", maintain_order="left")
    return found["fixed"].fill_null(values).alias(values.name)
