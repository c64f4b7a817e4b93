"""Claims: what the records of one entity say about one attribute, ordered by entity and row."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Codes = NDArray[np.uint32]

NO_DATE = np.iinfo(np.int32).min


@dataclass(frozen=True)
class Claims:
    """Aligned columns, one entry per claim; the claims of one entity stand together, by position.

    `position`: place of the record. `entity`: its entity. `values`: what it says, never null.
    `authority`: rank of its source for this attribute, 0 is highest. `observed`: day the record was
    updated, `NO_DATE` where unknown. `witness`: code of its independent source, 0 for mere copies.
    """

    position: Codes
    entity: Codes
    values: pl.Series
    authority: NDArray[np.uint16]
    observed: NDArray[np.int32]
    witness: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.position)

    def where(self, mask: Mask) -> "Claims":
        """The claims for which `mask` holds."""
        if mask.all():
            return self
        return Claims(
            self.position[mask],
            self.entity[mask],
            self.values.filter(pl.Series(mask)),
            self.authority[mask],
            self.observed[mask],
            self.witness[mask],
        )

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
        first = self.values.gather(np.repeat(self.starts, self.lengths))
        differs: Mask = (self.values != first).to_numpy()
        return np.logical_or.reduceat(differs, self.starts)

    @property
    def in_dispute(self) -> Mask:
        """Per claim: do its entity's claims differ?"""
        return self.spread(self.disputed)

    def spread(self, of_entity: NDArray[np.generic]) -> NDArray[np.generic]:
        """Give every claim what its entity has."""
        return np.repeat(of_entity, self.lengths)

    def smallest(self, keys: NDArray[np.generic]) -> Mask:
        """Claims whose key is the smallest of their entity."""
        return keys == self.spread(np.minimum.reduceat(keys, self.starts))

    def largest(self, keys: NDArray[np.generic]) -> Mask:
        """Claims whose key is the largest of their entity."""
        return keys == self.spread(np.maximum.reduceat(keys, self.starts))
