"""Policy files: which audience sees which fields of which share type, under which mask."""

from pathlib import Path

from pydantic import Field, field_validator

from mdm._resources import rules_root
from mdm.errors import RulePackError
from mdm.privacy.masks import MASKS
from mdm.rulepack.checked_file import read_checked
from mdm.rulepack.model import ShareType
from mdm.rulepack.part import Part

WITHHELD = "withheld"


class Audience(Part):
    """One circle of readers."""

    title: str = Field(description="what it is called in Chinese")
    share: tuple[ShareType, ...] = Field(description="share types of fields it may see")
    masks: dict[str, str] = Field(
        default_factory=dict, description=f"attribute or kind: a mask ({', '.join(MASKS)}) or `{WITHHELD}`"
    )
    smallest_group: int = Field(1, ge=1, description="rows that must look alike for a release (k-anonymity)")

    @field_validator("masks")
    @classmethod
    def _masks_are_known(cls, masks: dict[str, str]) -> dict[str, str]:
        for field, mask in masks.items():
            if mask not in (*MASKS, WITHHELD):
                raise ValueError(f'"{mask}" for {field} is no mask. Known: {", ".join(MASKS)}, {WITHHELD}')
        return masks


class Policy(Part):
    """What leaves and for whom. Whatever no audience is granted stays inside."""

    title: str
    audiences: dict[str, Audience]
    negative_list: tuple[str, ...] = Field((), description="`base.field` that never leaves")


def load_policy(path: str | Path | None = None) -> Policy:
    """Read a policy file, or the packaged one; RulePackError lists all its faults with their lines.

    >>> sorted(load_policy().audiences)
    ['agency', 'department', 'public', 'self']
    """
    path = rules_root() / "policy.yml" if path is None else Path(path)
    if not path.is_file():
        raise RulePackError(f"{path}: no such policy file", hint="leave it out to use the packaged one")
    return read_checked(path, Policy, "policy")
