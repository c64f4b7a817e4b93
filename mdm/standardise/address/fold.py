"""Fold an address before it is read: width, blanks, brackets, headings, phones, rare place characters."""

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.prefixes import Codes, Places, code_units, row_starts
from mdm.standardise.address.rows import change_where, replace_rows, spread_rows
from mdm.standardise.address.standard_text import drop_labels, read_labels
from mdm.standardise.text import INVISIBLE, fold, is_placeholder

_SPACE_BEFORE_MARKER = r"([0-9A-Za-z]) +(号|幢|栋|座|单元|楼|层|室|弄|组|米|期|区|院)"
_LETTER_FLOOR = r"([0-9])[Ff](?:楼|层)?($|[^A-Za-z0-9\-])"
_HEADING = (
    r"^[\s,;:.\-#)]*(?:(?:[\p{Han}]{0,4}(?:地址|住址)[: ,]*(?:为|在)?|办公地点|住所[:, ]|现住|户籍地|居住地|位于|坐落于?|"
    r"座落于?|\p{Han}{0,6}反映[:,])[:,\- ]*|\d{6}(?:[ ,]+|$)|(?:中国|中华人民共和国)[, ]+)+"
)
# A postcode says nothing that the address does not; it is set behind with a blank, in brackets or by name.
_POSTCODE = (
    r"[ ,]+[0-8]\d{5}$|\((?:邮编|邮政编码)?[: ]*[0-8]\d{5}\)$|[ ,(]*(?:邮编|邮政编码)[: ,]*[0-8]\d{5}\)?"
)
# The same run together with the address: 人民路1号215000, 215000江苏省苏州市.
_POSTCODE_BEHIND = "([号室户层楼幢栋座厦院村])[0-8][0-9]{5}$"
_POSTCODE_BEFORE = r"^[0-8]\d{5}(\p{Han}{2,9}?(?:省|市|区|县|州|盟|旗))"
_PHONE = r"(?:(?:电话|手机|联系电话|联系方式|tel|TEL|Tel)[:\s]*)?(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})"

# A name of two to four characters that opens the text with a telephone behind it: the addressee.
_PERSON = (
    r"^((?:收件人|收货人|联系人|姓名)?[: ,]*[^省市区县旗州镇乡村路街道巷弄号楼0-9a-zA-Z :,]{2,4}(?:先生|女士|小姐)?[ ,:]+)"
    + _PHONE
)

# The number of a line in a list: 12、苏州华信科技有限公司.
_LIST_NUMBER = r"^\d{1,3}[、.．]\s*(\p{Han})"
_ODD_SIGN = r"[^\u4e00-\u9fffA-Za-z0-9 \-#()]"
# The dot within a name: 明盛·湖景花园.
_DOT_IN_NAME = r"(\p{Han})[·•‧・](\p{Han})"
GIVEN = ("given_poi", "given_intersection", "given_remark")
_ADDED = (*GIVEN, "phones", "issue_of_text")


def fold_texts(values: pl.Series) -> pl.DataFrame:
    """Fold a column: `original`, `text`, labelled parts, `phones`, and what is wrong with the text as such.

    Most texts hold nothing but Han, digits and letters and stay as they are; only the others go through
    the folds.
    """
    text = values.fill_null("").alias("text")
    rows = pl.Series(np.flatnonzero(needs_folding(*row_codes(text))), dtype=pl.UInt32)
    frame = pl.DataFrame({"original": values, "text": text})
    if rows.is_empty():
        return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in _ADDED)
    folded = _fold_slowly(text.gather(rows))
    return frame.with_columns(
        replace_rows(text, rows, folded["text"]),
        *(spread_rows(folded[name], rows, len(text)) for name in _ADDED),
    )


_SHORT, _LONG = 8, 200  # characters
_PHONE_LENGTH = 10  # digits and hyphens on end
_POSTCODE_LENGTH = 6
_PLAIN, _ODD, _HINT, _DIGIT, _RARE = 0, 1, 2, 4, 8


