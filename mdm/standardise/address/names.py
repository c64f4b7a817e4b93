"""Which part a name of a shape is: town, village, road, estate, POI, or none that its ending tells."""

import re

from mdm.standardise.address.reading import Reading, span_of
from mdm.standardise.address.scanner import Element


def read_group(reading: Reading, element: Element, following: Element | None) -> None:
    """`5组`."""
    reading.put("group", span_of(element))
    reading.anchor = "group"


def read_quarter(reading: Reading, element: Element, following: Element | None) -> None:
    """`二期`, `B区`: belongs to the estate or POI before it."""
    if reading.last in ("estate", "poi") and _joins(reading, element):
        reading.spans[reading.last] = (reading.spans[reading.last][0], element.end)
    elif reading.has("building", "unit", "floor", "room"):
        reading.rest.append(span_of(element))
    else:
        reading.put("estate", span_of(element))
        reading.anchor = "weak_estate"


def _joins(reading: Reading, element: Element) -> bool:
    """Nothing but a blank lies between the last part and this element."""
    end = reading.spans[reading.last][1]
    return element.match.string[end : element.start] in ("", " ")


def read_town(reading: Reading, element: Element, following: Element | None) -> None:
    """A town; before a building its name is an estate, behind a road it waits for the gazetteer."""
    if following is not None and following.kind in ("building", "unit", "bare"):
        return read_estate(reading, element, following)  # 欧美小镇8幢
    if reading.has("town"):
        reading.put("town_again", span_of(element))
    elif reading.has("gate", "estate", "building") or _on_a_street(reading, element):
        reading.put("late_town", span_of(element))
    else:
        reading.put("town", span_of(element))
    reading.anchor = "town"
    return None


def _on_a_street(reading: Reading, element: Element) -> bool:
    """Whether a road stands before that is no highway: S210石马山镇 begins with one."""
    if not reading.has("road"):
        return False
    start, end = reading.spans["road"]
    return element.match.string[start:end] != "a3"


def read_zone(reading: Reading, element: Element, following: Element | None) -> None:
    """A zone; before a house its name is an estate, behind a road a POI."""
    if following is not None and following.kind in ("building", "unit", "storey", "room", "bare"):
        return read_estate(reading, element, following)
    if following is not None and following.kind == "gate" and reading.has("gate"):
        return read_estate(reading, element, following)  # 518号漕河泾开发区14号
    if following is not None and following.kind == "quarter":
        built = _BUILDING_NEXT.match(following.match.string, following.end)
        if built or "E" in following.match[0]:
            return read_estate(reading, element, following)  # 福佳新城1期, 恒安新区H区12号楼
    if reading.has("road", "gate", "estate", "building"):
        return read_poi(reading, element, following)
    reading.put("zone", span_of(element))
    reading.anchor = "zone"
    return None


_BUILDING_NEXT = re.compile(r"[136na]+[BZ]")


def read_village(reading: Reading, element: Element, following: Element | None) -> None:
    """A village or community; before flats, or behind a gate, its name is an estate."""
    if element.end - element.start == 1 and reading.rest and reading.rest[-1][1] == element.start:
        element.start = reading.rest.pop()[0]  # 南面|村
    text = element.match.string[element.start : element.end]
    if text in ("xV", "nV") and reading.spans.get("community", (0, -1))[1] == element.start:
        reading.spans["community"] = (reading.spans["community"][0], element.end)  # 权村|二村
        return None
    if reading.has("gate", "building", "community"):
        return read_estate(reading, element, following)
    if _is_numbered(element) and following is not None and _leads_to_flats(following):
        return read_estate(reading, element, following)  # 三元一村22幢, 控江四村75号103室, but 鲍四村12号
    reading.put("community", (element.start, element.end))
    reading.anchor = "community"
    return None


_DOORS = ("building", "unit", "bare", "quarter")

_ROOM_NEXT = re.compile(r"[ ,]?(?:3[136a-]*S?|1S)(?![Rrw])")


def _leads_to_flats(following: Element) -> bool:
    """Houses of several flats follow: a numbered building, or a gate with a room behind it."""
    shape = following.match.string
    at_gate = following.kind == "gate" and _ROOM_NEXT.match(shape, following.end) is not None
    return at_gate or following.kind in _DOORS


def _is_numbered(element: Element) -> bool:
    """一村, 八村: numbered by the town, not grown."""
    return re.search("[xn1]V$", element.match.string[element.start : element.end]) is not None


