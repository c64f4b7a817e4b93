"""Which units are one entity, without breaking a veto.

Links are closed transitively; a component that would hold two different values of something an entity
holds once, or a pair that must never be one, is rebuilt link by link from the strongest down, leaving out
every link that would break a veto. Works on one connected component at a time; ties fall to the smaller
rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.cluster.components import find_components

Rows = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
FORBIDDEN = "never_together"


@dataclass(frozen=True)
class Clusters:
    """`of_row`: for every row the smallest row of its cluster; `cut`: links left out (`left`, `right`, `veto`)."""

    of_row: pl.Series
    cut: pl.DataFrame


def resolve_clusters(
    unit: pl.Series,
    links: pl.DataFrame,
    held_once: pl.DataFrame,
    never: pl.DataFrame | None = None,
) -> Clusters:
    """Close `links` over units.

    `unit`: the unit of each row (its smallest row). `links`: `left`, `right` units and `match_weight`.
    `held_once`: one UInt32 column for each thing an entity holds once at most, named after the veto that
    follows from it; one row a record, null where its unit holds none. `never`: pairs `left`, `right` of units
    that must not share a cluster, with the `veto` that says why.
    """
    size = len(unit)
    left, right = links["left"].to_numpy(), links["right"].to_numpy()
    component: Rows = find_components(left, right, size)
    root = unit.to_numpy()
    is_node = np.zeros(size, np.bool_)
    is_node[left] = is_node[right] = True
    nodes = np.flatnonzero(is_node)
    held = {name: held_once[name].fill_null(0).to_numpy() for name in held_once.columns}
    bad = np.zeros(0, component.dtype)
    for values in held.values():
        bad = np.union1d(bad, _components_with_two(component, nodes, values))
    forbidden: dict[tuple[int, int], str] = {}
    if never is not None:
        one, other = component[never["left"].to_numpy()], component[never["right"].to_numpy()]
        bad = np.union1d(bad, one[one == other])
        forbidden = _forbidden(never.filter(pl.Series(one == other)))
    cluster = component.copy()
    inside = np.isin(component[left], bad) if len(bad) else np.zeros(len(left), bool)
    ordered = links.filter(pl.Series(inside)).sort(
        ["match_weight", "left", "right"], descending=[True, False, False]
    )
    merged, refused = _grow(ordered, held, forbidden)
    for node, head in merged.items():
        cluster[node] = head
    cut = ordered.select("left", "right", veto=pl.Series(refused, dtype=pl.String)).drop_nulls("veto")
    return Clusters(pl.Series("cluster", cluster[root]), cut)


def _components_with_two(component: Rows, nodes: Places, held: Rows) -> Rows:
    """Components whose units hold two different values of one thing."""
    holding = nodes[held[nodes] > 0]
    of, values = component[holding], held[holding]
    one = np.zeros(len(component), values.dtype)
    one[of] = values  # any one of each component's
    return np.unique(of[values != one[of]])


def _forbidden(never: pl.DataFrame) -> dict[tuple[int, int], str]:
    return dict(
        zip(
            zip(never["left"].to_list(), never["right"].to_list(), strict=True),
            never["veto"].to_list() if "veto" in never.columns else [FORBIDDEN] * len(never),
            strict=True,
        )
    )


def _grow(
    ordered: pl.DataFrame, held: Mapping[str, Rows], forbidden: Mapping[tuple[int, int], str]
) -> tuple[dict[int, int], list[str | None]]:
    """Join units link by link, strongest first; of each link the veto it would break, None where it joins.

    Row by row in Python on purpose: only links of the few components in conflict come here.
    """
    head: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    value: dict[int, dict[str, int]] = {}

    def find(node: int) -> int:
        if node not in head:
            head[node], members[node] = node, [node]
            value[node] = {name: int(codes[node]) for name, codes in held.items() if codes[node]}
        return head[node]

    def clash(one: int, other: int) -> str | None:
        for name, code in value[one].items():
            if value[other].get(name, code) != code:
                return name
        if not forbidden:
            return None
        pairs = ((min(a, b), max(a, b)) for a in members[one] for b in members[other])
        return next((forbidden[pair] for pair in pairs if pair in forbidden), None)

    refused: list[str | None] = []
    for left, right in zip(ordered["left"].to_list(), ordered["right"].to_list(), strict=True):
        one, other = find(left), find(right)
        refused.append(clash(one, other) if one != other else None)
        if one == other or refused[-1] is not None:
            continue
        keep, lose = min(one, other), max(one, other)
        for node in members[lose]:
            head[node] = keep
        members[keep] += members.pop(lose)
        value[keep] |= value.pop(lose)
    return head, refused
