"""References of a pack: what a record says about subjects of other bases, or of its own.

A key finds a subject by what identifies it there. A name alone finds candidates, never a subject, unless
the pack says why names suffice (public bodies have one name in one place, and nobody is blamed).
"""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from mdm.rulepack.part import Part

SELF = "self"
Days = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda said: (said,) if isinstance(said, str) else said, str | tuple[str, ...]),
]


class ReferenceTarget(Part):
    """One base in which the subject may stand, and by what it is found there."""

    base: str = Field(description="name of the base; `self` is the pack's own")
    keys: tuple[dict[str, str], ...] = Field(
        (), description="own column: attribute of the target; strongest key first"
    )
    place: str | None = Field(
        None, description="own attribute whose text is read as a place and found among those of the target"
    )
    names: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="own attribute with the subject's name: attributes of the target that hold its names",
    )
    beyond_surname: bool = Field(
        False,
        description="a name masked behind its surname (王某) attaches nobody by number: relatives share both",
    )

    @model_validator(mode="after")
    def _is_found_somehow(self) -> "ReferenceTarget":
        if bool(self.keys) == bool(self.place):
            raise ValueError("either `keys` or a `place`, and not both")
        return self


class RelationOfSome(Part):
    """Another relation for those entities whose number says that they are of one sort."""

    relation: str = Field(description="word of `rules/reference/relations.csv`")
    where: str = Field(description="attribute of the record that tells")
    begins_with: Annotated[tuple[str, ...], Field(min_length=1)]


class Reference(Part):
    """What a record says of a subject, and the relation that follows once the subject is found."""

    name: str
    relation: str = Field(description="word of `rules/reference/relations.csv`")
    of_some: RelationOfSome | None = Field(None, description="another relation for some of the entities")
    title: str
    title_en: str
    to: Annotated[tuple[ReferenceTarget, ...], Field(min_length=1)]
    said_in: tuple[str, ...] = Field(
        (), description="attributes whose texts state the subject; unsaid: all behind names and keys"
    )
    split: tuple[str, ...] = Field(
        (), description="attributes that may hold several subjects in one field; the first one leads"
    )
    required: bool = Field(False, description="a record that says nothing is listed as open, too")
    single: bool = Field(False, description="one at a time: a later one ends the earlier one's validity")
    reverse: bool = Field(False, description="the subject found stands first in the relation")
    fills: str | None = Field(None, description="attribute that takes the id of the subject found")
    lineage: str | None = Field(
        None, description="attribute that takes the id of the subject's last successor"
    )
    presumed: str | None = Field(
        None,
        description="attribute that takes the id of the one a number leads to, be it too little to attach anybody",
    )
    valid_from: Days = Field(
        (), description="attribute with the day the relation begins, or several: the first known"
    )
    valid_to: str | None = Field(None, description="attribute with the day it ends")
    names_suffice: bool = Field(False, description="keys of names alone may find the subject; say why")
    why: str = Field("", description="the reason, for the reader")

    @model_validator(mode="after")
    def _a_name_alone_needs_a_reason(self) -> "Reference":
        if self.names_suffice and not self.why:
            raise ValueError("names_suffice needs a reason in `why`")
        if len(self.to) > 1 and any(target.place for target in self.to):
            raise ValueError("what is read as a place is looked for in one base")
        return self

    def own_columns(self) -> tuple[str, ...]:
        """Columns of the record that this reference reads: attributes and parts."""
        columns = [column for target in self.to for key in target.keys for column in key]
        columns += [name for target in self.to for name in (target.place, *target.names) if name]
        columns += [*self.days(), *self.said_in, *self.split]
        columns += [self.of_some.where] if self.of_some else []
        return tuple(dict.fromkeys(columns))

    def days(self) -> tuple[str, ...]:
        """Attributes with the days between which the relation holds."""
        return (*self.valid_from, self.valid_to) if self.valid_to is not None else self.valid_from

    def inner_names(self) -> tuple[str, ...]:
        """Parts of attributes, where nothing but these finds the subject: a record without them says nothing of it."""
        keys = [column for target in self.to for key in target.keys for column in key]
        return tuple(keys) if keys and all("." in column for column in keys) else ()