def read_road(reading: Reading, element: Element, following: Element | None) -> None:
    """A road; the second one waits until all is read."""
    if reading.has("gate", "building", "room", "lane") and reading.has("road"):
        inner = element.match.string[element.start : element.end]
        if following is not None and following.kind == "building" and re.search("[Ooy].*[136]", inner):
            return read_estate(reading, element, following)  # 10号碧桂园凤锦苑20街3座
        reading.rest.append(span_of(element))
        reading.last = "second_road"
        return None
    if reading.has("road"):
        reading.second_roads.append(span_of(element))
    else:
        reading.put("road", span_of(element))
    reading.anchor = "road"
    return None


def read_alley(reading: Reading, element: Element, following: Element | None) -> None:
    """An alley: the road itself, or the lane of one."""
    if reading.has("gate"):
        reading.rest.append(span_of(element))
    else:
        reading.put("lane" if reading.has("road") else "road", span_of(element))
        reading.anchor = "road"


def read_estate(reading: Reading, element: Element, following: Element | None) -> None:
    """An estate, a second one a POI."""
    if following is not None and following.kind == "group" and not reading.has("community", "gate"):
        reading.put("community", span_of(element))  # 周新村5组
        reading.anchor = "community"
        return None
    if reading.last == "estate" and reading.spans["estate"][1] == element.start:
        reading.spans["estate"] = (reading.spans["estate"][0], element.end)
    elif reading.has("estate"):
        return read_poi(reading, element, following)
    else:
        reading.put("estate", span_of(element))
    reading.anchor = "weak_estate" if element.kind in ("hamlet", "village") else "estate"
    return None


def read_poi(reading: Reading, element: Element, following: Element | None) -> None:
    """A POI; what touches the one before is one name with it."""
    if element.kind == "weak_poi" and _names_a_group(reading, following):
        return _put_before_group(reading, element, following)
    if element.kind == "weak_poi" and _is_hamlet(reading, element, following):
        reading.put("estate", span_of(element))
        reading.anchor = "weak_estate"
        return None
    estate = reading.spans.get("estate", (0, 0))
    if reading.last == "poi" and reading.spans["poi"][1] == element.start:
        reading.spans["poi"] = (reading.spans["poi"][0], element.end)
    elif reading.last == "estate" and estate[1] == element.start and estate[1] - estate[0] == 1:
        del reading.spans["estate"]  # 华府|海景大厦: an ending with no name before it
        reading.put("poi", (estate[0], element.end))
    elif reading.last == "gate" and reading.has("poi"):
        reading.rest.append(reading.spans.pop("poi"))  # 科技园科苑路15号科兴科学园: the one at the gate
        reading.put("poi", span_of(element))
    else:
        reading.put("poi", span_of(element))
    reading.anchor = "poi"
    return None


def _is_hamlet(reading: Reading, element: Element, following: Element | None) -> bool:
    """回龙村|老庙|14号: the houses of a village are numbered by hamlet, whatever that is called after."""
    village = reading.spans.get("community", (0, 0))
    is_first = reading.last == "community" and village[1] == element.start and not reading.has("road", "gate")
    in_village = is_first and element.match.string[village[1] - 1] == "V"
    return in_village and following is not None and following.kind == "gate"


def _names_a_group(reading: Reading, following: Element | None) -> bool:
    """Whether a numbered group of a village follows that is named already: 闸口村|塘下|12组."""
    return following is not None and following.kind == "group" and reading.has("community")


def _put_before_group(reading: Reading, element: Element, following: Element | None) -> None:
    """The hamlet of a group: an estate where its house follows, else a remark."""
    assert following is not None
    if _GATE_NEXT.match(element.match.string, following.end) and not reading.has("estate"):
        reading.put("estate", span_of(element))
    else:
        reading.rest.append(span_of(element))


_GATE_NEXT = re.compile(r"[136na]+H")


def read_plain(reading: Reading, element: Element, following: Element | None) -> None:
    """A name without a known ending: what follows tells what it is."""
    led = reading.has("community", "town") or (following is not None and following.kind == "gate")
    if element.match["plain"].endswith("G") and led:
        return read_group(reading, element, following)
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
        reading.rest.append(span_of(element))
    elif _names_a_group(reading, following):
        _put_before_group(reading, element, following)
    elif following is not None and following.kind == "group" and not reading.has("community", "gate"):
        reading.put("community", span_of(element))  # 长胜七组
        reading.anchor = "community"
    elif (
        following is not None and following.kind == "gate" and reading.has("road") and not reading.has("gate")
    ):
        reading.put("name", span_of(element))  # 江北大道清川段39号: the gate is the road's
    elif following is not None and following.kind in kinds and not reading.has("estate"):
        if following.kind == "gate" and not reading.has("road", "gate") and _ends_in_side(element):
            return read_road(reading, element, following)
        reading.put("estate", span_of(element))
        reading.anchor = "name"
    else:
        reading.put("name", span_of(element))
        reading.anchor = "poi"
    return None


def _ends_in_side(element: Element) -> bool:
    return element.match["plain"].endswith("d")
