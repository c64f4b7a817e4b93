"""Which units are one entity, without breaking a veto.

Links are closed transitively; a component that would hold two different vetoing identifiers, or a pair
that must never be one, is rebuilt link by link from the strongest down, leaving out every link that
would break a veto. Works on one connected component at a time; ties fall to the smaller rows.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.cluster.components import find_components

Rows = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Clusters:
    """`of_row`: for every row the smallest row of its cluster; `cut`: links left out (`left`, `right`)."""

    of_row: pl.Series
    cut: pl.DataFrame


def resolve_clusters(
    unit: pl.Series,
    links: pl.DataFrame,
    vetoing: pl.Series,
    never: pl.DataFrame | None = None,
) -> Clusters:
    """Close `links` over units.

    `unit`: the unit of each row (its smallest row). `links`: `left`, `right` units and `match_weight`.
    `vetoing` (UInt32, one a row, null where there is none): code of the vetoing value its unit holds.
    `never`: pairs `left`, `right` of units that must not share a cluster.
    """
    size = len(unit)
    left, right = links["left"].to_numpy(), links["right"].to_numpy()
    component: Rows = find_components(left, right, size)
    root = unit.to_numpy()
    held = vetoing.fill_null(0).to_numpy()
    bad = _components_with_two(component, np.unique(np.concatenate([left, right])), held)
    forbidden = _forbidden(never)
    if forbidden:
        ends = np.array(sorted(forbidden), np.uint32)
        same = component[ends[:, 0]] == component[ends[:, 1]]
        bad = np.union1d(bad, component[ends[same, 0]])
    cluster = component.copy()
    inside = np.isin(component[left], bad) if len(bad) else np.zeros(len(left), bool)
    cut = links.filter(pl.Series(np.zeros(len(left), bool))).select("left", "right")
    if inside.any():
        ordered = links.filter(pl.Series(inside)).sort(
            ["match_weight", "left", "right"], descending=[True, False, False]
        )
        merged, refused = _grow(ordered, held, forbidden)
        for node, head in merged.items():
            cluster[node] = head
        cut = ordered.filter(pl.Series(refused)).select("left", "right")
    return Clusters(pl.Series("cluster", cluster[root]), cut)


def _components_with_two(component: Rows, nodes: Rows, held: Rows) -> Rows:
    """Components whose units hold two different vetoing values."""
    holding = nodes[held[nodes] > 0]
    pairs = np.unique((component[holding].astype(np.uint64) << np.uint64(32)) | held[holding])
    values, counts = np.unique(pairs >> np.uint64(32), return_counts=True)
    twice: Rows = values[counts > 1].astype(np.uint32)
    return twice


def _forbidden(never: pl.DataFrame | None) -> set[tuple[int, int]]:
    return (
        set() if never is None else set(zip(never["left"].to_list(), never["right"].to_list(), strict=True))
    )


def _grow(
    ordered: pl.DataFrame, held: Rows, forbidden: set[tuple[int, int]]
) -> tuple[dict[int, int], list[bool]]:
    """Join units link by link, strongest first, refusing what breaks a veto.

    Row by row in Python on purpose: only links of the few components in conflict come here.
    """
    head: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    value: dict[int, int] = {}

    def find(node: int) -> int:
        if node not in head:
            head[node], members[node], value[node] = node, [node], int(held[node])
        return head[node]

    refused = []
    for left, right in zip(ordered["left"].to_list(), ordered["right"].to_list(), strict=True):
        one, other = find(left), find(right)
        keep, lose = min(one, other), max(one, other)
        clash = value[one] and value[other] and value[one] != value[other]
        if one != other and not clash and forbidden:
            clash = any((min(a, b), max(a, b)) in forbidden for a in members[one] for b in members[other])
        refused.append(bool(one != other and clash))
        if one == other or clash:
            continue
        for node in members[lose]:
            head[node] = keep
        members[keep] += members.pop(lose)
        value[keep] = value[keep] or value[lose]
    return head, refused
