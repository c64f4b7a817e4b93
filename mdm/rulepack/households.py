"""Households of a pack: which facts say who lives with whom, since when and until when.

A household is derived from persons and never the other way round: no rule here joins two persons.
"""

from typing import Annotated, Literal

from pydantic import Field

from mdm.rulepack.part import Part


class HouseholdEvent(Part):
    """What one kind of event does to the household of the person it befalls.

    `marry`: two persons become one household; `join`: lives from then on with the one referred to; `apart`: who
    followed the other leaves; `leave`: dies or moves out of the city.
    """

    rule: Literal["marry", "join", "apart", "leave"]
    others: tuple[str, ...] = Field((), description="references to the other person, the first that is found")


class Households(Part):
    """Where records speak of households."""

    letter: Annotated[str, Field(pattern=r"^[A-Z]$", description="first letter of household ids")]
    number: str = Field(description="attribute: the register's household number")
    family: str | None = Field(
        None,
        description="attribute: number a department gives families; it counts within one source, for those without `number`",
    )
    relation: str = Field(description="attribute: relation to the head, GB/T 4761")
    heads: tuple[str, ...] = Field(description="codes of the head of a household")
    since: tuple[str, ...] = Field((), description="attributes with the day of registration, the first known")
    event: str = Field(description="attribute: kind of event, one of `events`")
    event_date: str = Field(description="attribute: the day of the event")
    events: dict[str, HouseholdEvent]
    born: str = Field(description="attribute: birth date; a child lives with its parents from then on")
    parents: tuple[str, ...] = Field(description="references to the parents")
    died: str = Field(description="attribute: death date")
    sex: str = Field(description="attribute: sex, GB/T 2261.1")
    relations: dict[str, dict[str, str]] = Field(
        description="rule (`marry`, `join`): sex or `default`: relation of who follows to who leads, GB/T 4761"
    )
    address: str = Field(description="attribute: where a person lives, as evidence of a shared door")

    def attributes(self) -> tuple[str, ...]:
        """Every attribute it reads."""
        single = (self.number, self.relation, self.event, self.event_date, self.born, self.died, self.sex)
        return (*single, self.address, *self.since, *self.telling())

    def telling(self) -> tuple[str, ...]:
        """Attributes of which one at least speaks of a household by itself."""
        return tuple(name for name in (self.number, self.family, self.event) if name is not None)

    def references(self) -> tuple[str, ...]:
        """Every reference it follows."""
        named = (name for event in self.events.values() for name in event.others)
        return tuple(dict.fromkeys((*self.parents, *named)))
