"""Numbers that a subject holds besides what identifies it: cards, files, accounts; all are kept, one may be current."""

from pydantic import Field

from mdm.rulepack.part import Part


class Document(Part):
    """One kind of number that entities hold, several in a life."""

    attribute: str
    status: str | None = Field(None, description="attribute: what has become of it")
    over: tuple[str, ...] = Field((), description="values of `status` of a number that is no longer in use")
    issued_on: str | None = Field(None, description="attribute: the day it was issued")
    one_current: bool = Field(False, description="a holder has one in use at a time: the one issued last")
    per_source: bool = Field(
        False, description="each source numbers for itself, such as a hospital its patients"
    )
    why: str = Field(description="the reason, for the reader")
