"""Read YAML so that every value knows its line, and only plain scalars are interpreted.

YAML 1.1 reads `0123` as 83, `no` as false and `12:30:00` as 45000; here only true/false/null, decimal
integers and floats are anything but text, and a key given twice is a fault.
"""

import re
from pathlib import Path
from typing import Any

import yaml

Location = tuple[str | int, ...]


class _PlainLoader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}  # noqa: RUF012  (the base class declares it so)


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", "-0123456789"),
):
    _PlainLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


class LocatedYaml:
    """One YAML file: its `data`, the `faults` met while reading, and the line of each location."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data: Any = None
        self.faults: list[tuple[int, str]] = []
        self._lines: dict[Location, int] = {}
        try:
            text = path.read_text(encoding="utf-8")
            loader = _PlainLoader(text)
            node = loader.get_single_node()
            if node is not None:
                self._walk(node, ())
                self.data = loader.construct_document(node)
        except UnicodeDecodeError as error:
            self.faults.append((1, f"not UTF-8: {error.reason} at byte {error.start}"))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.faults.append((line, f"not YAML: {error.problem}"))

    def _walk(self, node: yaml.Node, at: Location) -> None:
        self._lines[at] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    self.faults.append((key.start_mark.line + 1, f"key {key.value!r} is given twice"))
                seen.add(key.value)
                self._walk(value, (*at, key.value))
                self._lines[(*at, key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._walk(value, (*at, index))

    def line(self, at: Location) -> int:
        """Line of a location, or of the nearest one around it."""
        while at and at not in self._lines:
            at = at[:-1]
        return self._lines.get(at, 1)
