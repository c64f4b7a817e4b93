"""Which records speak of the same entity? The steps between standardising and golden records."""

from mdm.linking.instructions import Instructions, ReusedModel
from mdm.linking.recipe import Linked, link_records
from mdm.linking.resolution import row_mask
from mdm.linking.told import BY_DECISION, list_apart, list_findings
from mdm.linking.weak import weak_line

__all__ = [
    "BY_DECISION",
    "Instructions",
    "Linked",
    "ReusedModel",
    "link_records",
    "list_apart",
    "list_findings",
    "row_mask",
    "weak_line",
]
