"""What the report on several bases tells: counts, references by reason, and portraits to start from."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from mdm.portrait import draw_portrait
from mdm.run import Run

MOST_OPEN = 100  # open references that are listed
STARTS = 5  # entities of each base that are shown with their ties
MOST_TIES = 40  # ties of one entity that are listed


def gather_profile_material(bases: Mapping[str, Run], relations: pl.LazyFrame) -> dict[str, Any]:
    """Counts and samples as plain data, the same for the same runs. Works on everything."""
    references = pl.concat([run.references for run in bases.values()])
    owners = {base: run.references for base, run in bases.items()}
    counted = [
        one | {"base": base}
        for base, told in owners.items()
        for one in told.group_by("reference", "to_base", "reason")
        .len("count")
        .sort("reference", "to_base", "reason")
        .collect()
        .to_dicts()
    ]
    unresolved = references.filter(pl.col("to_entity").is_null())
    listed = unresolved.sort("source", "record_id", "reference", "position").head(MOST_OPEN).collect()
    return {
        "references": counted,
        "open": listed.to_dicts(),
        "open_count": unresolved.select(pl.len()).collect().item(),
        "portraits": [
            _as_data(bases, relations, references, entity) for entity in _best_known(bases, relations)
        ],
    }


def _best_known(bases: Mapping[str, Run], relations: pl.LazyFrame) -> list[str]:
    """Entities of each base with the most ties, base by base."""
    ends = pl.concat(
        [relations.select(entity_id="from_entity"), relations.select(entity_id="to_entity")]
    ).collect()
    ties = ends.group_by("entity_id").len("ties")
    found: list[str] = []
    for run in bases.values():
        known = run.golden.select("entity_id").collect().join(ties, on="entity_id")
        found += known.sort("ties", "entity_id", descending=[True, False]).head(STARTS)["entity_id"].to_list()
    return found


def _as_data(
    bases: Mapping[str, Run], relations: pl.LazyFrame, references: pl.LazyFrame, entity_id: str
) -> dict[str, Any]:
    portrait = draw_portrait(bases, relations, references, entity_id)
    return {
        "entity_id": entity_id,
        "base": portrait.base,
        "name": portrait.name,
        "ties": portrait.ties.head(MOST_TIES).to_dicts(),
        "open": portrait.open.head(MOST_TIES).to_dicts(),
    }
