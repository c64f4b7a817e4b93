"""Gather what the runs of a profile know of one entity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from mdm.errors import UsageError
from mdm.portrait.around import gather_around
from mdm.portrait.known_base import KnownBase
from mdm.portrait.naming import name_entities
from mdm.portrait.telling import tell
from mdm.rulepack import read_reference

TIES = (
    "relation", "title", "title_en", "base", "entity_id", "name", "valid_from", "valid_to", "reason", "evidence"
)  # fmt: skip
# Relations that follow from what records say of one entity, and not from a reference to the other
FOLLOWING = {"part_of": "contained", "located_at": "contained", "member_of": "household"}


@dataclass(frozen=True)
class Portrait:
    """The answer of `ProfileRun.portrait`.

    `golden`: the entity's own golden record. `ties`: `relation`, its `title`, the `base` and `entity_id` at the
    other end with its `name`, `valid_from`, `valid_to`, the `reason` (a word of `reference_reasons`) and the
    `evidence`. `open`: references that lead nowhere yet, the entity's own and those of others that may mean it, with
    `source`, `record_id`, `stated`, `reason`. `around`: what comes along with it, such as all that is in a building:
    `base`, `entity_id`, `name`, the `title` of its relation to `through` with `through_name`, `evidence`. `family`:
    who has belonged to the households it belonged to (of a household: to it): `household_id`, `entity_id`, `name`,
    `family_relation` with its `title`, `valid_from`, `valid_to`, `evidence`. `documents`: numbers it holds, as
    `documents.parquet` has them, with the `title` of each kind.
    """

    entity_id: str
    base: str
    name: str
    golden: pl.DataFrame
    ties: pl.DataFrame
    open: pl.DataFrame
    around: pl.DataFrame
    family: pl.DataFrame
    documents: pl.DataFrame

    def __str__(self) -> str:
        return "\n".join(self._tell())

    __repr__ = __str__

    def _tell(self) -> Iterable[str]:
        yield f"{self.name}  {self.entity_id}  ({self.base})"
        yield from tell(self.ties, self.open, self.around, self.family, self.documents)


def draw_portrait(
    bases: Mapping[str, KnownBase], relations: pl.LazyFrame, references: pl.LazyFrame, entity_id: str
) -> Portrait:
    """Gather what the runs of a profile know of one entity; UsageError where none has it."""
    base, golden = _find(bases, entity_id)
    unresolved = references.filter(pl.col("to_entity").is_null())
    concerned = (pl.col("entity_id") == entity_id) | pl.col("candidates").list.contains(entity_id)
    return Portrait(
        entity_id,
        base,
        name_entities(bases, pl.Series([entity_id]))["name"].item(),
        golden,
        _ties(bases, relations, references, entity_id),
        unresolved.filter(concerned).sort("source", "record_id", "reference", "position").collect(),
        _around(bases, relations, entity_id),
        _family(bases, bases[base], entity_id),
        _documents(bases[base], entity_id),
    )


def _find(bases: Mapping[str, KnownBase], entity_id: str) -> tuple[str, pl.DataFrame]:
    """The base that has the entity, and its golden record; of a household what is known of it."""
    for base, run in bases.items():
        found = run.golden.filter(entity_id=entity_id).collect()
        if found.is_empty():
            found = run.households.filter(household_id=entity_id).collect()
        if len(found):
            return base, found
    raise UsageError(f"{entity_id}: no such entity in {', '.join(bases)}", hint="golden.parquet lists them")


def _ties(
    bases: Mapping[str, KnownBase], relations: pl.LazyFrame, references: pl.LazyFrame, entity_id: str
) -> pl.DataFrame:
    titles = read_reference("relations").lazy()
    away = relations.filter(from_entity=entity_id).join(titles, on="relation", how="left")
    here = relations.filter(to_entity=entity_id).join(titles, on="relation", how="left")
    ties = pl.concat(
        [
            away.with_columns(other="to_entity", said="title", said_en="title_en"),
            here.with_columns(other="from_entity", said="inverse_title", said_en="inverse_title_en"),
        ]
    ).collect()
    resolved = references.filter(pl.col("to_entity").is_not_null())
    touching = (pl.col("entity_id") == entity_id) | (pl.col("to_entity") == entity_id)
    reasons = resolved.filter(touching).select("entity_id", "to_entity", "relation", "reason").collect()
    ends = [pl.min_horizontal("from_entity", "to_entity"), pl.max_horizontal("from_entity", "to_entity")]
    pair = pl.concat_str(*ends, "relation", separator="|")
    why = reasons.rename({"entity_id": "from_entity"}).select(pair=pair, reason="reason")
    why = why.sort("pair", "reason").unique("pair", keep="first", maintain_order=True)
    told = ties.with_columns(pair=pair).join(why, on="pair", how="left", maintain_order="left")
    follows = pl.col("relation").replace_strict(FOLLOWING, default=None, return_dtype=pl.String)
    named = told.select("relation", "valid_from", "valid_to", "evidence", title="said", title_en="said_en", entity_id="other",
                        reason=pl.coalesce("reason", follows))  # fmt: skip
    named = named.join(name_entities(bases, named["entity_id"]), on="entity_id", how="left")
    return named.select(TIES).sort("relation", "title", "entity_id", "evidence")


def _around(bases: Mapping[str, KnownBase], relations: pl.LazyFrame, entity_id: str) -> pl.DataFrame:
    titles = read_reference("relations").select("relation", "title", "title_en")
    found = gather_around(relations, entity_id)
    found = found.join(titles, on="relation", how="left", maintain_order="left")
    names = name_entities(bases, pl.concat([found["entity_id"], found["through"]]))
    named = found.join(names, on="entity_id", how="left", maintain_order="left")
    through = names.select(through="entity_id", through_name="name")
    named = named.join(through, on="through", how="left", maintain_order="left")
    return named.select(
        "base", "entity_id", "name", "relation", "title", "title_en", "through", "through_name", "evidence"
    )


def _family(bases: Mapping[str, KnownBase], run: KnownBase, entity_id: str) -> pl.DataFrame:
    members = run.members
    own = members.filter((pl.col("entity_id") == entity_id) | (pl.col("household_id") == entity_id))
    homes = own.select("household_id").unique().collect()["household_id"]
    found = members.filter(pl.col("household_id").is_in(homes.implode())).collect()
    names = name_entities(bases, found["entity_id"]).select("entity_id", "name")
    codes = read_reference("codes").filter(kind="family_relation")
    codes = codes.select(family_relation="code", title="name")
    found = found.join(codes, on="family_relation", how="left", maintain_order="left")
    named = found.join(names, on="entity_id", how="left", maintain_order="left")
    return named.sort("household_id", "valid_from", "entity_id")


def _documents(run: KnownBase, entity_id: str) -> pl.DataFrame:
    titles = {name: one.title for name, one in run.pack.attributes.items()}
    title = pl.col("attribute").replace_strict(titles, default=None, return_dtype=pl.String)
    return run.documents.filter(entity_id=entity_id).with_columns(title=title).collect()
