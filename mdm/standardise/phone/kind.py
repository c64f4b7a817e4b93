"""Telephone numbers: an international key, the extension, and further numbers of the same field.

`value` is `+` and digits (ITU-T E.164), for mainland numbers `+86`; `extension` stands apart. A field with
several numbers keeps the first in `value` and the others in `others`, joined by `;`. Whose number it is
cannot be seen: `role` is `unknown`. Local numbers without area code are null with `missing_area_code`
unless the option `area_code` (`0512`) says which.

>>> read = KIND.standardise(pl.Series(["138 0013 8000", "0512-67610001转8012", "67610001"]), Context())
>>> read.select("value", "issue", "form", "area_code", "extension").rows()
[('+8613800138000', None, 'mobile', None, None),
 ('+8651267610001', None, 'landline', '0512', '8012'),
 (None, 'missing_area_code', None, None, None)]
"""

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import ZERO, Flags, are_digits, byte_matrix, has_length_bytes
from mdm.standardise.kind import Context, Kind
from mdm.standardise.phone.reading_steps import TAKE_FIRST, one_number_steps, whole_field_steps
from mdm.standardise.phone.unplain import read_unplain
from mdm.standardise.steps import Step, list_steps
from mdm.standardise.two_paths import in_two_paths

PARTS = {
    "form": pl.String(),
    "country": pl.String(),
    "area_code": pl.String(),
    "extension": pl.String(),
    "others": pl.String(),
    "role": pl.String(),
}
_BLOCK_ROWS = 65_536


def standardise_phone(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read telephone numbers: `value` (`+8613800138000`), form, country, area code, extension, others."""
    frame = in_two_paths(
        values, has_length_bytes(values, 11), "0" * 11, _read_plain, lambda text: read_unplain(text, context)
    )
    if context.steps:
        frame = frame.with_columns(list_steps(values, steps_of(context)))
    return frame


def steps_of(context: Context) -> tuple[Step, ...]:
    """The named steps for one column."""
    return (*whole_field_steps(), TAKE_FIRST, *one_number_steps(context.options))


def _read_plain(values: pl.Series) -> tuple[pl.DataFrame, Flags]:
    starts = range(0, max(len(values), 1), _BLOCK_ROWS)
    good = np.concatenate([_are_mobiles(values.slice(at, _BLOCK_ROWS)) for at in starts])
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    columns = {
        "value": pl.select(pl.concat_str(pl.lit("+86"), values)).to_series(),
        "issue": nothing,
        "lead": nothing,
        "form": pl.Series(["mobile"]).new_from_index(0, len(values)),
        "country": pl.Series(["86"]).new_from_index(0, len(values)),
        **dict.fromkeys(("area_code", "extension", "others"), nothing),
        "role": pl.Series(["unknown"]).new_from_index(0, len(values)),
    }
    return pl.DataFrame(columns), good


def _are_mobiles(values: pl.Series) -> Flags:
    """Eleven digits that begin with 13 to 19 and do not end in eight zeros or repeat one digit."""
    digits = byte_matrix(values, 11) - np.uint8(ZERO)
    ends = np.maximum.reduce(digits[3:], axis=0) != 0
    flags: Flags = are_digits(digits) & (digits[0] == 1) & (digits[1] >= 3) & ends
    return flags


KIND = Kind("phone", "电话号码", "Telephone number", PARTS, standardise_phone, steps_of=steps_of)
