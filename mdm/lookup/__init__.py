"""Which body does a bare name mean? Equal names, former names, candidates with evidence, or nothing; never a guess."""

from mdm.lookup.answers import STATUSES, decide
from mdm.lookup.known import CURRENT, FORMER, OTHER, PARTS, RECORDED, USES, KnownNames
from mdm.lookup.likeness import weigh_pairs
from mdm.lookup.near import find_near
from mdm.lookup.search import find_pairs
from mdm.lookup.short import find_full

__all__ = [
    "CURRENT",
    "FORMER",
    "OTHER",
    "PARTS",
    "RECORDED",
    "STATUSES",
    "USES",
    "KnownNames",
    "decide",
    "find_full",
    "find_near",
    "find_pairs",
    "weigh_pairs",
]
