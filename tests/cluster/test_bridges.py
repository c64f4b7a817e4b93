import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mdm.cluster import find_weak_bridges

SIZE = 7
links = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.booleans()).filter(
        lambda e: e[0] != e[1]
    ),
    max_size=12,
)


def parts(edges):
    head = list(range(SIZE))
    for one, other, _ in edges:
        old, new = max(head[one], head[other]), min(head[one], head[other])
        head = [new if h == old else h for h in head]
    return len(set(head))


@given(links)
def test_a_weak_bridge_is_a_weak_link_without_which_a_cluster_falls_apart(edges):
    left, right = (np.array([e[i] for e in edges], np.uint32) for i in (0, 1))
    weak = np.array([e[2] for e in edges], bool)
    found = find_weak_bridges(left, right, weak, SIZE).tolist()
    for place, edge in enumerate(edges):
        without = edges[:place] + edges[place + 1 :]
        assert found[place] == (edge[2] and parts(without) > parts(edges))
