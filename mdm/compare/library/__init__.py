"""The registry: every ready-made comparison."""

from mdm.compare.kind import Comparison
from mdm.compare.library.address import COMPARISON as ADDRESS
from mdm.compare.library.person_name import COMPARISON as PERSON_NAME
from mdm.errors import UsageError

COMPARISONS: tuple[Comparison, ...] = (
    ADDRESS,
    PERSON_NAME,
)


def find_comparison(kind: str) -> Comparison:
    """Return the comparison of a kind; UsageError names the known ones."""
    for comparison in COMPARISONS:
        if comparison.kind == kind:
            return comparison
    known = ", ".join(comparison.kind for comparison in COMPARISONS)
    raise UsageError(f"no comparison for values of kind {kind!r}", hint=f"known comparisons: {known}")
