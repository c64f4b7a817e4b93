"""Person names: 姓名 as registers, hospitals and clerks write them.

The value is the name as delivered, traditional characters and all, without invisible characters and
spaces, with the name dot U+00B7 (民委发〔2016〕33号). It is null when it cannot be trusted: masked,
provisional, unreadable, of several persons. Parts for comparison stand beside it: surname and given name,
toneless pinyin with surname readings, keys. Docs: docs/reference/kinds-person-name.md.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.encoding import may_be_utf8_as_gbk
from mdm.standardise.kind import Context, Kind
from mdm.standardise.person_name.han import derive_han_parts
from mdm.standardise.person_name.latin import derive_latin_parts
from mdm.standardise.person_name.several import split_persons
from mdm.standardise.person_name.steps import STEPS
from mdm.standardise.person_name.unusual import READ, read_unusual
from mdm.standardise.person_name.words import plain_pattern, trigger_words
from mdm.standardise.steps import list_steps

__all__ = ["KIND", "split_persons", "standardise_person_name"]

PARTS = {
    name: pl.String()
    for name in (
        "surname", "given_name", "pinyin", "key", "former_name", "form", "pattern", "related_name",
        "sound", "shape", "initials",
    )
}  # fmt: skip
_COLUMNS = ("value", "issue", "lead", *PARTS)


def standardise_person_name(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read person names: `value`, `issue`, `lead` and the parts of PARTS, all strings.

    >>> read = standardise_person_name(pl.Series(["單田芳", "张*", "Wei ZHANG"]), Context())
    >>> read.select("value", "issue", "pinyin").rows()
    [('單田芳', None, 'shan tian fang'), (None, 'masked', None), ('Wei ZHANG', None, 'zhang wei')]
    """
    is_plain = _is_plain(values)
    blocks, places = [], []
    is_missing = values.is_null()
    ways = ((is_plain, _read_plain), (~is_plain & ~is_missing, _read_unusual), (is_missing, _read_missing))
    for rows, read in ways:
        place = rows.arg_true()
        if len(place):
            blocks.append(read(values if len(place) == len(values) else values.gather(place)))
            places.append(place.to_numpy())
    frame = _put_together(blocks, places)
    if context.steps:
        changed = list_steps(values, STEPS)
        frame = frame.with_columns(pl.when(pl.col("value").is_not_null()).then(changed).alias("steps"))
    return frame


def _is_plain(values: pl.Series) -> pl.Series:
    name = pl.col("name")
    is_odd = name.str.contains_any(list(trigger_words())) | may_be_utf8_as_gbk(name)
    plain = name.str.contains(plain_pattern()) & ~is_odd
    return pl.DataFrame({"name": values}).select(plain.fill_null(False)).to_series()


def _put_together(blocks: list[pl.DataFrame], places: list[NDArray[np.uint32]]) -> pl.DataFrame:
    if not blocks:
        return pl.DataFrame(schema=dict.fromkeys(_COLUMNS, pl.String))
    if len(blocks) == 1:
        return blocks[0]
    return pl.concat(blocks)[np.argsort(np.concatenate(places), kind="stable")]


def _read_plain(values: pl.Series) -> pl.DataFrame:
    """Two to four Chinese characters and nothing else: the bulk of every register."""
    empty = pl.lit(None, dtype=pl.String)
    return (
        derive_han_parts(values)
        .with_columns(
            value=values,
            form=pl.lit("full"),
            **dict.fromkeys(("issue", "lead", "former_name", "pattern", "related_name"), empty),
        )
        .select(_COLUMNS)
    )


def _read_missing(values: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series([None], dtype=pl.String).new_from_index(0, len(values)) for name in _COLUMNS}
    )


def _read_unusual(values: pl.Series) -> pl.DataFrame:
    """Everything else is read by expressions, then its parts are derived by script."""
    read = read_unusual(values).select(READ)
    form = read.get_column("form")
    blocks, places = [], []
    for rows, derive in (
        ((form == "full").fill_null(False), derive_han_parts),
        (form.is_in(["latin", "other_script"]).fill_null(False), derive_latin_parts),
    ):
        place = rows.arg_true()
        if len(place):
            blocks.append(derive(read.get_column("value").gather(place)))
            places.append(place.to_numpy())
    rest = (~form.is_in(["full", "latin", "other_script"]).fill_null(False)).arg_true()
    if len(rest):
        names = ("surname", "given_name", "pinyin", "key", "sound", "shape", "initials")
        blocks.append(pl.DataFrame({n: pl.Series([None] * len(rest), dtype=pl.String) for n in names}))
        places.append(rest.to_numpy())
    return pl.concat([read, _put_together(blocks, places)], how="horizontal").select(_COLUMNS)


KIND = Kind("person_name", "姓名", "Person name", PARTS, standardise_person_name, on_distinct=True)
