"""Which records are one entity, without breaking a veto?"""

from mdm.cluster.identity import (
    COMPATIBLE,
    INCOMPATIBLE,
    TOLERATED,
    Identity,
    hide_identifier,
    join_by_identifiers,
    primary_identifier,
)
from mdm.cluster.resolve import Clusters, resolve_clusters

__all__ = [
    "COMPATIBLE",
    "INCOMPATIBLE",
    "TOLERATED",
    "Clusters",
    "Identity",
    "hide_identifier",
    "join_by_identifiers",
    "primary_identifier",
    "resolve_clusters",
]
