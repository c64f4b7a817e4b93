"""Who may see what: audiences and their masks, keyed tokens, groups large enough to be open."""

from mdm.privacy.anonymity import count_smallest_group
from mdm.privacy.audience import Audience, Policy, load_policy
from mdm.privacy.masks import MASKS
from mdm.privacy.tokens import keyed_tokens

__all__ = ["MASKS", "Audience", "Policy", "count_smallest_group", "keyed_tokens", "load_policy"]
