"""Cut a shape into its elements: a road, a numbered building, a bracket."""

import re
from dataclasses import dataclass

N = r"(?:j?[136na]+j?|j)"
LEAD = (
    r"(?:X+|[xs]+|[n1]D(?=V)|W(?=[VCR])|j(?![136na])|d(?!Q)|&(?!X*[Rrw])|[1na](?=[XxsTVCRrwOyPYKopv])|[36](?=[TVCRrwOyPYKopv])"
    r"|[ov](?=[136][TVCRrwOyPYKopv]))"
)
_STREET = "[OoyPpY]+[Rrw]"  # 自由贸易试验区|中心大道
SUFFIX = (
    r"(?:T(?![RV])|P(?=[Oy](?:[xs]+|[136])?[Rrw]|o[xs][Rrw])"
    r"|(?:K(?=[Rrw])|[VC](?:[xs]+(?=[Rr]))?|[OyPYopvT](?:(?:[xs]+|[136])(?=[Rrw]))?)*[Rrw]+(?:s[Rw]+)?"
    r"(?:d?[136n]?D|d(?![136n]?[QE]))?(?![PO](?![XxsnVOyPYop])|[povCTVK]|I[TCVO])"
    rf"|(?:[VCRrwOyPYopv]|K(?!{_STREET})|[OyPYop][xs]+(?=[Rrw]+[VC])|T(?=V)|I(?=[TCVO])|[Rrw](?=I[TCVO]))*"
    rf"(?:T(?!V)|K(?={_STREET})|[KVCRrwOyPYopv](?![KVCRrwOyPYopvT])))"
)

SCANNER = re.compile(
    rf"""
      (?P<bracket>\((?P<inner>[^()]*)\)?|\))
    | (?P<lane>{N}L(?:{N}L)*)
    | (?P<gate>t?(?P<g1>{N})(?P<g2>(?:[-z,]{N}|(?<=[136]j)[136]+)?)H
        (?P<g3>(?:[zu]+(?:n|[136aj]+(?:-[136]+(?=H))?)H?|-{N}(?:H|(?![-136anBUSfFZ#]))|j(?:-?[136]+H|1$)?)?))
    | (?P<attached>u(?P<at1>{N})H?)
    | (?P<building>(?P<b1>d?{N}(?:-{N}){{0,2}}|d)(?:B|\#B?|Z)(?!\#)|(?P<b2>d)f)
    | (?P<unit>t?(?:(?P<ub>{N})-)?(?P<u1>{N}|d)U)
    | (?P<floor>t?(?P<f1>(?:q|(?<=[BUZ])-)?{N}(?:[-,]{N})*|d)F)
    | (?P<storey>t?(?P<s1>q?{N}(?:[-,]{N})*)f)
    | (?P<room>\#?(?P<r1>{N}(?:[-,]{N})*)S(?:-?{N}S?)?)
    | (?P<household>(?P<h1>{N}(?:-{N})*|d)h)
    | (?P<group>t?(?:{N}G)+)
    | (?P<quarter>(?:t?{N}E|(?:d?{N}|d|x|s)Q)+)
    | (?P<distance>(?:d|x|s|X?){N}m W?)
    | (?P<crossing>I)
    | (?P<where>W+(?![VCR]))
    | (?P<bare>\#?(?!a[Xxs]|[n1]DV){N}(?:-+(?:{N}|d))*)
    | (?P<name>(?:[Oo](?=X+[Rrw]))?(?:{LEAD})*{LEAD}?(?P<suffix>{SUFFIX}))
    | (?P<plain>(?:X+|[xs]+|j(?!H)|d(?!Q)|[1na](?=X)|W(?=G))+G?)
    | (?P<and>&)
    | (?P<gap>[ ,-]+)
    | (?P<other>.)
    """,
    re.VERBOSE,
)
DIGITS_LEAD_NAME = re.compile(rf"(?P<name>[136na]+(?:{LEAD})*(?P<suffix>{SUFFIX}))")
NUMBERED_ROAD = re.compile(r"(?P<name>[136na]+(?P<suffix>[xs]*[Rrw]+(?:d?[136n]?D|d)?))(?![PpOovCTVK])")
SIDE_LEADS_VILLAGE = re.compile(rf"(?P<name>W(?:{LEAD})+(?P<suffix>V))(?![Rrw])")  # 北面|滩村 at the opening
PIECES = re.compile(N + "|d")


