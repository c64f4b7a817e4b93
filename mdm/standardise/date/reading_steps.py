"""The named steps that turn a written date into ISO form, cut to its precision: 1980, 1980-01, 1980-01-01.

Each step is a column function from text to text and leaves alone what it does not concern.
"""

from collections.abc import Mapping

import polars as pl

from mdm.standardise.steps import Step
from mdm.standardise.text import INVISIBLE

_CHINESE_DIGITS = dict(zip("〇零○Ｏ一二三四五六七八九", "0000123456789", strict=True))
_CAPITALS = dict(zip("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十", strict=True))
_LABEL = r"^(?:出生日期|出生年月日?|出生时间|生日|日期|时间)\s*:?\s*"
_YEAR_BEHIND_TIME = r"^(?:[A-Za-z]{3},? )?([A-Za-z]{3}) ([0-9]{1,2}) [0-9:]{8} (?:[A-Z]{3,4} )?([0-9]{4})$"
_WEEKDAY = r"^(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*,?\s+"
_NINE = "[一二三四五六七八九]"
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS = {name: str(number) for number, name in enumerate(_MONTH_NAMES, start=1)}
LUNAR_WORDS = r"农历|農曆|农曆|阴历|陰曆|旧历|舊曆|夏历"
LUNAR_TRAITS = r"闰|閏|正月|腊月|臘月|冬月|初[一二三四五六七八九十0-9]|廿"
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050


