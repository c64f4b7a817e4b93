"""What did the departments send? Any encoding, any column names, as raw records."""

from mdm.sources.checking import Misplaced, check_sources
from mdm.sources.delivery import Delivery, SourceInfo, read_sources
from mdm.sources.naming import name_sources
from mdm.sources.open_file import read_table

__all__ = [
    "Delivery",
    "Misplaced",
    "SourceInfo",
    "check_sources",
    "name_sources",
    "read_sources",
    "read_table",
]
