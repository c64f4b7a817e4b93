"""Which records are one entity, without breaking a veto?"""

from mdm.cluster.bridges import find_weak_bridges
from mdm.cluster.completion import Completed, complete_records
from mdm.cluster.components import find_components
from mdm.cluster.duplicate_free import expel, keep_one_per_source
from mdm.cluster.held_once import DIFFERENT_IDENTIFIER, SAME_SOURCE, list_held_once, of_groups
from mdm.cluster.identity import (
    COMPATIBLE,
    DISPUTED,
    INCOMPATIBLE,
    TOLERATED,
    Agreement,
    Identity,
    hide_identifier,
    join_by_identifiers,
    primary_identifier,
    take_own_word,
)
from mdm.cluster.resolve import Clusters, resolve_clusters
from mdm.cluster.unclaimed import question_unclaimed

__all__ = [
    "COMPATIBLE",
    "DIFFERENT_IDENTIFIER",
    "DISPUTED",
    "INCOMPATIBLE",
    "SAME_SOURCE",
    "TOLERATED",
    "Agreement",
    "Clusters",
    "Completed",
    "Identity",
    "complete_records",
    "expel",
    "find_components",
    "find_weak_bridges",
    "hide_identifier",
    "join_by_identifiers",
    "keep_one_per_source",
    "list_held_once",
    "of_groups",
    "primary_identifier",
    "question_unclaimed",
    "resolve_clusters",
    "take_own_word",
]
