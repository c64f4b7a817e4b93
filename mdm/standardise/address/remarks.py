"""What stands beside the parts of a shape: brackets, sides and distances, and the crossing of two roads."""

import re

from mdm.standardise.address.reading import Reading, span_of
from mdm.standardise.address.scanner import Element


def read_bracket(reading: Reading, element: Element, following: Element | None) -> None:
    """A bracket: a group behind a village, else a remark."""
    inner = element.match["inner"]
    if inner and re.fullmatch(r"[13n]G?", inner) and reading.anchor in ("community", "estate"):
        start = span_of(element, "inner")[0]
        reading.put("group", (start, start + 1))
    elif inner:
        reading.rest.append(span_of(element, "inner"))


def read_other(reading: Reading, element: Element, following: Element | None) -> None:
    """Sides and distances are remarks; a lone ending makes a group or a road of the name before it."""
    if element.kind in ("where", "distance"):
        reading.rest.append(span_of(element))
        if reading.last in ("estate", "poi"):
            reading.anchor = ""  # 朱家花园旁16号 is not inside
        return
    sign = element.match.string[element.start : element.end]
    named = reading.spans.get(reading.last, (0, 0))
    if reading.last not in ("estate", "name", "poi") or named[1] != element.start:
        return
    if sign == "D" and reading.last == "poi":
        return
    if sign == "G" and not reading.has("group"):
        del reading.spans[reading.last]  # 包家堡村包家组
        reading.spans["group"] = (named[0], element.end)
        reading.last = reading.anchor = "group"
    elif sign == "D" and not reading.has("road"):
        del reading.spans[reading.last]  # 南二环西段
        reading.spans["road"] = (named[0], element.end)
        reading.last = reading.anchor = "road"


def join_crossing(reading: Reading, elements: list[Element]) -> None:
    """`长江道与南开三马路交口`: the crossing is the whole phrase, the road its first road."""
    for index, element in enumerate(elements):
        if element.kind != "crossing":
            continue
        start = index
        while start > 0 and elements[start - 1].kind in ("road", "alley", "plain", "and", "gap", "poi"):
            start -= 1
        while start < index and elements[start].kind in ("and", "gap"):
            start += 1
        if elements[start].kind == "plain" and elements[start + 1].kind == "gap":
            start += 2  # what a caller says before it
        end = index
        behind = [other.kind for other in elements[end + 1 : end + 3]]
        if behind[:1] == ["where"] and behind[1:] != ["distance"]:  # 路口东北角, but 路口|向东100米
            end += 1
        span = (elements[start].start, elements[end].end)
        reading.rest = [r for r in reading.rest if not (span[0] <= r[0] and r[1] <= span[1])]
        for part in ("road", "poi", "estate", "lane", "name"):
            if part in reading.spans and span[0] <= reading.spans[part][0] < span[1]:
                del reading.spans[part]
        first = elements[start]
        if first.kind in ("road", "alley") and "road" not in reading.spans:
            reading.spans["road"] = (first.start, first.end)
        reading.spans["intersection"] = span
        return
