"""Whatever text stands in a table comes back from CSV as it was, in every encoding and style of quoting."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.rulepack import load_rulepack
from mdm.rulepack.job import SourceSpec
from mdm.sources import read_sources

TEXT = st.text(
    st.one_of(
        st.sampled_from("张䶮𠮷,;|\"\n\r\t '\\0a"), st.characters(codec="utf-8", exclude_characters="\0")
    ),
    max_size=6,
)
STYLES = st.sampled_from(
    [(",", csv.QUOTE_MINIMAL, "\r\n"), ("\t", csv.QUOTE_MINIMAL, "\n"), (";", csv.QUOTE_ALL, "\n")]
)


@given(
    rows=st.lists(st.tuples(TEXT, TEXT), max_size=8),
    style=STYLES,
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    style: tuple[str, int, str],
    encoding: str,
) -> None:
    delimiter, quoting, line_end = style
    written = io.StringIO()
    table = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    table.writerow(["编号", "姓名", "住址"])
    table.writerows([f"{number:03}", *row] for number, row in enumerate(rows))
    path: Path = tmp_path_factory.mktemp("trip") / "source.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    spec = SourceSpec(name="s", path=path, encoding=encoding, delimiter=delimiter)
    read = read_sources([spec], load_rulepack("population")).records
    assert read.select("person_name", "address").rows() == [(a or None, b or None) for a, b in rows]
