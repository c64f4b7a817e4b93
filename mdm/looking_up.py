"""Names without numbers, looked up in a finished run: hand-made lists come back with the bodies they mean."""

from collections.abc import Sequence

import polars as pl

from mdm.compare import find_comparison
from mdm.errors import UsageError
from mdm.frames import LOOKUP
from mdm.lookup import (
    CURRENT,
    FORMER,
    OTHER,
    PARTS,
    RECORDED,
    USES,
    KnownNames,
    decide,
    find_pairs,
    weigh_pairs,
)
from mdm.rulepack import RulePack
from mdm.rulepack.model import fold_column_name
from mdm.standardise import standardise_values

NAME, CODE, AREA = "organisation_name", "uscc", "area"
USE_OF = {NAME: RECORDED, "former_name": FORMER, "other_name": OTHER}
# Column names of a list that say where a body is to be found, besides those of its seat.
_AREA_COLUMNS = (
    "area",
    "region",
    "district",
    "city",
    "区划",
    "行政区划",
    "所属区划",
    "地区",
    "所属地区",
    "所在地",
    "区县",
    "城市",
)
_ENDED = ("3", "4", "5")  # states of the register in which a body is no more
_MAY_BE_ONE = (
    "exact", "variant", "former_name", "other_name", "region_detail", "slip", "short_form", "region_moved", "same_core", "short_name",
    "one_character", "successor",
)  # fmt: skip


def gather_names(
    records: pl.LazyFrame, crosswalk: pl.LazyFrame, golden: pl.LazyFrame, pack: RulePack
) -> KnownNames:
    """All names by which the bodies of a run are known; UsageError where the pack has none."""
    if NAME not in pack.attributes or pack.attributes[NAME].kind != NAME:
        raise UsageError(
            f"the rule pack {pack.name} has no attribute {NAME}",
            hint="names are looked up in runs of organisations, such as legal_entity",
        )
    present = records.collect_schema().names()
    owned = records.join(crosswalk, on=["source", "record_id"])
    texts = [
        owned.select("entity_id", use=pl.lit(use), text=_as_written(attribute, present))
        for attribute, use in USE_OF.items()
        if attribute in present
    ]
    if NAME in golden.collect_schema():
        texts.append(golden.select("entity_id", use=pl.lit(CURRENT), text=NAME))
    named = pl.concat(texts).drop_nulls().unique().collect()
    read = _read(named["text"].unique())
    borne = named.join(read, on="text")
    told = [_also_called(borne, "former_name", FORMER), _also_called(borne, "other_name", OTHER)]
    order = pl.col("use").replace_strict(
        dict(zip(USES, range(len(USES)), strict=True)), return_dtype=pl.UInt8
    )
    columns = ["entity_id", "use", "known_name", *PARTS]
    frame = (
        pl.concat(
            [borne.rename({"value": "known_name"}).select(columns), *(one.select(columns) for one in told)]
        )
        .filter(pl.col("key").is_not_null())
        .sort(order, "key", "entity_id", "known_name")
        .unique(["entity_id", "key"], keep="first", maintain_order=True)
    )
    return KnownNames(frame.sort(pl.col("key").str.len_chars(), "key", "entity_id"))


def _as_written(attribute: str, present: Sequence[str]) -> pl.Expr:
    """As delivered, where that was kept: remarks in brackets name former names."""
    original = f"{attribute}.original"
    return pl.coalesce(original, attribute) if original in present else pl.col(attribute)


def _read(texts: pl.Series) -> pl.DataFrame:
    return standardise_values(NAME, texts).rename({"original": "text"})


def _also_called(borne: pl.DataFrame, part: str, use: str) -> pl.DataFrame:
    """Names that stand beside others."""
    said = borne.select("entity_id", text=part, use=pl.lit(use)).drop_nulls().unique()
    return said.join(_read(said["text"].unique()), on="text").rename({"value": "known_name"})


