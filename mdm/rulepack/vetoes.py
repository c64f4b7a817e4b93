"""Must-not-merge rules of a pack, as data."""

from typing import Annotated, Literal

from pydantic import Field

from mdm.rulepack.part import Part

Outcome = Literal["never", "review"]


class LevelVeto(Part):
    """Pairs whose comparison levels are all among those listed are kept apart or sent to review."""

    name: str
    when: dict[str, tuple[str, ...]] = Field(description="comparison: levels")
    unless: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="comparison: levels, any of which lifts the veto"
    )
    learned_from: int | None = Field(
        None,
        ge=1,
        description="lifted where so many proved relatives show these levels: the model has learned to tell",
    )
    fewer_than: int | None = Field(
        None,
        ge=1,
        description="holds where fewer entities are known: how common a name is cannot be seen there",
    )
    outcome: Outcome
    title: str
    title_en: str


class DateVeto(Part):
    """Pairs in which one record's `ended` lies before the other's `began` are kept apart or sent to review; with `names`
    and `holds` only where the first names what the other is called."""

    name: str
    ended: str = Field(description="attribute: a date after which nothing can have happened")
    began: str = Field(description="attribute: a date on which something did happen")
    days: Annotated[int, Field(ge=0)] = Field(0, description="days of grace, for delayed entries")
    names: str | None = Field(None, description="attribute or attribute.part that the first names")
    holds: str | None = Field(None, description="attribute or attribute.part that the other is called by")
    outcome: Outcome
    title: str
    title_en: str

    def columns(self) -> tuple[str, ...]:
        """Every column it reads."""
        return tuple(c for c in (self.ended, self.began, self.names, self.holds) if c is not None)


class CrossVeto(Part):
    """Pairs in which one record's `names` is the other's `holds` are kept apart or sent to review."""

    name: str
    names: str = Field(description="attribute or attribute.part that names somebody else")
    holds: str = Field(description="attribute or attribute.part that the other is called by")
    outcome: Outcome
    title: str
    title_en: str

    def columns(self) -> tuple[str, ...]:
        """Every column it reads."""
        return (self.names, self.holds)


class Vetoes(Part):
    """Must-not-merge rules beside those of the identifiers."""

    levels: tuple[LevelVeto, ...] = ()
    dates: tuple[DateVeto, ...] = ()
    crossings: tuple[CrossVeto, ...] = ()
    provisional: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="attribute: issue codes of records that name nobody: they own no identifier and never link with one another",
    )

    def of_records(self) -> tuple[DateVeto | CrossVeto, ...]:
        """The rules that read values of two records, not levels."""
        return (*self.dates, *self.crossings)

    def naming(self) -> tuple[str, ...]:
        """Columns in which a record names another, and by which the other is called."""
        return tuple(c for rule in self.of_records() for c in (rule.names, rule.holds) if c is not None)
