"""What hidden numbers tell of records that never had one."""

import polars as pl
import pytest

from mdm.cluster import Identity
from mdm.linking.probes import LEANING, choose_probes


def test_open_records_match_as_often_as_numbered_ones_of_their_own_source():
    """A register has all the numbers; of the clinic's records those with a number are all in the register too."""
    register, numbered, bare = 1000, 200, 700
    unit = [*range(register), *range(numbered), *range(register + numbered, register + numbered + bare)]
    source = ["register"] * register + ["clinic"] * (numbered + bare)
    holds = [True] * (register + numbered) + [False] * bare
    nothing = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32})
    rows = pl.Series(dtype=pl.UInt32)
    identity = Identity(pl.Series(unit, dtype=pl.UInt32), pl.Series(holds), rows, rows, nothing, nothing)
    probes = choose_probes(identity, pl.Series(source))
    assert probes.numbered_share == pytest.approx(400 / 1200)
    assert probes.match_share == pytest.approx((200 + LEANING / 3) / (200 + LEANING))
    assert len(probes.origin) == numbered
