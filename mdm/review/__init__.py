"""What must a person decide, and what did they decide?"""

from mdm.review.content import hash_pairs
from mdm.review.decisions import read_decisions, write_decisions
from mdm.review.folder import Imported, import_decisions, list_doubtful
from mdm.review.placing import PlacedDecisions, place_decisions

__all__ = [
    "Imported",
    "PlacedDecisions",
    "hash_pairs",
    "import_decisions",
    "list_doubtful",
    "place_decisions",
    "read_decisions",
    "write_decisions",
]
