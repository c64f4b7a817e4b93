"""The surviving value of one attribute for every entity, as places of records."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.golden.authority import Sources
from mdm.golden.entities import Codes, Entities
from mdm.golden.survivorship import STRATEGIES
from mdm.golden.survivorship.claims import NO_DATE, Claims
from mdm.golden.survivorship.contest import ONLY_VALUE, choose_runners_up, choose_survivors
from mdm.rulepack import RulePack

NOBODY = np.iinfo(np.uint32).max

RULES_BEFORE_STRATEGIES = ("only_value", "tie_break")


@dataclass(frozen=True)
class Survivors:
    """Per entity code: the record whose value lives on (NOBODY where none has one) and what decided.

    `rule` is a place in `rules`. `beaten` are the codes of entities with a losing value, ascending, and
    `runner_up` the records of the best of those.
    """

    winner: Codes
    rule: NDArray[np.uint8]
    rules: tuple[str, ...]
    beaten: Codes
    runner_up: Codes


def find_survivors(
    attribute: str, records: pl.DataFrame, entities: Entities, sources: Sources, pack: RulePack
) -> Survivors:
    """Hold the contest for one attribute; records without a trusted value claim nothing.

    An entity of one record needs no contest. The others are taken in batches, which bounds memory.
    """
    names = pack.survivorship.for_attribute(attribute).strategies
    strategies = [STRATEGIES[name] for name in names]
    authority = sources.authority(pack, attribute)[sources.code]
    witness = sources.witness[sources.code]
    observed = observed_days(records, pack)
    values = records[attribute]
    present = values.is_not_null().to_numpy()

    winner = np.where(present[entities.founders], entities.founders, NOBODY).astype(np.uint32)
    winner[entities.entity[entities.members]] = NOBODY
    rule = np.full(len(entities), ONLY_VALUE, np.uint8)
    beaten, runners_up = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for members in entities.batches():
        at = members[present[members]]
        claims = Claims(
            at, entities.entity[at], values.gather(at), authority[at], observed[at], witness[at]
        )
        won = choose_survivors(claims, strategies)
        winner[won.entity], rule[won.entity] = won.position, won.rule
        second = choose_runners_up(claims, won, strategies)
        beaten.append(second.entity)
        runners_up.append(second.position)
    rules = (*RULES_BEFORE_STRATEGIES, *names)
    return Survivors(winner, rule, rules, np.concatenate(beaten), np.concatenate(runners_up))


def observed_days(records: pl.DataFrame, pack: RulePack) -> NDArray[np.int32]:
    """Day on which each record was updated, as days since 1970, `NO_DATE` where unknown."""
    days = observed_dates(records, pack).to_physical().fill_null(NO_DATE).to_numpy()
    return np.asarray(days, np.int32)


def observed_dates(records: pl.DataFrame, pack: RulePack) -> pl.Series:
    """Day on which each record was updated, by the pack's `updated_at`."""
    name = pack.survivorship.updated_at
    if name is None or name not in records.columns:
        return pl.Series(name or "", [None], pl.Date).new_from_index(0, records.height)
    return records[name].cast(pl.Date, strict=False)
