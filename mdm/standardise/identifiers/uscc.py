"""Unified social credit codes, GB 32100-2015: eighteen characters with two checks.

One character for the registering department, one for the category, six digits for the division of the
registering office (the first one, not today's seat), nine for the organisation code (GB 11714, its own
check inside), one check character (modulo 31; the letters I O Z S V do not occur). Codes of departments
`A`, `N` and `Y` are as good as others, and both checks must hold.

Because those letters cannot occur, a letter typed for a digit may be put right where both checks then hold:
the value stands with the issue `repaired`. Other faults are null with the code in `lead`.

>>> read = standardise_uscc(pl.Series(["91350100M000100Y43", "9132O599MADEUP013G"]), Context())
>>> read.select("value", "issue", "organisation_code", "division_code").rows()
[('91350100M000100Y43', None, 'M000100Y4', '350100'),
 ('91320599MADEUP013G', 'repaired', 'MADEUP013', '320599')]
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.standardise.byte_matrix import Bytes, Flags, byte_matrix, has_length_bytes
from mdm.standardise.identifiers.check_characters import VALUES_31, are_in_alphabet, check_31, to_values
from mdm.standardise.identifiers.checked_text import holds, is_uscc, uscc_matrix_holds
from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES
from mdm.standardise.identifiers.number_columns import describe_numbers
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.two_paths import in_two_paths

PARTS = dict.fromkeys(("organisation_code", "division_code", "department", "category"), pl.String())
Row: TypeAlias = npt.NDArray[np.uint8]
_BLOCK_ROWS = 65_536
_CHARACTERS = pl.Series([chr(byte) if byte < 128 else None for byte in range(256)])
_LETTERS_FOR_DIGITS = {"O": "0", "I": "1", "Z": "2", "S": "5"}


def repair_letters(text: pl.Series) -> pl.Series:
    """Put digits for the letters O, I, Z and S where both checks then hold."""
    repaired = text.str.replace_many(_LETTERS_FOR_DIGITS)
    changed = (repaired != text).fill_null(False) & is_uscc(repaired)
    return text.zip_with(~changed, repaired) if changed.any() else text


STEPS = (
    *PLAIN_DISGUISES,
    Step("repair_letters", lambda text: text.map_batches(repair_letters, return_dtype=pl.String)),
)


def standardise_uscc(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read unified social credit codes: `value`, organisation code, division, department, category."""
    frame = in_two_paths(values, has_length_bytes(values, 18), "0" * 18, _read_plain, _read_unplain)
    return frame.with_columns(list_steps(values, STEPS)) if context.steps else frame


def _read_plain(values: pl.Series) -> tuple[pl.DataFrame, Flags]:
    starts = range(0, max(len(values), 1), _BLOCK_ROWS)
    blocks = [_examine(values.slice(at, _BLOCK_ROWS)) for at in starts]
    good, department, category = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    columns = {
        "value": values,
        "issue": nothing,
        "lead": nothing,
        "organisation_code": values.str.slice(8, 9),
        "division_code": values.str.slice(2, 6),
        "department": _CHARACTERS.gather(department),
        "category": _CHARACTERS.gather(category),
    }
    return pl.DataFrame(columns), good


def _examine(values: pl.Series) -> tuple[Flags, Row, Row]:
    """Whether both checks hold, and the first two bytes."""
    raw = byte_matrix(values, 18)
    varies: Flags = np.maximum.reduce(raw, axis=0) != np.minimum.reduce(raw, axis=0)
    return uscc_matrix_holds(raw) & varies, raw[0], raw[1]


def _outer_check_holds(raw: Bytes) -> Flags:
    values = to_values(raw, VALUES_31)
    flags: Flags = check_31(values) == values[17]
    return are_in_alphabet(values) & flags


def _parts(name: str) -> list[pl.Expr]:
    code = pl.col(name)
    return [
        code.str.slice(8, 9).alias("organisation_code"),
        code.str.slice(2, 6).alias("division_code"),
        code.str.slice(0, 1).alias("department"),
        code.str.slice(1, 1).alias("category"),
    ]


def _read_unplain(values: pl.Series) -> pl.DataFrame:
    bare = run_steps(values, STEPS[:-1])
    number = repair_letters(bare)
    described = describe_numbers(values, number, "uscc", pl.lit(is_uscc(number))).with_columns(
        is_repaired=bare != number, outer_holds=holds(number, 18, _outer_check_holds)
    )
    return described.with_columns(_fault()).select("value", "issue", "lead", *_parts("value"))


def _fault() -> pl.Expr:
    bare, issue = pl.col("number"), pl.col("issue")
    is_faulty = (issue == "bad_format").fill_null(False)
    return (
        pl.when(pl.col("is_kept") & pl.col("is_repaired"))
        .then(pl.lit("repaired"))
        .when(is_faulty & bare.str.contains(r"^[0-9]{15}000$"))
        .then(pl.lit("excel_truncated"))
        .when(is_faulty & bare.str.contains(r"[^0-9A-HJ-NPQRTUWXY]") & (bare.str.len_chars() == 18))
        .then(pl.lit("bad_character"))
        .when(is_faulty & pl.col("outer_holds"))
        .then(pl.lit("bad_inner_check"))
        .when(is_faulty & (bare.str.len_chars() == 18))
        .then(pl.lit("bad_check_digit"))
        .when(is_faulty & bare.str.contains(r"^[0-9A-Z]+$"))
        .then(pl.lit("bad_length"))
        .otherwise(issue)
        .alias("issue")
    )


KIND = Kind(
    "uscc",
    "统一社会信用代码",
    "Unified social credit code",
    PARTS,
    standardise_uscc,
    steps_of=lambda _: STEPS,
)
