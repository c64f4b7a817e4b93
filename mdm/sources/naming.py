"""Give every source a name: from the mapping, the `NAME=` of the command line, or the file's stem."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mdm.errors import UsageError
from mdm.rulepack.job import SOURCE_NAME, SourceSpec

NamedSource = tuple[SourceSpec, Any]


def name_sources(sources: Mapping[str, Any] | Iterable[Any] | str | Path) -> list[NamedSource]:
    """Return (spec, data) per source; `data` is None where the spec's path says where it lies.

    `sources` is a mapping of name to path or frame, or a list of paths, `NAME=PATH` texts and SourceSpecs.
    Raises UsageError for no sources, a name given twice or a name that cannot stand in `SOURCE:ID`.

    >>> [(spec.name, str(spec.path)) for spec, _ in name_sources(["police=a.csv", "health.csv"])]
    [('police', 'a.csv'), ('health', 'health.csv')]
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    items = sources.items() if isinstance(sources, Mapping) else [(None, item) for item in sources]
    named = [_name_one(name, item) for name, item in items]
    if not named:
        raise UsageError("no sources", hint="give at least one, such as police=police.csv")
    seen: dict[str, NamedSource] = {}
    for spec, data in named:
        if spec.name in seen:
            raise UsageError(
                f"two sources are called {spec.name!r}: {seen[spec.name][0].path} and {spec.path}",
                hint="name them: police=a/people.csv health=b/people.csv",
            )
        seen[spec.name] = (spec, data)
    return named


def _name_one(name: str | None, item: Any) -> NamedSource:
    if isinstance(item, SourceSpec):
        return (item if name is None else item.model_copy(update={"name": name})), None
    if isinstance(item, str | Path):
        if name is None:
            name, path = _split(str(item))
        else:
            path = Path(item)
        return SourceSpec(name=_checked(name), path=path), None
    if name is None:
        raise UsageError("a frame needs a name", hint='pass a mapping: {"police": frame}')
    return SourceSpec(name=_checked(name)), item


def _split(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if equals and "/" not in name and "\\" not in name:
        return name, Path(path)
    return Path(text).stem, Path(text)


def _checked(name: str) -> str:
    if not re.fullmatch(SOURCE_NAME, name):
        raise UsageError(
            f"{name!r} cannot name a source",
            hint="a name is short text without : = / and outer blanks; say NAME=PATH",
        )
    return name
