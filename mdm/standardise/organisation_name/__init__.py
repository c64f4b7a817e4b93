"""Organisation names: 企业名称, names of institutions and public bodies as registers and clerks write them.

The value is the name with full-width brackets, as on the certificate; remarks on the status, former and other
names, addresses and contacts glued on are taken off and kept as parts. Null where there is no name (sole
traders without one). Follows the 企业名称登记管理规定 (in force 2021-03-01). Docs:
docs/reference/kinds-organisation-name.md.
"""

import polars as pl

from mdm.standardise.halves import in_halves
from mdm.standardise.kind import Context, Kind
from mdm.standardise.organisation_name.branches import spell_out_hosts, split_branch
from mdm.standardise.organisation_name.form_slips import mend_forms
from mdm.standardise.organisation_name.latin import latin_key
from mdm.standardise.organisation_name.parts import derive_parts
from mdm.standardise.organisation_name.remarks import FIELD_STEPS, READ, find_plain, find_seat, read_remarks
from mdm.standardise.steps import Step, list_steps

__all__ = ["KIND", "standardise_organisation_name"]

_TEXT = pl.String()
_NAMES = (
    "region", "trade_name", "industry", "form", "branch", "parent_name", "key", "core", "region_key",
    "parent_key", "known_industry", "former_name", "former_key", "other_name", "other_key", "successor_key", "reform_key", "reform_day",
    "status_hint", "remark", "seat",
)  # fmt: skip
PARTS = dict.fromkeys(_NAMES, _TEXT)
_OTHERS = {"former_name": "former_key", "other_name": "other_key", "parent_name": "parent_key"}
_WRITTEN = ("name", "parent_name", "former_name", "other_name")
# Several bodies in one field; what stands behind 原, 曾用名, 又名, 现 and their like is said of the one in front
_NAMED = r"[\p{Han}A-Za-z0-9·()（）]{3,}"
_SEVERAL = (
    rf"^\s*\p{{Han}}{_NAMED}\s*[;；]+\s*[\p{{Han}}--[原曾又现简以下负法经地电]]{_NAMED}(?:\s*[;；]|\s*$)"
)
_COLUMNS = ("value", "issue", "lead", *PARTS)


def standardise_organisation_name(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read names of organisations: `value`, `issue`, `lead` and the parts of PARTS, all strings.

    >>> read = standardise_organisation_name(pl.Series(["苏州华信电子科技有限公司园区分公司", "***"]), Context())
    >>> read.select("region", "trade_name", "industry", "form", "branch").row(0)
    ('苏州', '华信', '电子科技', '有限公司', '园区分公司')
    >>> read["issue"].to_list()
    [None, 'unnamed_sole_trader']
    """
    frame = pl.concat(in_halves(_read_names, values))
    if context.steps:
        changed = list_steps(values, STEPS)
        frame = frame.with_columns(pl.when(pl.col("value").is_not_null()).then(changed).alias("steps"))
    return frame


def _read_names(values: pl.Series) -> pl.DataFrame:
    listed = values.str.contains(_SEVERAL).fill_null(False)
    if not listed.any():
        return _read_single(values)
    frame = _read_single(values.set(listed, None))
    return frame.with_columns(
        frame["issue"].set(listed, "several_organisations"),
        lead=pl.Series(values.str.strip_chars(" ;；")).zip_with(listed, frame["lead"]),
    )


def _read_single(values: pl.Series) -> pl.DataFrame:
    read = _read(values)
    name = mend_forms(read.get_column("name"))
    branches = split_branch(name)
    parts = _derive(name, branches)
    frame = pl.concat([read.drop("name"), branches, parts], how="horizontal")
    frame = frame.with_columns(
        *_keys_of_others(frame),
        latin_key(name, parts.get_column("key")),
        name,
        seat=find_seat(frame["remark"]),
    )
    has_bracket = pl.any_horizontal(pl.col(column).str.contains("(", literal=True) for column in _WRITTEN)
    rows = frame.select(has_bracket.arg_true()).to_series()
    some = frame[rows].select(
        pl.when(pl.col(column).str.contains(r"\p{Han}"))
        .then(pl.col(column).str.replace_many(["(", ")"], ["（", "）"]))
        .otherwise(column)
        .alias(column)
        for column in _WRITTEN
    )
    frame = frame.with_columns(frame[column].scatter(rows, some[column]) for column in _WRITTEN)
    return frame.rename({"name": "value"}).select(_COLUMNS)


def _read(values: pl.Series) -> pl.DataFrame:
    """Names of Chinese characters and brackets are taken as they are; the rest is read with care."""
    folded = values.str.replace_many(["（", "）"], ["(", ")"])
    is_plain = find_plain(folded)
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    frame = pl.DataFrame(dict.fromkeys(READ, empty)).with_columns(name=folded.zip_with(is_plain, empty))
    rows = (~is_plain & values.is_not_null()).arg_true()
    if len(rows):
        other = read_remarks(values.gather(rows)).select(READ)
        frame = pl.DataFrame([frame[column].scatter(rows, other[column]) for column in READ])
    return frame


def _derive(names: pl.Series, branches: pl.DataFrame) -> pl.DataFrame:
    """Parts of names; a branch has those of its host."""
    hosts = branches.get_column("parent_name")
    rows = hosts.is_not_null().arg_true()
    heads = names.clone().scatter(rows, spell_out_hosts(hosts.gather(rows)))  # scatter writes in place
    return derive_parts(names, heads, branches)


def _keys_of_others(frame: pl.DataFrame) -> list[pl.Series]:
    """Keys of the few names that stand inside others, all read at once."""
    others = [frame.get_column(name) for name in _OTHERS]
    names = pl.concat([spell_out_hosts(some) if some.name == "parent_name" else some for some in others])
    rows = names.is_not_null().arg_true()
    keys = pl.Series([None], dtype=pl.String).new_from_index(0, len(names))
    if len(rows):
        some = names.gather(rows)
        keys = keys.scatter(rows, _derive(some, split_branch(some)).get_column("key"))
    return [keys.slice(at * len(frame), len(frame)).alias(key) for at, key in enumerate(_OTHERS.values())]


def _take_name(text: pl.Expr) -> pl.Expr:
    """The name alone, without remark, status, former name, address or telephone; brackets as they are stored."""
    return text.map_batches(lambda texts: _read_names(texts).get_column("value"), return_dtype=_TEXT)


STEPS = (*FIELD_STEPS, Step("take_name", _take_name))

KIND = Kind(
    "organisation_name",
    "单位名称",
    "Organisation name",
    PARTS,
    standardise_organisation_name,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
