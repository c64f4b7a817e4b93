"""What do columns mean whose names nobody knows? A proposal from their content, with how sure it is."""

import polars as pl

from mdm.rulepack import RulePack
from mdm.rulepack.model import fold_column_name
from mdm.sources.columns import RECORD_ID, record_id_aliases
from mdm.standardise import standardise_values

SAMPLE = 400  # distinct values of a column that are looked at
LEAST = 0.8
# kinds whose shape texts of other kinds have as well: only a column's name can tell them
SHAPELESS = (
    "text",
    "place",
    "passport",
    "taiwan_permit",
    "licence_number",
    "money",
    "marital_status",
    "family_relation",
)
SHORT_CODE = r"^\d{1,2}$"  # 1 and 2 may be codes of anything
COLUMNS = ("column", "attribute", "confidence", "by", "applied")


def propose_columns(frame: pl.DataFrame, pack: RulePack, least: float = LEAST) -> pl.DataFrame:
    """One row for each column: the `attribute` it may be, `confidence`, `by` (name or content), `applied`.

    A column whose name the pack knows, or that is called as record ids are, is sure. Of the others each kind of
    value reads a sample; the confidence is the share it accepts, divided among the attributes of that kind that are
    still to be had. Below `least` nothing is applied, and an attribute goes to one column only, the surest.
    """
    aliases = dict.fromkeys(record_id_aliases(), RECORD_ID) | pack.aliases()
    named = {column: aliases.get(fold_column_name(column)) for column in frame.columns}
    identifiers = {identifier.attribute for identifier in pack.identifiers}
    own = identifiers | {name for one in identifiers for name in pack.telling(one)}
    free = {
        name: one.kind
        for name, one in pack.attributes.items()
        if name not in named.values() and one.kind not in SHAPELESS and not one.read_from
    }
    kinds = {
        kind for name, kind in free.items() if name in own
    }  # of a parent's code and one's own, one's own
    free = {name: kind for name, kind in free.items() if name in own or kind not in kinds}
    rows: list[tuple[str, str | None, float, str]] = [
        (column, name, 1.0, "name") for column, name in named.items() if name is not None
    ]
    for column, name in named.items():  # columns of a file, some dozens
        if name is None:
            attribute, confidence = _read(frame[column], free)
            rows.append((column, attribute, confidence, "content"))
    told = pl.DataFrame(rows, schema=COLUMNS[:-1], orient="row")
    best = pl.col("confidence") == pl.col("confidence").max().over("attribute")
    first = pl.col("column").cum_count().over("attribute", "confidence") == 1
    sure = (pl.col("confidence") >= least) & pl.col("attribute").is_not_null()
    told = told.with_columns(applied=sure & best & first)
    order = {column: place for place, column in enumerate(frame.columns)}
    return told.sort(pl.col("column").replace_strict(order, return_dtype=pl.UInt32)).select(COLUMNS)


def _read(values: pl.Series, free: dict[str, str]) -> tuple[str | None, float]:
    """The attribute whose kind accepts most of these values; of equals the one that keeps most of the text."""
    texts = values.cast(pl.String).drop_nulls().unique().sort().head(SAMPLE)
    best: tuple[float, float, str | None] = (0.0, 0.0, None)
    if texts.is_empty() or texts.str.contains(SHORT_CODE).all():
        return None, 0.0
    for kind in dict.fromkeys(free.values()):
        read = _accepted(standardise_values(kind, texts))
        accepted = 1 - read.null_count() / len(texts)
        kept = len((read.str.len_chars() == texts.str.len_chars()).arg_true()) / len(texts)
        rivals = [name for name, one in free.items() if one == kind]
        confidence = round(accepted / len(rivals), 3)
        if (confidence, kept) > best[:2]:
            best = confidence, kept, rivals[0]
    return best[2], best[0]


def _accepted(read: pl.DataFrame) -> pl.Series:
    """Values the kind reads; of addresses those that say where: any text could be the name of some place."""
    where = [name for name in ("division_code", "key") if name in read.columns]
    said = pl.col("value").is_not_null()
    if len(where) == 2:
        said &= pl.any_horizontal(pl.col(where).is_not_null())
    return read.select(pl.when(said).then(pl.col("value").cast(pl.String))).to_series()
