"""Set records aside until they are needed again: in memory while they are few, in a file while they are many."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdm.coded_texts import MANY


@dataclass(frozen=True)
class Shelved:
    """A frame set aside: `columns` and `height` are known, `read` brings it or some of its columns back."""

    columns: tuple[str, ...]
    height: int
    _bring: Callable[[Sequence[str]], pl.DataFrame]

    def read(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The frame, or these of its columns."""
        return self._bring(self.columns if columns is None else columns)

    def at(self, rows: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """Some columns of some rows; one column at a time is brought back."""
        return pl.DataFrame([self.read([name]).to_series().gather(rows) for name in columns])


class Shelf:
    """Where frames of `many` rows and more go to a file in `folder`; without one all stay in memory.

    >>> shelved = Shelf().put(pl.DataFrame({"row": [0, 1], "name": ["甲", "乙"]}))
    >>> shelved.height, shelved.at(pl.Series([1]), ["name"]).rows()
    (2, [('乙',)])
    """

    def __init__(self, folder: Path | None = None, many: int = MANY) -> None:
        self._folder, self._many = folder, many
        self._number = itertools.count()

    def put(self, frame: pl.DataFrame) -> Shelved:
        """Set a frame aside; its memory is free once the caller lets go of it as well."""
        columns, height = tuple(frame.columns), len(frame)
        if self._folder is None or height < self._many:
            return Shelved(columns, height, lambda names: frame.select(names))
        path = self._folder / f"shelf-{next(self._number)}.arrow"
        frame.write_ipc(path, compression="lz4")
        return Shelved(columns, height, lambda names: _read(path, names))


def _read(path: Path, names: Sequence[str]) -> pl.DataFrame:
    """Into memory of our own: of a mapped file all that was looked at would count as ours for good."""
    return pl.read_ipc(path, columns=list(names), memory_map=False, rechunk=True).select(names)
