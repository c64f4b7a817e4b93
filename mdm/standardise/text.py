"""Text folds shared by the kinds: width, invisible characters, spaces, placeholder words.

Folds make comparison keys and let a value be read; stored originals are never changed.
"""

import polars as pl

# Zero-width and directional marks, BOM, soft hyphen, and control characters other than white space.
INVISIBLE = "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\u0000-\u0008\u000e-\u001f\u007f-\u009f]"

# Words that departments write when they have no value. Compared after folding and lower-casing.
PLACEHOLDERS = (
    "无", "不详", "暂无", "待补", "未知", "没有", "不明", "空", "无号码", "无证件", "待定", "待查", "待核实", "未填", "未填写", "保密",
    "null", "none", "nan", "n/a", "na", "nil", "<na>", "#n/a", "#value!", "#ref!",
    "-", "--", "---", "/", "//", "\\", ".", "*", "?", "？", "—", "——", "_", "x", "xx", "xxx", "0",
)  # fmt: skip

_LONGEST_PLACEHOLDER = max(len(word.encode()) for word in PLACEHOLDERS)


def strip_invisible(text: pl.Expr) -> pl.Expr:
    """Drop characters that cannot be seen (zero width, BOM, directional marks, controls)."""
    return text.str.replace_all(INVISIBLE, "")


def fold_width(text: pl.Expr) -> pl.Expr:
    """NFKC: full-width letters, digits and brackets to ASCII, compatibility ideographs to unified ones.

    For keys and for reading only; NFKC must not be applied to stored names.
    """
    return text.str.normalize("NFKC")


def drop_spaces(text: pl.Expr) -> pl.Expr:
    """Remove every white-space character, full-width and no-break included."""
    return text.str.replace_all(r"\s", "")


def fold(text: pl.Expr) -> pl.Expr:
    """Strip invisible characters, fold width, trim."""
    return fold_width(strip_invisible(text)).str.strip_chars()


_PLAIN = r"^[\x21-\x7e\u4e00-\u9fff]*$"  # nothing to strip, to fold or to trim


def fold_texts(texts: pl.Series) -> pl.Series:
    """`fold` for a whole column; only the texts that are not plain already are touched.

    >>> fold_texts(pl.Series([" １８号", "18号", None])).to_list()
    ['18号', '18号', None]
    """
    odd = (~texts.str.contains(_PLAIN)).fill_null(False).arg_true()
    if odd.is_empty():
        return texts
    folded = texts.gather(odd).to_frame("text").select(fold(pl.col("text"))).to_series()
    return texts.clone().scatter(odd, folded)


def are_placeholders(folded: pl.Series) -> pl.Series:
    """`is_placeholder` for a whole column of folded texts; false where there is none."""
    short = (folded.str.len_bytes() <= _LONGEST_PLACEHOLDER).fill_null(False)
    rows = short.arg_true()
    words = folded.gather(rows).to_frame("text").select(is_placeholder(pl.col("text"))).to_series()
    return short.scatter(rows, words) if len(rows) else short


def is_placeholder(folded: pl.Expr) -> pl.Expr:
    """True where a folded text is empty or one of the words that stand for no value."""
    lower = folded.str.to_lowercase()
    return (lower.str.len_chars() == 0) | lower.is_in(list(PLACEHOLDERS))


def silence_blanks(texts: pl.Series) -> pl.Series:
    """The texts with blank ones null: a blank field is missing, which is silence and no issue.

    >>> silence_blanks(pl.Series(["a", " ", "", "\u3000", None])).to_list()
    ['a', None, None, None, None]
    """
    # White space lies below "!" and between U+0085 and U+3000: few texts begin there and need a closer look.
    may_be_blank = (texts < "!") | ((texts >= "\x85") & (texts < "\u3001"))
    rows = may_be_blank.arg_true()
    blank = rows.filter(texts.gather(rows).str.strip_chars() == "")
    return texts.clone().scatter(blank, None) if len(blank) else texts
