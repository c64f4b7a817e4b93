import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mdm.cluster.components import find_components

SIZE = 12
edges = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=20)


def slow_components(size, edges):
    """The obvious way: relabel everything at each edge."""
    head = list(range(size))
    for left, right in edges:
        old, new = max(head[left], head[right]), min(head[left], head[right])
        head = [new if h == old else h for h in head]
    return head


@given(edges)
def test_every_node_names_the_smallest_it_is_connected_with(edges):
    left, right = (np.array([e[side] for e in edges], np.uint32) for side in (0, 1))

    assert find_components(left, right, SIZE).tolist() == slow_components(SIZE, edges)


def test_a_chain_in_any_order_is_one_component():
    order = np.random.default_rng(5).permutation(50_000).astype(np.uint32)

    assert not find_components(order[:-1], order[1:], len(order)).any()
