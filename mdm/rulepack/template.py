"""Templates: how the texts of several attributes stand together as one.

`{name}` stands for an attribute's text and must be there; `{name.part}` for a part its kind reads; `{gate+号}` for a
text to which 号 is added where it is a bare number. What stands between brackets is left out when one of its
attributes is missing: `[{district}]{road}[{gate+号}]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\{(?P<column>[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)?)(?:\+(?P<ending>[^{}\[\]]+))?\}|(?P<text>[^{}\[\]]+)"
)


@dataclass(frozen=True)
class Field:
    """A place for a column's text; `ending` is what it ends in."""

    column: str
    ending: str = ""

    @property
    def attribute(self) -> str:
        """The attribute the column belongs to."""
        return self.column.split(".")[0]


@dataclass(frozen=True)
class Segment:
    """Texts and fields that stand or fall together."""

    optional: bool
    pieces: tuple[str | Field, ...]

    def fields(self) -> Iterator[Field]:
        """Its fields, in order."""
        return (piece for piece in self.pieces if isinstance(piece, Field))


@dataclass(frozen=True)
class Template:
    """A parsed template."""

    segments: tuple[Segment, ...]

    def fields(self) -> Iterator[Field]:
        """All fields, in order."""
        return (field for segment in self.segments for field in segment.fields())

    def required(self) -> tuple[str, ...]:
        """Attributes without which it says nothing."""
        return tuple(f.attribute for s in self.segments if not s.optional for f in s.fields())

    def needs_parts(self) -> bool:
        """Whether a part that a kind has to read must be there."""
        return any("." in f.column for s in self.segments if not s.optional for f in s.fields())


def parse_template(text: str) -> Template:
    """Parse a template; ValueError says what is wrong with it.

    >>> parse_template("[{district}]{road}").required()
    ('road',)
    >>> parse_template("{road")
    Traceback (most recent call last):
    ValueError: "{road" is no template: nothing can be made of "{road"
    """
    segments = []
    for part in re.split(r"(\[[^\[\]]*\])", text):
        optional = part.startswith("[") and part.endswith("]")
        pieces = tuple(_pieces(part[1:-1] if optional else part, text))
        if pieces:
            segments.append(Segment(optional, pieces))
    template = Template(tuple(segments))
    if not any(True for _ in template.fields()):
        raise ValueError(f'"{text}" is no template: it names no attribute')
    return template


def _pieces(part: str, whole: str) -> Iterator[str | Field]:
    at = 0
    while at < len(part):
        token = _TOKEN.match(part, at)
        if token is None:
            raise ValueError(f'"{whole}" is no template: nothing can be made of "{part[at:]}"')
        yield token["text"] or Field(token["column"], token["ending"] or "")
        at = token.end()
