"""The surviving value of one attribute for every entity, as places of records."""

from collections.abc import Iterator
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
from mdm.shelf import WORTH_A_FILE, Shelved

NOBODY = np.iinfo(np.uint32).max

RULES_BEFORE_STRATEGIES = ("only_value", "tie_break")

_BATCH = 1_000_000


@dataclass(frozen=True)
class Survivors:
    """Per entity code: the record whose value lives on (NOBODY where none has one) and what decided.

    `rule` is a place in `rules`. `beaten` are the codes of entities with a losing value, ascending, and
    `seconds` the best of those values. `value` is what survives, `original` the text delivered for it, one an entity.
    """

    winner: Codes
    rule: NDArray[np.uint8]
    rules: tuple[str, ...]
    beaten: Codes
    seconds: pl.Series
    value: pl.Series
    original: pl.Series | None = None

    def runners_up(self, codes: Codes) -> pl.Series:
        """The best losing value of each of these entities, or null."""
        if not len(self.beaten):
            return self.seconds.clear().extend_constant(None, len(codes))
        at = np.searchsorted(self.beaten, codes).astype(np.uint32)
        at[at == len(self.beaten)] = 0
        return self.seconds.gather(places(np.where(self.beaten[at] == codes, at, NOBODY).astype(np.uint32)))


@dataclass(frozen=True)
class Contestants:
    """The records that share an entity, by entity and position: what every contest needs of them."""

    position: Codes
    entity: Codes
    source: NDArray[np.uint16]
    observed: NDArray[np.int32]

    def batches(self) -> Iterator["Contestants"]:
        """Pieces of about a million records that never cut through an entity; they bound memory."""
        start = 0
        while start < len(self.entity):
            last = self.entity[min(start + _BATCH, len(self.entity)) - 1]
            end = int(np.searchsorted(self.entity, last, side="right"))
            part = slice(start, end)
            yield Contestants(self.position[part], self.entity[part], self.source[part], self.observed[part])
            start = end


def gather_contestants(entities: Entities, sources: Sources, dates: pl.Series) -> Contestants:
    """Take from the records, once for all attributes, what the contests ask of them."""
    days = dates.to_physical().fill_null(NO_DATE).to_numpy().astype(np.int32, copy=False)
    at = entities.members
    return Contestants(at, entities.entity[at], sources.code[at], days[at])


def find_survivors(
    attribute: str,
    values: pl.Series,
    entities: Entities,
    contestants: Contestants,
    sources: Sources,
    pack: RulePack,
    originals: pl.Series | None = None,
) -> Survivors:
    """Hold the contest for one attribute; records without a trusted value claim nothing.

    An entity of one record needs no contest. `values` and `originals` are those of all records; of both no more
    is kept than what entities hold.
    """
    names = pack.survivorship.for_attribute(attribute).strategies
    strategies = [STRATEGIES[name] for name in names]
    authority = sources.authority(pack, attribute)
    present = values.is_not_null().to_numpy()
    fingerprints = values.hash().to_numpy()

    winner = np.where(present[entities.founders], entities.founders, NOBODY).astype(np.uint32)
    winner[contestants.entity] = NOBODY
    rule = np.full(len(entities), ONLY_VALUE, np.uint8)
    beaten, runners_up = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for batch in contestants.batches():
        has_value = np.flatnonzero(present[batch.position])
        at = batch.position[has_value]
        claims = Claims(
            position=at,
            entity=batch.entity[has_value],
            fingerprint=fingerprints[at],
            source=batch.source[has_value],
            observed=batch.observed[has_value],
            column=values,
            authority=authority,
            witness=sources.witness,
        )
        won = choose_survivors(claims, strategies)
        winner[won.entity], rule[won.entity] = won.position, won.rule
        second = choose_runners_up(claims, won, strategies)
        beaten.append(second.entity)
        runners_up.append(second.position)
    rules = (*RULES_BEFORE_STRATEGIES, *names)
    seconds = _keep(values, np.concatenate(runners_up))
    original = None if originals is None else _keep(originals, winner)
    return Survivors(winner, rule, rules, np.concatenate(beaten), seconds, _keep(values, winner), original)


def _keep(column: pl.Series, positions: Codes) -> pl.Series:
    """Some values of a column; where that lies in a file, in memory of their own, so that what was read can go."""
    kept = column.gather(places(positions))
    if len(column) < WORTH_A_FILE or kept.dtype != pl.String:
        return kept
    return kept.to_frame("kept").select(pl.concat_str("kept", pl.lit(""))).to_series().alias(column.name)


def written_survivors(winner: Codes, rule: str, texts: pl.Series, originals: pl.Series | None) -> Survivors:
    """Values that were not won but written, one an entity; `winner` is the record that stands for their origin."""
    none = np.empty(0, np.uint32)
    original = None if originals is None else _keep(originals, winner)
    return Survivors(winner, np.zeros(len(winner), np.uint8), (rule,), none, texts.clear(), texts, original)


def observed_dates(records: Shelved, pack: RulePack) -> pl.Series:
    """Day on which each record was updated, by the pack's `updated_at`."""
    name = pack.survivorship.updated_at
    if name is None or name not in records.columns:
        return pl.Series(name or "", [None], pl.Date).new_from_index(0, records.height)
    return records[name].cast(pl.Date, strict=False)


def places(positions: Codes) -> pl.Series:
    """Positions to gather by: null where there is nobody."""
    column = pl.Series(positions, dtype=pl.UInt32)
    return column.set(column == NOBODY, None)
