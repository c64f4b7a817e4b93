"""How sources are linked: deduplicated, with one another, or to a reference register.

Every source is deduplicated and linked with the others unless something is said. A source declared
duplicate-free holds each entity once at most. A reference is such a register; where there is one the other
sources count as duplicate-free too unless they say otherwise, so that records link one to one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mdm.errors import UsageError
from mdm.sources import SourceInfo


@dataclass(frozen=True)
class LinkingModes:
    """`duplicate_free`: sources that hold each entity once; `reference`: the register, where there is one."""

    duplicate_free: frozenset[str]
    reference: str | None


def find_modes(
    sources: Iterable[SourceInfo], duplicate_free: Collection[str] = (), reference: str | None = None
) -> LinkingModes:
    """Join what the job file says of each source with what the call says.

    Raises UsageError for a name that is no source, and for a second reference.
    """
    duplicate_free = [duplicate_free] if isinstance(duplicate_free, str) else duplicate_free
    said = {info.name: info.options for info in sources}
    for name in [*duplicate_free, *([] if reference is None else [reference])]:
        if name not in said:
            raise UsageError(f"no source {name!r} to link in this way", hint=f"sources: {', '.join(said)}")
    registers = {name for name, options in said.items() if options.get("reference") == "true"}
    registers |= set() if reference is None else {reference}
    if len(registers) > 1:
        raise UsageError(
            f"several references: {', '.join(sorted(registers))}",
            hint="one source is the reference; declare the others duplicate-free",
        )
    free = {
        name
        for name, options in said.items()
        if name in registers
        or name in duplicate_free
        or options.get("duplicate_free", str(bool(registers)).lower()) == "true"
    }
    return LinkingModes(frozenset(free), next(iter(registers), None))
