"""Which records speak of the same entity? The steps between standardising and golden records."""

from mdm.linking.recipe import Linked, link_records

__all__ = ["Linked", "link_records"]
