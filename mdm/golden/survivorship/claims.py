"""Claims: what the records of one entity say about one attribute, ordered by entity and row."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Codes = NDArray[np.uint32]

NO_DATE = np.iinfo(np.int32).min


@dataclass(frozen=True)
class Claims:
    """Aligned columns, one entry per claim; the claims of one entity stand together, by position.

    `position`: place of the record in `column`, which holds the values. `entity`: whose value it is.
    `fingerprint`: a 64-bit hash of the value, for telling values of one entity apart without reading
    their text. `source`: code of its source. `observed`: day the record was updated, or `NO_DATE`.
    `authority`: rank of each source for this attribute, 0 is highest. `witness`: number of each
    independent source, 0 for mere copies.
    """

    position: Codes
    entity: Codes
    fingerprint: NDArray[np.uint64]
    source: NDArray[np.uint16]
    observed: NDArray[np.int32]
    column: pl.Series
    authority: NDArray[np.uint16]
    witness: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.position)

    def where(self, mask: Mask) -> "Claims":
        """The claims for which `mask` holds."""
        if mask.all():
            return self
        at = np.flatnonzero(mask)
        return Claims(
            self.position[at],
            self.entity[at],
            self.fingerprint[at],
            self.source[at],
            self.observed[at],
            self.column,
            self.authority,
            self.witness,
        )

    @cached_property
    def values(self) -> pl.Series:
        """What is claimed; read only where texts must be looked at."""
        return self.column.gather(self.position)

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Where each entity's claims begin."""
        if not len(self):
            return np.empty(0, np.intp)
        return np.flatnonzero(np.concatenate(([True], self.entity[1:] != self.entity[:-1])))

    @cached_property
    def lengths(self) -> NDArray[np.intp]:
        """How many claims each entity has."""
        return np.diff(np.append(self.starts, len(self)))

    @cached_property
    def disputed(self) -> Mask:
        """Per entity: do its claims differ?"""
        if len(self) == len(self.starts):
            return np.zeros(len(self.starts), np.bool_)
        differs = self.fingerprint != self.spread(self.fingerprint[self.starts])
        return np.logical_or.reduceat(differs, self.starts)

    @property
    def in_dispute(self) -> Mask:
        """Per claim: do its entity's claims differ?"""
        return np.asarray(self.spread(self.disputed), np.bool_)

    def spread(self, of_entity: NDArray[Any]) -> NDArray[Any]:
        """Give every claim what its entity has."""
        return np.repeat(of_entity, self.lengths)

    def smallest(self, keys: NDArray[Any]) -> Mask:
        """Claims whose key is the smallest of their entity."""
        return np.asarray(keys == self.spread(np.minimum.reduceat(keys, self.starts)), np.bool_)

    def largest(self, keys: NDArray[Any]) -> Mask:
        """Claims whose key is the largest of their entity."""
        return np.asarray(keys == self.spread(np.maximum.reduceat(keys, self.starts)), np.bool_)
