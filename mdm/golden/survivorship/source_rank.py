"""Authority first: for each attribute some department is the one that knows (一数一源)."""

from mdm.golden.survivorship.claims import Claims, Mask
from mdm.golden.survivorship.strategy import SurvivorshipStrategy


def keep_highest_ranked(standing: Claims, _everything: Claims) -> Mask:
    """Keep the claims of the most authoritative source; sources without rank come last, as equals."""
    return standing.smallest(standing.authority[standing.source])


STRATEGY = SurvivorshipStrategy(
    "source_rank", "来源权威", "the source with most authority", keep_highest_ranked
)
