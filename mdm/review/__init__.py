"""What must a person decide, and what did they decide?"""

from mdm.review.content import hash_pairs
from mdm.review.decisions import PAIR, VERDICTS, read_decisions, write_decisions
from mdm.review.importing import Imported, check_kept, import_decisions
from mdm.review.placing import PlacedDecisions, place_decisions

__all__ = [
    "PAIR",
    "VERDICTS",
    "Imported",
    "PlacedDecisions",
    "check_kept",
    "hash_pairs",
    "import_decisions",
    "place_decisions",
    "read_decisions",
    "write_decisions",
]
