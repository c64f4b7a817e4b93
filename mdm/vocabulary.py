"""The words a rule pack may use: every kind with its parts, every comparison with its levels."""

import polars as pl

from mdm.compare import COMPARISONS
from mdm.rulepack import Vocabulary
from mdm.standardise import KINDS, Kind


def library_vocabulary() -> Vocabulary:
    """Return what this version of the library can do, for `load_rulepack` to check a pack against.

    >>> "resident_id" in library_vocabulary().kinds
    True
    """
    return Vocabulary(
        kinds={kind.name: _parts(kind) for kind in KINDS},
        comparisons={
            comparison.kind: (tuple(level.name for level in comparison.levels), comparison.parts)
            for comparison in COMPARISONS
        },
    )


def _parts(kind: Kind) -> tuple[str, ...]:
    """Parts a kind derives; dates have a year for blocking rules as well."""
    return (*kind.parts, "year") if kind.value_type == pl.Date() else tuple(kind.parts)
