"""Electronic-licence identifiers, GB/T 36904-2018, with up to three nested checks.

`1.2.156.3005.2.{type}.{issuer}.{serial}.{version}.{check}`; the check is ISO 7064 MOD 37,36 over type,
issuer, serial and version without dots. The type begins with the unified social credit code of the
defining authority; the issuer is such a code or, seen in the wild, a division code. A wrong check is a
quality fault: the identifier stands in `lead`.

>>> text = "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F"
>>> read = standardise_e_licence_id(pl.Series([text, text[:-1] + "G"]), Context())
>>> read.select("issue", "type_code", "issuer", "serial", "version").rows()
[(None, '11100000000013338W032', '11220000013544541J', '2430599', '001'),
 ('bad_check_digit', None, None, None, None)]
"""

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import Bytes, byte_matrix
from mdm.standardise.identifiers.check_characters import ALPHABET_36, VALUES_36, check_37_36
from mdm.standardise.identifiers.checked_text import is_uscc
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.text import INVISIBLE, fold, is_placeholder

_SHAPE = r"^(?:1\.2\.156\.3005\.2\.)?([0-9A-Z]{21})\.([0-9A-Z]{6,18})\.([0-9A-Z]+)\.([0-9]{3})\.([0-9A-Z])$"
_PREFIX = "1.2.156.3005.2."
_NAMES = ("type_code", "issuer", "serial", "version")

STEPS = (
    Step("strip_invisible", lambda text: text.str.replace_all(INVISIBLE, "")),
    Step("fold_width", lambda text: text.str.normalize("NFKC").str.to_uppercase()),
    Step("strip_separators", lambda text: text.str.replace_all(r"\s", "")),
    Step("add_prefix", lambda text: _add_prefix(text)),
)


def _add_prefix(text: pl.Expr) -> pl.Expr:
    lacks_prefix = text.str.contains(_SHAPE) & ~text.str.starts_with(_PREFIX)
    return pl.when(lacks_prefix).then(pl.lit(_PREFIX) + text).otherwise(text)


def standardise_e_licence_id(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read licence identifiers: `value` with its prefix, type, authority, issuer, serial and version."""
    number = run_steps(values, STEPS)
    frame = pl.DataFrame({"number": number}).with_columns(
        *(pl.col("number").str.extract(_SHAPE, at).alias(name) for at, name in enumerate(_NAMES, start=1)),
        folded=values.to_frame("text").select(fold(pl.col("text"))).to_series(),
    )
    authority = frame["type_code"].str.head(18)
    frame = frame.with_columns(
        check_holds=_check_holds(number), authority=authority, authority_holds=is_uscc(authority)
    )
    shaped, folded = pl.col("type_code").is_not_null(), pl.col("folded")
    is_good = shaped & pl.col("check_holds") & ~folded.is_null()
    issue = (
        pl.when(folded.is_null() | (folded == ""))
        .then(None)
        .when(is_placeholder(folded))
        .then(pl.lit("placeholder"))
        .when(~shaped)
        .then(pl.lit("bad_format"))
        .when(~pl.col("check_holds"))
        .then(pl.lit("bad_check_digit"))
        .when(~pl.col("authority_holds"))
        .then(pl.lit("unverified_authority"))
    )
    kept = pl.when(is_good)
    columns = frame.select(
        value=kept.then("number"),
        issue=issue,
        lead=pl.when(~is_good & ~is_placeholder(folded)).then("number"),
        **{name: kept.then(name) for name in _NAMES},
        authority=pl.when(is_good & pl.col("authority_holds")).then("authority"),
    )
    return columns.with_columns(list_steps(values, STEPS)) if context.steps else columns


def _check_holds(number: pl.Series) -> pl.Series:
    """True where the last character is the check of the four parts before it, by length of these."""
    body = pl.Series(number).str.strip_prefix(_PREFIX).str.replace_all(".", "", literal=True)
    shaped = number.str.contains(_SHAPE).fill_null(False)
    flags = np.zeros(len(number), dtype=np.bool_)
    lengths = body.str.len_bytes().fill_null(0).to_numpy()
    for length in np.unique(lengths[shaped.to_numpy()]):
        rows = shaped.to_numpy() & (lengths == length)
        values: Bytes = VALUES_36[byte_matrix(body.filter(pl.Series(rows)), int(length))]
        flags[rows] = check_37_36(values[:-1]) == values[-1]
    return pl.Series(flags)


def check_of(text: str) -> str:
    """Check character of one text of digits and capital letters.

    >>> check_of("11100000000013338W032" + "11220000013544541J" + "2430599" + "001")
    'F'
    """
    return ALPHABET_36[int(check_37_36(VALUES_36[byte_matrix(pl.Series([text]), len(text))])[0])]


KIND = Kind(
    "e_licence_id",
    "电子证照标识",
    "Electronic licence identifier",
    dict.fromkeys((*_NAMES, "authority"), pl.String()),
    standardise_e_licence_id,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
