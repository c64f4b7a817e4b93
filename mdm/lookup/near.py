"""Names that may be meant by a whole name with slips: same core, one edit apart by sound, or many pairs alike."""

import numpy as np
import polars as pl

from mdm.lookup.characters import Codes, delete_one, fold_by, to_matrix
from mdm.lookup.known import KnownNames, sound_table

LONGEST_LIST = 400  # names one bit of evidence may lead to; what is shared by more says too little
RAREST = 4  # pairs of characters of a name that are looked up
LEAST_PAIRS = 2  # of them a name must share
KEPT = 30  # names kept for a name asked, those that share the rarest pairs
PAIRS = {"asked": pl.UInt32, "known": pl.UInt32}


def find_near(asked: pl.DataFrame, known: KnownNames) -> pl.DataFrame:
    """Pairs of `asked` (`number`, `key`, `core`, `branch`) with known names: PAIRS, unique."""
    found = [
        _by_core(asked, known),
        _by_sound(asked, known),
        _by_pairs(asked, known),
    ]
    return pl.concat(found).unique().sort("asked", "known")


def _by_core(asked: pl.DataFrame, known: KnownNames) -> pl.DataFrame:
    """The same but for the region: left out, finer, or in another place."""
    by = ["core", "branch"]
    index = known.frame.with_row_index("known").select("known", *by).filter(pl.len().over(by) <= LONGEST_LIST)
    rows = asked.select(pl.col("number").alias("asked"), *by).filter(pl.col("core").is_not_null())
    return as_pairs(rows.join(index, on=by, nulls_equal=True))


def _by_sound(asked: pl.DataFrame, known: KnownNames) -> pl.DataFrame:
    """One character apart, whatever characters of the same sound were written."""
    sounds = fold_by(to_matrix(asked["key"]), sound_table())
    wanted = _numbered(_hashed(sounds), asked).unique()
    hashes = wanted["hash"].unique()
    index = _hashed(known.sounds, hashes).rename({"row": "known"}).unique()
    index = index.filter(pl.len().over("hash") <= LONGEST_LIST)
    return as_pairs(wanted.join(index, on="hash")).unique()


def _hashed(matrix: Codes, wanted: pl.Series | None = None) -> pl.DataFrame:
    """`row` and `hash` of each text with one character or none left out; only hashes wanted, where said."""
    least = np.sort(wanted.to_numpy()) if wanted is not None else None
    pieces = []
    for _, rows, hashes in delete_one(matrix):
        if least is not None:
            at = np.minimum(np.searchsorted(least, hashes), len(least) - 1)
            hit = least[at] == hashes if len(least) else np.zeros(len(hashes), np.bool_)
            rows, hashes = rows[hit], hashes[hit]
        pieces.append(pl.DataFrame({"row": rows.astype(np.uint32), "hash": hashes}))
    return pl.concat(pieces)


def _by_pairs(asked: pl.DataFrame, known: KnownNames) -> pl.DataFrame:
    """The names that share the rarest pairs of neighbouring characters."""
    wanted = _numbered(_pairs(to_matrix(asked["key"])), asked)
    index = _pairs(to_matrix(known.frame["key"])).join(wanted.select("pair").unique(), on="pair", how="semi")
    count = index.group_by("pair").len("names")
    rare = (
        wanted.join(count, on="pair")
        .filter(pl.col("names") <= 4 * LONGEST_LIST)
        .filter(pl.col("names").rank("ordinal").over("asked") <= RAREST)
    )
    shared = (
        rare.select("asked", "pair", weight=1.0 / pl.col("names").cast(pl.Float64).sqrt())
        .join(index.select("pair", known="row"), on="pair")
        .group_by("asked", "known")
        .agg(pl.len().alias("pairs"), pl.col("weight").sum())
        .filter(pl.col("pairs") >= LEAST_PAIRS)
        .sort("asked", "weight", "known", descending=[False, True, False])
    )
    return as_pairs(shared.filter(pl.int_range(pl.len()).over("asked") < KEPT))


def _pairs(matrix: Codes) -> pl.DataFrame:
    """`row` and `pair`, each pair of a text once."""
    first, second = matrix[:, :-1].astype(np.uint64), matrix[:, 1:].astype(np.uint64)
    row, place = np.nonzero(second)
    pair = (first << np.uint64(20) | second)[row, place]
    return pl.DataFrame({"row": row.astype(np.uint32), "pair": pair}).unique(maintain_order=True)


def _numbered(found: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Rows of `asked` by the number of the name asked."""
    return found.with_columns(asked=asked["number"].gather(found["row"])).drop("row")


def as_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """The columns PAIRS with their types."""
    return pairs.select(pl.col(name).cast(dtype) for name, dtype in PAIRS.items())
