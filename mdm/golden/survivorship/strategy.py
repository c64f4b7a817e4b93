"""What a survivorship strategy is: a test that leaves the better claims of each entity standing."""

from collections.abc import Callable
from dataclasses import dataclass

from mdm.golden.survivorship.claims import Claims, Mask


@dataclass(frozen=True)
class SurvivorshipStrategy:
    """One test. `keep` takes the claims still standing and all claims, and says which stay.

    It leaves at least one claim of every entity, and depends on the claims of that entity alone.
    """

    name: str
    title: str
    title_en: str
    keep: Callable[[Claims, Claims], Mask]
