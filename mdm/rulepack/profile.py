"""Profiles: which bases make up a city's list, and in what order they are built."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from mdm._resources import rules_root
from mdm.errors import RulePackError
from mdm.rulepack.checked_file import read_checked
from mdm.rulepack.model import RulePack
from mdm.rulepack.part import Part
from mdm.rulepack.references import SELF


class Profile(Part):
    """A list of bases as a plan names it. `beside` are built too where sources are given."""

    name: str
    title: str
    title_en: str
    catalogue: str = Field("政务信息资源目录", description="what the plan calls the resource catalogue")
    bases: Annotated[tuple[str, ...], Field(min_length=1, description="rule packs, in the plan's order")]
    beside: tuple[str, ...] = Field((), description="further rule packs that may be built beside them")


def list_profiles() -> list[str]:
    """Names of the packaged profiles, sorted."""
    return sorted(path.stem for path in (rules_root() / "profiles").glob("*.yml"))


def load_profile(profile: str | Path) -> Profile:
    """Read a packaged profile by name, or the file at a path; RulePackError lists all its faults.

    >>> load_profile("suzhou-2016").bases
    ('population', 'legal_entity', 'macro_economy', 'government_information', 'geography')
    """
    packaged = rules_root() / "profiles" / f"{profile}.yml"
    path = packaged if packaged.is_file() else Path(profile)
    if not path.is_file():
        known = list_profiles()
        close = difflib.get_close_matches(str(profile), known, 1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise RulePackError(
            f"no profile {str(profile)!r}: neither a packaged one nor a file",
            hint=f"{hint}Packaged profiles: {', '.join(known)}.",
        )
    return read_checked(path, Profile, "profile")


def domains(profile: str | Path) -> tuple[str, ...]:
    """Name the bases of a profile, in the order of the plan it follows.

    >>> domains("jiangsu-145")
    ('population', 'legal_entity', 'e_licence', 'credit', 'geography')
    """
    return load_profile(profile).bases


def order_bases(packs: Mapping[str, RulePack]) -> list[str]:
    """Names of the packs so that each stands behind those its references lead to; else in the given order.

    RulePackError where two refer to one another.
    """
    waiting = {name: _referred(pack, packs) for name, pack in packs.items()}
    ordered: list[str] = []
    while waiting:
        ready = next((name for name, needed in waiting.items() if needed.isdisjoint(waiting)), None)
        if ready is None:
            raise RulePackError(f"these bases refer to one another in a circle: {', '.join(waiting)}")
        ordered.append(ready)
        del waiting[ready]
    return ordered


def _referred(pack: RulePack, packs: Iterable[str]) -> set[str]:
    named = {target.base for reference in pack.references for target in reference.to}
    return (named & set(packs)) - {SELF, pack.name}
