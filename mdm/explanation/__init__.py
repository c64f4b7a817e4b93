"""Why is it so? Answers about pairs, entities and values of a finished run, for people and as data."""

from mdm.explanation.blocking import MOST_PAIRS, BlockingStory, explain_blocking
from mdm.explanation.doubtful import list_doubtful
from mdm.explanation.entity import EntityStory, explain_entity
from mdm.explanation.evidence import ComparisonLine
from mdm.explanation.number import find_number, follow_ids
from mdm.explanation.pair import PairStory, explain_pair
from mdm.explanation.value import ValueStory, explain_value

__all__ = [
    "MOST_PAIRS",
    "BlockingStory",
    "ComparisonLine",
    "EntityStory",
    "PairStory",
    "ValueStory",
    "explain_blocking",
    "explain_entity",
    "explain_pair",
    "explain_value",
    "find_number",
    "follow_ids",
    "list_doubtful",
]
