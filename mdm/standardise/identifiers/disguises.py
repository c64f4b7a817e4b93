"""Steps that take the disguise off a number: width, invisible characters, separators, labels.

Each is a column function from text to text and leaves alone what it does not concern.
"""

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.steps import Step
from mdm.standardise.text import INVISIBLE

_SEPARATORS = r"[\s'’‘`´\"“”＇\-‐‑‒–—―−~˙/\\,，;；、|]"
_OUTER_MARKS = " \t\r\n.;,。、:；!|=\"'"
_IN_BRACKETS = r"^[(\[{<《【〔](.*)[)\]}>》】〕]$"
_LABEL = r"^[\p{Han}\s()]+[:.]?\s*([0-9A-Z*].*)$"
_LATIN_LABEL = (
    r"^(?:ID(?:\s*CARD)?(?:\s*(?:NO|NUMBER))?|NO|SFZH?M?|PASSPORT(?:\s*NO)?)\s*(?:[:.#]\s*|\s)([0-9A-Z*].*)$"
)
_REMARK = r"^([0-9A-Z*]{8,}|[0-9]{6,}[0-9A-Z()]*|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9X])\s*\(?\p{Han}[\p{Han}\s()]*$"
# The first of one copy, as licences print it behind the code: (1-1).
_COPY = r"^([0-9A-Z]{8}-?[0-9X]|[0-9A-Z]{13,18})\s*\(\s*[0-9]{1,2}\s*[-/]\s*[0-9]{1,2}\s*\)$"
# Groups of a citizen number parted by full stops, underscores or brackets, and the check behind an organisation code.
_IN_GROUPS = r"^(?:\(?([0-9]{6})\)?[._]?([0-9]{8})[._]?([0-9]{3})\(?([0-9X])\)?|([0-9A-Z]{8})[._](X))$"

# Characters written for the check character X: multiplication signs, Greek, Cyrillic, dingbats.
# The Roman numeral ten is folded to X by width already.
LOOKS_LIKE_X = "×ХΧ✕✖╳✗✘"


def _drop_invisible(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(INVISIBLE, "")


def _fold_width(text: pl.Expr) -> pl.Expr:
    return text.str.normalize("NFKC")


def _to_upper(text: pl.Expr) -> pl.Expr:
    return text.str.to_uppercase()


def _read_x(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(f"[{LOOKS_LIKE_X}]", "X")


def _strip_label(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace(_LABEL, "$1").str.replace(_LATIN_LABEL, "$1")
    return bare.str.replace(r"^([^(]*)\)$", "$1")  # the bracket that a label opened


def _strip_remark(text: pl.Expr) -> pl.Expr:
    return text.str.replace(_REMARK, "$1").str.replace(_COPY, "$1")


def _strip_outer_marks(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars(_OUTER_MARKS).str.replace(_IN_BRACKETS, "$1")


def _strip_separators(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_SEPARATORS, "").str.replace(_IN_GROUPS, "$1$2$3$4$5$6")


def _strip_decimal_zero(text: pl.Expr) -> pl.Expr:
    """123.0 is 123, unless the digits are those a binary fraction of sixteen places rounds to."""
    whole = text.str.extract(r"^([0-9]{6,20})\.0+$", 1)
    number = whole.cast(pl.UInt64, strict=False)
    may_be_rounded = (whole.str.len_chars() > 15) & (number.cast(pl.Float64).cast(pl.UInt64) == number)
    return pl.when(whole.is_null() | may_be_rounded.fill_null(True)).then(text).otherwise(whole)


STRIP_INVISIBLE = Step("strip_invisible", _drop_invisible)
FOLD_WIDTH = Step("fold_width", _fold_width)
TO_UPPER = Step("to_upper", _to_upper)
READ_LOOK_ALIKE_X = Step("read_look_alike_x", _read_x)
STRIP_OUTER_MARKS = Step("strip_outer_marks", _strip_outer_marks)
STRIP_LABEL = Step("strip_label", _strip_label)
STRIP_REMARK = Step("strip_remark", _strip_remark)
STRIP_SEPARATORS = Step("strip_separators", _strip_separators)
STRIP_DECIMAL_ZERO = Step("strip_decimal_zero", _strip_decimal_zero)

PLAIN_DISGUISES = (
    STRIP_INVISIBLE,
    FOLD_WIDTH,
    TO_UPPER,
    READ_LOOK_ALIKE_X,
    STRIP_OUTER_MARKS,
    STRIP_LABEL,
    STRIP_REMARK,
    STRIP_SEPARATORS,
    STRIP_DECIMAL_ZERO,
)


def keeps_no_digit(text: pl.Expr) -> pl.Expr:
    """True where a text has no digit and reads as "there is none": 无证件, 未办理, 暂缺, `####`."""
    return text.str.contains(r"^(?:[无没未暂不缺待空].{0,10}|遗失|丢失|[*#?X_.]+)$") & ~text.str.contains(
        r"[0-9]"
    )


def repeats_one_character(text: pl.Expr) -> pl.Expr:
    """True where a text of five characters or more repeats a single one, such as `999999999`."""
    return (text.str.len_chars() >= 5) & (text.str.strip_chars(text.str.head(1)) == "")


def is_denied(text: pl.Expr) -> pl.Expr:
    """True for numbers that stand for no number though their checks may hold: `000...`, `G00000000`, `123456789...`."""
    return (
        repeats_one_character(text)
        | text.str.contains(r"^[A-Z]{0,3}0+$")
        | text.is_in(read_reference("denied_numbers")["number"].to_list())
    )
