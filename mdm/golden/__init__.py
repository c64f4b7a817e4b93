"""Which value lives on, from where, under which persistent id?"""

from mdm.golden.authority import rank_sources
from mdm.golden.build import GoldenFrames, build_golden_records
from mdm.golden.documents import find_conflicts, list_documents
from mdm.golden.entity_ids import DEFAULT_CITY, DEFAULT_KEY, issue_entity_ids
from mdm.golden.lazily import scan_batches
from mdm.golden.persistence import Before, first_registry

__all__ = [
    "DEFAULT_CITY",
    "DEFAULT_KEY",
    "Before",
    "GoldenFrames",
    "build_golden_records",
    "find_conflicts",
    "first_registry",
    "issue_entity_ids",
    "list_documents",
    "rank_sources",
    "scan_batches",
]
