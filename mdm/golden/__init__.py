"""Which value lives on, from where, under which persistent id?"""

from mdm.golden.authority import rank_sources
from mdm.golden.build import GoldenFrames, build_golden_records
from mdm.golden.entity_ids import DEFAULT_CITY, DEFAULT_KEY, issue_entity_ids
from mdm.golden.lazily import scan_batches
from mdm.golden.persistence import Before, first_registry

__all__ = [
    "DEFAULT_CITY",
    "DEFAULT_KEY",
    "Before",
    "GoldenFrames",
    "build_golden_records",
    "first_registry",
    "issue_entity_ids",
    "rank_sources",
    "scan_batches",
]