def _strip_invisible(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(INVISIBLE, "").str.strip_chars()


def _fold_width(text: pl.Expr) -> pl.Expr:
    folded = text.str.normalize("NFKC").str.replace_all("[‐‑‒–—―−]", "-").str.replace_all("。", ".")
    folded = folded.str.replace_all("\\", "/", literal=True)
    spaced = folded.str.contains(r"^(?:[0-9年月日号]\s+)+[0-9年月日号]$")
    folded = pl.when(spaced).then(folded.str.replace_all(r"\s", "")).otherwise(folded)
    return folded.str.strip_chars(" \t\r\n'\"`;,.()[]").str.replace(_LABEL, "").str.replace_all("國", "国")


def _drop_lunar_word(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(rf"\(?(?:{LUNAR_WORDS})\)?|闰|閏", "").str.strip_chars(" (")


def _read_chinese_numerals(text: pl.Expr) -> pl.Expr:
    # 八〇年 is the year 80 digit by digit, as the century has it; the Republic writes 八十年.
    by_digits = text.str.replace_many(_CAPITALS).str.replace(r"^([〇零○一二三四五六七八九]{2}年)", "'$1")
    plain = (
        by_digits.str.replace_all("元年", "1年", literal=True)
        .str.replace_all("元月", "1月", literal=True)
        .str.replace_all("正月", "1月", literal=True)
        .str.replace_all("冬月", "11月", literal=True)
        .str.replace_all("腊月|臘月", "12月")
        .str.replace_all(f"初({_NINE}|十|[0-9])", "$1")
        .str.replace_all(f"廿({_NINE})", "2$1")
        .str.replace_all("廿", "20", literal=True)
        .str.replace_all("卅", "三十", literal=True)
        .str.replace_all(f"({_NINE})十({_NINE})", "$1$2")
        .str.replace_all(f"({_NINE})十", "${1}0")
        .str.replace_all(f"十({_NINE})", "1$1")
        .str.replace_all("十", "10", literal=True)
        .str.replace_many(_CHINESE_DIGITS)
        .str.replace(r"([0-9]月[0-9]{1,2})$", "${1}日")
    )
    has_numeral = text.str.contains(
        "[〇零○一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]|元[年月]|正月|冬月|腊月|臘月"
    )
    is_date = plain.str.contains(r"[0-9]\s*(?:年|月|日|号)|^[0-9]{8}$")
    return pl.when(has_numeral & is_date).then(plain).otherwise(text)


def _drop_time(text: pl.Expr) -> pl.Expr:
    year_last = text.str.replace(_YEAR_BEHIND_TIME, "$1 $2 $3")  # Tue May 14 11:40:35 CST 2024
    return (
        year_last.str.replace(
            r"(?:\s*[T日号 ]?\s*)(?:上午|下午|[AP]M)?\s*[0-9]{1,2}(?:[:时点][0-9].*|[时点])$",
            "",
        )
        .str.replace(r"[-T ][0-9]{1,2}\.[0-9]{2}\.[0-9]{2}(?:\.[0-9]+)?(?: ?[AP]M)?$", "")
        .str.replace(r"^([0-9]{8})T[0-9]{4,6}Z?$", "$1")
        .str.replace(r"^([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})[T ][0-9]{2}$", "$1")
        .str.replace(r"^([0-9]{8})(?:[0-9]{4}|[0-9]{6})$", "$1")
        .str.replace(r"^([0-9]{6,8})\.0+$", "$1")
        .str.replace(r"\s*(?:星期|周)[一二三四五六日天1-7]$", "")
        .str.replace(r"^(.*[0-9])[T ]00$", "$1")
    )


def _read_month_names(text: pl.Expr) -> pl.Expr:
    upper = text.str.to_uppercase().str.replace(_WEEKDAY, "")
    upper = upper.str.replace(r"^([0-9]{1,2})([A-Z]{3})([0-9]{4})$", "$1-$2-$3")
    upper = upper.str.replace(r"^([0-9]{4})[-/ ]([A-Z]{3})[-/ ]([0-9]{1,2})$", "$3-$2-$1")
    month = rf"({'|'.join(_MONTH_NAMES)})[A-Z]*\.?"
    nth = r"([0-9]{1,2})(?:ST|ND|RD|TH)?"
    first = upper.str.replace(rf"^{nth}[-\s/]+{month}[-\s/,]+([0-9]{{4}})$", "$3-$2-$1")
    short = first.str.replace(rf"^([0-9]{{1,2}})[-\s/]+{month}[-\s/,]+([0-9]{{2}})$", "$3-$2-$1")
    last = short.str.replace(rf"^{month}\s*{nth},?\s+([0-9]{{4}})$", "$3-$1-$2")
    last = last.str.replace(rf"^{month},?\s+((?:19|20)[0-9]{{2}})$", "$2-$1")
    return pl.when(last != upper).then(last.str.replace_many(_MONTHS)).otherwise(text)


def _read_republic_year(text: pl.Expr) -> pl.Expr:
    named = r"^(?:(?:中华)?民国?|ROC)\s*([0-9]{1,3})(?:\s*[年/.-]|$)"
    year = text.str.extract(named, 1).cast(pl.Int32, strict=False) + 1911
    rest = text.str.replace(r"^(?:(?:中华)?民国?|ROC)\s*[0-9]{1,3}", "")
    return pl.when(year.is_not_null()).then(pl.concat_str(year.cast(pl.String), rest)).otherwise(text)


def _read_bare_republic_year(text: pl.Expr) -> pl.Expr:
    split = text.str.replace(r"^(0[0-9]{2}|1[01][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$", "$1/$2/$3")
    shape = r"^(?:([0-9]{2,3})年|(0[0-9]{2}|1[01][0-9])[-/.][0-9]{1,2}[-/.][0-9]{1,2}$)"
    written = pl.coalesce(split.str.extract(shape, 1), split.str.extract(shape, 2))
    year = written.cast(pl.Int32, strict=False) + 1911
    rest = split.str.replace(r"^[0-9]{2,3}", "")
    return pl.when(year.is_not_null()).then(pl.concat_str(year.cast(pl.String), rest)).otherwise(text)


def _read_excel_serial(text: pl.Expr, is_1904: bool) -> pl.Expr:
    serial = text.str.extract(r"^([1-9][0-9]{4})(?:\.[0-9]+)?$", 1).cast(pl.Int32, strict=False)
    inside = serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)
    zero = pl.date(1904, 1, 1) if is_1904 else pl.date(1899, 12, 30)
    day = (zero + pl.duration(days=serial)).dt.strftime("%Y-%m-%d")
    return pl.when(inside.fill_null(False)).then(day).otherwise(text)


def _read_day_first(text: pl.Expr, day_first: bool | None) -> pl.Expr:
    shape = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]((?:1[89]|20)[0-9]{2})$"
    one, two = (text.str.extract(shape, at).cast(pl.Int32, strict=False) for at in (1, 2))
    month_day, day_month = text.str.replace(shape, "$3-$1-$2"), text.str.replace(shape, "$3-$2-$1")
    if day_first is None:
        chosen = (
            pl.when(one > 12).then(day_month).when((two > 12) | (one == two)).then(month_day).otherwise(text)
        )
    else:
        chosen = day_month if day_first else month_day
    return pl.when(one.is_not_null()).then(chosen).otherwise(text)


