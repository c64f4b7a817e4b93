"""All references of a pack: resolved claims of every record, and the attributes that they fill."""

from collections.abc import Mapping
from functools import reduce

import polars as pl
from polars._typing import PolarsDataType

from mdm.frames import REFERENCES
from mdm.relate.base import Base
from mdm.relate.claims import Read, gather_claims, says_anything
from mdm.relate.hits import SURNAME_ONLY, Compare
from mdm.relate.places import FindPlaces, resolve_places
from mdm.relate.resolve import resolve_claims
from mdm.rulepack import Reference, RulePack

# Until entities have ids, a record is its row; the rest is as the frame is written down.
RESOLVED: Mapping[str, PolarsDataType] = {
    "row": pl.UInt32,
    **{name: kind for name, kind in REFERENCES.items() if name not in ("entity_id", "source", "record_id")},
}


def resolve_references(
    records: pl.DataFrame,
    raw: pl.DataFrame,
    pack: RulePack,
    bases: Mapping[str, Base],
    read: Read,
    compare: Compare,
    find_places: FindPlaces,
) -> pl.DataFrame:
    """Resolve every reference of which at least one base is built: the columns of RESOLVED.

    `records` are standardised with the parts that the references read, `raw` the same rows as delivered;
    `read` standardises raw records, `find_places` finds texts among the places of a base.
    Sorted by row, reference (in the pack's order) and position.
    """
    found = [pl.DataFrame(schema=RESOLVED)]
    for reference in pack.references:
        is_built = any(target.base in bases for target in reference.to)
        if is_built and reference.to[0].place is not None:
            claims = resolve_places(records, raw, reference, find_places)
            found.append(_as_resolved(claims, reference))
        elif is_built and says_anything(raw, reference, pack):
            claims = gather_claims(records, raw, reference, pack, read)
            found.append(_as_resolved(resolve_claims(claims, reference, bases, compare), reference))
    order = {reference.name: place for place, reference in enumerate(pack.references)}
    told = pl.concat(found)
    place = pl.col("reference").replace_strict(order, return_dtype=pl.UInt16)
    return told.sort("row", place, "position", maintain_order=True)


def _as_resolved(resolved: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The columns of RESOLVED; what was delivered stands in `stated` where no name was."""

    def day(*attributes: str | None) -> pl.Expr:
        told = (name for name in attributes if name is not None and name in resolved.columns)
        return pl.coalesce(*(_as_day(name, resolved.schema[name]) for name in told), pl.lit(None, pl.Date))

    told = resolved.with_columns(
        reference=pl.lit(reference.name),
        relation=pl.lit(reference.relation),
        stated=pl.coalesce("stated", "given"),
        valid_from=day(*reference.valid_from),
        valid_to=day(reference.valid_to),
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in RESOLVED.items())


def _as_day(name: str, dtype: pl.DataType) -> pl.Expr:
    told = pl.col(name)  # a day that a name implies is a text
    return told.str.to_date() if dtype == pl.String else told.cast(pl.Date)


def fill_attributes(
    records: pl.DataFrame, told: pl.DataFrame, pack: RulePack, bases: Mapping[str, Base]
) -> pl.DataFrame:
    """Records with the ids of subjects found in the attributes that references fill.

    A record that names several subjects fills nothing: none of them is the one.
    """
    alone = told.filter(pl.len().over("row", "reference") == 1)
    too_little = (pl.col("reason") == SURNAME_ONLY) & (pl.col("candidates").list.len() == 1)
    presumed = pl.coalesce("to_entity", pl.when(too_little).then(pl.col("candidates").list.first()))
    alone = alone.with_columns(presumed=presumed).drop_nulls("presumed")
    heirs = [base.last_successors() for base in bases.values()]
    heir = reduce(
        lambda one, other: one.vstack(other),
        heirs,
        pl.DataFrame(schema={"entity_id": pl.String, "lineage": pl.String}),
    )
    for reference in pack.references:
        mine = alone.filter(reference=reference.name).select("row", "presumed", entity_id="to_entity")
        lines = mine.join(heir, on="entity_id", how="left").with_columns(
            lineage=pl.coalesce("lineage", "entity_id")
        )
        columns = {reference.fills: "entity_id", reference.lineage: "lineage", reference.presumed: "presumed"}
        wanted = {attribute: column for attribute, column in columns.items() if attribute is not None}
        if not wanted or mine.is_empty():
            continue
        compared = {f"{name}.key": column for name, column in wanted.items()}  # an id is its own key
        filled = {**wanted, **compared}
        values = lines.select("row", *(pl.col(column).alias(name) for name, column in filled.items()))
        records = records.drop(*filled, strict=False).join(
            values, on="row", how="left", maintain_order="left"
        )
    return records
