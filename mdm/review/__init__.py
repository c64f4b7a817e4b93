"""What must a person decide, and what did they decide?"""

from mdm.review.content import hash_pairs
from mdm.review.decisions import read_decisions, write_decisions
from mdm.review.placing import PlacedDecisions, place_decisions

__all__ = ["PlacedDecisions", "hash_pairs", "place_decisions", "read_decisions", "write_decisions"]
