"""Everything tied to one entity: a person, a household, an enterprise, a door; each tie with its reason, both ways."""

from mdm.portrait.around import gather_neighbourhood
from mdm.portrait.civil_affairs import list_civil_affairs
from mdm.portrait.drawing import Portrait, draw_portrait
from mdm.portrait.known_base import KnownBase
from mdm.portrait.naming import name_entities

__all__ = [
    "KnownBase",
    "Portrait",
    "draw_portrait",
    "gather_neighbourhood",
    "list_civil_affairs",
    "name_entities",
]
