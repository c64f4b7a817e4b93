"""What comes along with an entity: of a building its rooms, who lives and works there, and their licences and events."""

import polars as pl

from mdm.rulepack import read_reference

STEPS = 24  # rooms of floors of units of buildings of gates of roads of towns, whoever is there, and what is theirs
AROUND = {"entity_id": pl.String, "relation": pl.String, "through": pl.String, "evidence": pl.String}


def gather_around(relations: pl.LazyFrame, entity_id: str) -> pl.DataFrame:
    """`entity_id` of all that comes along with an entity, each once and the nearest way first.

    `relation` leads from it to `through`, which is the entity asked or came along before; `evidence` is what says
    so. Which relations bring what stands first along with what stands second is said in
    `rules/reference/relations.csv`.
    """
    bringing = relations.filter(pl.col("relation").is_in(_bringing().implode()))
    seen, reached = pl.Series([entity_id]), pl.Series([entity_id])
    found = [pl.DataFrame(schema=AROUND)]
    for _ in range(STEPS):
        met = bringing.filter(pl.col("to_entity").is_in(reached.implode())).collect()
        met = met.filter(~pl.col("from_entity").is_in(seen.implode()))
        if met.is_empty():
            break
        told = met.select("relation", "evidence", entity_id="from_entity", through="to_entity")
        told = told.sort("entity_id", "relation", "through", "evidence")
        fresh = told.unique("entity_id", keep="first", maintain_order=True).select(list(AROUND))
        found.append(fresh)
        reached = fresh["entity_id"]
        seen = pl.concat([seen, reached])
    return pl.concat(found)


def gather_neighbourhood(relations: pl.LazyFrame, entities: pl.Series) -> pl.DataFrame:
    """All relations that portraits of these entities read: those that touch them, and those of what comes along."""
    bringing = relations.filter(pl.col("relation").is_in(_bringing().implode()))
    seen = reached = entities.unique()
    for _ in range(STEPS):
        met = bringing.filter(pl.col("to_entity").is_in(reached.implode())).select("from_entity").collect()
        reached = met["from_entity"].unique()
        reached = reached.filter(~reached.is_in(seen.implode()))
        if reached.is_empty():
            break
        seen = pl.concat([seen, reached])
    touching = pl.col("from_entity").is_in(entities.implode()) | pl.col("to_entity").is_in(seen.implode())
    return relations.filter(touching).collect()


def _bringing() -> pl.Series:
    return read_reference("relations").filter(brings="yes")["relation"]
