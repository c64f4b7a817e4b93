"""Divisions by name: full names, short names and aliases of any date."""

from functools import cache

import polars as pl

from mdm.standardise.division.tables import aliases, divisions


@cache
def name_table(overlay: str | None = None) -> pl.DataFrame:
    """Every name a province, prefecture or county goes or went by.

    Columns `name`, `by` (name, short_name, alias), `scope_code` (aliases only), then those of the
    division table with its full name as `full_name`.

    >>> name_table().filter(name="吴江")["full_name"].unique().sort().to_list()
    ['吴江区', '吴江县', '吴江市']
    """
    table = divisions(overlay)
    known = [
        table.select(
            "code", "valid_from", name="name", by=pl.lit("name"), scope_code=pl.lit(None, pl.String)
        ),
        table.filter(pl.col("short_name").is_not_null()).select(
            "code",
            "valid_from",
            name="short_name",
            by=pl.lit("short_name"),
            scope_code=pl.lit(None, pl.String),
        ),
        aliases()
        .join(table.sort("valid_from").unique("code", keep="last").select("code", "valid_from"), on="code")
        .select("code", "valid_from", name="alias", by=pl.lit("alias"), scope_code="scope_code"),
    ]
    rest = table.rename({"name": "full_name"})
    return (
        pl.concat(known)
        .unique(["code", "valid_from", "name"], keep="first", maintain_order=True)
        .join(rest, on=["code", "valid_from"], maintain_order="left")
        .select("name", "by", "scope_code", *rest.columns)
    )


def find_candidates(names: pl.Series) -> pl.DataFrame:
    """All divisions of any date that bear one of the names: full, short or usual.

    One row per name and division, in the order given; names nobody bears have none. Columns as in
    `name_table`.

    >>> find_candidates(pl.Series(["长安区"]))["code"].to_list()
    ['130102', '610116']
    """
    asked = names.cast(pl.String).rename("name").to_frame().drop_nulls().unique(maintain_order=True)
    return asked.join(name_table(), on="name", maintain_order="left_right")
