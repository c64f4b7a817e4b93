"""The hierarchy of a pack: which entities are part of which, as the parts that name them say.

A room is in a building, a building at a gate, a gate on a road. What nobody sent as a record of its own is implied by
what lies in it, and becomes an entity when the pack says so.
"""

from pydantic import Field

from mdm.rulepack.part import Part


class Step(Part):
    """One step upwards: entities of one of `levels` that have all of `has` lie in what is left without `drop`."""

    levels: tuple[str, ...] = Field(min_length=1, description="levels it starts from")
    has: tuple[str, ...] = Field((), description="attributes that must be there")
    lacks: tuple[str, ...] = Field((), description="attributes that must not be there")
    drop: tuple[str, ...] = Field(min_length=1, description="attributes that name the lower place alone")
    to: str = Field(description="level of the upper place")
    relation: str = Field("part_of", description="word of `rules/reference/relations.csv`")
    beside: bool = Field(False, description="in addition to the first step that fits, not in its place")


class Hierarchy(Part):
    """How entities contain one another."""

    attribute: str = Field(description="attribute whose kind reads and writes such names")
    level: str = Field(description="attribute that holds the level")
    names: tuple[str, ...] = Field(
        min_length=1, description="attributes whose values together name an entity"
    )
    implied: bool = Field(True, description="places nobody sent become golden records")
    steps: tuple[Step, ...] = Field((), description="the first that fits is taken; those `beside` it as well")
