"""Numbers of licences, permits, certificates and official documents, as they stand on their face.

苏(2018)苏州市不动产权第1234567号, 苏园市监处罚〔2021〕12号, JY13205940012345 follow no common scheme, so `value`
is the face text itself. `key` is what all writings of one number share: width, blanks, labels, 第 and 号, zeros
before the serial number and brackets of any kind do not count there; the year keeps round ones.

>>> texts = ["苏(2018)苏州市不动产权第1234567号", "苏〔2018〕苏州市 不动产权第１２３４５６７号", "见附件"]
>>> KIND.standardise(pl.Series(texts), Context()).select("key", "year", "serial", "issue").rows()
[('苏(2018)苏州市不动产权1234567', '2018', '1234567', None),
 ('苏(2018)苏州市不动产权1234567', '2018', '1234567', None),
 (None, None, None, 'bad_format')]
"""

import polars as pl

from mdm.standardise.identifiers.disguises import keeps_no_digit, repeats_one_character
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.text import fold, fold_width, is_placeholder, strip_invisible

PARTS = dict.fromkeys(("key", "year", "serial"), pl.String())

_YEAR = "((?:1[89]|20)[0-9]{2})"
_LABEL = r"^[\p{Han}()]*?(?:编号|证号|文号|号码)(?:\s*:\s*|\s+)(.+)$"
_NUMBER_SIGN = r"^NO\s*[.:]?\s*([0-9].*)$"
_SEVERAL = r"[0-9]号?[;,、]\s*.*[0-9]|号/.*[0-9]"
_SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+[0-9]+$"
_MASK = r"[*＊●□■]"


def _fold_width(text: pl.Expr) -> pl.Expr:
    return fold_width(text).str.to_uppercase()


def _strip_label(text: pl.Expr) -> pl.Expr:
    return text.str.replace(_LABEL, "$1").str.replace(_NUMBER_SIGN, "$1")


def _fold_signs(text: pl.Expr) -> pl.Expr:
    return (
        text.str.replace_all(r"\s", "")
        .str.replace_all(r"[\[{<〔【〈《「]", "(")
        .str.replace_all(r"[\]}>〕】〉》」]", ")")
        .str.replace_all("[‐‑‒–—―−~_]+", "-")
    )


def _mark_year(text: pl.Expr) -> pl.Expr:
    """A year in brackets, or standing bare between two words, in square brackets."""
    bracketed = text.str.replace_all(rf"\({_YEAR}年?\)", "[$1]")
    between = text.str.replace(rf"(\p{{Han}}){_YEAR}年?(\p{{Han}})", "$1[$2]$3")
    return pl.when(bracketed != text).then(bracketed).otherwise(between)


def _fold_brackets(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[()]", "").str.replace_all("[", "(", literal=True).str.replace_all("]", ")", literal=True)  # fmt: skip


def _drop_number_words(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"第([0-9A-Z(])", "$1").str.replace(r"([0-9A-Z])号+$", "$1")


def _drop_leading_zeros(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"([\p{Han})])0+([1-9][0-9]*)$", "$1$2")


FACE_STEPS = (
    Step("strip_invisible", strip_invisible),
    Step("strip_outer_marks", lambda text: text.str.strip_chars(" \t\r\n\u3000\u00a0'\"`;,，；。")),
)
KEY_STEPS = (
    Step("fold_width", _fold_width),
    Step("strip_label", _strip_label),
    Step("fold_signs", _fold_signs),
    Step("mark_year", _mark_year),
    Step("fold_brackets", _fold_brackets),
    Step("drop_number_words", _drop_number_words),
    Step("drop_leading_zeros", _drop_leading_zeros),
)


def standardise_licence_number(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read licence numbers: `value` as on the face, `key` for comparison, `year` and `serial` it states."""
    face = run_steps(values, FACE_STEPS)
    facts = pl.DataFrame({"face": face, "key": run_steps(face, KEY_STEPS)}).with_columns(
        folded=fold(pl.col("face")), issue=_find_issue()
    )
    kept, key = pl.when(pl.col("issue").is_null() & (pl.col("folded") != "")), pl.col("key")
    frame = facts.select(
        value=kept.then("face"),
        issue="issue",
        lead=pl.when(pl.col("issue") != "placeholder").then("face"),
        key=kept.then(key),
        year=kept.then(key.str.extract(rf"\({_YEAR}\)", 1)),
        serial=kept.then(key.str.extract(r"([0-9]+(?:-[0-9]+)*)$", 1)),
    )
    return frame.with_columns(list_steps(values, FACE_STEPS)) if context.steps else frame


def _find_issue() -> pl.Expr:
    folded = fold(pl.col("face"))
    has_digit = folded.str.contains("[0-9]")
    return (
        pl.when(folded == "")
        .then(None)
        .when(is_placeholder(folded) | keeps_no_digit(folded) | repeats_one_character(folded))
        .then(pl.lit("placeholder"))
        .when(folded.str.contains(_MASK) & has_digit)
        .then(pl.lit("masked"))
        .when(folded.str.contains(_SCIENTIFIC))
        .then(pl.lit("excel_scientific"))
        .when(folded.str.contains(_SEVERAL))
        .then(pl.lit("several_values"))
        .when(~has_digit)
        .then(pl.lit("bad_format"))
    )


KIND = Kind(
    "licence_number",
    "证照编号与文号",
    "Licence or document number",
    PARTS,
    standardise_licence_number,
    steps_of=lambda _: FACE_STEPS,
)
