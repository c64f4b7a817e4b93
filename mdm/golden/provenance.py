"""Where each golden value came from, what decided, and what it beat."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.frames import PROVENANCE
from mdm.golden.entities import Codes
from mdm.golden.survivors import NOBODY, Survivors


def list_origins(
    codes: Codes, ids: pl.Series, survivors: Mapping[str, Survivors], keys: pl.DataFrame, dates: pl.Series
) -> pl.DataFrame:
    """Provenance rows of some entities: in their order, and for each in the order of `survivors`.

    `ids` are the ids of all entities by code, `keys` `source` and `record_id` of all records, `dates` the day each
    was updated.
    """
    if not survivors:
        return pl.DataFrame(schema=PROVENANCE)
    has_value = [found.winner[codes] != NOBODY for found in survivors.values()]
    slots = [np.flatnonzero(has) for has in has_value]
    order = np.argsort(np.concatenate(slots), kind="stable")
    winners = np.concatenate([s.winner[codes[at]] for s, at in zip(survivors.values(), slots, strict=True)])[
        order
    ]
    names = np.repeat(np.arange(len(survivors)), [len(at) for at in slots])[order]

    values, originals, runners_up = [], [], []
    for found, at in zip(survivors.values(), slots, strict=True):
        own = codes[at]
        values.append(found.value.gather(own).cast(pl.String))
        originals.append(
            pl.repeat(None, len(own), dtype=pl.String, eager=True)
            if found.original is None
            else found.original.gather(own).cast(pl.String)
        )
        runners_up.append(found.runners_up(own).cast(pl.String))
    rules, decided = _number_rules(survivors, codes, slots)
    place = pl.Series(order)

    def in_order(pieces: list[pl.Series]) -> pl.Series:
        return pl.concat(pieces, rechunk=True).gather(
            place
        )  # from several chunks it takes many times as long

    nothing = pl.repeat(None, len(order), dtype=pl.Date, eager=True)
    return pl.DataFrame(
        {
            "entity_id": ids.gather(codes[np.concatenate(slots)[order]]),
            "attribute": pl.Series(list(survivors)).gather(names),
            "value": in_order(values),
            "original": in_order(originals),
            "source": keys["source"].gather(winners),
            "record_id": keys["record_id"].gather(winners),
            "rule": pl.Series(rules).gather(decided[order]),
            "runner_up": in_order(runners_up),
            "effective_from": nothing,
            "effective_to": nothing,
            "observed_at": dates.gather(winners),
        }
    )


def _number_rules(
    survivors: Mapping[str, Survivors], codes: Codes, slots: Sequence[NDArray[np.intp]]
) -> tuple[list[str], Codes]:
    """All names of rules, and the place among them of what decided on each value, attribute by attribute."""
    names: list[str] = []
    decided = []
    for found, at in zip(survivors.values(), slots, strict=True):
        decided.append(found.rule[codes[at]] + np.uint32(len(names)))
        names += found.rules
    return names, np.concatenate(decided)
