"""The grammar: which letters of a shape are which part of the address.

Works on distinct shapes only, one after the other: each element of the scanner is given its part by what
stands before and after it (`doors`, `door_numbers`, `names`, `remarks`). The order of levels is not assumed; a part named
twice keeps its first reading.
"""

from mdm.standardise.address import door_numbers, doors, names, remarks
from mdm.standardise.address.reading import Reading
from mdm.standardise.address.scanner import Element, scan


def read_shape(shape: str) -> Reading:
    """Read one shape."""
    elements = scan(shape)
    reading = Reading()
    for element, following in zip(elements, _followings(elements), strict=True):
        _READERS.get(element.kind, remarks.read_other)(reading, element, following)
    if any(element.kind == "crossing" for element in elements):
        remarks.join_crossing(reading, elements)
    _choose_road(reading)
    return reading


def _followings(elements: list[Element]) -> list[Element | None]:
    """For each element the next one that is no gap."""
    found: list[Element | None] = []
    following = None
    for element in reversed(elements):
        found.append(following)
        if element.kind != "gap":
            following = element
    return found[::-1]


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


_READERS = {
    "bracket": remarks.read_bracket, "lane": doors.read_lane, "gate": doors.read_gate, "attached": doors.read_attached,
    "building": doors.read_building, "unit": doors.read_unit, "floor": doors.read_floor, "storey": doors.read_storey,
    "room": door_numbers.read_room, "household": door_numbers.read_household, "bare": door_numbers.read_bare,
    "group": names.read_group, "quarter": names.read_quarter, "town": names.read_town, "zone": names.read_zone,
    "village": names.read_village, "community": names.read_village, "road": names.read_road, "alley": names.read_alley,
    "estate": names.read_estate, "weak_estate": names.read_estate, "hamlet": names.read_estate, "poi": names.read_poi,
    "weak_poi": names.read_poi, "plain": names.read_plain,
}  # fmt: skip
