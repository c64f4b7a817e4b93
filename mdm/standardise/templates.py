"""Put the delivered texts of several columns together, as a pack's templates say.

Longitude and latitude in two columns become one point, a street and a number one address. Works on any batch.
"""

from collections.abc import Callable, Collection, Sequence

import polars as pl

from mdm.rulepack import Field, RulePack, Segment, Template, parse_template
from mdm.standardise.text import are_placeholders, fold_texts

_BARE = "[0-9A-Za-z〇零一二三四五六七八九十百]$"  # a number that says nothing of what it counts
ReadParts = Callable[[str, pl.DataFrame], pl.DataFrame]  # of an attribute, in these raw records


def are_usable(pack: RulePack, columns: Collection[str]) -> bool:
    """Whether any template can say something with these columns."""
    return any(_usable(attribute.templates, columns) for attribute in pack.attributes.values())


def fill_templates(raw: pl.DataFrame, pack: RulePack, read: ReadParts) -> pl.DataFrame:
    """Raw records with the attributes that have templates filled where they are missing or say nothing.

    `read(attribute, some)` gives the standard parts of one attribute in some of the records, for templates that name
    a part; what an earlier attribute's templates filled may be read too. The first template all of whose required
    attributes are there is used; blank texts and placeholders are not there. What requires a part, so that texts are
    read for it, is asked only of sources that deliver nothing for the attribute.
    """
    for name, attribute in pack.attributes.items():
        usable = _usable(attribute.templates, raw.columns)
        texts = [template for template in usable if not template.needs_parts()]
        if texts:
            columns = _columns(raw, texts, read)
            written = columns.select(pl.coalesce(_write(t, set(columns.columns)) for t in texts)).to_series()
            raw = raw.with_columns(_fill(raw, name, written))
        if len(texts) < len(usable):
            raw = raw.with_columns(_fill_from_parts(raw, name, usable[len(texts) :], read))
    return raw


def _usable(texts: Sequence[str], columns: Collection[str]) -> list[Template]:
    """Templates whose required attributes are there; those that require parts behind the others."""
    templates = [parse_template(text) for text in texts]
    there = [template for template in templates if set(template.required()) <= set(columns)]
    return sorted(there, key=Template.needs_parts)


def _fill(raw: pl.DataFrame, name: str, written: pl.Series) -> pl.Series:
    """The attribute's own texts, and what was written where they are missing or say nothing."""
    if name not in raw.columns:
        return written.alias(name)
    own = raw[name]
    silent = (own.is_null() | are_placeholders(own)) & written.is_not_null()
    return written.zip_with(silent, own).alias(name)


def _fill_from_parts(raw: pl.DataFrame, name: str, templates: list[Template], read: ReadParts) -> pl.Series:
    """The attribute filled in the records of sources that deliver nothing for it."""
    nothing = pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(raw))
    own = raw[name] if name in raw.columns else nothing
    rows = pl.select(own.is_null().arg_true()).to_series()
    speaking = raw["source"].filter(own.is_not_null()).unique()
    rows = rows.filter(~raw["source"].gather(rows).is_in(speaking.implode()))
    if not len(rows):
        return own
    columns = _columns(raw[rows], templates, read)
    written = columns.select(pl.coalesce(_write(t, set(columns.columns)) for t in templates)).to_series()
    return own.scatter(rows, written).alias(name)


def _columns(raw: pl.DataFrame, templates: list[Template], read: ReadParts) -> pl.DataFrame:
    """The texts of all fields, null where they say nothing."""
    fields = {f.column: f for template in templates for f in template.fields() if f.attribute in raw.columns}
    texts = [column for column in fields if "." not in column]
    given = pl.DataFrame([_say_something(raw[column]) for column in texts])
    parts: dict[str, list[str]] = {}
    for column in (column for column in fields if "." in column):
        name, _, part = column.partition(".")
        parts.setdefault(name, []).append(part)
    frames = [
        read(name, raw).select(pl.col(p).alias(f"{name}.{p}") for p in wanted)
        for name, wanted in parts.items()
    ]
    return pl.concat([given, *frames], how="horizontal")


def _say_something(texts: pl.Series) -> pl.Series:
    """Folded texts, null where they say nothing."""
    folded = fold_texts(texts)
    return folded.set(are_placeholders(folded), None)


def _write(template: Template, known: set[str]) -> pl.Expr:
    """The text of one template; null where a required field is missing."""
    segments = [_write_segment(segment, known) for segment in template.segments]
    return pl.concat_str(segment for segment in segments if segment is not None)


def _write_segment(segment: Segment, known: set[str]) -> pl.Expr | None:
    if any(field.column not in known for field in segment.fields()):
        return None
    text = pl.concat_str(_write_field(p) if isinstance(p, Field) else pl.lit(p) for p in segment.pieces)
    return text.fill_null("") if segment.optional else text


def _write_field(field: Field) -> pl.Expr:
    text = pl.col(field.column)
    if not field.ending:
        return text
    return pl.when(text.str.contains(_BARE)).then(text + field.ending).otherwise(text)
