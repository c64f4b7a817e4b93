"""The named steps that turn a written telephone number into `+` and digits."""

from collections.abc import Mapping

import polars as pl

from mdm.standardise.steps import Step
from mdm.standardise.text import INVISIBLE

SEVERAL = "/"
_EXTENSION = r"([0-9])\s*(?:转|轉|分机号?|内线|EXT\.?|X|#)\s*[:.]?\s*([0-9]{1,6})"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
# A landline has seven or eight digits behind the area code; three-digit area codes always eight.
LANDLINE = r"^\+86((?:10|2[0-9])|[3-9][0-9]{2})([1-9][0-9]{6,7})$"
MOBILE = r"^\+861[3-9][0-9]{9}$"
SERVICE = r"^\+86[48]00[0-9]{7}$"


def _strip_invisible(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(INVISIBLE, "")


def _fold_width(text: pl.Expr) -> pl.Expr:
    return text.str.normalize("NFKC").str.to_uppercase().str.strip_chars()


def _mark_extension(text: pl.Expr) -> pl.Expr:
    return (
        text.str.replace_all(_EXTENSION, "${1}x$2")
        .str.replace_all(r"\b(0[0-9]{2,3}[-)—~ ]\s*[0-9]{7,8})[-—~ ]([0-9]{1,6})\b", "${1}x$2")
        .str.replace(r"^([0-9]{7,8})-([0-9]{1,4})$", "${1}x$2")
    )


def _split_several(text: pl.Expr) -> pl.Expr:
    labelled = text.str.replace_all(r"([0-9)])\s*\p{Han}[\p{Han}\s()]*:\s*(\+?[0-9(])", "$1/$2")
    labelled = labelled.str.replace_all(r"([0-9])\s*\(\p{Han}+\)\s*(\+?[0-9])", "$1/$2")
    return (
        labelled.str.replace_all(r"\s*(?:[、;,，；|\\\n]|或者?|和|及)\s*", SEVERAL)
        .str.replace_all(
            r"([0-9]{11}|[0-9]{7,8}(?:x[0-9]+)?)[\s\-]+((?:\+|\(?0|1[3-9])[0-9\s)-]{8,})", "$1/$2"
        )
        .str.replace_all(r"([0-9]{11})[\s\-]+(1[3-9][0-9]{9})", "$1/$2")
        .str.strip_chars("/ ")
    )


def _take_first(text: pl.Expr) -> pl.Expr:
    first = text.str.extract(r"(?:^|/)([^/]*?(?:[0-9][^/0-9]*){7,}[^/]*)")
    return pl.when(text.str.contains(SEVERAL, literal=True)).then(pl.coalesce(first, text)).otherwise(text)


def _strip_label(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"^[^0-9+*]+([0-9+].*)$", "$1").str.replace(r"^(.*[0-9])[^0-9*]+$", "$1")


def _drop_extension(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"x[0-9]{1,6}$", "")


def _strip_separators(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"^([0-9]{11})\.0+$", "$1").str.replace_all(r"[\s\-–—―−~()\[\]._'’`·]", "")


def _to_international(text: pl.Expr, area_code: str) -> pl.Expr:
    area = area_code.removeprefix("0")
    local = text.str.replace(r"^([2-8][0-9]{6,7})$", f"+86{area}$1") if area else text
    return (
        local.str.replace(r"^(?:(?:\+|00)?86|0)?(1[3-9][0-9]{9})$", "+86$1")
        .str.replace(rf"^(?:0|(?:\+|00)?860?)({_AREA}[1-9][0-9]{{6,7}})$", "+86$1")
        .str.replace(r"^(?:(?:\+|00)?86)?([48]00[0-9]{7})$", "+86$1")
        .str.replace(r"^00([1-9][0-9]{6,14})$", "+$1")
        .str.replace(r"^(852[2-9][0-9]{7}|853[268][0-9]{7}|8869[0-9]{8})$", "+$1")
    )


MARK_EXTENSION = Step("mark_extension", _mark_extension)
DROP_EXTENSION = Step("drop_extension", _drop_extension)


def whole_field_steps() -> tuple[Step, ...]:
    """Steps on the whole field, up to the point where several numbers stand apart."""
    return (
        Step("strip_invisible", _strip_invisible),
        Step("fold_width", _fold_width),
        MARK_EXTENSION,
        Step("split_several", _split_several),
    )


def one_number_steps(options: Mapping[str, str]) -> tuple[Step, ...]:
    """Steps on one number; the option `area_code` completes local numbers."""
    area_code = options.get("area_code", "")
    return (
        Step("strip_label", _strip_label),
        DROP_EXTENSION,
        Step("strip_separators", _strip_separators),
        Step("to_international", lambda text: _to_international(text, area_code)),
    )


TAKE_FIRST = Step("take_first", _take_first)
