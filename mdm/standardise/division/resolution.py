"""A division at one date, followed to what it is at another."""

from datetime import date
from functools import lru_cache

import polars as pl

from mdm.standardise.division.tables import divisions, successors

# What a chain of changes is called: the strongest shape along it.
SHAPES = ("current", "renamed", "recoded", "one_to_one", "merged", "split")
_LONGEST_CHAIN = 12
_A_YEAR_DAYS = 366  # many dates are known to the year


def _in_force(at: date) -> pl.Expr:
    return (pl.col("valid_from") <= at) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > at))


def divisions_at(at: date | None = None, overlay: str | None = None) -> pl.DataFrame:
    """Rows of the division table in force at a date (None: today); `overlay` as in `divisions`.

    >>> divisions_at(date(2010, 1, 1)).filter(code="320502")["name"].to_list()
    ['沧浪区']
    >>> divisions_at(date(2024, 1, 1)).filter(code="320502").height
    0
    """
    return divisions(overlay).filter(_in_force(at or date.today()))


@lru_cache(maxsize=16)
def _resolution_table(at: date, overlay: str | None) -> pl.DataFrame:
    nodes = divisions(overlay).with_row_index("node")
    steps = _steps(nodes)
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= at)
    waiting = nodes.select(
        "node",
        place=pl.col("node"),
        rank=pl.lit(0, pl.Int64),
        way=pl.when(ended).then(pl.lit("next")).when(pl.col("valid_from") > at).then(pl.lit("previous")),
    )
    arrived = [waiting.filter(pl.col("way").is_null())]
    waiting = waiting.filter(pl.col("way").is_not_null())
    status = nodes.select(place="node", ended=ended.fill_null(False), unborn=pl.col("valid_from") > at)
    for _ in range(_LONGEST_CHAIN):
        moved = (
            waiting.join(steps, on=["place", "way"])
            .select("node", place="target", rank=pl.max_horizontal("rank", "shape_rank"), way="way")
            .unique()
            .join(status, on="place")
        )
        on_the_way = pl.when(pl.col("way") == "next").then("ended").otherwise("unborn")
        arrived.append(moved.filter(~on_the_way).select("node", "place", "rank", "way"))
        waiting = moved.filter(on_the_way).select("node", "place", "rank", "way")
        if waiting.is_empty():
            break
    found = (
        pl.concat(arrived)
        .join(nodes.select(place="node", target="code"), on="place")
        .group_by("node")
        .agg(candidates=pl.col("target").unique().sort(), rank=pl.col("rank").max())
    )
    several = pl.col("candidates").list.len() > 1
    shape = pl.col("rank").replace_strict(dict(enumerate(SHAPES)), return_dtype=pl.String)
    return (
        nodes.join(found, on="node", how="left")
        .sort("node")
        .select(
            *divisions().columns,
            code_now=pl.when(~several).then(pl.col("candidates").list.first()),
            status=pl.when(several).then(pl.lit("split")).otherwise(shape).fill_null("retired"),
            candidates=pl.col("candidates").fill_null([]),
        )
    )


def _steps(nodes: pl.DataFrame) -> pl.DataFrame:
    """Edges between rows, both ways: place, target, way, shape_rank."""
    whole = successors().filter(pl.col("shape") != "part_moved")
    old = nodes.select("node", "code", "name", "valid_to").filter(pl.col("valid_to").is_not_null())
    new = nodes.select(target="node", code="code", name="name", new_from="valid_from", new_to="valid_to")
    ranks = {shape: rank for rank, shape in enumerate(SHAPES)}
    forth = (
        whole.join(old, left_on=["old_code", "old_name"], right_on=["code", "name"])
        .join(new, left_on=["new_code", "new_name"], right_on=["code", "name"])
        .filter(pl.col("node") != pl.col("target"))
        .filter(pl.col("new_to").is_null() | (pl.col("new_to") >= pl.col("valid_to")))
        .select(
            place="node",
            target="target",
            shape_rank=pl.col("shape").replace_strict(ranks, return_dtype=pl.Int64),
            at_birth=(pl.col("new_from") - pl.col("valid_to")).dt.total_days().abs() <= _A_YEAR_DAYS,
        )
        .unique()
    )
    # backwards only to what it was made of, not to what joined it later
    back = forth.filter("at_birth").select(place="target", target="place", shape_rank="shape_rank")
    return pl.concat(
        [
            forth.drop("at_birth").with_columns(way=pl.lit("next")),
            back.with_columns(way=pl.lit("previous")),
        ]
    )


def resolution_table(at: date | None = None, overlay: str | None = None) -> pl.DataFrame:
    """Every row of the division table with what it is at a date (None: today).

    Adds `code_now` (null when several took its place, or none is known), `candidates` (all codes that
    hold parts of it, sorted) and `status`: current, renamed (same code), recoded (same name), one_to_one,
    merged (into a larger one), split (several candidates), retired (nothing known). For a date before
    the division existed the chain is followed backwards.

    >>> table = resolution_table(date(2024, 1, 1))
    >>> table.filter(code="320525").select("name", "code_now", "status").row(0)
    ('吴江县', '320509', 'one_to_one')
    >>> table.filter(code="320586").select("code_now", "status").row(0)
    (None, 'split')
    """
    return _resolution_table(at or date.today(), overlay)


def resolve_codes(codes: pl.Series, at: date | None = None) -> pl.DataFrame:
    """Follow six-digit codes of any date to a date (None: today).

    Columns `code` (as given), `name_then`, `code_now`, `status`, `candidates`, in the order given.
    A code that bore several names at different times is taken at its latest; an unknown code has
    nulls and no candidates.

    >>> resolve_codes(pl.Series(["320502", "999999"]), date(2024, 1, 1))["code_now"].to_list()
    ['320508', None]
    """
    latest = resolution_table(at).group_by("code", maintain_order=True).last()
    return (
        codes.cast(pl.String)
        .rename("code")
        .to_frame()
        .join(
            latest.select("code", "code_now", "status", "candidates", name_then="name"),
            on="code",
            how="left",
            maintain_order="left",
        )
        .select("code", "name_then", "code_now", "status", pl.col("candidates").fill_null([]))
    )
