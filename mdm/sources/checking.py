"""Are the sources of several bases fit to be read? What is wrong with any of them is told before work begins."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mdm.errors import InputError
from mdm.rulepack import RulePack
from mdm.rulepack.model import fold_column_name
from mdm.sources.delivery import map_source, open_source
from mdm.sources.faults import SourceFaults
from mdm.sources.naming import name_sources
from mdm.sources.record_ids import refuse_doubles

# A table of another base: the pack assigned understands at most half of the columns that another one does, and fewer
# by three. Tables of one's own are understood best by their own pack, and others share a name, a number, an address.
_SHARE, _FEWER = 0.5, 3


@dataclass(frozen=True)
class Misplaced:
    """A source whose columns another base understands far better than the one it is assigned to."""

    source: str
    base: str
    columns: int
    better: str
    better_columns: int


def check_sources(
    sources: Mapping[str, Mapping[str, Any] | Iterable[Any]],
    packs: Mapping[str, RulePack],
    *,
    id_column: str | None = None,
) -> tuple[Misplaced, ...]:
    """Raise at once what `read_sources` would raise for files, headers and ids of any base; name the misplaced.

    `sources` holds those of each base, `packs` every base there may be. A source whose columns the job file names
    is where its author wants it.
    """
    faults, misplaced = SourceFaults(), []
    with tempfile.TemporaryDirectory(prefix="mdm-") as scratch:
        for base, given in sources.items():
            for spec, data in name_sources(given):
                with faults.gathered():
                    reading = open_source(spec, data, Path(scratch))
                    better = None if spec.columns else _better_base(base, reading.header, packs)
                    try:
                        mapping = map_source(spec, reading, packs[base], id_column)
                    except InputError as fault:
                        raise _with_advice(fault, better) from None
                    refuse_doubles(reading, mapping.record_id)
                    if better is not None:
                        misplaced.append(Misplaced(spec.name, base, *better))
    faults.tell()
    return tuple(misplaced)


def _better_base(
    base: str, header: Sequence[str], packs: Mapping[str, RulePack]
) -> tuple[int, str, int] | None:
    """Columns understood by the base, another base, and columns understood by that one."""
    known = {name: _understood(header, pack) for name, pack in packs.items()}
    best = max(known, key=lambda name: (known[name], name == base))
    far = known[base] <= known[best] * _SHARE and known[best] - known[base] >= _FEWER
    return (known[base], best, known[best]) if far else None


def _understood(header: Sequence[str], pack: RulePack) -> int:
    aliases = pack.aliases()
    return sum(column in pack.attributes or fold_column_name(column) in aliases for column in header)


def _with_advice(fault: InputError, better: tuple[int, str, int] | None) -> InputError:
    if better is None:
        return fault
    _, other, columns = better
    return InputError(
        fault.message,
        hint=f"{columns} of its columns are those of {other}: base: {other}; or else {fault.hint}",
    )
