"""Everything tied to one entity: a person, an enterprise, a door; each tie with its reason, both ways."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from mdm.errors import UsageError
from mdm.explanation.layout import table
from mdm.explanation.lookup import read_pack
from mdm.rulepack import read_reference
from mdm.run import Run

MOST_TOLD = 100  # ties of one entity that the text lists; the frames hold them all


@dataclass(frozen=True)
class Portrait:
    """The answer of `ProfileRun.portrait`.

    `golden`: the entity's own golden record. `ties`: `relation`, its `title`, the `base` and `entity_id` at the
    other end with its `name`, `valid_from`, `valid_to`, `evidence`. `open`: references that lead nowhere yet,
    the entity's own and those of others that may mean it, with `source`, `record_id`, `stated`, `reason`.
    """

    entity_id: str
    base: str
    name: str
    golden: pl.DataFrame
    ties: pl.DataFrame
    open: pl.DataFrame

    def __str__(self) -> str:
        return "\n".join(_tell(self))

    __repr__ = __str__


def draw_portrait(
    bases: Mapping[str, Run], relations: pl.LazyFrame, references: pl.LazyFrame, entity_id: str
) -> Portrait:
    """Gather what the runs of a profile know of one entity; UsageError where none has it."""
    own = [(base, run.golden.filter(entity_id=entity_id).collect()) for base, run in bases.items()]
    base, golden = next(((base, found) for base, found in own if len(found)), ("", pl.DataFrame()))
    if not base:
        raise UsageError(
            f"{entity_id}: no such entity in {', '.join(bases)}", hint="golden.parquet lists them"
        )
    titles = read_reference("relations")
    away = relations.filter(from_entity=entity_id).with_columns(other="to_entity", direction=pl.lit("title"))
    here = relations.filter(to_entity=entity_id).with_columns(
        other="from_entity", direction=pl.lit("inverse")
    )
    ties = pl.concat([away, here]).collect().join(titles, on="relation", how="left")
    ties = ties.with_columns(
        title=pl.when(pl.col("direction") == "title").then("title").otherwise("inverse_title")
    )
    names = name_entities(bases, ties["other"])
    ties = ties.rename({"other": "entity_id"}).join(names, on="entity_id", how="left")
    columns = ("relation", "title", "base", "entity_id", "name", "valid_from", "valid_to", "evidence")
    unresolved = references.filter(pl.col("to_entity").is_null())
    concerned = (pl.col("entity_id") == entity_id) | pl.col("candidates").list.contains(entity_id)
    return Portrait(
        entity_id,
        base,
        name_entities(bases, golden["entity_id"])["name"].item(),
        golden,
        ties.select(columns).sort("relation", "entity_id", "evidence"),
        unresolved.filter(concerned).sort("source", "record_id", "reference", "position").collect(),
    )


def name_entities(bases: Mapping[str, Run], entity_ids: pl.Series) -> pl.DataFrame:
    """`entity_id`, `base` and `name` of entities: the first attribute of their pack that they have."""
    wanted = entity_ids.unique().implode()
    found = []
    for base, run in bases.items():
        attributes = [name for name, one in read_pack(run.path).attributes.items() if one.golden]
        present = set(run.golden.collect_schema())
        first = pl.coalesce(pl.col(name).cast(pl.String) for name in attributes if name in present)
        found.append(
            run.golden.filter(pl.col("entity_id").is_in(wanted))
            .select("entity_id", base=pl.lit(base), name=first)
            .collect()
        )
    return pl.concat(found)


def _tell(portrait: Portrait) -> Iterable[str]:
    reasons = dict(read_reference("reference_reasons").select("reason", "title").iter_rows())  # a few rows
    yield f"{portrait.name}  {portrait.entity_id}  ({portrait.base})"
    yield ""
    yield f"关联 ties: {len(portrait.ties)}"
    if len(portrait.ties):
        shown = portrait.ties.head(MOST_TOLD).select("title", "name", "entity_id", "valid_from", "evidence")
        yield table([[_say(cell) for cell in row] for row in shown.rows()])
    if len(portrait.open):
        yield ""
        yield f"未定的指向 open references: {len(portrait.open)}"
        rows = (
            portrait.open.head(MOST_TOLD)
            .select("source", "record_id", "reference", "stated", "reason")
            .rows()
        )
        yield table([(f"{s}:{r}", ref, _say(said), reasons.get(why, why)) for s, r, ref, said, why in rows])


def _say(cell: object) -> str:
    return "–" if cell is None else str(cell)