def look_up(
    asked: pl.DataFrame,
    known: KnownNames,
    golden: pl.LazyFrame,
    pack: RulePack,
    *,
    column: str | None = None,
    most: int = 5,
) -> pl.DataFrame:
    """Say which bodies the names of `asked` mean: the frame LOOKUP, one row per name asked and candidate."""
    if most < 1:
        raise UsageError(f"most={most}: at least one candidate is to be told", hint="leave it at 5")
    told = _read_asked(asked, _find_columns(asked, pack, column))
    distinct = told.drop("row", "asked").unique(maintain_order=True).with_row_index("number")
    bodies = _describe_bodies(golden, pack)
    pairs = _add_by_code(find_pairs(distinct, known), distinct, known, bodies)
    found = decide(_weigh(pairs, distinct, known, bodies), most) if len(pairs) else None
    return _lay_out(told, distinct, found, bodies)


def _find_columns(asked: pl.DataFrame, pack: RulePack, column: str | None) -> dict[str, str]:
    """Which column of a list holds the name, the number, the area."""
    aliases = pack.aliases()
    meant: dict[str, str] = {}
    for header in asked.columns:
        folded = fold_column_name(header)
        attribute = header if header in pack.attributes else aliases.get(folded)
        is_area = folded in _AREA_COLUMNS or attribute == "address"
        meant.setdefault(AREA if is_area else attribute or header, header)
    if column is not None and column not in asked.columns:
        raise UsageError(f"the list has no column {column!r}", hint=f"columns: {', '.join(asked.columns)}")
    name = column or meant.get(NAME) or (asked.columns[0] if asked.width == 1 else None)
    if name is None:
        raise UsageError(
            f"no column of the list holds names: {', '.join(asked.columns)}",
            hint="say which one: --column NAME, in Python column=",
        )
    return {NAME: name} | {
        what: meant[what] for what in (CODE, AREA) if what in meant and meant[what] != name
    }


def _read_asked(asked: pl.DataFrame, columns: dict[str, str]) -> pl.DataFrame:
    """`row`, `asked`, the parts of the name, `code` and `division` as far as they are given."""
    name = asked[columns[NAME]].cast(pl.String)
    read = standardise_values(NAME, name).drop("original")
    silent = pl.Series([None], dtype=pl.String).new_from_index(0, len(asked))
    code = standardise_values(CODE, asked[columns[CODE]])["value"] if CODE in columns else silent
    area = _read_areas(asked[columns[AREA]].cast(pl.String)) if AREA in columns else silent
    return read.with_columns(
        pl.int_range(1, len(asked) + 1, dtype=pl.UInt32, eager=True).alias("row"),
        name.alias("asked"),
        code.alias("code"),
        area.alias("division"),
        pl.coalesce("key", pl.col("lead").str.strip_chars()).alias("key"),
        pl.coalesce("core", pl.col("lead").str.strip_chars()).alias("core"),
    )


def _read_areas(texts: pl.Series) -> pl.Series:
    """Codes of divisions, from names, codes or addresses."""
    named = standardise_values("division", texts)["value"]
    return named.zip_with(named.is_not_null(), standardise_values("address", texts)["division_code"])


def _describe_bodies(golden: pl.LazyFrame, pack: RulePack) -> pl.DataFrame:
    """`entity_id`, `name`, `code`, `address`, `is_alive` of all bodies."""
    present = golden.collect_schema().names()
    silent = pl.lit(None, dtype=pl.String)
    name, code, seat, status = (
        pl.col(one) if one in present else silent for one in (NAME, CODE, "address", "status")
    )
    return golden.select(
        "entity_id", name=name, code=code, address=seat, is_alive=~status.is_in(_ENDED).fill_null(False)
    ).collect()


def _add_by_code(
    pairs: pl.DataFrame, distinct: pl.DataFrame, known: KnownNames, bodies: pl.DataFrame
) -> pl.DataFrame:
    """The bodies whose number is given as well, under the first of their names."""
    coded = distinct.select("number", "code").drop_nulls().join(bodies.drop_nulls("code"), on="code")
    first = known.frame.with_row_index("known").filter(use=CURRENT).select("entity_id", "known")
    added = coded.join(first, on="entity_id").select(
        asked=pl.col("number").cast(pl.UInt32),
        known=pl.col("known").cast(pl.UInt32),
        fit=pl.lit(None, dtype=pl.Float32),
    )
    return pl.concat([pairs, added]).unique(["asked", "known"], keep="first", maintain_order=True)


