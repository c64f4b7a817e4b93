"""Which columns of standardised records each step reads, so that none is made in vain or held too long."""

from collections.abc import Iterable, Mapping

import polars as pl

from mdm.coded_texts import MANY, code_few_texts
from mdm.compare import COMPARISONS, Comparison
from mdm.linking import columns_linked_by
from mdm.point_check import PARTS as POINT_PARTS
from mdm.point_check import point_attributes
from mdm.rulepack import RulePack
from mdm.rulepack.check import composed_of

LIBRARY: Mapping[str, Comparison] = {comparison.kind: comparison for comparison in COMPARISONS}


def needed_for_linking(records: pl.DataFrame, pack: RulePack, many: int = MANY) -> pl.DataFrame:
    """What linking reads: without parts that only completed records and composed keys, and values it never looks at.

    From so `many` rows on, columns of few texts are coded.
    """
    done = {*_columns_read_early(pack)} - {*_columns_read_later(pack)}
    values = columns_linked_by(records, pack, LIBRARY)
    kept = records.select(c for c in records.columns if (c not in done if "." in c else c in values))
    return kept if len(kept) < many else code_few_texts(kept, _told_together(pack), ["source"])


def _told_together(pack: RulePack) -> list[set[str]]:
    """Columns of which one stands in for the other: what is stated of an attribute, what others tell, and the value."""
    told: dict[str, set[str]] = {}
    for name, attribute in pack.attributes.items():
        for target, part in attribute.derive.items():
            told.setdefault(target, {target, f"{target}.stated"}).add(f"{name}.{part}")
    columns = _columns_compared(pack)
    return list(told.values()) + [{c, *pack.standing_in([c])} for c in columns if pack.standing_in([c])]


def needed_after_linking(records: pl.DataFrame, pack: RulePack) -> pl.DataFrame:
    """What is read once it is known who is whom: attributes, and of parts those that others tell, state or refer by,
    those of points, and those that places share with what lies in them."""
    read = {f"{name}.{part}" for name, one in pack.attributes.items() for part in one.derive.values()}
    read |= {f"{name}.stated" for name in pack.attributes}
    read |= {f"{name}.{part}" for name in point_attributes(pack) for part in POINT_PARTS}
    read |= {c for reference in pack.references for c in reference.own_columns()}
    read |= {completion.fill[0] for completion in pack.completions}
    return records.select(c for c in records.columns if c in read or "." not in c)


def needed_from_here(names: Iterable[str], pack: RulePack) -> list[str]:
    """Which columns golden records, references and the hierarchy read: attributes, and the parts those two name."""
    columns = {c for reference in pack.references for c in reference.own_columns()}
    if pack.hierarchy is not None:
        columns |= {completion.fill[0] for completion in pack.completions}
    return [c for c in names if "." not in c or c in columns]


def wanted_parts(pack: RulePack) -> dict[str, set[str]]:
    """The parts of each attribute that later rooms read."""
    parts: dict[str, set[str]] = {}
    for column in (*_columns_read_early(pack), *_columns_read_later(pack)):
        attribute, _, part = column.partition(".")
        parts.setdefault(attribute, set()).update({part} if part else set())
    return parts


def _columns_read_early(pack: RulePack) -> list[str]:
    """Columns that complete records and compose keys."""
    columns = [c for completion in pack.completions for c in completion.columns()]
    return columns + [c for attribute in pack.attributes.values() for c in composed_of(attribute)]


def _columns_read_later(pack: RulePack) -> list[str]:
    """Columns that references, identity, blocking and comparisons read."""
    columns = _columns_compared(pack) + [c for reference in pack.references for c in reference.own_columns()]
    columns += [c for identifier in pack.identifiers for c in identifier.columns()]
    columns += [f"{attribute}.{part}" for attribute in point_attributes(pack) for part in POINT_PARTS]
    return columns + list(pack.vetoes.naming())


def _columns_compared(pack: RulePack) -> list[str]:
    """Columns that blocking and comparisons read."""
    columns = [c for rule in pack.blocking for c in rule.reads]
    for comparison in pack.comparisons:
        parts = [part for part in LIBRARY[comparison.kind].parts if part != "value"]
        columns += [
            c for attribute in comparison.reads for c in (attribute, *(f"{attribute}.{p}" for p in parts))
        ]
    return columns + sorted(pack.standing_in(columns))


def coded_parts(pack: RulePack) -> dict[str, set[str]]:
    """The parts that are only grouped and compared, for which codes will do; what others read stays text."""
    others = set(_columns_read_early(pack)) | {
        c for reference in pack.references for c in reference.own_columns()
    }
    others |= {c for identifier in pack.identifiers for c in identifier.columns()}
    others |= set(pack.vetoes.naming())
    for name, attribute in pack.attributes.items():
        others |= {c for target, part in attribute.derive.items() for c in (target, f"{name}.{part}")}
    coded: dict[str, set[str]] = {}
    for column in _columns_compared(pack):
        name, _, part = column.partition(".")
        if part and column not in others:
            coded.setdefault(name, set()).add(part)
    return coded