def _read_two_digit_year(text: pl.Expr, pivot: int) -> pl.Expr:
    shape = r"^'?([0-9]{2})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?|年([0-9]{1,2})月|年)$"
    compact = r"^([0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
    is_year_month = text.str.contains(r"^(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])$")
    short = pl.coalesce(text.str.extract(shape, 1), text.str.extract(compact, 1)).cast(pl.Int32, strict=False)
    century = pl.when(short <= pivot).then(pl.lit("20")).otherwise(pl.lit("19"))
    is_short = short.is_not_null() & ~is_year_month
    return pl.when(is_short).then(pl.concat_str(century, text.str.strip_prefix("'"))).otherwise(text)


def _to_iso(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace(r"^(?:约|大约|大概|生于|出生于)+", "").str.replace(r"\s*(?:出生|生)$", "")
    bare = bare.str.replace_all(r"\s+", " ").str.replace(_MONTH_FIRST, "$2-$1")
    year, month, day = (
        pl.coalesce(*(bare.str.extract(shape, at) for shape in _DAY_SHAPES)).str.zfill(2) for at in (1, 2, 3)
    )
    of_month = [pl.coalesce(*(bare.str.extract(shape, at) for shape in _MONTH_SHAPES)) for at in (1, 2)]
    of_year = bare.str.extract(_YEAR_SHAPE, 1)
    whole = pl.concat_str(year, month, day, separator="-").str.replace(r"-00-00$|-00$", "")
    return pl.coalesce(
        whole,
        pl.concat_str(of_month[0], of_month[1].str.zfill(2), separator="-").str.replace(r"-00$", ""),
        of_year,
        text,
    )


_DAY_SHAPES = (
    r"^([0-9]{4}) ?[-/.,年、] ?([0-9]{1,2}) ?[-/.,月、] ?([0-9]{1,2}) ?[-日号.]?$",
    r"^([0-9]{4})([0-9]{2})([0-9]{2})$",
    r"^([0-9]{4}) ([0-9]{1,2}) ([0-9]{1,2})$",
)
_MONTH_SHAPES = (
    r"^([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?(?:月?份?|月(?:初|中|底|末|上旬|中旬|下旬)|[-/.])$",
    r"^((?:18|19|20)[0-9]{2})(0[1-9]|1[0-2]|00)$",
)
_MONTH_FIRST = r"^(0?[1-9]|1[0-2])[-/.]((?:18|19|20)[0-9]{2})$"
_YEAR_SHAPE = r"^((?:1[6-9]|20)[0-9]{2})(?:年?(?:初|中|底|末|度|份|左右|前后|上半年|下半年|[春夏秋冬]季?|第?[一二三四1-4]季度)|年|Q[1-4])?$"


def _first_day(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"^([0-9]{4})$", "$1-01").str.replace(r"^([0-9]{4}-[0-9]{2})$", "$1-01")


STRIP_INVISIBLE = Step("strip_invisible", _strip_invisible)
FOLD_WIDTH = Step("fold_width", _fold_width)
DROP_LUNAR_WORD = Step("drop_lunar_word", _drop_lunar_word)
READ_CHINESE_NUMERALS = Step("read_chinese_numerals", _read_chinese_numerals)
READ_REPUBLIC_YEAR = Step("read_republic_year", _read_republic_year)
READ_BARE_REPUBLIC_YEAR = Step("read_bare_republic_year", _read_bare_republic_year)
TO_ISO = Step("to_iso", _to_iso)
FIRST_DAY = Step("first_day", _first_day)


def date_steps(options: Mapping[str, str], pivot: int) -> tuple[Step, ...]:
    """The steps in order, as the remarks on the column ask for them; years up to `pivot` are 20xx."""
    is_1904 = options.get("date_system") == "1904"
    day_first = {"true": True, "false": False}.get(options.get("day_first", ""))
    bare_republic = () if options.get("era") == "western" else (READ_BARE_REPUBLIC_YEAR,)
    return (
        STRIP_INVISIBLE,
        FOLD_WIDTH,
        DROP_LUNAR_WORD,
        READ_CHINESE_NUMERALS,
        Step("drop_time", _drop_time),
        Step("read_month_names", _read_month_names),
        READ_REPUBLIC_YEAR,
        *bare_republic,
        Step("read_excel_serial", lambda text: _read_excel_serial(text, is_1904)),
        Step("read_day_first", lambda text: _read_day_first(text, day_first)),
        Step("read_two_digit_year", lambda text: _read_two_digit_year(text, pivot)),
        TO_ISO,
        FIRST_DAY,
    )
