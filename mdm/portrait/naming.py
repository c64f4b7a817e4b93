"""What entities of any base are called, so that a tie says more than an id."""

from collections.abc import Mapping

import polars as pl

from mdm.explanation.lookup import read_pack
from mdm.rulepack import RulePack
from mdm.run import Run

NAMED = {"entity_id": pl.String, "base": pl.String, "name": pl.String}


def name_entities(bases: Mapping[str, Run], entity_ids: pl.Series) -> pl.DataFrame:
    """`entity_id`, `base` and `name` of entities: the first attribute of their pack that they have.

    A household is called after its head, a place by its standard address.
    """
    wanted = entity_ids.drop_nulls().unique()
    found = [pl.DataFrame(schema=NAMED)]
    for base, run in bases.items():
        pack = read_pack(run.path)
        present = run.golden.collect_schema().names()
        first = pl.coalesce(pl.col(name).cast(pl.String) for name in _naming(pack) if name in present)
        held = run.golden.filter(pl.col("entity_id").is_in(wanted.implode()))
        found.append(held.select("entity_id", base=pl.lit(base), name=first).collect())
        if pack.households is not None:
            found.append(_name_households(run, base, wanted, pack))
    return pl.concat(found)


def _naming(pack: RulePack) -> list[str]:
    """Golden attributes, the one that names entities first: of places the standard text."""
    golden = [name for name, one in pack.attributes.items() if one.golden]
    written = [pack.hierarchy.attribute] if pack.hierarchy is not None else []
    return list(dict.fromkeys((*written, *golden)))


def _name_households(run: Run, base: str, wanted: pl.Series, pack: RulePack) -> pl.DataFrame:
    homes = run.households.filter(pl.col("household_id").is_in(wanted.implode())).collect()
    golden = run.golden.filter(pl.col("entity_id").is_in(homes["head"].implode()))
    heads = golden.select(head="entity_id", name=_naming(pack)[0]).collect()
    number = pl.when(pl.col("household_no").is_not_null()).then(pl.format("（户号 {}）", "household_no"))
    return homes.join(heads, on="head", how="left", maintain_order="left").select(
        entity_id="household_id",
        base=pl.lit(base),
        name=pl.format("{}家{}", pl.col("name").fill_null("–"), number.fill_null("")),
    )
