"""The contest between claims: test by test until one value stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mdm.golden.survivorship.claims import Claims, Codes
from mdm.golden.survivorship.strategy import SurvivorshipStrategy

ONLY_VALUE = 0
TIE_BREAK = 1
FIRST_STRATEGY = 2


@dataclass(frozen=True)
class Winners:
    """Per entity with a claim: the position of the winning record, and what decided.

    `rule` is ONLY_VALUE, TIE_BREAK, or FIRST_STRATEGY + the place of the strategy in its tuple.
    """

    entity: Codes
    position: Codes
    rule: NDArray[np.uint8]


def choose_survivors(
    claims: Claims, strategies: Sequence[SurvivorshipStrategy], everything: Claims | None = None
) -> Winners:
    """Put the claims to each test in turn; the one after which a single value stands has decided.

    Where all agree from the start the same tests still choose the record that is named as the origin.
    What no test decides, the smallest position does (source, then record id).
    """
    everything = everything or claims
    entity = claims.entity[claims.starts]
    rule = np.full(len(entity), ONLY_VALUE, np.uint8)
    for place, strategy in enumerate(strategies if len(claims) else ()):
        before = claims.disputed
        claims = claims.where(strategy.keep(claims, everything))
        rule[before & ~claims.disputed] = FIRST_STRATEGY + place
    rule[claims.disputed] = TIE_BREAK
    return Winners(entity, claims.position[claims.starts], rule)


def choose_runners_up(
    claims: Claims, winners: Winners, strategies: Sequence[SurvivorshipStrategy]
) -> Winners:
    """The same contest among the claims that differ from what won for their entity.

    `winners` is the outcome of `choose_survivors` for all of `claims`.
    """
    disputed = claims.where(claims.in_dispute)
    won = winners.position[np.isin(winners.entity, disputed.entity[disputed.starts])]
    winning = disputed.fingerprint[disputed.position == disputed.spread(won)]
    return choose_survivors(
        disputed.where(disputed.fingerprint != disputed.spread(winning)), strategies, claims
    )
