"""Weak bridges: the one weak link that holds two parts of a cluster together.

Where it is wrong, two entities have become one; so each is listed for review. Works on everything.
"""

import numpy as np
import numpy.typing as npt

from mdm.cluster.components import Nodes, find_components

Mask = npt.NDArray[np.bool_]


def find_weak_bridges(left: Nodes, right: Nodes, weak: Mask, size: int) -> Mask:
    """Which links are weak and the only connection between the two parts they join.

    `left`, `right`: ends of all links, below `size`; `weak`: which of them are weak. Does not depend on the
    order of links.

    >>> left, right = np.array([0, 1, 2], np.uint32), np.array([1, 2, 3], np.uint32)
    >>> find_weak_bridges(left, right, np.array([True, False, True]), 4).tolist()
    [True, False, True]
    """
    part = find_components(left[~weak], right[~weak], size)
    places = np.flatnonzero(weak & (part[left] != part[right]))
    one = np.minimum(part[left[places]], part[right[places]]).astype(np.uint64)
    other = np.maximum(part[left[places]], part[right[places]]).astype(np.uint64)
    edges, first, count = np.unique((one << np.uint64(32)) | other, return_index=True, return_counts=True)
    ends = [(int(edge >> np.uint64(32)), int(edge & np.uint64(0xFFFFFFFF))) for edge in edges]
    single = count == 1
    found = np.zeros(len(left), bool)
    found[places[first[single & _bridges(ends)]]] = True
    return found


def _bridges(edges: list[tuple[int, int]]) -> Mask:
    """Which edges of a graph without parallel edges are bridges (Tarjan 1974).

    Edge by edge in Python on purpose: only weak links between parts come here.
    """
    beside: dict[int, list[tuple[int, int]]] = {}
    for place, (one, other) in enumerate(edges):
        beside.setdefault(one, []).append((other, place))
        beside.setdefault(other, []).append((one, place))
    found = np.zeros(len(edges), bool)
    met: dict[int, int] = {}
    low: dict[int, int] = {}
    for start in beside:
        if start in met:
            continue
        met[start] = low[start] = len(met)
        path = [(start, -1, iter(beside[start]))]
        while path:
            node, by, ahead = path[-1]
            step = next(((there, place) for there, place in ahead if place != by), None)
            if step is None:
                path.pop()
                if path:
                    before = path[-1][0]
                    low[before] = min(low[before], low[node])
                    found[by] = low[node] > met[before]
            elif step[0] in met:
                low[node] = min(low[node], met[step[0]])
            else:
                met[step[0]] = low[step[0]] = len(met)
                path.append((step[0], step[1], iter(beside[step[0]])))
    return found
