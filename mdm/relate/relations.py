"""Relations between entities, from the references of their records."""

import polars as pl

from mdm.frames import REFERENCES, RELATIONS
from mdm.rulepack import RulePack

OUTRANKED = "outranked"
PAIR = ["from_entity", "relation", "to_entity"]


def name_references(told: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """References with `entity_id`, `source` and `record_id`, the columns of REFERENCES.

    `owners` holds `source`, `record_id` and `entity_id` of every record, in the order of rows.
    """
    return owners[told["row"]].hstack(told.drop("row")).select(list(REFERENCES))


def set_aside_outranked(references: pl.DataFrame, pack: RulePack, authority: pl.Series) -> pl.DataFrame:
    """Open again what a lesser source says of a reference that knows one subject at a time.

    `authority` gives the rank of each reference's source, 0 the highest. Works on all records of an entity.
    """
    single = [reference.name for reference in pack.references if reference.single]
    same = ["entity_id", "reference"]
    found = pl.col("to_entity").is_not_null() & pl.col("reference").is_in(single)
    ranked = references.with_columns(rank=pl.when(found).then(authority))
    ranked = ranked.with_columns(best=pl.col("rank").min().over(same))
    said_by_best = pl.col("to_entity").filter(pl.col("rank") == pl.col("best")).implode()
    agreed = pl.col("to_entity").is_in(said_by_best).over(same)
    ranked = ranked.with_columns(beaten=((pl.col("rank") > pl.col("best")) & ~agreed).fill_null(False))
    beaten = pl.col("beaten")
    return ranked.with_columns(
        to_entity=pl.when(~beaten).then("to_entity"),
        to_base=pl.when(~beaten).then("to_base"),
        reason=pl.when(beaten).then(pl.lit(OUTRANKED)).otherwise("reason"),
        candidates=pl.when(beaten).then(pl.concat_list("to_entity")).otherwise("candidates"),
        candidate_count=pl.when(beaten).then(1).otherwise("candidate_count"),
    ).select(list(REFERENCES))


def build_relations(references: pl.DataFrame, pack: RulePack, observed: pl.Series) -> pl.DataFrame:
    """One row per pair of entities and relation: the columns of RELATIONS, sorted.

    The validity is the longest that any record states; where only one subject holds at a time, the next one ends
    the one before, by the day stated or else the day the record was updated (`observed`, one a reference).
    Works on all records of an entity.
    """
    reverse = [reference.name for reference in pack.references if reference.reverse]
    turned = pl.col("reference").is_in(reverse)
    held = references.with_columns(observed=observed).drop_nulls("to_entity")
    held = held.filter(pl.col("entity_id") != pl.col("to_entity")).with_columns(
        from_entity=pl.when(turned).then("to_entity").otherwise("entity_id"),
        to_entity=pl.when(turned).then("entity_id").otherwise("to_entity"),
        evidence=pl.concat_str(pl.format("{}:{}", "source", "record_id"), "key", separator=" "),
    )
    grouped = held.sort("source", "record_id", "position").group_by(*PAIR, "reference", maintain_order=True)
    relations = grouped.agg(
        pl.col("valid_from").min(),
        valid_to=pl.when(pl.col("valid_to").is_not_null().all()).then(pl.col("valid_to").max()),
        observed=pl.col("observed").min(),
        evidence=pl.col("evidence").first(),
        more=pl.len() - 1,
    )
    relations = _one_at_a_time(relations, [r.name for r in pack.references if r.single])
    relations = _told_once(relations, [r.name for r in pack.references])
    more = pl.when(pl.col("more") > 0).then(pl.format(" +{}", "more")).otherwise(pl.lit(""))
    return (
        relations.with_columns(evidence=pl.col("evidence") + more)
        .select(list(RELATIONS))
        .sort(list(RELATIONS))
    )


def _told_once(relations: pl.DataFrame, order: list[str]) -> pl.DataFrame:
    """A relation that several references state is the first one's, in the order of the pack."""
    ordered = relations.sort(
        pl.col("reference").replace_strict(order, range(len(order))), maintain_order=True
    )
    return ordered.unique(PAIR, keep="first", maintain_order=True)


def relate_some_otherwise(references: pl.DataFrame, pack: RulePack, owners: pl.DataFrame) -> pl.DataFrame:
    """References whose entities are of a sort that has a relation of its own, such as sole traders' operators.

    `owners` has `entity_id` of every record and the attributes that tell the sort. Works on all records of an entity.
    """
    for reference in pack.references:
        some = reference.of_some
        if some is None or some.where not in owners.columns:
            continue
        told = pl.any_horizontal(pl.col(some.where).str.starts_with(sign) for sign in some.begins_with)
        concerned = pl.col("entity_id").is_in(owners.filter(told)["entity_id"].unique().implode())
        is_here = pl.col("reference") == reference.name
        named = pl.when(is_here & concerned).then(pl.lit(some.relation)).otherwise("relation")
        references = references.with_columns(named.alias("relation"))
    return references


def _one_at_a_time(relations: pl.DataFrame, single: list[str]) -> pl.DataFrame:
    """End each relation of a single reference where the next begins; those without any day stay as they are."""
    start = pl.coalesce("valid_from", "observed")
    ordered = relations.with_columns(start=start).sort("from_entity", "reference", "start", "to_entity")
    series = ["from_entity", "reference"]
    among_several = pl.col("reference").is_in(single) & (pl.len().over(series) > 1)
    following = pl.col("start").shift(-1).over(series)
    return ordered.with_columns(
        valid_from=pl.when(among_several).then("start").otherwise("valid_from"),
        valid_to=pl.when(among_several).then(pl.coalesce("valid_to", following)).otherwise("valid_to"),
    )
