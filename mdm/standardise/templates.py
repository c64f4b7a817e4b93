"""Put the delivered texts of several columns together, as a pack's templates say.

Longitude and latitude in two columns become one point, a street and a number one address. Works on any batch.
"""

from collections.abc import Callable

import polars as pl

from mdm.rulepack import Field, RulePack, Segment, Template, parse_template
from mdm.standardise.text import are_placeholders, fold_texts

_BARE = "[0-9A-Za-z〇零一二三四五六七八九十百]$"  # a number that says nothing of what it counts
ReadParts = Callable[[str], pl.DataFrame]


def fill_templates(raw: pl.DataFrame, pack: RulePack, read: ReadParts) -> pl.DataFrame:
    """Raw records with the attributes that have templates filled where they are missing.

    `read(attribute)` gives the standard parts of one attribute, for templates that name a part. The first
    template all of whose required attributes are there is used; blank texts and placeholders are not there.
    """
    for name, attribute in pack.attributes.items():
        templates = [parse_template(text) for text in attribute.templates]
        usable = [t for t in templates if set(t.required()) <= set(raw.columns)]
        if usable:
            columns = _columns(raw, usable, read)
            written = [_write(template, set(columns.columns)) for template in usable]
            own = [pl.lit(raw[name])] if name in raw.columns else []
            filled = columns.select(pl.coalesce(*own, *written).alias(name)).to_series()
            raw = raw.with_columns(filled)
    return raw


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
        read(name).select(pl.col(p).alias(f"{name}.{p}") for p in wanted) for name, wanted in parts.items()
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
