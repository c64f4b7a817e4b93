"""The latest claim, by the day its record was updated. A claim without a date is the oldest."""

from mdm.golden.survivorship.claims import Claims, Mask
from mdm.golden.survivorship.strategy import SurvivorshipStrategy


def keep_latest(standing: Claims, _everything: Claims) -> Mask:
    """Keep the claims with the latest date."""
    return standing.largest(standing.observed)


STRATEGY = SurvivorshipStrategy("latest", "日期最新", "the latest record", keep_latest)
