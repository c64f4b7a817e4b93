"""Fold an address before it is read: width, blanks, brackets, headings, phones, rare place characters."""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.text import INVISIBLE

# Anything outside plain Han, ASCII digits, letters and blanks sends a row through the slow folds.
_ODD = r"[^\u4e00-\u9fffA-Za-z0-9 \-#()]"
_SPACE_BEFORE_MARKER = r"([0-9A-Za-z]) +(号|幢|栋|座|单元|楼|层|室|弄|组|米|期|区|院)"
_LETTER_FLOOR = r"([0-9])[Ff](?:楼|层)?($|[^A-Za-z0-9\-])"
_HEADING = (
    r"^[\s,;:.\-#)]*(?:(?:[\p{Han}]{0,4}(?:地址|住址)[: ,]*(?:为|在)?|办公地点|住所[:, ]|现住|户籍地|居住地|位于|坐落于?|"
    r"座落于?)[:,\- ]*|\d{6}[ ,]+|中国[,\- ]?|中华人民共和国)+"
)
_PHONE = r"(?:(?:电话|手机|联系电话|联系方式|tel|TEL|Tel)[:\s]*)?(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})"


def fold_address(text: pl.Expr) -> pl.Expr:
    """Fold the characters of an address so that it can be read; nothing is re-ordered."""
    folded = pl.when(text.str.contains(_ODD)).then(_fold_odd(text)).otherwise(text)
    floors = folded.str.contains("[Ff]")
    folded = pl.when(floors).then(folded.str.replace_all(_LETTER_FLOOR, "${1}层$2")).otherwise(folded)
    blanks = folded.str.contains(" ", literal=True)
    folded = pl.when(blanks).then(folded.str.replace_all(_SPACE_BEFORE_MARKER, "$1$2")).otherwise(folded)
    return folded.str.replace(_HEADING, "").str.strip_chars(" ,")


def find_phones(text: pl.Expr) -> pl.Expr:
    """Telephone numbers written into an address, joined by blanks; null where there is none."""
    found = text.str.extract_all(_PHONE).list.join(" ")
    return pl.when(text.str.contains(_PHONE)).then(found)


def drop_phones(text: pl.Expr) -> pl.Expr:
    """The text without its telephone numbers."""
    return text.str.replace_all(_PHONE, " ").str.strip_chars(" ,")


def _fold_odd(text: pl.Expr) -> pl.Expr:
    folded = text.str.replace_all(INVISIBLE, "").str.replace_all(r"[\ue000-\uf8ff]", "")
    folded = folded.str.normalize("NFKC").str.replace_all(r"\s+", " ")
    folded = folded.str.replace_all(r"[【】〔〕\[\]{}《》<>「」『』]+", " ")
    folded = folded.str.replace_all(r"[—–―−‐‑~～]+|一(?:-)", "-").str.replace_all("[＃﹟№]", "#")
    return folded.str.replace_all(r"[、,，。；;：:·‧•'\"“”‘’!?！？|/\\*_+=^`@$%…]+", ",")


def fold_traditional(text: pl.Expr) -> pl.Expr:
    """Write the traditional characters of street language in their simplified form: 號, 樓, 區."""
    odd, plain = _traditional()
    return text.str.replace_many(list(odd), list(plain))


@cache
def _traditional() -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = read_reference("address_characters")
    return tuple(table["written"]), tuple(table["right"])


def fold_rare_places(text: pl.Expr) -> pl.Expr:
    """Restore place names whose rare character was replaced by a common one: 用直镇 to 甪直镇."""
    table = read_reference("address_rare_places").sort(-pl.col("written").str.len_chars().cast(pl.Int32))
    return text.str.replace_many(table["written"].to_list(), table["right"].to_list(), leftmost=True)
