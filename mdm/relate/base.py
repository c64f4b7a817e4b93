"""A base whose entities others refer to: its records, whose they are, and what follows whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mdm.rulepack import RulePack

SUCCESSOR = "successor_of"
LONGEST_LINE = 20  # reforms of one body, one after the other


@dataclass(frozen=True)
class Base:
    """One base that is built already, read lazily from where its run left it.

    `records`: `source`, `record_id` and standard values; `crosswalk`: the same records in the same order with
    their `entity_id`; `relations`: those within the base; `golden`: its golden records, those that nobody sent
    included.
    """

    pack: RulePack
    records: pl.LazyFrame
    crosswalk: pl.LazyFrame
    relations: pl.LazyFrame
    golden: pl.LazyFrame

    @property
    def name(self) -> str:
        """Name of the base: that of its pack."""
        return self.pack.name

    def values(self, attributes: Sequence[str], asked: pl.DataFrame | None = None) -> pl.DataFrame:
        """Distinct `entity_id` and values of `attributes` of records that have all of them, or those `asked` for."""
        known = self.records.collect_schema().names()
        if any(attribute not in known for attribute in attributes):
            return pl.DataFrame(schema={"entity_id": pl.String, **dict.fromkeys(attributes, pl.String)})
        owners = self.crosswalk.select("entity_id").collect()
        stated = self.records.select(pl.col(a).cast(pl.String) for a in attributes).collect()
        held = owners.hstack(stated).drop_nulls(attributes)
        return (held if asked is None else held.join(asked, on=attributes, how="semi")).unique()

    def names(self, attributes: Sequence[str]) -> pl.DataFrame:
        """Distinct `entity_id` and `name`: every value of any of `attributes`."""
        each = [self.values([attribute]).rename({attribute: "name"}) for attribute in attributes]
        return pl.concat(each).unique()

    def last_successors(self) -> pl.DataFrame:
        """`entity_id` and `lineage`, the last body that took over, for entities that one body followed."""
        steps = self.relations.filter(relation=SUCCESSOR).select(entity_id="to_entity", lineage="from_entity")
        step = steps.unique().collect()
        step = step.filter(pl.col("entity_id").is_unique())  # who was split among several has no one heir
        found = step
        for _ in range(LONGEST_LINE):
            further = found.join(step, left_on="lineage", right_on="entity_id", how="left", suffix="_next")
            if further["lineage_next"].is_null().all():
                break
            found = further.select("entity_id", lineage=pl.coalesce("lineage_next", "lineage"))
        return found
