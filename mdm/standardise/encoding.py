"""Repair text that went through the wrong code page, as far as the original can be proved.

Three things happen to Chinese text on its way: rare characters arrive as private-use code points of the
GBK family (mapped to their characters as GB 18030-2022 does), bytes are read in the wrong encoding but
all kept (reversible: repaired and flagged), or bytes are lost (not reversible: quarantined).
"""

from functools import cache

import numpy as np
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.variants import fold_variants

# What is left of text whose bytes are gone: UTF-8 replacement characters read as GBK, uninitialised memory.
DAMAGED_WORDS = ("锟斤拷", "斤拷", "烫烫烫", "屯屯屯", "葺葺葺", "锘縷", "ï¿½")
PRIVATE_USE = "[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
_UNDEFINED_1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


@cache
def _private_use() -> tuple[list[str], list[str]]:
    table = read_reference("private_use")
    return (
        [chr(int(code, 16)) for code in table["private_use"]],
        [chr(int(code, 16)) for code in table["code_point"]],
    )


def map_private_use(text: pl.Expr) -> pl.Expr:
    """Replace the private-use code points of the GBK family by the characters they stand for.

    Code points outside the table (local user-defined characters) are left for the caller to flag.

    >>> pl.select(map_private_use(pl.lit("王\\ue863"))).item()
    '王䶮'
    """
    before, after = _private_use()
    return text.str.replace_many(before, after)


def repair_encoding(values: pl.Series) -> pl.DataFrame:
    """Undo a wrong code page: columns `text` and `damage` (null, `repaired_encoding` or `unreadable`).

    Repaired is only what round-trips: UTF-8 read as GBK (寮犱紵), GBK read as Latin-1 or Windows-1252
    (ÕÅÎ°), UTF-8 read as Windows-1252 (å¼ ä¼Ÿ), each giving common Chinese characters. Text whose bytes
    are lost (锟斤拷, ???, a `?` among characters that no name or sentence holds) is `unreadable`: `text`
    stays as it came, so that nothing is thrown away.

    >>> repair_encoding(pl.Series(["寮犱紵", "ÕÅÎ°", "锟斤拷", "张伟"])).rows()
    [('张伟', 'repaired_encoding'), ('张伟', 'repaired_encoding'), ('锟斤拷', 'unreadable'), ('张伟', None)]
    """
    frame = pl.DataFrame({"text": values.cast(pl.String)})
    text = pl.col("text")
    is_suspect = text.str.contains(r"[\x{80}-\x{ff}]") | may_be_utf8_as_gbk(text)
    suspects = frame.filter(is_suspect).get_column("text").unique(maintain_order=True)
    # A small table of distinct suspects: row-wise decoding is confined to it.
    repairs = {bad: good for bad in suspects if (good := undo_wrong_code_page(bad)) is not None}
    cut_off = [bad for bad in suspects if bad not in repairs and _is_cut_off(bad)]
    repaired = text.replace_strict(repairs, default=None, return_dtype=pl.String) if repairs else pl.lit(None)
    return frame.select(
        text=pl.coalesce(repaired, text) if repairs else text,
        damage=pl.when(repaired.is_not_null())
        .then(pl.lit("repaired_encoding"))
        .when(is_unreadable(text) | text.is_in(cut_off + _lost_a_byte(frame.get_column("text"))))
        .then(pl.lit("unreadable")),
    )


def is_unreadable(text: pl.Expr) -> pl.Expr:
    """True where bytes are lost for good: nothing proves what the text was."""
    only_marks = text.str.contains(r"^[\s?？\u{fffd}]+$") & text.str.contains(r"[?？\u{fffd}].*[?？\u{fffd}]")
    return only_marks | text.str.contains_any(list(DAMAGED_WORDS))