def _weigh(
    pairs: pl.DataFrame, distinct: pl.DataFrame, known: KnownNames, bodies: pl.DataFrame
) -> pl.DataFrame:
    comparison = find_comparison(NAME)
    names = [level.name for level in comparison.levels]
    left = distinct[pairs["asked"]]
    right = known.frame[pairs["known"]]
    silent = [part for part in comparison.parts if part not in right.columns and part != "value"]
    compared = right.with_columns(pl.lit(None, dtype=pl.String).alias(part) for part in silent)
    compared = compared.with_columns(value="known_name").select(comparison.parts)
    level = comparison.find_level(left.select(comparison.parts), compared)
    owner = right.select("entity_id").join(bodies, on="entity_id", how="left", maintain_order="left")
    joined = pl.concat(
        [
            pairs,
            right.select("entity_id", "use", "known_name"),
            level.replace_strict(list(range(len(names))), names, return_dtype=pl.String).to_frame("level"),
            owner.select("is_alive", "address", owned="code"),
            left.select("code", "division"),
            left.select(pl.col(PARTS).name.suffix("_left")),
            right.select(pl.col(PARTS).name.suffix("_right")),
        ],
        how="horizontal",
    )
    joined = joined.with_columns(
        by_code=(pl.col("code") == pl.col("owned")).fill_null(False),
        other_code=(pl.col("code") != pl.col("owned")).fill_null(False),
        compatible=pl.col("level").is_in(_MAY_BE_ONE),
    )
    weighed = weigh_pairs(joined)
    return weighed.with_columns(by_area=_by_area(weighed))


def _by_area(weighed: pl.DataFrame) -> pl.Series:
    """Whether the seat of the body lies in the area given, or around it; null where either is unknown."""
    rows = weighed["division"].is_not_null().arg_true()
    silent = pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(weighed))
    if not len(rows):
        return silent
    seats = standardise_values("address", weighed["address"].gather(rows))["division_code"]
    bare = [pl.col(side).str.replace("(?:00)+$", "") for side in ("given", "seat")]
    within = bare[0].str.starts_with(bare[1]) | bare[1].str.starts_with(bare[0])
    told = pl.DataFrame({"given": weighed["division"].gather(rows), "seat": seats}).select(within).to_series()
    return silent.scatter(rows, told)


def _lay_out(
    told: pl.DataFrame, distinct: pl.DataFrame, found: pl.DataFrame | None, bodies: pl.DataFrame
) -> pl.DataFrame:
    """One row per name asked and candidate; a name without any keeps one row and the reason."""
    numbered = told.join(
        distinct, on=[c for c in distinct.columns if c != "number"], nulls_equal=True, maintain_order="left"
    )
    rows = numbered.select("row", "asked", "issue", number=pl.col("number").cast(pl.UInt32))
    reason = pl.coalesce(
        "issue", pl.when(pl.col("asked").is_null()).then(pl.lit("missing")), pl.lit("no_similar_name")
    )
    if found is None:
        silent = {name: dtype for name, dtype in LOOKUP.items() if name not in ("row", "asked")}
        answered = rows.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in silent.items())
    else:
        named = found.join(bodies.select("entity_id", "name", uscc="code"), on="entity_id", how="left")
        named = named.rename({"asked": "number", "use": "known_as"})
        answered = rows.join(named, on="number", how="left")
    is_lost = pl.col("entity_id").is_null()
    return (
        answered.with_columns(
            status=pl.col("status").fill_null("not_found"), reason=pl.when(is_lost).then(reason)
        )
        .select(pl.col(name).cast(dtype) for name, dtype in LOOKUP.items())
        .sort("row", "rank")
    )
