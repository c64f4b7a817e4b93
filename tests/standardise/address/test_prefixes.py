"""The index of names finds what comparing every name with every text would find."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.standardise.address.prefixes import PrefixIndex, code_units, row_starts

_TEXT = st.text(alphabet="苏州市吴江区县𠮷a1", max_size=9)
_NAME = st.text(alphabet="苏州市吴江区县𠮷a1", min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(_NAME, st.integers(0, 2)), max_size=12),
    st.lists(st.tuples(_TEXT, st.integers(0, 2)), min_size=1),
)
def test_the_longest_name_of_the_group_is_found(named, texts):
    names = pl.Series([name for name, _ in named], dtype=pl.String)
    index = PrefixIndex.build(names, np.array([group for _, group in named], dtype=np.int64))
    codes = code_units(pl.Series([text for text, _ in texts]))
    groups = np.array([group for _, group in texts], dtype=np.int64)
    ids, lengths = index.find(codes, row_starts(codes), groups)
    for (text, group), found, length in zip(texts, ids.tolist(), lengths.tolist(), strict=True):
        fitting = [name for name, of in named if of == group and text.startswith(name)]
        longest = max(fitting, key=len, default=None)
        assert found == (-1 if longest is None else named.index((longest, group)))
        assert length == (0 if longest is None else len(longest.encode("utf-16-le")) // 2)
