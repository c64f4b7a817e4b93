"""What sources must say about themselves before they can be read: the frame of their points."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mdm.errors import InputError, UsageError
from mdm.rulepack import Attribute, RulePack, parse_template
from mdm.sources import SourceInfo
from mdm.standardise import find_kind
from mdm.standardise.coordinate_frames import FRAMES


def declare_frames(
    sources: Iterable[SourceInfo], frames: Mapping[str, str] | str | None
) -> tuple[SourceInfo, ...]:
    """Add the frames given beside the job file; a source that states its own keeps it.

    UsageError for an unknown frame and for a source nobody delivers.
    """
    sources = tuple(sources)
    if not frames:
        return sources
    named = (
        dict.fromkeys((info.name for info in sources), frames) if isinstance(frames, str) else dict(frames)
    )
    for name, frame in named.items():
        if frame not in FRAMES:
            raise UsageError(f"unknown coordinate frame {frame!r}", hint=f"one of: {', '.join(FRAMES)}")
        if name not in {info.name for info in sources}:
            known = ", ".join(info.name for info in sources)
            raise UsageError(f"a frame is given for {name!r}, which is no source", hint=f"sources: {known}")
    return tuple(
        replace(info, options={"frame": named[info.name], **info.options}) if info.name in named else info
        for info in sources
    )


def check_declarations(sources: Iterable[SourceInfo], pack: RulePack) -> None:
    """Raise InputError for a source with values that cannot be read without a word about them.

    Points in an undeclared frame are such values: a point 465 m off looks like any other.
    """
    for info in sources:
        for attribute in pack.attributes.values():
            columns = _columns_behind(attribute, info, pack)
            if not columns:
                continue
            kind = find_kind(attribute.kind)
            for option in kind.must_declare:
                if option not in info.options and not _is_declared_by_a_column(attribute, option, info, pack):
                    raise InputError(
                        f"{info.name}: {' and '.join(columns)} hold {attribute.title_en.lower()}, "
                        f"but nothing says in which {option}",
                        hint=f"say `{option}: gcj02` in the job file or `--{option} {info.name}=gcj02`; "
                        f"known: {', '.join(FRAMES)}. It is never guessed",
                    )
            if "axes" in kind.options and "axes" in info.options and len(columns) > 1:
                raise InputError(
                    f"{info.name}: axes says which number comes first in one column, but {' and '.join(columns)} are two",
                    hint="leave axes out, or map the columns the other way round",
                )


def _columns_behind(attribute: Attribute, info: SourceInfo, pack: RulePack) -> list[str]:
    """Columns of a source from which this attribute would be read."""
    column_of = {name: column for column, name in info.columns.items()}
    own = [name for name, known in pack.attributes.items() if known is attribute and name in column_of]
    needed = [own] if own else [list(parse_template(text).required()) for text in attribute.templates]
    found = next((names for names in needed if names and set(names) <= set(column_of)), [])
    return [column_of[name] for name in found]


def _is_declared_by_a_column(attribute: Attribute, option: str, info: SourceInfo, pack: RulePack) -> bool:
    named = {f.attribute for text in attribute.templates for f in parse_template(text).fields()}
    return any(pack.attributes[name].declares == option for name in named & set(info.columns.values()))
