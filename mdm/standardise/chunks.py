"""Work through a long column in pieces, so that intermediate results stay small."""

import polars as pl

from mdm.standardise.kind import Context, Standardiser

CHUNK_ROWS = 500_000


def in_chunks(standardise: Standardiser) -> Standardiser:
    """Let a standardiser see at most `CHUNK_ROWS` values at a time."""

    def standardise_pieces(values: pl.Series, context: Context) -> pl.DataFrame:
        if values.len() <= CHUNK_ROWS:
            return standardise(values, context)
        starts = range(0, values.len(), CHUNK_ROWS)
        return pl.concat([standardise(values.slice(at, CHUNK_ROWS), context) for at in starts], rechunk=False)

    return standardise_pieces
