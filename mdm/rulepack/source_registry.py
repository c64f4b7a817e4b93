"""The registry of source systems: who may deliver what, at which level, for which area and business."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mdm.errors import InputError
from mdm.rulepack.checked_file import read_checked
from mdm.rulepack.part import Part

Level = Literal["state", "province", "city", "district"]
Channel = Literal["administrative", "web", "voluntary", "purchased", "sensor"]


class System(Part):
    """One system that is registered to deliver."""

    name: str = Field(description="name of the source, or what its `system` says in the job file")
    title: str = Field(description="what it is called in Chinese")
    department: str = Field(description="the department that runs it, by the name of its day")
    level: Level = Field(description="state, province, city or district: whose system it is")
    area: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="division code of the area it covers")]
    business: str = Field(description="the business it serves, such as 户籍管理")
    use: str = Field("", description="what its data may be used for")
    feeds: tuple[str, ...] = Field((), description="bases it may deliver to; unsaid: any")
    channel: Channel = Field("administrative", description="how the data are collected")
    repeats: tuple[str, ...] = Field((), description="systems whose rows it passes on: no witness of its own")
    since: date | None = Field(None, description="first day of operation")
    until: date | None = Field(None, description="last day of operation")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "System":
        if self.since and self.until and self.until < self.since:
            raise ValueError("until lies before since")
        return self


class SourceRegistry(Part):
    """All registered systems, by name."""

    systems: tuple[System, ...]

    @model_validator(mode="after")
    def _named_once(self) -> "SourceRegistry":
        names = [system.name for system in self.systems]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f'system "{name}" is registered twice')
        for system in self.systems:
            for other in system.repeats:
                if other not in names:
                    raise ValueError(f'"{system.name}" repeats "{other}", which is not registered')
        return self

    def find(self, name: str) -> System | None:
        """The system of that name, or None."""
        return next((system for system in self.systems if system.name == name), None)


def load_source_registry(path: str | Path) -> SourceRegistry:
    """Read a registry file (YAML with `systems:`).

    Raises InputError where there is no such file and RulePackError that lists all faults with their lines.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such source registry", hint="check the path")
    return read_checked(path, SourceRegistry, "source registry", "systems: a list of registered systems")
