"""Organisation names: 企业名称, names of institutions and public bodies as registers and clerks write them.

The value is the name with full-width brackets, as on the certificate; remarks on the status, former and other
names, addresses and contacts glued on are taken off and kept as parts. Null where there is no name (sole
traders without one). Follows the 企业名称登记管理规定 (in force 2021-03-01). Docs:
docs/reference/kinds-organisation-name.md.
"""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.organisation_name.branches import split_branch
from mdm.standardise.organisation_name.latin import latin_key
from mdm.standardise.organisation_name.parts import derive_parts
from mdm.standardise.organisation_name.remarks import FIELD_STEPS, READ, plain_pattern, read_remarks
from mdm.standardise.organisation_name.words import any_of, remark_words
from mdm.standardise.steps import list_steps

__all__ = ["KIND", "standardise_organisation_name"]

_TEXT = pl.String()
_NAMES = (
    "region", "trade_name", "industry", "form", "branch", "parent_name", "key", "core", "region_key",
    "parent_key", "former_name", "former_key", "other_name", "other_key", "successor_key", "status_hint", "remark",
)  # fmt: skip
PARTS = dict.fromkeys(_NAMES, _TEXT)
_COLUMNS = ("value", "issue", "lead", *PARTS)


def standardise_organisation_name(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read names of organisations: `value`, `issue`, `lead` and the parts of PARTS, all strings.

    >>> read = standardise_organisation_name(pl.Series(["苏州华信电子科技有限公司园区分公司", "***"]), Context())
    >>> read.select("region", "trade_name", "industry", "form", "branch").row(0)
    ('苏州', '华信', '电子科技', '有限公司', '园区分公司')
    >>> read["issue"].to_list()
    [None, 'unnamed_sole_trader']
    """
    read = _read(values)
    name = read.get_column("name")
    branches = split_branch(name)
    head = branches.get_column("parent_name").zip_with(branches["parent_name"].is_not_null(), name)
    parts = derive_parts(name, head, branches)
    frame = pl.concat([read.drop("name"), branches, parts], how="horizontal")
    keys = [
        _key_of(frame.get_column(column), key)
        for column, key in (
            ("former_name", "former_key"),
            ("other_name", "other_key"),
            ("parent_name", "parent_key"),
        )
    ]
    frame = frame.with_columns(*keys, latin_key(name, parts.get_column("key")))
    frame = frame.with_columns(
        value=name.str.replace_many(["(", ")"], ["（", "）"]).zip_with(name.str.contains(r"\p{Han}"), name),
        parent_name=pl.col("parent_name").str.replace_many(["(", ")"], ["（", "）"]),
        former_name=pl.col("former_name").str.replace_many(["(", ")"], ["（", "）"]),
        other_name=pl.col("other_name").str.replace_many(["(", ")"], ["（", "）"]),
    ).select(_COLUMNS)
    if context.steps:
        changed = list_steps(values, FIELD_STEPS)
        frame = frame.with_columns(pl.when(pl.col("value").is_not_null()).then(changed).alias("steps"))
    return frame


def _read(values: pl.Series) -> pl.DataFrame:
    """Names of Chinese characters and brackets are taken as they are; the rest is read with care."""
    folded = values.str.replace_many(["（", "）"], ["(", ")"])
    odd_words = [
        w
        for kind in ("status", "former", "other", "later", "none", "kind_of_subject")
        for w in remark_words(kind)
    ]
    in_brackets = rf"\((?:{any_of(tuple(odd_words))})|\([^()]{{5,}}\)|\([^()]*$|^[^()]*\)"
    name = pl.col("name")
    is_plain = (
        pl.DataFrame({"name": folded})
        .select(
            (
                name.str.contains(plain_pattern())
                & ~(name.str.contains("(", literal=True) & name.str.contains(in_brackets))
                & ~name.str.contains_any(
                    [
                        "已注销",
                        "已吊销",
                        "已停业",
                        "已撤销",
                        "个体",
                        "字号",
                        "已迁出",
                        "已歇业",
                        "联系人",
                        "地址",
                        "电话",
                    ]
                )
            ).fill_null(False)
        )
        .to_series()
    )
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    frame = pl.DataFrame(dict.fromkeys(READ, empty)).with_columns(name=folded.zip_with(is_plain, empty))
    rows = (~is_plain & values.is_not_null()).arg_true()
    if len(rows):
        other = read_remarks(values.gather(rows)).select(READ)
        frame = pl.DataFrame([frame[column].scatter(rows, other[column]) for column in READ])
    return frame


def _key_of(names: pl.Series, key: str) -> pl.Series:
    """Keys of the few names that stand inside others."""
    rows = names.is_not_null().arg_true()
    empty = pl.Series(key, [None], dtype=pl.String).new_from_index(0, len(names))
    if not len(rows):
        return empty
    some = names.gather(rows)
    branches = split_branch(some)
    head = branches.get_column("parent_name").zip_with(branches["parent_name"].is_not_null(), some)
    return empty.scatter(rows, derive_parts(some, head, branches).get_column("key"))


KIND = Kind(
    "organisation_name",
    "单位名称",
    "Organisation name",
    PARTS,
    standardise_organisation_name,
    on_distinct=True,
)
