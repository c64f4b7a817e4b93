"""Set records aside until they are needed again: in memory while they are few, in a file while they are many."""

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

WORTH_A_FILE = 4_000_000  # rows; fewer fit into memory beside everything else
_TOO_WIDE = 150_000_000  # cells; a text takes 16 bytes even where there is none


@dataclass(frozen=True)
class Shelved:
    """A frame set aside: `columns` and `height` are known, `read` brings it or some of its columns back.

    `slices` brings it in pieces of some rows, `where` the rows of which something holds.
    """

    columns: tuple[str, ...]
    height: int
    _bring: Callable[[Sequence[str]], pl.DataFrame]
    _cut: Callable[[Sequence[str], int], Iterator[pl.DataFrame]]

    def read(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The frame, or these of its columns."""
        return self._bring(self.columns if columns is None else columns)

    def slices(self, columns: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """These columns, so many rows at a time."""
        return self._cut(columns, size)

    def where(self, said: pl.Expr, told: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
        """These columns of the rows of which `said`, which looks at the columns `told`, holds.

        One column at a time is in memory, and of each what is asked for stays.

        >>> shelved = in_memory(pl.DataFrame({"row": [0, 1], "name": ["甲", None]}))
        >>> shelved.where(pl.col("name").is_null(), ["name"], ["row", "name"]).rows()
        [(1, None)]
        """
        rows = self.read(told).select(pl.arg_where(said)).to_series()
        return pl.DataFrame([self[name].gather(rows) for name in columns])

    def __getitem__(self, column: str) -> pl.Series:
        return self.read([column]).to_series()


def in_memory(frame: pl.DataFrame) -> Shelved:
    """A frame as it is, for those who read column by column."""
    return Shelved(
        tuple(frame.columns),
        len(frame),
        lambda names: frame.select(names),
        lambda names, size: frame.select(names).iter_slices(size),
    )


def read_beside(shelved: Shelved, made: Mapping[str, Callable[[], pl.Series]]) -> Shelved:
    """The same with further columns, each `made` when it is asked for and held by nobody.

    >>> both = read_beside(in_memory(pl.DataFrame({"a": [1]})), {"b": lambda: pl.Series("b", [2])})
    >>> both.read(["b", "a"]).rows()
    [(2, 1)]
    """

    def bring(names: Sequence[str]) -> pl.DataFrame:
        own = {name: made[name]().alias(name) for name in names if name in made}
        rest = shelved.read([name for name in names if name not in own])
        return pl.DataFrame([own[name] if name in own else rest[name] for name in names])

    def cut(names: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        return bring(names).iter_slices(size)

    return Shelved((*shelved.columns, *made), shelved.height, bring, cut)


class Shelf:
    """Where frames of `many` rows and more go to a file in `folder`; without one all stay in memory.

    The folder is made when it is first needed and removed, with all that lies in it, at the end of a `with`.

    >>> shelved = Shelf().put(pl.DataFrame({"row": [0, 1], "name": ["甲", "乙"]}))
    >>> shelved.height, shelved.read(["name"]).rows()
    (2, [('甲',), ('乙',)])
    """

    def __init__(self, folder: Path | None = None, many: int | None = None) -> None:
        self._folder, self._many = folder, WORTH_A_FILE if many is None else many
        self._number = itertools.count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def put(self, frame: pl.DataFrame, to_stay: bool = False) -> Shelved:
        """Set a frame aside; its memory is free once the caller lets go of it as well.

        One that is `to_stay` until the end, read column by column, goes to a file where it is wide as well.
        """
        is_wide = to_stay and len(frame) * frame.width >= _TOO_WIDE
        if self._folder is None or not (is_wide or len(frame) >= self._many):
            return in_memory(frame)
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{next(self._number)}.arrow"
        frame.write_ipc(path)
        height = len(frame)
        return Shelved(
            tuple(frame.columns),
            height,
            lambda names: _read(path, names),
            lambda names, size: _cut(path, names, size, height),
        )


def _read(path: Path, names: Sequence[str]) -> pl.DataFrame:
    """Copy column by column: the file is mapped, and what was looked at of it would stay in memory as well."""
    return pl.DataFrame([pl.read_ipc(path, columns=[name]).to_series().rechunk() for name in names])


def _cut(path: Path, names: Sequence[str], size: int, height: int) -> Iterator[pl.DataFrame]:
    for start in range(0, height, size):
        yield pl.scan_ipc(path).select(names).slice(start, size).collect()
