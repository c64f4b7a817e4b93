"""Which entities lie in which, those nobody sent included, for packs with a hierarchy.

`placing` climbs from the golden records upwards, `finding` says which of them a place above is, `implied` makes golden
records of those that nobody sent. `known` finds what addresses of other bases speak of among the places of a finished one.
"""

from mdm.placing.known import KnownPlaces
from mdm.placing.placing import Placing

__all__ = ["KnownPlaces", "Placing"]
