"""Why is it so? Answers about pairs, entities and values of a finished run, for people and as data."""

from mdm.explanation.doubtful import list_doubtful
from mdm.explanation.entity import EntityStory, explain_entity
from mdm.explanation.evidence import ComparisonLine
from mdm.explanation.pair import PairStory, explain_pair
from mdm.explanation.value import ValueStory, explain_value

__all__ = [
    "ComparisonLine",
    "EntityStory",
    "PairStory",
    "ValueStory",
    "explain_entity",
    "explain_pair",
    "explain_value",
    "list_doubtful",
]
