"""How strong is the evidence, and what follows from it?"""

from mdm.score.classifier import Classifier
from mdm.score.em import Fit, fit_matches
from mdm.score.evidence import code_levels, gather_evidence, split_code
from mdm.score.frequencies import contemporary_factor, namesake_factor, rarity, repeat_share, unit_weights
from mdm.score.model import ComparisonParameters, Following, LinkModel
from mdm.score.relatives import RelativePatterns
from mdm.score.rivals import rank_exclusive
from mdm.score.silent import share_silent
from mdm.score.thresholds import Merges, ProbeCandidates, Thresholds, choose_thresholds, decide, wilson
from mdm.score.train import Counts, count_levels, learn_parameters, mix, random_pairs
from mdm.score.weigh import comparison_weights, rank_candidates, weigh_pairs

__all__ = [
    "Classifier",
    "ComparisonParameters",
    "Counts",
    "Fit",
    "Following",
    "LinkModel",
    "Merges",
    "ProbeCandidates",
    "RelativePatterns",
    "Thresholds",
    "choose_thresholds",
    "code_levels",
    "comparison_weights",
    "contemporary_factor",
    "count_levels",
    "decide",
    "fit_matches",
    "gather_evidence",
    "learn_parameters",
    "mix",
    "namesake_factor",
    "random_pairs",
    "rank_candidates",
    "rank_exclusive",
    "rarity",
    "repeat_share",
    "share_silent",
    "split_code",
    "unit_weights",
    "weigh_pairs",
    "wilson",
]
