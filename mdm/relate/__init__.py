"""Whom do records mean, and how do entities stand to one another?"""

from mdm.relate.base import Base
from mdm.relate.hierarchy import gather_places, lift_places, merge_places, write_relations
from mdm.relate.households import HouseholdFrames, build_households
from mdm.relate.references import fill_attributes, resolve_references
from mdm.relate.relations import (
    build_relations,
    name_references,
    relate_some_otherwise,
    set_aside_outranked,
)

__all__ = [
    "Base",
    "HouseholdFrames",
    "build_households",
    "build_relations",
    "fill_attributes",
    "gather_places",
    "lift_places",
    "merge_places",
    "name_references",
    "relate_some_otherwise",
    "resolve_references",
    "set_aside_outranked",
    "write_relations",
]