@cache
def _signs() -> npt.NDArray[np.uint8]:
    """What each code point asks for: folding, a look at headings and variants, or nothing."""
    signs = np.full(0x10000, _ODD, dtype=np.uint8)
    signs[0x4E00:0xA000] = _PLAIN
    for sign in "ABCDEGHIJKLMNOPQRSTUVWXYZabcdeghijklmnopqrstuvwxyz-#()":  # F is a storey mark
        signs[ord(sign)] = _PLAIN
    for sign in "0123456789":
        signs[ord(sign)] = _DIGIT
    signs[_rare_openings() >> np.uint32(16)] = _RARE
    for sign in "址籍坐落于现地首邮反由验铺" + "".join(_traditional()[0]):
        signs[ord(sign)] = _HINT
    return signs


@cache
def _rare_openings() -> npt.NDArray[np.uint32]:
    """The first two code units of the places whose rare character was replaced by another."""
    written = read_reference("address_rare_places")["written"]
    codes = code_units(written)
    return _pairs(codes, row_starts(codes))


def _pairs(codes: Codes, places: Places) -> npt.NDArray[np.uint32]:
    """The code units at these places, each with the one behind it."""
    pairs: npt.NDArray[np.uint32] = (codes[places].astype(np.uint32) << np.uint32(16)) | codes[places + 1]
    return pairs


def needs_folding(codes: Codes, ends: Places) -> npt.NDArray[np.bool_]:
    """Rows with odd signs, hints of a heading, a number like a telephone's, a leading digit, or hardly any text.

    `codes` are the code units of all rows with a line end behind each, at `ends`.
    """
    signs = _signs()[codes]  # characters beyond the first plane are two odd signs
    signs[ends] = _PLAIN
    dashes = np.flatnonzero(codes == ord("一"))  # 7一3一401 is written for 7-3-401
    dashes = dashes[(dashes > 0) & (dashes < len(codes) - 1)]
    signs[dashes[_is_digit(codes[dashes - 1]) & _is_digit(codes[dashes + 1])]] = _HINT
    rare = np.flatnonzero(signs == _RARE)
    signs[rare[np.isin(_pairs(codes, rare), _rare_openings())]] = _HINT
    starts = np.append(0, ends[:-1] + 1)
    edges = np.diff(((signs == _DIGIT) | (codes == ord("-"))).view(np.int8), prepend=0)
    opened = np.flatnonzero(edges == 1)
    closed = np.flatnonzero(edges == -1)
    long = closed - opened >= _PHONE_LENGTH
    long |= (closed - opened == _POSTCODE_LENGTH) & (codes[closed] == ord("\n"))
    signs[opened[long]] |= _HINT
    asked = np.bitwise_or.reduceat(signs, starts)
    lengths = ends - starts
    found: npt.NDArray[np.bool_] = (asked & (_ODD | _HINT)) > 0
    found |= (lengths < _SHORT) | (lengths > _LONG) | (signs[starts] == _DIGIT)
    return found


def row_codes(text: pl.Series) -> tuple[Codes, Places]:
    """The code units of all texts, a line end behind each, and the places of these line ends.

    Each row is judged by itself: a line end inside a text is read as a tab, which is as odd a sign.
    """
    codes = code_units(text)
    ends = np.flatnonzero(codes == ord("\n"))
    if len(ends) != len(text):
        codes = code_units(text.str.replace_all("\n", "\t", literal=True))
        ends = np.flatnonzero(codes == ord("\n"))
    return codes, ends


def _is_digit(codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.bool_]:
    return (codes >= ord("0")) & (codes <= ord("9"))


