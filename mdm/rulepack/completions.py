"""Completions of a pack: what a record leaves out, taken from the others where only one answer is possible.

`人民路100号` beneath a county whose records know one 人民路 stands on that one; where they know two it stays open.
"""

from pydantic import Field, model_validator

from mdm.rulepack.part import Part


class Completion(Part):
    """One step; steps are taken in order, each on what the ones before it have filled."""

    fill: tuple[str, ...] = Field(
        min_length=1, description="columns filled where the first is missing; the others come along with it"
    )
    given: tuple[str, ...] = Field(
        (), description="columns in which records must be equal for one to answer for the other"
    )
    otherwise: str | None = Field(
        None, description="text, or `{column}`, for what is still missing and was never ambiguous"
    )
    issue: str = Field(
        "", description="issue of a record for which several answers were possible; empty: none"
    )
    why: str = Field("", description="the reason, for the reader")

    @model_validator(mode="after")
    def _says_how(self) -> "Completion":
        if bool(self.given) == bool(self.otherwise):
            raise ValueError("either `given` columns or `otherwise`, and not both")
        return self

    def columns(self) -> tuple[str, ...]:
        """Every column it reads or fills."""
        named = (self.otherwise[1:-1],) if self.otherwise and self.otherwise.startswith("{") else ()
        return (*self.fill, *self.given, *named)
