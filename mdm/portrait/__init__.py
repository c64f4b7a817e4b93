"""Everything tied to one entity: a person, a household, an enterprise, a door; each tie with its reason, both ways."""

from mdm.portrait.drawing import Portrait, draw_portrait
from mdm.portrait.naming import name_entities

__all__ = ["Portrait", "draw_portrait", "name_entities"]
