"""Cut the parts out of the texts: shapes are read once each, their spans applied to all their rows."""

import numpy as np
import polars as pl

from mdm.standardise.address.grammar import read_shape
from mdm.standardise.address.shape import find_shapes
from mdm.standardise.address.words import address_words

SPAN_PARTS = (
    "zone", "town", "community", "group", "road", "lane", "gate", "subgate", "estate", "building", "unit",
    "floor", "storey", "room", "poi", "name", "intersection", "town_again",
)  # fmt: skip
REMARKS = 4
_FIELDS = len(SPAN_PARTS) + REMARKS


def cut_parts(text: pl.Series) -> pl.DataFrame:
    """Cut every text into its parts (strings as written, null where absent).

    Columns are `SPAN_PARTS` and `rest_0` … for what belongs to none of them.
    """
    words = address_words()
    folded = pl.select(words.fold(pl.lit(text))).to_series()
    shapes = find_shapes(folded)
    distinct = shapes.shape.unique()
    spans = _read_spans(distinct)
    ids = shapes.shape.to_frame().join(
        pl.DataFrame({"shape": distinct, "id": np.arange(len(distinct))}),
        on="shape", how="left", maintain_order="left",
    )["id"].to_numpy()  # fmt: skip
    columns = [
        _cut(folded, shapes.first, shapes.offsets, spans[ids, field, 0], spans[ids, field, 1]).alias(name)
        for field, name in enumerate((*SPAN_PARTS, *(f"rest_{i}" for i in range(REMARKS))))
    ]
    return pl.DataFrame(columns).with_columns(words.unfold(pl.all()))


def _read_spans(distinct: pl.Series) -> np.ndarray[tuple[int, int, int], np.dtype[np.int32]]:
    spans = np.full((len(distinct), _FIELDS, 2), -1, dtype=np.int32)
    for row, shape in enumerate(distinct.to_list()):
        reading = read_shape(shape)
        for part, span in reading.spans.items():
            spans[row, SPAN_PARTS.index(part)] = span
        rest = sorted(reading.rest)
        for place, span in enumerate(rest[:REMARKS]):
            spans[row, len(SPAN_PARTS) + place] = span
        if len(rest) > REMARKS:
            spans[row, -1, 1] = max(span[1] for span in rest)
    return spans


def _cut(
    text: pl.Series,
    first: np.ndarray[tuple[int], np.dtype[np.int64]],
    offsets: np.ndarray[tuple[int], np.dtype[np.int32]],
    start: np.ndarray[tuple[int], np.dtype[np.int32]],
    end: np.ndarray[tuple[int], np.dtype[np.int32]],
) -> pl.Series:
    rows = np.flatnonzero(start >= 0)
    if not len(rows):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    from_char = offsets[first[rows] + start[rows]]
    to_char = offsets[first[rows] + end[rows]]
    pieces = pl.DataFrame({"text": text.gather(rows), "start": from_char, "length": to_char - from_char})
    cut = pieces.select(pl.col("text").str.slice(pl.col("start"), pl.col("length")))["text"]
    at = np.full(len(text), -1, dtype=np.int64)
    at[rows] = np.arange(len(rows))
    return cut.gather(pl.Series(at).replace(-1, None).cast(pl.UInt32))
