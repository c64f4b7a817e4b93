"""Connected components of a large graph, each named after its smallest node."""

import numpy as np
import numpy.typing as npt

Nodes = npt.NDArray[np.uint32]


def find_components(left: Nodes, right: Nodes, size: int) -> Nodes:
    """For every node from 0 to `size` the smallest node it is connected with, itself where it stands alone.

    Edges are contracted round by round: of each edge the larger head is hung below the smaller one, and
    every node then points at the top of its tree. Few rounds are enough, since the heads left after each
    are those with no smaller neighbour. Does not depend on the order of edges.

    >>> find_components(np.array([4, 1], np.uint32), np.array([2, 4], np.uint32), 5).tolist()
    [0, 1, 1, 3, 1]
    """
    head = np.arange(size, dtype=np.uint32)
    while len(left):
        smaller, larger = np.minimum(left, right), np.maximum(left, right)
        np.minimum.at(head, larger, smaller)
        _point_at_top(head)
        left, right = head[left], head[right]
        apart = left != right
        left, right = left[apart], right[apart]
    return head


def _point_at_top(head: Nodes) -> None:
    """Let every node point at the top of its tree, in place; only nodes below another are looked at."""
    below = np.flatnonzero(head != np.arange(len(head), dtype=np.uint32))
    while len(below):
        top = head[head[below]]
        moved = top != head[below]
        below, top = below[moved], top[moved]
        head[below] = top
