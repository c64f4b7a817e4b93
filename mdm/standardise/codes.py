"""Codes of the standards: sex, ethnic group, marital status, family relation.

A source's own map (`codes` of the pack, or options of the column) is asked first: 0 means 女 in some
systems and 20 means 初婚 in others, so numbers are never read without their source where it has a map.
Other spellings come from `rules/reference/codes.csv`. What neither knows is an issue.
"""

from functools import cache

import polars as pl

from mdm.rulepack import read_reference
from mdm.standardise.kind import Context, Kind, Standardiser
from mdm.standardise.text import drop_spaces, fold, is_placeholder

PARTS = {"name": pl.String()}


@cache
def _spellings(kind: str) -> pl.DataFrame:
    """Every folded spelling of a kind's codes, with code and name."""
    codes = read_reference("codes").filter(pl.col("kind") == kind)
    return codes.select(
        spelling=pl.col("aliases").str.split("|"), code="code", name="name"
    ).explode("spelling").unique("spelling", keep="first", maintain_order=True)  # fmt: skip


def _reads(kind: str) -> Standardiser:
    def standardise(values: pl.Series, context: Context) -> pl.DataFrame:
        folded = drop_spaces(fold(pl.col("text"))).str.to_lowercase()
        frame = pl.DataFrame({"text": values}).select(spelling=folded)
        stated = {key.strip().lower(): code for key, code in context.options.items()}
        own = pl.col("spelling").replace_strict(stated, default=None, return_dtype=pl.String)
        known = frame.join(_spellings(kind), on="spelling", how="left", maintain_order="left")
        names = _spellings(kind).unique("code", keep="first", maintain_order=True)
        named = known.with_columns(code=pl.coalesce(own, "code")).join(
            names.select("code", stated_name="name"), on="code", how="left", maintain_order="left"
        )
        placeholder = is_placeholder(pl.col("spelling")) & pl.col("code").is_null()
        unknown = pl.col("code").is_null() & pl.col("spelling").is_not_null()
        steps = [pl.lit(["fold_width", "look_up"]).alias("steps")] if context.steps else []
        return named.select(
            value=pl.col("code"),
            issue=pl.when(placeholder).then(pl.lit("placeholder")).when(unknown).then(pl.lit("unknown_code")),
            lead=pl.when(unknown & ~placeholder).then("spelling"),
            name="stated_name",
        ).with_columns(steps)

    return standardise


def _kind(name: str, title: str, title_en: str) -> Kind:
    return Kind(name, title, title_en, PARTS, _reads(name), on_distinct=True)


SEX = _kind("sex", "性别", "Sex")
ETHNIC_GROUP = _kind("ethnic_group", "民族", "Ethnic group")
MARITAL_STATUS = _kind("marital_status", "婚姻状况", "Marital status")
FAMILY_RELATION = _kind("family_relation", "家庭关系", "Family relation")
