"""Which records stand for which entity, as integer codes."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.errors import MdmError
from mdm.frames import CLUSTERS, KEYS, check_columns

Codes = NDArray[np.uint32]


@dataclass(frozen=True)
class Entities:
    """Records grouped into entities. Positions are places in the records frame.

    `founders`: position of each entity's smallest record; an entity's code is its place here.
    `entity`: code of each record's entity.
    `members`: positions of the records that share their entity with another, by entity and position.
    """

    founders: Codes
    entity: Codes
    members: Codes

    def __len__(self) -> int:
        return len(self.founders)


def group_records(records: pl.DataFrame, clusters: pl.DataFrame) -> Entities:
    """Group `records` (sorted by `row`) by `clusters`, which hold every row exactly once.

    Raises MdmError where the two frames do not speak of the same rows, or where a cluster is not named
    after its smallest row.
    """
    check_columns(records, KEYS, "records")
    check_columns(clusters, CLUSTERS, "clusters")
    if not clusters["row"].is_sorted():
        clusters = clusters.sort("row")
    rows: Codes = records["row"].to_numpy()
    if not np.array_equal(rows, clusters["row"].to_numpy()) or not np.all(rows[:-1] < rows[1:]):
        raise MdmError("records and clusters must hold the same rows, each once, in order")
    cluster: Codes = clusters["cluster"].to_numpy()
    founders = np.flatnonzero(cluster == rows).astype(np.uint32)
    entity = np.searchsorted(rows[founders], cluster).astype(np.uint32)
    known = entity < len(founders)
    if not known.all() or not np.array_equal(rows[founders][entity], cluster) or np.any(cluster > rows):
        raise MdmError("each cluster must be named after its smallest row")
    shared = np.bincount(entity, minlength=len(founders)) > 1
    members = np.flatnonzero(shared[entity]).astype(np.uint32)
    members = members[np.argsort(entity[members], kind="stable")]
    return Entities(founders, entity, members)
