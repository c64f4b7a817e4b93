"""Which records speak of the same entity? The steps between standardising and golden records."""

from mdm.linking.recipe import Linked, link_records
from mdm.linking.resolution import DISPUTED, row_mask

__all__ = ["DISPUTED", "Linked", "link_records", "row_mask"]
