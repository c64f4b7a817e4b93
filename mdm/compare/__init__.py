"""How alike are two records, in levels?"""

from mdm.compare.kind import Comparison, Level
from mdm.compare.library import COMPARISONS, find_comparison
from mdm.compare.pairs import STANDS_IN, compare_one, compare_pairs, level_names

__all__ = [
    "COMPARISONS",
    "STANDS_IN",
    "Comparison",
    "Level",
    "compare_one",
    "compare_pairs",
    "find_comparison",
    "level_names",
]
