"""Cut the parts out of the texts: shapes are read once each, their spans applied to all their rows."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.standardise.address.grammar import read_shape
from mdm.standardise.address.shape import Shapes, find_shapes

SPAN_PARTS = (
    "zone", "town", "community", "group", "road", "lane", "gate", "subgate", "estate", "building", "unit",
    "floor", "storey", "room", "poi", "name", "intersection", "town_again", "late_town",
)  # fmt: skip
REMARKS = 4
Spans = npt.NDArray[np.int32]
FIELDS = (*SPAN_PARTS, *(f"rest_{i}" for i in range(REMARKS)))


def cut_parts(text: pl.Series) -> pl.DataFrame:
    """Cut every text into its parts (strings as written, null where absent).

    Columns are `SPAN_PARTS`, `rest_0` … for what belongs to none of them, `shape`, and whether the estate or
    name stands before the gate (`estate_leads`).
    """
    shapes = find_shapes(text)
    distinct = shapes.shape.unique()
    spans = _read_spans(distinct)
    ids = shapes.shape.to_frame().join(
        pl.DataFrame({"shape": distinct, "id": np.arange(len(distinct))}),
        on="shape", how="left", maintain_order="left",
    )["id"].to_numpy()  # fmt: skip

    def cut(field: int) -> pl.Series:
        return _cut(text, shapes, spans[:, field, 0][ids], spans[:, field, 1][ids]).alias(FIELDS[field])

    # Fields are cut side by side; the work is done outside the interpreter's lock.
    with ThreadPoolExecutor(max_workers=2) as pool:
        columns = list(pool.map(cut, range(len(FIELDS))))
    leads = pl.Series("estate_leads", _estate_leads(spans)[ids])
    return pl.DataFrame([*columns, shapes.shape, leads])


def _estate_leads(spans: Spans) -> npt.NDArray[np.bool_]:
    """Whether the estate of each shape, or else its name, stands before the gate."""
    estate, name, gate = (spans[:, SPAN_PARTS.index(part), 0] for part in ("estate", "name", "gate"))
    start = np.where(estate >= 0, estate, name)
    leads: npt.NDArray[np.bool_] = (start >= 0) & (start < gate)
    return leads


_MEMORY = 1 << 16  # shapes; they repeat from column to column
_read_once = lru_cache(_MEMORY)(read_shape)


def _read_spans(distinct: pl.Series) -> Spans:
    spans = np.full((len(distinct), len(FIELDS), 2), -1, dtype=np.int32)
    for row, shape in enumerate(distinct.to_list()):
        reading = _read_once(shape)
        for part, span in reading.spans.items():
            spans[row, SPAN_PARTS.index(part)] = span
        rest = sorted(reading.rest)
        for place, span in enumerate(rest[:REMARKS]):
            spans[row, len(SPAN_PARTS) + place] = span
        if len(rest) > REMARKS:
            spans[row, -1, 1] = max(span[1] for span in rest)
    return spans


def _cut(text: pl.Series, shapes: Shapes, start: Spans, end: Spans) -> pl.Series:
    rows = np.flatnonzero(start >= 0)
    if not len(rows):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    base = shapes.first[rows]
    from_char = shapes.offsets[base + start[rows]]
    to_char = shapes.offsets[base + end[rows]]
    pieces = pl.DataFrame({"text": text.gather(rows), "start": from_char, "length": to_char - from_char})
    cut = pieces.select(pl.col("text").str.slice(pl.col("start"), pl.col("length"))).to_series()
    if len(rows) == len(text):
        return cut
    at = np.full(len(text), len(rows), dtype=np.uint32)
    at[rows] = np.arange(len(rows), dtype=np.uint32)
    return pl.concat([cut, pl.Series([None], dtype=pl.String).alias(cut.name)]).gather(at)
