"""Which value lives on: strategies as tests, and the contest they make together."""

from mdm.golden.survivorship import latest, longest, most_sources, source_rank
from mdm.golden.survivorship.strategy import SurvivorshipStrategy

STRATEGIES: dict[str, SurvivorshipStrategy] = {
    module.STRATEGY.name: module.STRATEGY for module in (latest, longest, most_sources, source_rank)
}

__all__ = ["STRATEGIES", "SurvivorshipStrategy"]
