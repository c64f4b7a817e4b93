"""The base of every part of a rule pack."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
