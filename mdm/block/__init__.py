"""Which pairs are worth comparing, at what cost, losing what?"""

from mdm.block.pairs import CLOSED, OPEN, PROBE, CandidatePairs, find_candidate_pairs
from mdm.block.trial import Trial

__all__ = ["CLOSED", "OPEN", "PROBE", "CandidatePairs", "Trial", "find_candidate_pairs"]
