"""What the grammar has found of a shape so far."""

from dataclasses import dataclass, field

from mdm.standardise.address.scanner import Element


@dataclass
class Reading:
    """Spans of the parts found so far, and what the last name was."""

    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    rest: list[tuple[int, int]] = field(default_factory=list)
    second_roads: list[tuple[int, int]] = field(default_factory=list)
    anchor: str = ""
    last: str = ""
    side: int = -1  # where a side right before a building stands
    loose_building: bool = False  # a mere number or 号, which a true one replaces
    loose_gate: bool = False  # the same of a 号 within an estate, which is its gate then

    def has(self, *parts: str) -> bool:
        """Whether any of the parts is found already."""
        return not self.spans.keys().isdisjoint(parts)

    def put(self, part: str, span: tuple[int, int]) -> None:
        """Give a span to a part; a part already named sends the span to the remark."""
        if part in self.spans:
            self.rest.append(span)
        else:
            self.spans[part] = span
        self.last = part


def span_of(element: Element, group: str | int = 0) -> tuple[int, int]:
    """Where an element, or a group of its match, stands in the shape."""
    return element.match.span(group)
