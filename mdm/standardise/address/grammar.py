"""The grammar: which letters of a shape are which part of the address.

Works on distinct shapes only, one after the other: each element of the scanner is given its part by what
stands before and after it. The order of levels is not assumed; a part named twice keeps its first reading.
"""

import re
from dataclasses import dataclass, field

from mdm.standardise.address.scanner import PIECES, Element, scan


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
        return any(part in self.spans for part in parts)

    def put(self, part: str, span: tuple[int, int]) -> None:
        """Give a span to a part; a part already named sends the span to the remark."""
        if part in self.spans:
            self.rest.append(span)
        else:
            self.spans[part] = span
        self.last = part


def read_shape(shape: str) -> Reading:
    """Read one shape."""
    elements = scan(shape)
    reading = Reading()
    for index, element in enumerate(elements):
        following = next((e for e in elements[index + 1 :] if e.kind != "gap"), None)
        _READERS.get(element.kind, _read_other)(reading, element, following)
    _join_crossing(reading, elements)
    _choose_road(reading)
    return reading


def _choose_road(reading: Reading) -> None:
    """Of two roads the gate belongs to the one right before it; without a gate the first one counts."""
    for span in reading.second_roads:
        if (
            reading.has("gate")
            and reading.spans["gate"][0] >= span[1]
            and "intersection" not in reading.spans
        ):
            reading.rest.append(reading.spans["road"])
            reading.spans["road"] = span
        elif not ("intersection" in reading.spans and span[1] <= reading.spans["intersection"][1]):
            reading.rest.append(span)


def _span(element: Element, group: str | int = 0) -> tuple[int, int]:
    return element.match.span(group)


def _read_bracket(reading: Reading, element: Element, following: Element | None) -> None:
    inner = element.match["inner"]
    if inner and re.fullmatch(r"[13n]G?", inner) and reading.anchor in ("community", "estate"):
        start = _span(element, "inner")[0]
        reading.put("group", (start, start + 1))
    elif inner:
        reading.rest.append(_span(element, "inner"))


def _read_lane(reading: Reading, element: Element, following: Element | None) -> None:
    if reading.last == "lane" and reading.spans["lane"][1] == element.start:
        reading.spans["lane"] = (reading.spans["lane"][0], element.end)  # 216巷11弄
    else:
        reading.put("lane", _span(element))
    reading.anchor = "lane"


def _read_gate(reading: Reading, element: Element, following: Element | None) -> None:
    first, second, third = _span(element, "g1"), _span(element, "g2"), _span(element, "g3")
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
    inside = reading.anchor == "estate"
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


def _read_attached(reading: Reading, element: Element, following: Element | None) -> None:
    if reading.has("unit", "floor", "storey"):
        reading.put("room", (element.start, _span(element, "at1")[1]))  # 5楼附16号, 2单元附26号
    else:
        reading.put("subgate", _span(element))


def _read_building(reading: Reading, element: Element, following: Element | None) -> None:
    span = _span(element, "b1") if element.match["b1"] else _span(element, "b2")
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


def _read_unit(reading: Reading, element: Element, following: Element | None) -> None:
    if reading.has("unit") and not reading.has("room") and "d" not in element.match["u1"]:
        reading.put("room", _span(element, "u1"))  # 2单元5楼3门
        return
    if element.match["ub"]:
        reading.put("building", _span(element, "ub"))
    elif "3" in element.match["u1"] and (following is None or following.kind not in _INSIDE_A_UNIT):
        reading.put("room", _span(element, "u1"))  # 13楼1303单元, but 400幢800单元1234室
        return
    reading.put("unit", _span(element, "u1"))


_INSIDE_A_UNIT = ("floor", "storey", "room")


def _read_floor(reading: Reading, element: Element, following: Element | None) -> None:
    reading.put("floor", _span(element, "f1"))


def _read_storey(reading: Reading, element: Element, following: Element | None) -> None:
    """`12楼` is a floor, but `54楼1601` and `3楼2单元` are buildings; the digits decide later."""
    span = _span(element, "s1")
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
    elif following.kind == "unit" and "3" not in following.match["u1"]:
        reading.put("building", span)
    elif following.kind == "floor" and "q" not in element.match["s1"]:
        reading.put("building", span)  # 17楼一层
    elif following.kind in ("bare", "room", "unit") and "q" not in element.match["s1"]:
        reading.put("storey", span)
    else:
        reading.put("floor", span)


def _read_room(reading: Reading, element: Element, following: Element | None) -> None:
    _read_numbers(reading, element, _span(element, "r1"), is_room=True)


def _read_household(reading: Reading, element: Element, following: Element | None) -> None:
    _read_numbers(reading, element, _span(element, "h1"), is_room=True)


def _read_bare(reading: Reading, element: Element, following: Element | None) -> None:
    _read_numbers(reading, element, _span(element, "bare"), is_room=False)


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


def _is_highway(reading: Reading, shape: str, span: tuple[int, int]) -> bool:
    """G316 at the opening, or behind a blank where no road or gate is named yet."""
    number = shape[span[0] : span[1]]
    if not reading.spans:
        return not reading.anchor and re.fullmatch("a[13]", number) is not None
    return number == "a3" and not reading.has("road", "gate") and shape[span[0] - 1] == " "


