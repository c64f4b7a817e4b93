"""Standardise whole records: every attribute by its kind, originals left as they are, issues listed.

Works on any batch of records; a value's result depends on that value alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import polars as pl

from mdm.coded_texts import TextCoder
from mdm.rulepack import Attribute, RulePack, read_reference
from mdm.shelf import Shelved, in_memory
from mdm.side_by_side import side_by_side
from mdm.standardise.kind import Context, Kind
from mdm.standardise.kinds import find_kind
from mdm.standardise.misplaced import place_misplaced
from mdm.standardise.templates import fill_templates
from mdm.standardise.values import Keep, apply_kind


@dataclass(frozen=True)
class StandardisedRecords:
    """`records`: keys, `<attribute>` and the wanted `<attribute>.<part>`; `issues`: one row a broken rule."""

    records: pl.DataFrame
    issues: pl.DataFrame


def standardise_records(
    raw: pl.DataFrame | Shelved,
    pack: RulePack,
    parts: Mapping[str, Collection[str]],
    context: Context | None = None,
    source_options: Mapping[str, Mapping[str, str]] | None = None,
    coded: Mapping[str, Collection[str]] | None = None,
) -> StandardisedRecords:
    """Standardise raw records (`row`, `source`, `record_id`, one string column an attribute), column by column.

    `parts` names, for each attribute, the parts later rooms read, and `coded` those of them that shall be held
    as codes (Enum) in place of texts; `source_options` are remarks on single
    sources, such as `{"tax": {"date_system": "1904"}}`. Attributes no source delivers stay absent unless
    another attribute derives them or they are read from others. Derived values win over stated ones, which
    stay in `<attribute>.stated`.
    """
    context = context or Context()
    given = in_memory(raw) if isinstance(raw, pl.DataFrame) else raw
    keys = given.read(("row", "source", "record_id"))
    issues: list[pl.DataFrame] = []
    exchanging = {
        a for name, held in pack.attributes.items() if held.accepts_from for a in (name, *held.accepts_from)
    }

    def read(name: str) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        attribute = pack.attributes[name]
        texts = _texts(given, name, attribute)
        wanted = {*parts.get(name, ()), *attribute.derive.values()} - {"value"}
        wanted |= {"lead"} if name in exchanging else set()
        coder = TextCoder((coded or {}).get(name, ()))

        def keep(piece: pl.DataFrame) -> pl.DataFrame:
            return coder.shrink(
                piece.select("value", "issue", *(part for part in sorted(wanted) if part in piece.columns))
            )

        frame = _standardise_attribute(keys, texts, attribute, context, source_options or {}, keep)
        told = ("issue",) if name in exchanging else ()
        kept = pl.DataFrame(
            [coder.settle(frame[part]) for part in frame.columns if part in ("value", *wanted, *told)]
        )
        if name not in given.columns:
            return kept, None
        delivered = given[name] if attribute.read_from else texts
        own = frame["issue"].set(delivered.is_null(), None) if attribute.read_from else frame["issue"]
        return kept, _issues_of(keys["row"], name, delivered, own)

    names = [name for name, a in pack.attributes.items() if {name, *a.read_from} & set(given.columns)]
    frames: dict[str, pl.DataFrame] = {}
    read_all = side_by_side(read, names, lambda name: len(find_kind(pack.attributes[name].kind).parts))
    for name, (frame, broken) in zip(names, read_all, strict=True):
        frames[name] = frame
        issues += [] if broken is None else [broken]
    frames = place_misplaced(
        frames,
        pack,
        lambda attribute, texts: _standardise_attribute(keys, texts, attribute, context, {}, None),
    )
    columns: dict[str, pl.Series] = dict(zip(keys.columns, keys, strict=True))
    derived: list[tuple[str, pl.Series]] = []
    for name, frame in frames.items():
        derive = pack.attributes[name].derive
        wanted = {*parts.get(name, ()), *derive.values()} - {"value"}
        columns[name] = frame["value"]
        columns.update({f"{name}.{part}": frame[part] for part in frame.columns if part in wanted})
        derived += [(target, frame[part]) for target, part in derive.items()]
    for target, values in reversed(derived):  # what stands first in the pack has the last word
        stated = columns.get(target)
        if stated is None:
            columns[target] = values
        else:
            if "." not in target:
                columns.setdefault(f"{target}.stated", stated)
            columns[target] = values.cast(stated.dtype).zip_with(values.is_not_null(), stated)
    records = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    return StandardisedRecords(records, describe_issues(issues))


def _texts(raw: Shelved, name: str, attribute: Attribute) -> pl.Series:
    """What is to be read for an attribute: its own texts, else those of the attributes it reads as well."""
    others = [other for other in attribute.read_from if other in raw.columns]
    if not others:
        return raw[name]
    together = pl.concat_str(others, ignore_nulls=True)
    any_given = pl.any_horizontal(pl.col(other).is_not_null() for other in others)
    borrowed = pl.when(any_given).then(together)
    own = [pl.col(name)] if name in raw.columns else []
    read = raw.read([*(() if name not in raw.columns or name in others else (name,)), *others])
    return read.select(pl.coalesce(*own, borrowed)).to_series()


def compose_attributes(records: pl.DataFrame, pack: RulePack) -> pl.DataFrame:
    """Fill the attributes that others together make: their values joined by `|`, null where one is missing.

    A value that a source delivered itself stays.
    """
    composed = []
    for name, attribute in pack.attributes.items():
        if not attribute.compose:
            continue
        pieces = []
        for item in attribute.compose:
            present = [c for c in ((item,) if isinstance(item, str) else item) if c in records.columns]
            nothing = pl.lit(None, dtype=pl.String)
            pieces.append(pl.coalesce(pl.col(c).cast(pl.String) for c in present) if present else nothing)
        text = pl.concat_str(pieces, separator="|")
        own = [pl.col(name)] if name in records.columns else []
        composed.append(pl.coalesce(*own, text).alias(name))
    return records.with_columns(composed)


def compose_texts(
    raw: pl.DataFrame,
    pack: RulePack,
    context: Context | None = None,
    source_options: Mapping[str, Mapping[str, str]] | None = None,
) -> pl.DataFrame:
    """Raw records with the attributes that have templates filled where no source delivers them whole.

    What is put together this way counts as delivered text from here on.
    """

    def read(name: str, some: pl.DataFrame) -> pl.DataFrame:
        attribute = pack.attributes[name]
        return _standardise_attribute(
            some, some[name], attribute, context or Context(), source_options or {}, None
        )

    return fill_templates(raw, pack, read)


def _standardise_attribute(
    keys: pl.DataFrame,
    texts: pl.Series,
    attribute: Attribute,
    context: Context,
    source_options: Mapping[str, Mapping[str, str]],
    keep: Keep | None,
) -> pl.DataFrame:
    """Apply the kind source by source where sources differ in codes or options, else in one piece."""
    kind = find_kind(attribute.kind)
    source_options = {source: kind.read_options(options) for source, options in source_options.items()}
    special = {*attribute.codes, *(s for s, options in source_options.items() if options)} - {"default"}
    present = [source for source in keys["source"].unique().sort() if source in special]
    default = replace(context, options={**attribute.codes.get("default", {})})
    if not present:
        return _read_coded(kind, texts, default, keep)
    pieces, rows = [], []
    for source in [*present, None]:
        mask = keys["source"].is_in(present).not_() if source is None else keys["source"] == source
        options = default.options if source is None else {
            **default.options, **attribute.codes.get(source, {}), **source_options.get(source, {}),
        }  # fmt: skip
        pieces.append(_read_coded(kind, texts.filter(mask), replace(context, options=options), keep))
        rows.append(keys["row"].filter(mask))
    return pl.concat(pieces).with_columns(row=pl.concat(rows)).sort("row").drop("row")


def _read_coded(kind: Kind, texts: pl.Series, context: Context, keep: Keep | None) -> pl.DataFrame:
    """Apply a kind; plain text for which the pack knows codes becomes the code, other words stay as they are."""
    if kind.name != "text" or not context.options:
        return apply_kind(kind, texts, context, keep)
    spelled = pl.Series(list(context.options), dtype=pl.String)
    folded = apply_kind(kind, spelled, replace(context, options={}))["key"]
    codes = dict(zip(folded, context.options.values(), strict=True))
    code = pl.col("key").replace_strict(codes, default=None, return_dtype=pl.String)

    def write_codes(piece: pl.DataFrame) -> pl.DataFrame:
        coded = piece.with_columns(value=pl.coalesce(code, "value"))
        return coded if keep is None else keep(coded)

    if keep is None:
        return write_codes(apply_kind(kind, texts, context))
    return apply_kind(kind, texts, context, write_codes)


def _issues_of(row: pl.Series, name: str, delivered: pl.Series, issue: pl.Series) -> pl.DataFrame:
    """Rows of one attribute whose value broke a rule, with the value as it was delivered."""
    broken = issue.is_not_null().arg_true()
    return pl.DataFrame(
        {"row": row.gather(broken), "original": delivered.gather(broken), "rule": issue.gather(broken)}
    ).select("row", "original", attribute=pl.lit(name), rule="rule")


def describe_issues(issues: list[pl.DataFrame]) -> pl.DataFrame:
    """Join lists of `row`, `original`, `attribute`, `rule`; add severity and message; sort by row and attribute."""
    shape = {"row": pl.UInt32, "original": pl.String, "attribute": pl.String, "rule": pl.String}
    codes = read_reference("issue_codes").select(
        rule="code", severity="severity", message=pl.format("{} · {}", "title_zh", "title_en")
    )
    listed = pl.concat(issues) if issues else pl.DataFrame(schema=shape)
    return (
        listed.join(codes, on="rule", how="left")
        .with_columns(pl.col("severity").fill_null("warning"), pl.col("message").fill_null(pl.col("rule")))
        .select("row", "attribute", "rule", "severity", "original", "message")
        .sort("row", "attribute")
    )
