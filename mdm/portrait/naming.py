"""What entities of any base are called, so that a tie says more than an id."""

from collections.abc import Mapping

import polars as pl

from mdm.portrait.known_base import KnownBase
from mdm.rulepack import RulePack

NAMED = {"entity_id": pl.String, "base": pl.String, "name": pl.String}


def name_entities(bases: Mapping[str, KnownBase], entity_ids: pl.Series) -> pl.DataFrame:
    """`entity_id`, `base` and `name` of entities, as their pack says: an event by its subject and document number.

    A household is called after its head, a place by its standard address; others by their first attribute.
    """
    wanted = entity_ids.drop_nulls().unique()
    found = [pl.DataFrame(schema=NAMED)]
    for name, base in bases.items():
        called = _call(base.pack, base.golden.collect_schema().names())
        held = base.golden.filter(pl.col("entity_id").is_in(wanted.implode()))
        found.append(held.select("entity_id", base=pl.lit(name), name=called).collect())
        found.append(_name_households(base, name, wanted))
    return pl.concat(found)


def _call(pack: RulePack, present: list[str]) -> pl.Expr:
    """What the pack says names an entity, joined; else the first golden attribute that the entity has."""
    texts = [pl.col(one).cast(pl.String) for one in _naming(pack) if one in present]
    together = [pl.col(one).cast(pl.String) for one in pack.pack.called_by if one in present]
    named = pl.concat_str(together, separator=" ", ignore_nulls=True) if together else pl.lit("")
    return pl.coalesce(pl.when(named != "").then(named), *texts)


def _naming(pack: RulePack) -> list[str]:
    """Golden attributes, the one that names entities first: of places the standard text."""
    golden = [name for name, one in pack.attributes.items() if one.golden]
    written = [pack.hierarchy.attribute] if pack.hierarchy is not None else []
    return list(dict.fromkeys((*written, *golden)))


def _name_households(base: KnownBase, name: str, wanted: pl.Series) -> pl.DataFrame:
    homes = base.households.filter(pl.col("household_id").is_in(wanted.implode())).collect()
    golden = base.golden.filter(pl.col("entity_id").is_in(homes["head"].implode()))
    heads = golden.select(head="entity_id", name=_naming(base.pack)[0]).collect()
    number = pl.when(pl.col("household_no").is_not_null()).then(pl.format("（户号 {}）", "household_no"))
    return homes.join(heads, on="head", how="left", maintain_order="left").select(
        entity_id="household_id",
        base=pl.lit(name),
        name=pl.format("{}家{}", pl.col("name").fill_null("–"), number.fill_null("")),
    )