def _read_group(reading: Reading, element: Element, following: Element | None) -> None:
    reading.put("group", _span(element))
    reading.anchor = "group"


def _read_quarter(reading: Reading, element: Element, following: Element | None) -> None:
    """`二期`, `B区`: belongs to the estate or POI before it."""
    if reading.last in ("estate", "poi") and _joins(reading, element):
        reading.spans[reading.last] = (reading.spans[reading.last][0], element.end)
    elif reading.has("building", "unit", "floor", "room"):
        reading.rest.append(_span(element))
    else:
        reading.put("estate", _span(element))
        reading.anchor = "weak_estate"


def _joins(reading: Reading, element: Element) -> bool:
    """Nothing but a blank lies between the last part and this element."""
    end = reading.spans[reading.last][1]
    return element.match.string[end : element.start] in ("", " ")


def _read_town(reading: Reading, element: Element, following: Element | None) -> None:
    if following is not None and following.kind in ("building", "unit", "bare"):
        return _read_estate(reading, element, following)  # 欧美小镇8幢
    if reading.has("town"):
        reading.put("town_again", _span(element))
    elif reading.has("gate", "estate", "building") or _on_a_street(reading, element):
        reading.put("late_town", _span(element))
    else:
        reading.put("town", _span(element))
    reading.anchor = "town"
    return None


def _on_a_street(reading: Reading, element: Element) -> bool:
    """Whether a road stands before that is no highway: S210石马山镇 begins with one."""
    if not reading.has("road"):
        return False
    start, end = reading.spans["road"]
    return element.match.string[start:end] != "a3"


def _read_zone(reading: Reading, element: Element, following: Element | None) -> None:
    if following is not None and following.kind in ("building", "unit", "storey", "room", "bare"):
        return _read_estate(reading, element, following)
    if following is not None and following.kind == "gate" and reading.has("gate"):
        return _read_estate(reading, element, following)  # 518号漕河泾开发区14号
    if following is not None and following.kind == "quarter":
        built = _BUILDING_NEXT.match(following.match.string, following.end)
        if built or "E" in following.match[0]:
            return _read_estate(reading, element, following)  # 福佳新城1期, 恒安新区H区12号楼
    if reading.has("road", "gate", "estate", "building"):
        return _read_poi(reading, element, following)
    reading.put("zone", _span(element))
    reading.anchor = "zone"
    return None


_BUILDING_NEXT = re.compile(r"[136na]+[BZ]")


def _read_village(reading: Reading, element: Element, following: Element | None) -> None:
    if element.end - element.start == 1 and reading.rest and reading.rest[-1][1] == element.start:
        element.start = reading.rest.pop()[0]  # 南面|村
    text = element.match.string[element.start : element.end]
    if text in ("xV", "nV") and reading.spans.get("community", (0, -1))[1] == element.start:
        reading.spans["community"] = (reading.spans["community"][0], element.end)  # 权村|二村
        return None
    if reading.has("gate", "building", "community"):
        return _read_estate(reading, element, following)
    if _is_numbered(element) and following is not None and _leads_to_flats(following):
        return _read_estate(reading, element, following)  # 三元一村22幢, 控江四村75号103室, but 鲍四村12号
    reading.put("community", (element.start, element.end))
    reading.anchor = "community"
    return None


_DOORS = ("building", "unit", "bare", "quarter")
_ROOM_NEXT = re.compile(r"[ ,]?3[136a-]*S?(?![Rrw])")


def _leads_to_flats(following: Element) -> bool:
    """Houses of several flats follow: a numbered building, or a gate with a room behind it."""
    shape = following.match.string
    at_gate = following.kind == "gate" and _ROOM_NEXT.match(shape, following.end) is not None
    return at_gate or following.kind in _DOORS


def _is_numbered(element: Element) -> bool:
    """一村, 八村: numbered by the town, not grown."""
    return re.search("[xn1]V$", element.match.string[element.start : element.end]) is not None


def _read_road(reading: Reading, element: Element, following: Element | None) -> None:
    if reading.has("gate", "building", "room", "lane") and reading.has("road"):
        inner = element.match.string[element.start : element.end]
        if following is not None and following.kind == "building" and re.search("[Ooy].*[136]", inner):
            return _read_estate(reading, element, following)  # 10号碧桂园凤锦苑20街3座
        reading.rest.append(_span(element))
        reading.last = "second_road"
        return None
    if reading.has("road"):
        reading.second_roads.append(_span(element))
    else:
        reading.put("road", _span(element))
    reading.anchor = "road"
    return None


def _read_alley(reading: Reading, element: Element, following: Element | None) -> None:
    if reading.has("gate"):
        reading.rest.append(_span(element))
    else:
        reading.put("lane" if reading.has("road") else "road", _span(element))
        reading.anchor = "road"


