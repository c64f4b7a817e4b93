"""What the report on several bases tells: counts, references by reason, and portraits to start from."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from mdm.portrait import (
    KnownBase,
    draw_portrait,
    gather_neighbourhood,
    list_civil_affairs,
    name_entities,
)
from mdm.run import Run

MOST_OPEN = 100  # open references that are listed
STARTS = 6  # entities of each base that are shown with their ties
MOST_TIES = 40  # ties of one entity that are listed
COUNTED = ("reference", "to_base", "reason")


def gather_profile_material(bases: Mapping[str, Run], relations: pl.LazyFrame) -> dict[str, Any]:
    """Counts and samples as plain data, the same for the same runs. Works on everything."""
    references = pl.concat([run.references for run in bases.values()])
    counted = [
        one | {"base": base}
        for base, run in bases.items()
        for one in run.references.group_by(COUNTED).len("count").sort(COUNTED).collect().to_dicts()
    ]
    unresolved = references.filter(pl.col("to_entity").is_null())
    listed = unresolved.sort("source", "record_id", "reference", "position").head(MOST_OPEN).collect()
    known = {name: KnownBase.of_run(run) for name, run in bases.items()}
    return {
        "references": counted,
        "open": _with_candidates(known, listed),
        "open_count": unresolved.select(pl.len()).collect().item(),
        "portraits": _portraits(known, relations, references),
        "civil_affairs": _count_civil_affairs(known),
        "documents": _count_documents(known),
        "words": _words(known) | {"sources": _bases_of_sources(bases)},
    }


def _words(bases: Mapping[str, KnownBase]) -> dict[str, Any]:
    """Titles of bases, of references (`base.reference`) and of attributes (`base.attribute`), in both languages."""
    packs = {name: base.pack for name, base in bases.items()}
    return {
        "bases": {name: (pack.pack.title, pack.pack.title_en) for name, pack in packs.items()},
        "references": {
            f"{name}.{one.name}": (one.title, one.title_en)
            for name, pack in packs.items()
            for one in pack.references
        },
        "attributes": {
            f"{name}.{attribute}": (one.title, one.title_en)
            for name, pack in packs.items()
            for attribute, one in pack.attributes.items()
        },
    }


def _bases_of_sources(bases: Mapping[str, Run]) -> dict[str, str]:
    return {said["name"]: name for name, run in bases.items() for said in run.manifest["inputs"]}


def _count_civil_affairs(bases: Mapping[str, KnownBase]) -> list[dict[str, Any]]:
    """How many of each of the five kinds, in their order; nothing where no household is known."""
    listed = list_civil_affairs(bases)
    counts = listed.group_by("kind", "title", "title_en", maintain_order=True).len("count").collect()
    known = counts.filter(kind="household").height
    return counts.to_dicts() if known else []


def _count_documents(bases: Mapping[str, KnownBase]) -> list[dict[str, Any]]:
    """By kind of number: how many, how many of them current and over, and how many that two hold."""
    told = []
    for name, base in bases.items():
        counts = base.documents.group_by("attribute").agg(
            pl.len().alias("numbers"),
            pl.col("current").sum(),
            over=(pl.col("reason") == "over").sum(),
            shared=pl.col("value").filter(pl.col("holders") > 1).n_unique(),
        )
        told += [one | {"base": name} for one in counts.sort("attribute").collect().to_dicts()]
    return told


def _with_candidates(bases: Mapping[str, KnownBase], listed: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows with the names of those who may be meant."""
    asked = listed["candidates"].explode()
    named = name_entities(bases, asked) if len(asked) else pl.DataFrame(schema={"entity_id": pl.String})
    known = dict(named.select("entity_id", "name").iter_rows()) if len(named) else {}  # a page of rows
    return [
        row | {"candidates": [{"entity_id": one, "name": known.get(one)} for one in row["candidates"] or ()]}
        for row in listed.to_dicts()
    ]


def _portraits(
    bases: Mapping[str, KnownBase], relations: pl.LazyFrame, references: pl.LazyFrame
) -> list[dict[str, Any]]:
    """Portraits of the starts; what they need is read from the files once."""
    starts = pl.Series(_best_known(bases, relations), dtype=pl.String)
    wanted = starts.implode()
    touching = pl.col("entity_id").is_in(wanted) | pl.col("to_entity").is_in(wanted)
    meant = pl.col("candidates").list.set_intersection(pl.lit(starts.to_list(), pl.List(pl.String)))
    near = references.filter(touching | (meant.list.len() > 0)).collect().lazy()
    around = gather_neighbourhood(relations, starts)
    entities = pl.concat([starts, around["from_entity"], around["to_entity"]])
    small = {name: base.only(entities) for name, base in bases.items()}
    return [_as_data(small, around.lazy(), near, entity) for entity in starts]


def _best_known(bases: Mapping[str, KnownBase], relations: pl.LazyFrame) -> list[str]:
    """Entities of each base with ties of most kinds, and the households with most members, base by base.

    What a place is part of is no tie that makes it worth a start: a province has them all.
    """
    told = relations.filter(pl.col("relation") != "part_of")
    ends = pl.concat(
        [
            told.select("relation", entity_id="from_entity", end=pl.lit("from")),
            told.select("relation", entity_id="to_entity", end=pl.lit("to")),
        ]
    )
    ties = ends.group_by("entity_id").agg(
        pl.struct("relation", "end").n_unique().alias("kinds"), pl.len().alias("ties")
    )
    counted = ties.collect()
    found: list[str] = []
    for base in bases.values():
        for ids in (base.golden.select("entity_id"), base.households.select(entity_id="household_id")):
            held = (
                ids.collect()
                .join(counted, on="entity_id")
                .sort("kinds", "ties", "entity_id", descending=[True, True, False])
            )
            found += held.head(STARTS)["entity_id"].to_list()
    return found


def _as_data(
    bases: Mapping[str, KnownBase], relations: pl.LazyFrame, references: pl.LazyFrame, entity_id: str
) -> dict[str, Any]:
    portrait = draw_portrait(bases, relations, references, entity_id)
    beyond = portrait.around.filter(~pl.col("entity_id").is_in(portrait.ties["entity_id"].implode()))
    frames = {
        "ties": portrait.ties,
        "around": beyond,
        "family": portrait.family,
        "documents": portrait.documents,
    }
    return {
        "entity_id": entity_id,
        "base": portrait.base,
        "is_household": portrait.golden.columns[0] == "household_id",
        "name": portrait.name,
        "open": _with_candidates(bases, portrait.open.head(MOST_TIES)),
        "counts": {name: len(frame) for name, frame in frames.items()} | {"open": len(portrait.open)},
        **{name: frame.head(MOST_TIES).to_dicts() for name, frame in frames.items()},
    }
