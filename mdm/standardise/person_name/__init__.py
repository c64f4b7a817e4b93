"""Person names: 姓名 as registers, hospitals and clerks write them.

The value is the name as delivered, traditional characters and all, without invisible characters and
spaces, with the name dot U+00B7 (民委发〔2016〕33号). It is null when it cannot be trusted: masked,
provisional, unreadable, of several persons. Parts for comparison stand beside it: surname and given name,
toneless pinyin with surname readings, keys. Docs: docs/reference/kinds-person-name.md.
"""

import polars as pl

from mdm.standardise.byte_matrix import Flags
from mdm.standardise.code_points import to_columns
from mdm.standardise.kind import Context, Kind
from mdm.standardise.person_name.han import PARTS as HAN_PARTS
from mdm.standardise.person_name.han import SHORT, derive_han_parts, derive_parts
from mdm.standardise.person_name.latin import derive_latin_parts
from mdm.standardise.person_name.plain import are_plain
from mdm.standardise.person_name.several import split_persons
from mdm.standardise.person_name.steps import STEPS
from mdm.standardise.person_name.unusual import READ, read_unusual
from mdm.standardise.steps import list_steps
from mdm.standardise.text import silence_blanks
from mdm.standardise.two_paths import in_two_paths, put_in

__all__ = ["KIND", "split_persons", "standardise_person_name"]

_TEXT = pl.String()
PARTS = {
    "surname": _TEXT,
    "given_name": _TEXT,
    "pinyin": _TEXT,
    "key": _TEXT,
    "former_name": _TEXT,
    "form": _TEXT,
    "pattern": _TEXT,
    "related_name": _TEXT,
    "sound": _TEXT,
    "shape": _TEXT,
}
_COLUMNS = ("value", "issue", "lead", *PARTS)


def standardise_person_name(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read person names: `value`, `issue`, `lead` and the parts of PARTS, all strings.

    >>> read = standardise_person_name(pl.Series(["單田芳", "张*", "Wei ZHANG"]), Context())
    >>> read.select("value", "issue", "pinyin").rows()
    [('單田芳', None, 'shan tian fang'), (None, 'masked', None), ('Wei ZHANG', None, 'zhang wei')]
    """
    frame = in_two_paths(values, values.is_not_null(), "", _read_plain, _read_unusual)
    if "max_length" in context.options:
        frame = _flag_cut(frame, int(context.options["max_length"]))
    if context.steps:
        changed = list_steps(values, STEPS)
        frame = frame.with_columns(pl.when(pl.col("value").is_not_null()).then(changed).alias("steps"))
    return frame


def _flag_cut(frame: pl.DataFrame, max_length: int) -> pl.DataFrame:
    """Names that fill the field of a source that declares its width may have been cut; they are kept."""
    length = pl.col("value").str.len_chars()
    fills = (length >= max_length) & pl.col("issue").is_null() & (max_length > SHORT)
    return frame.with_columns(
        issue=pl.when(fills).then(pl.lit("maybe_truncated")).otherwise("issue"),
        form=pl.when(fills).then(pl.lit("truncated")).otherwise("form"),
    )


def _nothing(height: int, columns: tuple[str, ...] = _COLUMNS) -> pl.DataFrame:
    return pl.DataFrame({name: pl.Series([None], dtype=_TEXT).new_from_index(0, height) for name in columns})


def _read_plain(values: pl.Series) -> tuple[pl.DataFrame, Flags]:
    """Two to four Chinese characters and nothing else: the bulk of every register."""
    columns, length = to_columns(values, SHORT)
    empty = pl.Series([None], dtype=_TEXT).new_from_index(0, len(values))
    full = pl.Series(["full"]).new_from_index(0, len(values))
    nothing = dict.fromkeys(("issue", "lead", "former_name", "pattern", "related_name"), empty)
    parts = derive_parts(values, columns, length).with_columns(value=values, form=full, **nothing)
    return parts.select(_COLUMNS), are_plain(columns, length)


def _read_unusual(values: pl.Series) -> pl.DataFrame:
    """Everything else is read by expressions, then its parts are derived by script."""
    is_filled = silence_blanks(values).is_not_null()
    if not is_filled.all():
        filled = _read_unusual(values.filter(is_filled)) if is_filled.any() else _nothing(0)
        return put_in(_nothing(len(values)), is_filled.arg_true(), filled)
    read = read_unusual(values).select(READ)
    form = read.get_column("form")
    parts = _nothing(len(values), HAN_PARTS)
    for forms, derive in ((["full"], derive_han_parts), (["latin", "other_script"], derive_latin_parts)):
        rows = form.is_in(forms).fill_null(False).arg_true()
        if len(rows):
            parts = put_in(parts, rows, derive(read.get_column("value").gather(rows)))
    return pl.concat([read, parts], how="horizontal").select(_COLUMNS)


KIND = Kind(
    "person_name",
    "姓名",
    "Person name",
    PARTS,
    standardise_person_name,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
