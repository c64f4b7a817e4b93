"""A file of knowledge that stands alone: read and checked, all its faults told with their lines."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from mdm.errors import RulePackError
from mdm.rulepack.located_yaml import LocatedYaml
from mdm.rulepack.part import Part

Shape = TypeVar("Shape", bound=Part)


def read_checked(path: Path, shape: type[Shape], what: str, hint: str | None = None) -> Shape:
    """The file at `path` as `shape`; RulePackError that calls it `what` and lists every fault with its line."""
    file = LocatedYaml(path)
    faults = list(file.faults)
    if not faults:
        try:
            return TypeAdapter(shape).validate_python(file.data)
        except ValidationError as error:
            faults = [(file.line(item["loc"]), _say(item["loc"], item["msg"])) for item in error.errors()]
    lines = "\n".join(f"{path.name}:{line}: {text}" for line, text in faults)
    raise RulePackError(f"{what} {path.name} has faults\n{lines}", hint=hint)


def _say(at: tuple[Any, ...], text: str) -> str:
    where = ".".join(map(str, at))
    return f"{where}: {text}" if where else text