def _read_estate(reading: Reading, element: Element, following: Element | None) -> None:
    if following is not None and following.kind == "group" and not reading.has("community", "gate"):
        reading.put("community", _span(element))  # 周新村5组
        reading.anchor = "community"
        return None
    if reading.last == "estate" and reading.spans["estate"][1] == element.start:
        reading.spans["estate"] = (reading.spans["estate"][0], element.end)
    elif reading.has("estate"):
        return _read_poi(reading, element, following)
    else:
        reading.put("estate", _span(element))
    reading.anchor = "weak_estate" if element.kind in ("hamlet", "village") else "estate"
    return None


def _read_poi(reading: Reading, element: Element, following: Element | None) -> None:
    if element.kind == "weak_poi" and _names_a_group(reading, following):
        return _put_before_group(reading, element, following)
    estate = reading.spans.get("estate", (0, 0))
    if reading.last == "poi" and reading.spans["poi"][1] == element.start:
        reading.spans["poi"] = (reading.spans["poi"][0], element.end)
    elif reading.last == "estate" and estate[1] == element.start and estate[1] - estate[0] == 1:
        del reading.spans["estate"]  # 华府|海景大厦: an ending with no name before it
        reading.put("poi", (estate[0], element.end))
    elif reading.last == "gate" and reading.has("poi"):
        reading.rest.append(reading.spans.pop("poi"))  # 科技园科苑路15号科兴科学园: the one at the gate
        reading.put("poi", _span(element))
    else:
        reading.put("poi", _span(element))
    reading.anchor = "poi"
    return None


def _names_a_group(reading: Reading, following: Element | None) -> bool:
    """Whether a numbered group of a village follows that is named already: 闸口村|塘下|12组."""
    return following is not None and following.kind == "group" and reading.has("community")


def _put_before_group(reading: Reading, element: Element, following: Element | None) -> None:
    """The hamlet of a group: an estate where its house follows, else a remark."""
    assert following is not None
    if _GATE_NEXT.match(element.match.string, following.end) and not reading.has("estate"):
        reading.put("estate", _span(element))
    else:
        reading.rest.append(_span(element))


_GATE_NEXT = re.compile(r"[136na]+H")


def _read_plain(reading: Reading, element: Element, following: Element | None) -> None:
    """A name without a known ending: what follows tells what it is."""
    led = reading.has("community", "town") or (following is not None and following.kind == "gate")
    if element.match["plain"].endswith("G") and led:
        return _read_group(reading, element, following)
    text = element.match["plain"]
    numbered = following is not None and following.kind in ("building", "unit", "bare", "room", "quarter")
    touches = reading.last in ("estate", "poi", "name") and reading.spans[reading.last][1] == element.start
    if touches and (text in ("x", "s", "d") or numbered):
        reading.spans[reading.last] = (reading.spans[reading.last][0], element.end)
        return None
    before_gate = following is not None and following.kind == "gate" and not reading.has("road")
    if touches and reading.last == "poi" and element.end - element.start == 1 and before_gate:
        start = reading.spans.pop("poi")[0]
        reading.put("estate", (start, element.end))  # 大祠堂跟28号
        reading.anchor = "weak_estate"
        return None
    if text == "s" and following is not None and following.kind == "building":
        reading.side = element.start  # 南冢村东12排
        return None
    kinds = ("building", "unit", "gate", "bare", "quarter", "room", "household")
    if reading.has("building", "unit", "room", "floor"):
        reading.rest.append(_span(element))
    elif _names_a_group(reading, following):
        _put_before_group(reading, element, following)
    elif following is not None and following.kind == "group" and not reading.has("community", "gate"):
        reading.put("community", _span(element))  # 长胜七组
        reading.anchor = "community"
    elif (
        following is not None and following.kind == "gate" and reading.has("road") and not reading.has("gate")
    ):
        reading.put("name", _span(element))  # 江北大道清川段39号: the gate is the road's
    elif following is not None and following.kind in kinds and not reading.has("estate"):
        if following.kind == "gate" and not reading.has("road", "gate") and _ends_in_side(element):
            return _read_road(reading, element, following)
        reading.put("estate", _span(element))
        reading.anchor = "name"
    else:
        reading.put("name", _span(element))
        reading.anchor = "poi"
    return None


def _ends_in_side(element: Element) -> bool:
    return element.match["plain"].endswith("d")


def _read_other(reading: Reading, element: Element, following: Element | None) -> None:
    if element.kind in ("where", "distance"):
        reading.rest.append(_span(element))
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


_READERS = {
    "bracket": _read_bracket, "lane": _read_lane, "gate": _read_gate, "attached": _read_attached,
    "building": _read_building, "unit": _read_unit, "floor": _read_floor, "storey": _read_storey,
    "room": _read_room, "household": _read_household, "bare": _read_bare, "group": _read_group,
    "quarter": _read_quarter, "town": _read_town, "zone": _read_zone, "village": _read_village,
    "community": _read_village, "road": _read_road, "alley": _read_alley, "estate": _read_estate,
    "weak_estate": _read_estate, "hamlet": _read_estate, "poi": _read_poi, "weak_poi": _read_poi, "plain": _read_plain,
}  # fmt: skip


def _join_crossing(reading: Reading, elements: list[Element]) -> None:
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
