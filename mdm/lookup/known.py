"""The names bodies are known by, ready to be searched."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import polars as pl

from mdm.lookup.characters import LIMIT, Codes, fold_by, to_matrix
from mdm.rulepack.reference import read_reference

# How a body is known by a name: its golden name, a name another source writes, one of former times, a second one.
CURRENT, RECORDED, FORMER, OTHER = "current", "recorded", "former", "other"
USES = (CURRENT, FORMER, RECORDED, OTHER)
PARTS = ("key", "core", "region_key", "trade_name", "industry", "form", "branch", "parent_key")


@dataclass(frozen=True)
class KnownNames:
    """`frame`: one row per body, use and key: `entity_id`, `use`, `name`, the parts in PARTS; the shortest keys first."""

    frame: pl.DataFrame

    @cached_property
    def sounds(self) -> Codes:
        """The keys by the sound of their characters."""
        return fold_by(to_matrix(self.frame["key"]), sound_table())


@cache
def sound_table() -> Codes:
    """Code point to a number of its usual reading without tone; a character without reading keeps its own."""
    table = np.arange(LIMIT, dtype=np.uint32)
    readings = read_reference("character_readings").select(
        code=pl.col("character").map_batches(lambda s: pl.Series(to_matrix(s, 1)[:, 0]), pl.UInt32),
        sound=pl.col("pinyin").rank("dense").cast(pl.UInt32) + LIMIT,
    )
    known = readings.filter(pl.col("code") < LIMIT)
    table[known["code"].to_numpy()] = known["sound"].to_numpy()
    return table
