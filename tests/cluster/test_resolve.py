import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from mdm.cluster import resolve_clusters

SIZE = 8


def slow_clusters(size, links, held, never):
    """The obvious way: component by component; a component in conflict is grown link by link.

    `held`: for each thing an entity holds once, the value of each node, 0 for none.
    """

    def closure(edges):
        head = list(range(size))
        for left, right in edges:
            old, new = max(head[left], head[right]), min(head[left], head[right])
            head = [new if h == old else h for h in head]
        return head

    def breaks(members):
        several = any(len({values[m] for m in members if values[m]}) > 1 for values in held)
        return several or any(a in members and b in members for a, b in never)

    whole = closure([(left, right) for left, right, _ in links])
    head = list(range(size))
    for component in set(whole):
        inside = [link for link in links if whole[link[0]] == component]
        members = [node for node in range(size) if whole[node] == component]
        if not breaks(members):
            for node in members:
                head[node] = min(members)
            continue
        for left, right, _ in sorted(inside, key=lambda link: (-link[2], link[0], link[1])):
            joined = [n for n in range(size) if head[n] in (head[left], head[right])]
            if not breaks(joined):
                for node in joined:
                    head[node] = min(joined)
    return head


edges = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.integers(-3, 9)).filter(
        lambda e: e[0] < e[1]
    ),
    max_size=14,
    unique_by=lambda e: e[:2],
)
pairs = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda e: e[0] < e[1]),
    max_size=3,
    unique=True,
)


values = st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE)
things = st.lists(values, min_size=1, max_size=3)


def held_frame(held):
    return pl.DataFrame(
        [pl.Series(f"veto_{i}", [v or None for v in told], dtype=pl.UInt32) for i, told in enumerate(held)]
    )


def frame(links):
    return pl.DataFrame(
        {
            "left": [e[0] for e in links],
            "right": [e[1] for e in links],
            "match_weight": [float(e[2]) for e in links],
        },
        schema={"left": pl.UInt32, "right": pl.UInt32, "match_weight": pl.Float64},
    )


@given(edges, things, pairs)
def test_agrees_with_the_obvious_version_and_breaks_no_veto(links, held, never):
    unit = pl.Series(range(SIZE), dtype=pl.UInt32)
    forbidden = pl.DataFrame(
        {"left": [a for a, _ in never], "right": [b for _, b in never], "veto": ["apart"] * len(never)},
        schema={"left": pl.UInt32, "right": pl.UInt32, "veto": pl.String},
    )
    clusters = resolve_clusters(unit, frame(links), held_frame(held), forbidden)
    found = clusters.of_row.to_list()
    assert found == slow_clusters(SIZE, links, held, never)
    for cluster in set(found):
        members = [n for n in range(SIZE) if found[n] == cluster]
        for told in held:
            assert len({told[m] for m in members if told[m]}) <= 1
        assert not any(a in members and b in members for a, b in never)
    cut = {(left, right) for left, right, _ in clusters.cut.rows()}
    assert cut == {(a, b) for a, b, _ in links if found[a] != found[b]}
    assert set(clusters.cut["veto"]) <= {"apart", *held_frame(held).columns}


@given(edges, things, st.randoms())
def test_order_of_links_changes_nothing(links, held, random):
    unit = pl.Series(range(SIZE), dtype=pl.UInt32)
    vetoing = held_frame(held)
    shuffled = list(links)
    random.shuffle(shuffled)
    assert resolve_clusters(unit, frame(links), vetoing).of_row.equals(
        resolve_clusters(unit, frame(shuffled), vetoing).of_row
    )


def test_a_chain_over_a_third_record_never_joins_two_numbers():
    unit = pl.Series([0, 1, 2], dtype=pl.UInt32)
    links = frame([(0, 1, 9), (1, 2, 7)])
    clusters = resolve_clusters(unit, links, held_frame([[5, 0, 6]]))
    assert clusters.of_row.to_list() == [0, 0, 2]
    assert clusters.cut.rows() == [(1, 2, "veto_0")]


def test_nothing_to_link_leaves_every_unit_alone():
    unit = pl.Series([0, 0, 2], dtype=pl.UInt32)
    clusters = resolve_clusters(unit, frame([]), held_frame([[1, 1, 0]]))
    assert clusters.of_row.to_list() == [0, 0, 2]
