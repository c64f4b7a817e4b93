"""What does each value mean? Value, parts, issue, steps."""

from mdm.standardise.kind import Context, Kind
from mdm.standardise.kinds import KINDS, find_kind
from mdm.standardise.records import (
    StandardisedRecords,
    compose_attributes,
    compose_texts,
    describe_issues,
    standardise_records,
)
from mdm.standardise.templates import are_usable
from mdm.standardise.values import apply_kind, as_day, standardise_values

__all__ = [
    "KINDS",
    "Context",
    "Kind",
    "StandardisedRecords",
    "apply_kind",
    "are_usable",
    "as_day",
    "compose_attributes",
    "compose_texts",
    "describe_issues",
    "find_kind",
    "standardise_records",
    "standardise_values",
]
