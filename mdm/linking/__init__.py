"""Which records speak of the same entity? The steps between standardising and golden records."""

from mdm.linking.coding import columns_linked_by
from mdm.linking.instructions import Instructions, ReusedModel
from mdm.linking.preparation import Prepared, prepare
from mdm.linking.recipe import Linked, link_records
from mdm.linking.resolution import row_mask
from mdm.linking.standing_in import let_stand_in
from mdm.linking.suggestions import Suggestion, linkable_columns, suggest_rules
from mdm.linking.told import BY_DECISION, BY_IDENTIFIER, list_apart, list_findings
from mdm.linking.weak import weak_line

__all__ = [
    "BY_DECISION",
    "BY_IDENTIFIER",
    "Instructions",
    "Linked",
    "Prepared",
    "ReusedModel",
    "Suggestion",
    "columns_linked_by",
    "let_stand_in",
    "link_records",
    "linkable_columns",
    "list_apart",
    "list_findings",
    "prepare",
    "row_mask",
    "suggest_rules",
    "weak_line",
]
