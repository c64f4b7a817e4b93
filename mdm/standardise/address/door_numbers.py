"""Which parts the numbers of a door are that have one word or none: 501室, 3-2-501, G316."""

import re

from mdm.standardise.address.reading import Reading, span_of
from mdm.standardise.address.scanner import PIECES, Element


def read_room(reading: Reading, element: Element, following: Element | None) -> None:
    """`501室`, `3-2-501室`."""
    _read_numbers(reading, element, span_of(element, "r1"), is_room=True)


def read_household(reading: Reading, element: Element, following: Element | None) -> None:
    """`501户`, `东户`."""
    _read_numbers(reading, element, span_of(element, "h1"), is_room=True)


def read_bare(reading: Reading, element: Element, following: Element | None) -> None:
    """Numbers without a word: `3-2-501`."""
    _read_numbers(reading, element, span_of(element, "bare"), is_room=False)


def _read_numbers(reading: Reading, element: Element, span: tuple[int, int], is_room: bool) -> None:
    """Give the numbers of `3-2-501` their parts: building, unit, room as far as still open."""
    shape = element.match.string
    pieces = [m.span() for m in PIECES.finditer(shape, span[0], span[1])]
    sizes = ["3" in shape[s:e] for s, e in pieces]
    if not pieces:
        reading.rest.append(span)
        return
    whole = (pieces[0][0], pieces[-1][1])
    if "," in shape[span[0] : span[1]]:
        reading.put("room", whole)
        return
    if reading.has("room") or ("6" in shape[span[0] : span[1]] and len(pieces) > 1):
        reading.rest.append(span)
        return
    if reading.anchor in ("community", "group") and (len(pieces) > 2 or (len(pieces) == 2 and sizes[1])):
        reading.anchor = "estate"
    open_gate = not reading.has("gate", "building", "unit", "floor", "storey") and reading.anchor in (
        "road", "lane", "community", "group",
    )  # fmt: skip
    count = len(pieces)
    if count == 1:
        if is_room:
            reading.put("room", whole)
        elif _is_highway(reading, shape, whole):
            reading.put("road", whole)  # a highway: G316
            reading.anchor = "road"
        elif open_gate:
            reading.put("gate", whole)
        elif (
            reading.has("building", "unit", "floor", "storey")
            or sizes[0]
            or "6" in shape[whole[0] : whole[1]]
        ):
            reading.put("room", whole)
        elif reading.anchor == "poi" and re.fullmatch("1a[13]?", shape[whole[0] : whole[1]]):
            reading.put("room", whole)  # 国际中心18C, 5A06, but 科学园B12
        elif reading.anchor in ("estate", "weak_estate", "name", "poi"):
            reading.loose_building = not reading.has("building")  # 天洋城4代B区36号楼
            reading.put("building", whole)
        else:
            reading.put("room", whole) if reading.has("gate") else reading.rest.append(whole)
        return
    if open_gate and not is_room and count == 2 and not sizes[1]:
        reading.put("gate", pieces[0])
        reading.put("subgate", (pieces[0][1], pieces[1][1]))
        return
    in_hamlet = reading.anchor in ("weak_estate", "name") and _in_village(reading, shape)
    if in_hamlet and not is_room and count == 2 and not any(sizes) and not reading.has("gate", "building"):
        reading.put("gate", pieces[0])  # 礼贤村前山垄18-1
        reading.put("subgate", (pieces[0][1], pieces[1][1]))
        return
    if is_room and all(sizes) and count == 2:
        reading.put("room", whole)
        return
    inside = reading.anchor in ("estate", "weak_estate", "name") and not reading.has("building")
    if count == 2 and not sizes[1] and not inside and not (open_gate and not is_room):
        reading.put("room", whole)  # 4号楼14-10: storey and door
        return
    if sizes[0] and sizes[-1] and count == 2 and reading.anchor not in ("estate", "weak_estate", "name"):
        reading.put("room", whole)
        return
    if open_gate and not is_room and count >= 3:
        reading.put("gate", pieces[0])
        pieces, sizes, count = pieces[1:], sizes[1:], count - 1
    names = [name for name in ("building", "unit") if not reading.has(name)]
    if count == 4 and len(names) == 2 and "a" in shape[pieces[0][0] : pieces[0][1]]:
        pieces, count = [(pieces[0][0], pieces[1][1]), *pieces[2:]], 3  # L5-12-2-301: quarter and building
    on_street = reading.has("gate") and reading.anchor in ("road", "lane")
    if count == 3 and len(names) == 2 and on_street and not any(sizes):
        names = ["unit", "floor"]  # 虹韵路6号1-6-2: a house of its own, the door of its floor
    elif reading.has("unit", "floor", "storey"):
        names = []
    if count > 3 or (count == 3 and reading.has("building")):
        names.append("floor")
    if count == 2 and names == ["building", "unit"]:
        names = ["building"]
    names = names[: count - 1]
    for name, piece in zip(names, pieces, strict=False):
        reading.put(name, piece)
    reading.put("room", (pieces[len(names)][0], pieces[-1][1]))


def _in_village(reading: Reading, shape: str) -> bool:
    """Whether a hamlet stands right behind its village."""
    village, hamlet = reading.spans.get("community", (0, 0)), reading.spans.get("estate", (-1, -1))
    return village[1] == hamlet[0] and shape[village[1] - 1] == "V"


def _is_highway(reading: Reading, shape: str, span: tuple[int, int]) -> bool:
    """G316 at the opening, or behind a blank where no road or gate is named yet."""
    number = shape[span[0] : span[1]]
    if not reading.spans:
        return not reading.anchor and re.fullmatch("a[13]", number) is not None
    return number == "a3" and not reading.has("road", "gate") and shape[span[0] - 1] == " "
