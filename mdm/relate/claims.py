"""What records state about a subject: one claim a record, or one a subject where a field names several."""

from collections.abc import Callable, Iterable

import polars as pl

from mdm.rulepack import Reference, RulePack

Read = Callable[[pl.DataFrame], pl.DataFrame]

NAMES = ("person_name", "organisation_name")  # kinds of value that name a subject and identify nobody
BETWEEN = "[,，;；、|]"
REMARK = r"[（(][^（()）]*共[有同][^（()）]*[)）]"  # (共有) behind the last of several owners


def gather_claims(
    records: pl.DataFrame, raw: pl.DataFrame, reference: Reference, pack: RulePack, read: Read
) -> pl.DataFrame:
    """Claims of one reference: `row`, `position`, `stated`, `given` and the reference's own columns.

    `stated` is the subject's name as delivered; `given` what was delivered besides names, such as a number.
    `read` standardises raw records. Records that say nothing make no claim unless the reference is required.
    Works on any batch of records.
    """
    if inner := [column for column in reference.inner_names() if column in records.columns]:
        told = records.select(pl.any_horizontal(pl.col(column).is_not_null() for column in inner).arg_true())
        records, raw = records[told.to_series()], raw[told.to_series()]
    own = [column for column in reference.own_columns() if column in records.columns]
    claims = records.select("row", *own).hstack(_delivered(raw, reference, pack))
    claims = claims.with_columns(position=pl.lit(1, pl.UInt16))
    several = _rows_of_several(raw, reference)
    if len(several):
        rest = claims.filter(~claims["row"].is_in(raw["row"].gather(several).implode()))
        claims = pl.concat([rest, _part(raw[several], reference, pack, own, read)], how="diagonal_relaxed")
        claims = claims.sort("row", "position")
    said = pl.col("stated").is_not_null() | pl.col("given").is_not_null()
    return claims if reference.required else claims.filter(said)


def says_anything(raw: pl.DataFrame, reference: Reference, pack: RulePack) -> bool:
    """Whether any source delivers a text that states this reference, or the reference is required."""
    own = (c for target in reference.to for c in (*target.names, *(o for key in target.keys for o in key)))
    behind = _texts_behind((*own, *reference.said_in), pack)
    return reference.required or any(name in raw.columns for name in behind)


def _delivered(raw: pl.DataFrame, reference: Reference, pack: RulePack) -> pl.DataFrame:
    """`stated` and `given`: the first text delivered for the subject's names, and besides them."""
    keys = _texts_behind((own for target in reference.to for key in target.keys for own in key), pack)
    names = _texts_behind((name for target in reference.to for name in target.names), pack)
    names += [key for key in keys if pack.attributes[key].kind in NAMES]
    others = list(reference.said_in) or [key for key in keys if key not in names]
    texts = raw.select("row", stated=_first(raw, names), given=_first(raw, others))
    return texts.drop("row")


def _texts_behind(columns: Iterable[str], pack: RulePack) -> list[str]:
    """Attributes as delivered that these columns are read from."""
    behind: list[str] = []
    for column in columns:
        name = column.partition(".")[0]
        behind += [name, *pack.attributes[name].read_from]
    return list(dict.fromkeys(behind))


def _first(raw: pl.DataFrame, names: list[str]) -> pl.Expr:
    """The first of these texts that is not blank."""
    texts = [pl.col(name).str.strip_chars() for name in names if name in raw.columns]
    return pl.coalesce(*(pl.when(text != "").then(text) for text in texts), pl.lit(None, pl.String))


def _rows_of_several(raw: pl.DataFrame, reference: Reference) -> pl.Series:
    """Places of records whose leading field holds a separator between Chinese names."""
    lead = reference.split[0] if reference.split else None
    if lead is None or lead not in raw.columns:
        return pl.Series(dtype=pl.UInt32)
    return (raw[lead].str.contains(BETWEEN) & raw[lead].str.contains(r"\p{Han}")).fill_null(False).arg_true()


def _part(
    raw: pl.DataFrame, reference: Reference, pack: RulePack, own: list[str], read: Read
) -> pl.DataFrame:
    """One claim for each subject of these records; a number goes with the name at its place.

    Where there are not as many numbers as names, nobody knows whose they are, and they say nothing.
    """
    fields = [name for name in reference.split if name in raw.columns]
    lists = raw.with_columns(
        pl.col(name).str.replace_all(REMARK, "").str.replace_all(BETWEEN, "|").str.split("|")
        .list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
        for name in fields
    )  # fmt: skip
    count = pl.col(fields[0]).list.len()
    lists = lists.filter(count > 0).with_columns(
        pl.when(pl.col(name).list.len() == count)
        .then(pl.col(name))
        .otherwise(pl.lit(None, pl.String).repeat_by(count))
        .alias(name)
        for name in fields
    )
    parted = lists.explode(fields)
    position = parted.select(pl.int_range(1, pl.len() + 1, dtype=pl.UInt16).over("row")).to_series()
    renumbered = parted.with_columns(row=pl.int_range(len(parted), dtype=pl.UInt32, eager=True))
    again = read(renumbered)
    return again.select(c for c in own if c in again.columns).hstack(
        [parted["row"], position.alias("position"), *_delivered(parted, reference, pack)]
    )