def _fold_slowly(given: pl.Series) -> pl.DataFrame:
    text = pl.col("text")
    frame = pl.DataFrame({"text": given}).with_columns(
        _where(given, given.str.len_chars() < 8, _find_placeholder)
    )
    labelled = given.str.contains_any(["(地点:", "(路口:", "(备注:"])
    nothing = {name: pl.lit(None, pl.String) for name in GIVEN}
    frame = frame.with_columns(
        **(read_labels(text) if labelled.any() else nothing),
        text=drop_labels(text) if labelled.any() else text,
    )
    odd = frame["text"].str.contains(_ODD_SIGN)
    folded = change_where(frame["text"], odd, _fold_odd)
    folded = pl.select(fold_traditional(pl.lit(folded))).to_series()
    folded = change_where(folded, folded.str.contains_any(["自由贸易", "自贸"]), _fold_free_trade)
    folded = change_where(folded, folded.str.contains_any(["铺", "店面", "门面"]), _fold_shops)
    letters = folded.str.contains_any([" ", "F", "f"])
    folded = change_where(folded, letters, _fold_floors_and_blanks)
    folded = change_where(folded, folded.str.contains_any(list(_SAID)), _fold_said)
    folded = pl.select(pl.lit(folded).str.replace(_HEADING, "").str.strip_chars(" ,")).to_series()
    folded = change_where(folded, folded.str.contains("[0-9]一[0-9]"), _fold_dashes)
    coded = folded.str.contains(r"\d{6}(?:\)|$)|邮")
    folded = change_where(folded, coded, _drop_postcode)
    folded = pl.select(pl.lit(folded).str.replace(_POSTCODE_BEFORE, "$1")).to_series()
    many = folded.str.contains(f"[0-9][0-9-]{{{_PHONE_LENGTH - 1}}}")
    phones = _where(folded, many, find_phones).alias("phones")
    folded = change_where(folded, many, drop_phones)
    restored = pl.select(fold_rare_places(pl.lit(folded))).to_series()
    return frame.select(*GIVEN, phones, restored.alias("text"), issue_of_text=(
        pl.when(pl.col("placeholder").is_not_null()).then(pl.lit("placeholder"))
        .when(restored != folded).then(pl.lit("rare_character_restored"))
    ))  # fmt: skip


def _find_placeholder(text: pl.Expr) -> pl.Expr:
    return pl.when(is_placeholder(fold(text))).then(pl.lit("placeholder")).alias("placeholder")


