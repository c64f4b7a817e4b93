"""The registry of sources: which systems may deliver, of whom, at what level, for what area and business.

统一备案管理: a system is registered before it delivers. The crossings of 跨层级、跨地域、跨部门、跨业务 are columns here.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from mdm.errors import InputError, RulePackError
from mdm.rulepack.located_yaml import LocatedYaml
from mdm.rulepack.part import Part

Level = Literal["国家", "省", "市", "县", "乡"]
Channel = Literal["行政收集", "网络搜取", "自愿提供", "有偿购买", "传感收集"]


class RegisteredSource(Part):
    """One system that may deliver a source."""

    name: str = Field(description="name of the source in job files and outputs")
    title: str = Field(description="official name of the system")
    department: str = Field(description="department that answers for it, as it is called today")
    level: Level = Field(description="level of government the system belongs to")
    area: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="division it covers, such as 320500")]
    business: str = Field(description="business it serves, such as 社会保险")
    channel: Channel = Field("行政收集", description="how its data are collected")
    registered_on: date
    withdrawn_on: date | None = None


def load_registry(path: str | Path) -> dict[str, RegisteredSource]:
    """Read a registry: a list of RegisteredSource, by name; RulePackError lists all its faults with their lines."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such registry of sources", hint="check the path")
    file = LocatedYaml(path)
    faults = list(file.faults)
    entries: tuple[RegisteredSource, ...] = ()
    if not faults:
        try:
            entries = TypeAdapter(tuple[RegisteredSource, ...]).validate_python(file.data)
        except ValidationError as error:
            faults = [
                (file.line(item["loc"]), f"{'.'.join(map(str, item['loc']))}: {item['msg']}")
                for item in error.errors()
            ]
    names = [entry.name for entry in entries]
    for place, name in enumerate(names):
        if name in names[:place]:
            faults.append((file.line((place, "name")), f'{place}.name: "{name}" is registered twice'))
    if faults:
        lines = "\n".join(f"{path.name}:{line}: {text}" for line, text in sorted(faults))
        raise RulePackError(f"registry of sources {path} has faults\n{lines}")
    return {entry.name: entry for entry in entries}
