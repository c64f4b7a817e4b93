"""Whose word counts for what: departments found in source names, their rank and their independence."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.rulepack import InCharge, RulePack, departments_of
from mdm.shelf import Shelved, in_memory

_COPY = 0


@dataclass(frozen=True)
class Sources:
    """The sources of a run, sorted by name, and what the pack knows about them.

    `code`: place in `names` of each record's source. `departments`: department of each source, or None.
    `witness`: per source a number, equal for tables of one department and 0 for mere copies. Where the pack
    says who is in charge of whom, all sources stand there a second time, for their records of entities that
    another department is in charge of: `in_charge` is false there.
    """

    names: tuple[str, ...]
    code: NDArray[np.uint16]
    departments: tuple[str | None, ...]
    witness: NDArray[np.uint16]
    in_charge: tuple[bool, ...]

    def authority(self, pack: RulePack, attribute: str) -> NDArray[np.uint16]:
        """Rank of each source for an attribute: 0 is highest, those the pack does not rank come last."""
        ranked = pack.survivorship.for_attribute(attribute).sources
        place = {one: at for at, rank in enumerate(ranked) for one in departments_of(rank)}
        by_charge = {one for rank in ranked if isinstance(rank, InCharge) for one in rank.in_charge}
        return np.array(
            [
                place.get(one or "", len(ranked)) if charged or one not in by_charge else len(ranked)
                for one, charged in zip(self.departments, self.in_charge, strict=True)
            ],
            np.uint16,
        )


def recognise_sources(records: Shelved, pack: RulePack) -> Sources:
    """Find the department of each source of the records by the pack's words, and who is in charge of each."""
    sources = records["source"]
    names = tuple(sources.unique().sort().to_list())
    code = sources.cast(pl.Enum(names)).to_physical().cast(pl.UInt16).to_numpy()
    departments = tuple(find_department(name, pack.survivorship.departments) for name in names)
    independent = sorted({d or f" {name}" for name, d in zip(names, departments, strict=True)})
    witness = [
        _COPY if _mentions(name, pack.survivorship.copies) else independent.index(d or f" {name}") + 1
        for name, d in zip(names, departments, strict=True)
    ]
    outside = _outside_their_charge(records, departments, code, pack)
    if outside.any():
        code = np.where(outside, code + len(names), code).astype(np.uint16)
        names, departments, witness = names * 2, departments * 2, witness * 2
    count = len(set(names))
    in_charge = tuple(at < count for at in range(len(names)))
    return Sources(names, code, departments, np.array(witness, np.uint16), in_charge)


def _outside_their_charge(
    records: Shelved, departments: Sequence[str | None], code: NDArray[np.uint16], pack: RulePack
) -> NDArray[np.bool_]:
    """Records of entities that another department than their own is in charge of, as their numbers say."""
    outside = np.zeros(records.height, bool)
    for charge in pack.survivorship.charges():
        if charge.by not in records.columns:
            continue
        owner = np.array([d or "" for d in departments])[code]
        number = records[charge.by].cast(pl.String)
        for department, starts in charge.in_charge.items():
            own = pl.any_horizontal(number.str.starts_with(start).alias(start) for start in starts)
            foreign = ~pl.select(own).to_series() & number.is_not_null()
            outside |= (owner == department) & foreign.to_numpy()
    return outside


def rank_sources(sources: pl.Series, pack: RulePack, attribute: str) -> pl.Series:
    """Rank of each of these sources for an attribute: 0 is highest."""
    known = recognise_sources(in_memory(sources.alias("source").to_frame()), pack)
    return pl.Series("authority", known.authority(pack, attribute)[known.code], pl.UInt16)


def find_department(source: str, departments: dict[str, tuple[str, ...]]) -> str | None:
    """Department whose word stands in a source's name; the longest word wins.

    Latin words count only whole, so that `hr` is not found in `chronic`.

    >>> find_department("苏州市公安局_户籍", {"police": ("公安", "police"), "health": ("卫健",)})
    'police'
    """
    found = [
        (len(word), d) for d, words in departments.items() for word in words if _mentions(source, (word,))
    ]
    return max(found, key=lambda item: item[0])[1] if found else None


def _mentions(source: str, words: Sequence[str]) -> bool:
    text = unicodedata.normalize("NFKC", source).casefold()
    return any(re.search(_whole(unicodedata.normalize("NFKC", word).casefold()), text) for word in words)


def _whole(word: str) -> str:
    latin = re.fullmatch(r"[a-z0-9 _-]+", word)
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if latin else re.escape(word)
