"""Columns of few distinct texts as codes: a road or a room is the same text over and over again."""

from collections.abc import Collection

import numpy as np
import polars as pl

_EVERY, _FEW = 64, 4096
MANY = 2_000_000  # rows from which codes are worth their making; fewer texts fit easily


class TextCoder:
    """Codes the columns of one frame that comes piece by piece.

    A text takes 16 bytes a row even where it is short, a code one, two or four. `shrink` is for each piece,
    by any thread; `settle` for a whole column made of shrunk pieces: an Enum of the texts that occur, in
    order, so that neither pieces nor threads can be seen in it. Columns not named stay as they are.

    >>> coder = TextCoder(["road"])
    >>> pieces = [coder.shrink(pl.DataFrame({"road": texts})) for texts in (["乙", None], ["甲", "乙"])]
    >>> coder.settle(pl.concat(pieces)["road"]).dtype
    Enum(categories=['乙', '甲'])
    """

    def __init__(self, columns: Collection[str]) -> None:
        self._types = {name: pl.Categorical(pl.Categories.random("mdm")) for name in columns}

    def shrink(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the named columns of text coded as far as has been seen."""
        present = {name: dtype for name, dtype in self._types.items() if frame.schema.get(name) == pl.String}
        return frame.with_columns(pl.col(name).cast(dtype) for name, dtype in present.items())

    def settle(self, column: pl.Series) -> pl.Series:
        """The column with its last codes."""
        if not isinstance(column.dtype, pl.Categorical):
            return column
        met = column.unique().drop_nulls()
        texts = met.cast(pl.String)
        order = texts.arg_sort()
        first = met.to_physical().gather(order).to_numpy()
        kind = np.min_scalar_type(max(len(first), 1))
        last = np.zeros(int(first.max(initial=0)) + 1, kind)
        last[first] = np.arange(len(first), dtype=kind)
        codes = pl.Series(column.name, last).gather(column.to_physical())
        return codes.cat.to(pl.Enum(texts.gather(order)))


def code_few_texts(
    frame: pl.DataFrame, together: Collection[Collection[str]], besides: Collection[str]
) -> pl.DataFrame:
    """The frame with its columns of few distinct texts coded; columns `together` share their codes.

    What merges two columns, or tells one from the other, must not meet two sets of codes. The columns `besides`
    stay text. The texts of every 64th row say whether a column has few.

    >>> sex = pl.DataFrame({"sex": ["F", "M"], "sex.stated": [None, "X"]})
    >>> code_few_texts(sex, [["sex", "sex.stated"]], [])["sex"].dtype
    Enum(categories=['F', 'M', 'X'])
    """
    held = frame.schema
    families = [set(names) for names in together]
    alone = [{name} for name in held if not any(name in family for family in families)]
    for family in (*families, *alone):
        columns = [name for name in held if name in family and held[name] == pl.String]
        texts = [frame[name].gather_every(_EVERY).n_unique() for name in columns if name not in besides]
        if len(texts) < len(columns) or not columns or max(texts) > _FEW:
            continue
        met = pl.concat([frame[name].unique().alias("text") for name in columns]).drop_nulls().unique().sort()
        frame = frame.with_columns(pl.col(columns).cast(pl.Enum(met)))
    return frame


def hash_texts(column: pl.Series) -> pl.Series:
    """A hash of each text, the same however the column is held.

    >>> road = pl.Series(["甲", None])
    >>> hash_texts(road.cast(pl.Enum(["乙", "甲"]))).equals(hash_texts(road), check_names=False)
    True
    """
    if not isinstance(column.dtype, pl.Enum):
        return column.hash()
    found = column.dtype.categories.hash().gather(column.to_physical())
    return found.zip_with(column.is_not_null(), pl.Series([None], dtype=pl.String).hash())


def fill_where(where: pl.Series, value: pl.Series, otherwise: pl.Series) -> pl.Series:
    """`value` where it is to stand, else `otherwise`; columns coded apart get codes in common.

    >>> road, street = (pl.Series([text], dtype=pl.Enum([text])) for text in ("甲", "乙"))
    >>> fill_where(pl.Series([True]), road, street).dtype
    Enum(categories=['乙', '甲'])
    """
    if value.dtype != otherwise.dtype:
        held = [column.dtype.categories for column in (value, otherwise) if isinstance(column.dtype, pl.Enum)]
        common = pl.Enum(pl.concat(held).unique().sort()) if len(held) == 2 else pl.String()
        value, otherwise = (column.cast(pl.String).cast(common) for column in (value, otherwise))
    return value.zip_with(where, otherwise)


def gather_texts(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Some rows of a frame, coded columns as text again.

    >>> road = pl.Series("road", ["甲", "乙"], pl.Enum(["乙", "甲"]))
    >>> gather_texts(road.to_frame(), pl.Series([0, 0], dtype=pl.UInt32)).rows()
    [('甲',), ('甲',)]
    """
    return pl.DataFrame([_gather(column, rows) for column in frame])


def _gather(column: pl.Series, rows: pl.Series) -> pl.Series:
    if not isinstance(column.dtype, pl.Enum):
        return column.gather(rows)
    codes = column.to_physical().gather(rows)
    return column.dtype.categories.gather(codes).alias(column.name)
