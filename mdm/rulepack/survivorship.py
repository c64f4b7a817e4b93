"""Which value lives on: departments, their order of authority for each attribute, and who is in charge."""

from collections.abc import Iterator
from itertools import combinations
from typing import Literal

from pydantic import Field, model_validator

from mdm.rulepack.part import Part

Strategy = Literal["source_rank", "latest", "most_sources", "longest"]


class InCharge(Part):
    """Departments that share a rank because each is in charge of entities of its own: one for each entity."""

    by: str = Field(description="attribute whose first characters say who is in charge")
    in_charge: dict[str, tuple[str, ...]] = Field(
        min_length=1, description="department: first characters of its entities' values"
    )

    @model_validator(mode="after")
    def _one_for_each(self) -> "InCharge":
        claims = [(start, name) for name, starts in self.in_charge.items() for start in starts]
        for (start, one), (other_start, other) in combinations(claims, 2):
            if one != other and (start.startswith(other_start) or other_start.startswith(start)):
                raise ValueError(
                    f'both "{one}" and "{other}" are in charge of {self.by} {max(start, other_start)}…'
                )
        return self


Rank = str | tuple[str, ...] | InCharge


def departments_of(rank: Rank) -> tuple[str, ...]:
    """The departments that hold a rank."""
    if isinstance(rank, InCharge):
        return tuple(rank.in_charge)
    return (rank,) if isinstance(rank, str) else rank


class AttributeSurvivorship(Part):
    """Order of tests by which one attribute's surviving value is chosen, after validity."""

    strategies: tuple[Strategy, ...] = ("source_rank", "latest", "most_sources", "longest")
    sources: tuple[Rank, ...] = Field(
        (),
        description="departments in order of authority for this attribute: one comes first; further down a list "
        "holds equals; `in_charge` tells apart whose entity it is",
    )
    collect: tuple[str, ...] = Field(
        (),
        description="no contest: every value of these attributes, sorted and joined with `;`, but for the first one's surviving value",
    )


class Survivorship(Part):
    """Which value lives on."""

    departments: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="department: words in source names that mean it"
    )
    copies: tuple[str, ...] = Field(
        (), description="words in names of sources that only repeat others: no independent witnesses"
    )
    default: AttributeSurvivorship = AttributeSurvivorship()
    attributes: dict[str, AttributeSurvivorship] = Field(default_factory=dict)
    updated_at: str | None = Field(None, description="attribute that dates a record")

    def for_attribute(self, name: str) -> AttributeSurvivorship:
        """The order of tests for one attribute: its own, or the pack's default."""
        return self.attributes.get(name, self.default)

    def rankings(self) -> Iterator[tuple[tuple[str, ...], AttributeSurvivorship]]:
        """Every order of tests with where it stands: the default and those of single attributes."""
        yield ("default",), self.default
        for name, item in self.attributes.items():
            yield ("attributes", name), item

    def charges(self) -> list[InCharge]:
        """All that is said about who is in charge of whom, each once."""
        found = [rank for _, item in self.rankings() for rank in item.sources if isinstance(rank, InCharge)]
        return [one for at, one in enumerate(found) if one not in found[:at]]

    @model_validator(mode="after")
    def _ranked_departments_are_described(self) -> "Survivorship":
        for at, item in self.rankings():
            for department in (one for rank in item.sources for one in departments_of(rank)):
                if department not in self.departments:
                    known = ", ".join(self.departments)
                    raise ValueError(f'{at[-1]} ranks "{department}", no department. Known: {known}')
        return self
