"""Find places by the keys that join records; keys are held as hashes, which suffice within one run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
_NOBODY = np.iinfo(np.uint32).max


@dataclass(frozen=True)
class Finder:
    """Owners of keys: for each kind of key `key` (a hash) and `owner` (the number of a place), each key once."""

    owners: dict[str, pl.DataFrame]

    @classmethod
    def of_records(cls, records: pl.DataFrame, names: Sequence[str], place: Numbers) -> "Finder":
        """The places that hold each key of their records; of several the one of the first record."""
        return cls({name: _each_once(_hash_keys(records[name], place)) for name in names})

    def find(self, places: pl.DataFrame) -> pl.DataFrame:
        """`places` with `owner`, the place that holds one of its keys, the strongest first, and `canonical`, its own
        strongest key by name."""
        found = places
        for name, owners in self.owners.items():
            key = pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash())
            held = owners.select(key="key", owner="owner").rename({"owner": f"owner:{name}"})
            found = (
                found.with_columns(key=key)
                .join(held, on="key", how="left", maintain_order="left")
                .drop("key")
            )
        return found.with_columns(
            owner=pl.coalesce(pl.col(f"owner:{name}") for name in self.owners),
            canonical=pl.coalesce(pl.format(f"{name}|{{}}", pl.col(name)) for name in self.owners),
        ).drop(f"owner:{name}" for name in self.owners)

    def with_places(self, places: pl.DataFrame) -> "Finder":
        """The same with the keys of further places (`place` numbers them)."""
        numbers = places["place"].to_numpy()
        fresh = {name: _hash_keys(places[name], numbers) for name in self.owners}
        return Finder({name: _each_once(pl.concat([self.owners[name], fresh[name]])) for name in self.owners})


def _hash_keys(keys: pl.Series, place: Numbers) -> pl.DataFrame:
    known = keys.is_not_null()
    return pl.DataFrame({"key": keys.filter(known).hash(), "owner": pl.Series(place).filter(known)})


def _each_once(held: pl.DataFrame) -> pl.DataFrame:
    return held.unique("key", keep="first", maintain_order=True)


def first_rows(place: Numbers, size: int) -> Numbers:
    """For each place its first row.

    >>> first_rows(np.array([1, 0, 1], np.uint32), 2).tolist()
    [1, 0]
    """
    first = np.full(size, _NOBODY, np.uint32)
    first[place[::-1]] = np.arange(len(place), dtype=np.uint32)[
        ::-1
    ]  # of several rows the last written stays
    return first


def first_known(values: pl.Series, place: Numbers, size: int) -> pl.Series:
    """For each place the first value its rows have.

    >>> first_known(pl.Series(["a", None, "b"]), np.array([0, 1, 0], np.uint32), 2).to_list()
    ['a', None]
    """
    rows = np.flatnonzero(values.is_not_null().to_numpy()).astype(np.uint32)
    found = first_rows(place[rows], size)
    nobody = found == _NOBODY
    known = rows[np.where(nobody, 0, found)] if len(rows) else np.zeros(size, np.uint32)
    return values.gather(known).set(pl.Series(nobody), None).alias(values.name)
