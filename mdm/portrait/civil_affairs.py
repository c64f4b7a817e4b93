"""The bases as civil affairs see them: persons, households, committees, social organisations, service institutions."""

from collections.abc import Mapping

import polars as pl

from mdm.portrait.known_base import KnownBase
from mdm.rulepack import read_reference

KINDS = {
    "kind": pl.String,
    "title": pl.String,
    "title_en": pl.String,
    "base": pl.String,
    "entity_id": pl.String,
}
HOUSEHOLD = "household"


def list_civil_affairs(bases: Mapping[str, KnownBase]) -> pl.LazyFrame:
    """`kind`, `title`, `title_en`, `base`, `entity_id` of all entities of the five kinds.

    Which entities are of which kind is said in `rules/reference/civil_affairs.csv`; one may be of two kinds, such as a
    home for the aged that is a social organisation.
    """
    found = [pl.LazyFrame(schema=KINDS)]
    for kind, title, title_en, name, attribute, pattern in read_reference(
        "civil_affairs"
    ).iter_rows():  # five
        if name not in bases:
            continue
        base = bases[name]
        if attribute == HOUSEHOLD:
            entities = base.households.select(entity_id="household_id")
        elif attribute is None:
            entities = base.golden.select("entity_id")
        elif attribute in base.golden.collect_schema():
            entities = base.golden.filter(pl.col(attribute).str.contains(pattern)).select("entity_id")
        else:
            continue
        said = {"kind": kind, "title": title, "title_en": title_en, "base": name}
        found.append(entities.select(*(pl.lit(text).alias(key) for key, text in said.items()), "entity_id"))
    return pl.concat(found)