def _lost_a_byte(texts: pl.Series) -> list[str]:
    """Texts with a `?` behind a Chinese character, longer than a name's, and characters nobody writes.

    One byte lost in the middle of GBK text shifts what follows into rare characters.
    """
    text = pl.col("text")
    marked = text.str.contains(r"\p{Han}[?？]") & (text.str.len_chars() > 4)
    found = pl.DataFrame({"text": texts}).filter(marked).get_column("text")
    return found.filter(_have_uncommon(found)).to_list() if len(found) else []


def undo_wrong_code_page(text: str) -> str | None:
    """The text that was meant, when re-encoding and decoding proves it; else None."""
    for encoded, encoding in (
        (_to_gbk(text), "utf-8"),
        (_to_1252(text), "utf-8"),
        (_to_1252(text), "gb18030"),
    ):
        if encoded is None:
            continue
        try:
            meant = encoded.decode(encoding)
        except UnicodeDecodeError:
            continue
        if meant != text and _is_common_chinese(meant) and not _is_common_chinese(text):
            return meant
    return None


def _is_cut_off(text: str) -> bool:
    """UTF-8 read as GBK whose last odd byte became a question mark: the last character is lost."""
    encoded = _to_gbk(text.rstrip("?\ufffd"))
    try:
        (encoded or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        start = (encoded or b"")[: error.start].decode("utf-8")
        return error.reason == "unexpected end of data" and _is_common_chinese(start)
    return False


def _to_gbk(text: str) -> bytes | None:
    try:
        return text.encode("gb18030")
    except UnicodeEncodeError:
        return None


def _to_1252(text: str) -> bytes | None:
    """Bytes of a text read as Windows-1252 or Latin-1, whose undefined bytes pass through as controls."""
    encoded = bytearray()
    for char in text:
        if ord(char) < 0x80 or 0xA0 <= ord(char) < 0x100 or ord(char) in _UNDEFINED_1252:
            encoded.append(ord(char))
            continue
        try:
            encoded += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) >= 0x100:
                return None
            encoded.append(ord(char))
    return bytes(encoded)


@cache
def common_characters() -> frozenset[str]:
    """Characters of GB 2312: what plausible Chinese text is made of."""
    pairs = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    return frozenset(pair.decode("gb2312", errors="ignore") for pair in pairs) - {""}


def _is_common_chinese(text: str) -> bool:
    """True when a text has Chinese characters, all of them common, and no leftovers of a wrong code page."""
    han = [char for char in text if ord(char) >= 0x2E80]
    return (
        bool(han)
        and all(c in common_characters() or ord(c) in (0x3000,) for c in han)
        and not any(0x80 <= ord(char) < 0x2000 and char != "·" for char in text)
    )


@cache
def utf8_as_gbk_characters() -> tuple[str, str]:
    """What two Chinese characters in UTF-8 look like in GBK: E3-E9 80-BF, then 80-BF E3-E9."""
    return (
        _decode_gbk(range(0xE3, 0xEA), range(0x80, 0xC0)),
        _decode_gbk(range(0x81, 0xC0), range(0xE3, 0xEA)),
    )


def _decode_gbk(leads: range, trails: range) -> str:
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    return "".join(sorted({pair.decode("gb18030", errors="ignore") for pair in pairs} - {""}))


def may_be_utf8_as_gbk(text: pl.Expr) -> pl.Expr:
    """A cheap look at the first two Chinese characters: true for all such text and for few real names."""
    first, second = utf8_as_gbk_characters()
    return text.str.contains(f"^[^\\p{{Han}}]*[{first}][{second}]")


@cache
def _uncommon() -> str:
    return "[^" + "".join(sorted(common_characters())) + "\\P{Han}]"


def _have_uncommon(texts: pl.Series) -> pl.Series:
    """Have a character outside GB 2312 that is not the traditional form of one inside it."""
    return fold_variants(texts).str.contains(_uncommon())


def count_private_use(values: pl.Series) -> int:
    """How many values still hold private-use characters (local user-defined ones).

    >>> count_private_use(pl.Series(["张\\ue000", "张伟"]))
    1
    """
    return int(np.count_nonzero(values.str.contains(PRIVATE_USE).fill_null(False).to_numpy()))
