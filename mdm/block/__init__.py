"""Which pairs are worth comparing, at what cost, losing what?"""

from mdm.block.pairs import CLOSED, OPEN, PROBE, CandidatePairs, find_candidate_pairs

__all__ = ["CLOSED", "OPEN", "PROBE", "CandidatePairs", "find_candidate_pairs"]