@dataclass
class Element:
    """One element of a shape: what it is, where it stands, and its match."""

    kind: str
    start: int
    end: int
    match: re.Match[str]


def scan(shape: str) -> list[Element]:
    """Cut a shape into elements."""
    shape = _open_bracket(shape)
    elements: list[Element] = []
    place = 0
    while place < len(shape):
        match = None
        if shape[place] in "136na":
            before = elements[-1].kind if elements else "gap"
            highway = shape.startswith("a3", place)  # S210石马山镇
            named = before in _NAMED_BEFORE or (before in _NUMBERED_BEFORE and shape[place] in "1a")
            if named and not highway:
                match = DIGITS_LEAD_NAME.match(shape, place)
            match = match or NUMBERED_ROAD.match(shape, place)
        if place == 0 and shape[0] == "W":
            match = SIDE_LEADS_VILLAGE.match(shape)
        if match is None:
            match = SCANNER.match(shape, place)
        assert match is not None
        kind = match.lastgroup or "other"
        if kind == "name":
            kind = _NAME_KINDS[match["suffix"][-1]]
        elements.append(Element(kind, place, match.end(), match))
        place = match.end()
    return elements


_PLACED = re.compile(r"[OPopyYHBL]|[Rrw].*[136]")
_DOOR_INSIDE = re.compile(r"^[^()]*\([^()]*(?:[136n][HBUS]|[136]-[136])[^()W]*\)?$")
_HOUSED = re.compile(r"[BZUSFfh#]|-[136]+$")
_HOUSE_INSIDE = re.compile(r"^[^()]*H\([136na]+(?:-[136]+)?[BZU][^()W]*\)?$")  # 100号(3号楼2单元501)
_ON_A_ROAD = re.compile(r"[RrwH]")
_ROAD_INSIDE = re.compile(r"^[^()]*\((?:[^()]*[Rrw][^()]*[136n]H|[^()]*[Rrw][^()]*I)[^()]*?(?<!W)\)?")


def _open_bracket(shape: str) -> str:
    """Read a bracket as part of the address where it holds what the address lacks.

    The last one when nothing before it is a place (`X镇（Y小区3-1-201）`), the first one with a road and a gate or a
    crossing when no road or gate stands before it (`创展中心11楼（正源北街与上海路交叉口）`).
    """
    before, bracket, inner = shape.partition("(")
    if not bracket:
        return shape
    door_open = not _PLACED.search(before) and _DOOR_INSIDE.match(shape)  # a road alone leaves the house open
    if door_open or (not _HOUSED.search(before) and _HOUSE_INSIDE.match(shape)):
        return f"{before} {inner.replace(')', ' ')}"
    if not _ON_A_ROAD.search(before) and _ROAD_INSIDE.match(shape):
        return f"{before} {inner.replace(')', ' ', 1)}"
    return shape


_NAMED_BEFORE = ("town", "zone", "village", "community", "gap")
_NUMBERED_BEFORE = ("gate", "estate", "poi", "lane")
_NAME_KINDS = {
    "T": "town", "K": "zone", "V": "village", "C": "community", "R": "road", "D": "road", "d": "road",
    "r": "alley", "w": "road", "O": "estate", "o": "weak_estate", "v": "hamlet", "P": "poi", "p": "weak_poi", "y": "estate", "Y": "poi",
}  # fmt: skip