def _where(values: pl.Series, mask: pl.Series, change: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """`change` of the values where the mask holds, null elsewhere."""
    rows = mask.arg_true()
    changed = values.gather(rows).to_frame("text").select(change(pl.col("text"))).to_series()
    return spread_rows(changed, rows, len(values))


def _fold_floors_and_blanks(text: pl.Expr) -> pl.Expr:
    text = text.str.replace_all("([0-9])[Ff]-?([0-9]{2})", "${1}层$2")  # 8F-12, 1F1015
    return text.str.replace_all(_LETTER_FLOOR, "${1}层$2").str.replace_all(_SPACE_BEFORE_MARKER, "$1$2")


# Storeys of a mall before a shop: L3-312铺, B1-12号商铺.
_SHOP = r"([0-9]+[A-Z]?(?:-[0-9]+)*号?(?:铺|商铺|店铺|店面|门面|铺位))"
_MALL_FLOORS = (
    (rf"[LFlf]([1-9])(?:[FfMm]?-|层-?){_SHOP}", "${1}层$2"),
    (rf"[Bb]([1-4])(?:[Ff]?-|层-?){_SHOP}", "负${1}层$2"),
)


def _fold_shops(text: pl.Expr) -> pl.Expr:
    for written, meant in _MALL_FLOORS:
        text = text.str.replace(written, meant)
    return text


# Free trade zones: 中国(上海)自由贸易试验区, 河南自贸试验区郑州片区(经开).
_PILOT = (
    "(?:中国)?\\(?(上海|广东|天津|福建|辽宁|浙江|河南|湖北|重庆|四川|陕西|海南|山东|江苏|广西|河北|云南|黑龙江|北京|湖南|安徽|新疆)\\)?"
    "(?:自由贸易试验区|自贸试验区|自贸区)"
)
_AREA = r"(\p{Han}{1,2}[^新\W]|\p{Han}{4,6}区)片区(?:\(\p{Han}+\))?"
_CITY_AREA = r"(\p{Han}{1,2}[^新\W])片区"
_PATH_BEHIND = r"(\p{Han}{2,6}?(?:市|区|县).*)$"
_FREE_TRADE = (
    (f"^{_PILOT}{_AREA}{_PATH_BEHIND}", "${1}${3}(自由贸易试验区${2})"),
    (f"{_PILOT}{_AREA}{_PATH_BEHIND}", "${3}(自由贸易试验区${2})"),
    (f"^{_PILOT}{_CITY_AREA}", "${1}${2} 自由贸易试验区"),
    (f"市{_PILOT}{_CITY_AREA}", "市 自由贸易试验区"),
    (f"{_PILOT}{_CITY_AREA}", "${2} 自由贸易试验区"),
    (f"^{_PILOT}{_PATH_BEHIND}", "${1}${2}(自由贸易试验区)"),
    (f"{_PILOT}{_PATH_BEHIND}", "${2}(自由贸易试验区)"),
    (f"^{_PILOT}", "$1 自由贸易试验区"),
    (_PILOT, " 自由贸易试验区"),
)  # fmt: skip


def _fold_free_trade(text: pl.Expr) -> pl.Expr:
    """The province a free trade zone names; the zone is set behind where a path follows, to be a remark."""
    found = [
        pl.when(text.str.contains(written)).then(text.str.replace(written, meant))
        for written, meant in _FREE_TRADE
    ]
    return pl.coalesce(*found, text)


# 国道K123+500处: a mark of the highway, no gate.
_MARK = r"([Kk]\d{1,4})\+(\d{1,3}(?:米|[Mm])?处?)"
_PLUS = "\x1e"  # stands for the sign until the others are gone


# What forms and maps add to an address, and the ground floor by its name.
_SAID = {"首层": "1层", "在地图中查看": " ", "查看地图": " "}


def _fold_said(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(_SAID), list(_SAID.values()))


def _drop_postcode(text: pl.Expr) -> pl.Expr:
    return text.str.replace(_POSTCODE, "").str.replace(_POSTCODE_BEHIND, "$1")


def _fold_dashes(text: pl.Expr) -> pl.Expr:
    for _ in range(2):  # neighbours share a digit
        text = text.str.replace_all("([0-9])一([0-9])", "$1-$2")
    return text


def find_phones(text: pl.Expr) -> pl.Expr:
    """Telephone numbers written into an address, with the person before the first; null where there is none."""
    found = text.str.extract_all(_PHONE).list.join(" ")
    person = text.str.extract(_PERSON).str.strip_chars(" ,:")
    return pl.when(found != "").then(pl.concat_str(person, found, separator=" ", ignore_nulls=True))


def drop_phones(text: pl.Expr) -> pl.Expr:
    """The text without its telephone numbers and the person who stands before them at its beginning."""
    return text.str.replace(_PERSON, "").str.replace_all(_PHONE, " ").str.strip_chars(" ,")


def _fold_odd(text: pl.Expr) -> pl.Expr:
    folded = text.str.replace(_LIST_NUMBER, "$1").str.replace_all(_DOT_IN_NAME, "$1$2")
    folded = folded.str.replace_all(INVISIBLE, "").str.replace_all(r"[\ue000-\uf8ff]", "")
    folded = folded.str.normalize("NFKC").str.replace_all(r"\s+", " ")
    folded = folded.str.replace_all("([0-9])/F", "${1}层")
    folded = folded.str.replace(_MARK, f"($1{_PLUS}$2)")
    folded = folded.str.replace_all(r"[【】〔〕\[\]{}《》<>「」『』]+", " ")
    folded = folded.str.replace_all(r"[—–―−‐‑~～]+|一(?:-)", "-").str.replace_all("[＃﹟№]", "#")
    folded = folded.str.replace_all(r"[、,，。；;：:·‧•'\"“”‘’!?！？|/\\*_+=^`@$%…]+", ",")
    return folded.str.replace(_PLUS, "+")


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
