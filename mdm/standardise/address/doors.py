"""Which part a number with its word is: lane, gate, building, unit, floor."""

from mdm.standardise.address.reading import Reading, span_of
from mdm.standardise.address.scanner import PIECES, Element


def read_lane(reading: Reading, element: Element, following: Element | None) -> None:
    """`787弄`, with the 支弄 behind it one lane."""
    if reading.last == "lane" and reading.spans["lane"][1] == element.start:
        reading.spans["lane"] = (reading.spans["lane"][0], element.end)  # 216巷11弄
    else:
        reading.put("lane", span_of(element))
    reading.anchor = "lane"


def read_gate(reading: Reading, element: Element, following: Element | None) -> None:
    """`18号` with its sub-gate; within an estate, behind a building or a second road it is something else."""
    first, second, third = span_of(element, "g1"), span_of(element, "g2"), span_of(element, "g3")
    if second[0] < second[1] and element.match.string[second[0] - 1] == "j":
        first, second = (first[0], first[1] - 1), (first[1] - 1, second[1])  # 78甲1号
    if reading.last == "second_road" and reading.has("gate"):
        reading.rest.append((first[0], second[1]))  # 八一东路7号…产业园区经二路26号
        return None
    if reading.has("building", "unit", "floor", "storey") and reading.last != "road":
        leads_to_room = following is not None and following.kind in ("room", "bare", "household")
        part = "unit" if leads_to_room and not reading.has("unit", "floor", "storey", "room") else "room"
        return reading.put(part, (first[0], second[1]))  # 8幢26号602室: the door of the stairs
    if reading.has("gate") and reading.has("room"):
        reading.rest.append((first[0], second[1]))  # 62号109单元0176号
        return None
    inside = reading.anchor == "estate" and not _in_lane(reading)
    leads_on = following is not None and following.kind in ("estate", "weak_estate", "hamlet")
    if inside and leads_on and not reading.has("gate", "community"):
        # 和平新村125号高尔夫花园: the outer estate is where the gate is.
        reading.spans["community"] = reading.spans.pop("estate")
        inside = False
    if reading.has("gate") or (inside and not reading.has("room")):
        if "3" in element.match["g2"]:  # 雅园3-907号
            reading.put("building", first)
            reading.put("room", (second[0] + 1, second[1]))
        elif reading.has("gate") and "3" in element.match["g1"] and not inside:
            reading.put("room", (first[0], second[1]))  # 顺畅大道1号B0048号
        else:
            within = reading.anchor in ("estate", "weak_estate", "name")
            reading.loose_gate = within and not reading.has("building")
            reading.put("building", (first[0], second[1]))
        return None
    reading.put("gate", first)
    if second[0] < second[1]:
        reading.put("subgate", second)
    if third[0] < third[1]:
        reading.put("subgate", third)
    reading.last = "gate"
    return None


def _in_lane(reading: Reading) -> bool:
    """Whether an estate stands right behind the number of its lane, whose gates are its houses: 2299弄世贸嘉园5号."""
    lane, estate = reading.spans.get("lane", (0, 0)), reading.spans.get("estate", (-1, -1))
    return lane[1] == estate[0] and not reading.has("gate", "building")


def read_attached(reading: Reading, element: Element, following: Element | None) -> None:
    """`附16号`: a sub-gate, or the door of a floor."""
    if reading.has("unit", "floor", "storey"):
        reading.put("room", (element.start, span_of(element, "at1")[1]))  # 5楼附16号, 2单元附26号
    else:
        reading.put("subgate", span_of(element))


def read_building(reading: Reading, element: Element, following: Element | None) -> None:
    """`3幢`, `3#`; on a road without a gate the latter is the gate."""
    span = span_of(element, "b1") if element.match["b1"] else span_of(element, "b2")
    marked = element.match.string[span[1] : element.end]
    if 0 <= reading.side == span[0] - 1:
        span = (reading.side, span[1])
    if (
        marked == "#"
        and reading.anchor == "road"
        and not reading.has("gate")
        and not _leads_inside(following)
    ):
        reading.put("gate", span)  # 中兴大道197#
        return
    if marked == "#" and reading.has("building") and not reading.has("room") and following is None:
        reading.put("room", span)  # 9幢11-3#
        return
    if reading.loose_gate and marked != "#":
        outer = reading.spans.pop("building")
        reading.put("gate", outer)  # 翠湖苑8号3幢; 898号兴龙湖1号B栋 has its gate
        reading.loose_gate = False
    if reading.loose_building and marked != "#":
        reading.rest.append(reading.spans.pop("building"))  # 总部1号5号楼
        reading.loose_building = False
    reading.put("building", span)


def _leads_inside(following: Element | None) -> bool:
    return following is not None and following.kind in (
        "unit",
        "floor",
        "storey",
        "room",
        "bare",
        "household",
    )


def read_unit(reading: Reading, element: Element, following: Element | None) -> None:
    """`2单元`; a number of room size with nothing inside it is a room."""
    if reading.has("unit") and not reading.has("room") and "d" not in element.match["u1"]:
        reading.put("room", span_of(element, "u1"))  # 2单元5楼3门
        return
    if element.match["ub"]:
        reading.put("building", span_of(element, "ub"))
    elif "3" in element.match["u1"] and (following is None or following.kind not in _INSIDE_A_UNIT):
        reading.put("room", span_of(element, "u1"))  # 13楼1303单元, but 400幢800单元1234室
        return
    reading.put("unit", span_of(element, "u1"))


_INSIDE_A_UNIT = ("floor", "storey", "room")


def _is_wing(following: Element) -> bool:
    """A lettered unit that nothing stands behind."""
    ends = following.end == len(following.match.string)
    return following.kind == "unit" and following.match["u1"] == "a" and ends


def read_floor(reading: Reading, element: Element, following: Element | None) -> None:
    """`3层`."""
    reading.put("floor", span_of(element, "f1"))


def read_storey(reading: Reading, element: Element, following: Element | None) -> None:
    """`12楼` is a floor, but `54楼1601` and `3楼2单元` are buildings; the digits decide later."""
    span = span_of(element, "s1")
    pieces = [m.span() for m in PIECES.finditer(element.match.string, *span)]
    if ("a" in element.match["s1"] or len(pieces) > 2) and not reading.has("building"):
        reading.put("building", pieces[0])
        if len(pieces) > 1:  # A-2-4楼
            reading.put("floor", pieces[-1])
        if len(pieces) > 2:
            reading.put("unit", (pieces[1][0], pieces[-2][1]))
    elif (
        following is None
        and reading.anchor in ("estate", "weak_estate")
        and "n" not in element.match["s1"]
        and not reading.has("building", "gate", "road")
    ):
        reading.put("building", span)  # 芳城园一区18楼
    elif (
        reading.has("building", "unit")
        or following is None
        or (reading.anchor == "poi" and following.kind != "unit")
    ):
        reading.put("floor", span)
    elif following.kind == "unit" and reading.anchor == "poi" and "a" in following.match["u1"]:
        reading.put("floor", span)  # 大厦11楼B1单元
    elif _is_wing(following) and reading.has("gate"):
        reading.put("floor", span)  # 24号四楼B单元
    elif following.kind == "unit" and "3" not in following.match["u1"]:
        reading.put("building", span)
    elif following.kind == "floor" and "q" not in element.match["s1"]:
        reading.put("building", span)  # 17楼一层
    elif following.kind in ("bare", "room", "unit") and "q" not in element.match["s1"]:
        reading.put("storey", span)
    else:
        reading.put("floor", span)
