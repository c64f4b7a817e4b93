"""Read CSV and TSV files: any encoding, sniffed delimiter, every column as text."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from mdm.errors import InputError
from mdm.rulepack.job import SourceSpec
from mdm.sources.csv_structure import check_lines, find_lines, survey
from mdm.sources.reading import Reading
from mdm.sources.text_encoding import open_as_utf8

SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".psv")


def read_delimited(path: Path, spec: SourceSpec, scratch: Path) -> Reading:
    """Open a delimited text file; a UTF-8 copy in `scratch` must live until the frame is collected."""
    where = str(path)
    text = open_as_utf8(path, spec.encoding, scratch)
    if text.size == 0:
        raise InputError(
            f"{where}: the file is empty; it has no header line", hint="deliver at least the header"
        )
    structure = survey(text.path, where, spec.delimiter)
    if not structure.lines_match:
        check_lines(text.path, where, structure)
    frame = pl.scan_csv(
        text.path,
        separator=structure.delimiter,
        quote_char='"' if structure.quoted else None,
        infer_schema=False,
        new_columns=list(structure.header),
    )

    def say_rows(rows: Sequence[int]) -> list[str]:
        return [f"line {line}" for line in find_lines(text.path, where, structure, list(rows))]

    def check_rows() -> None:
        check_lines(text.path, where, structure)

    hint = "the first line must hold the column names, and looks like a title; " * structure.titled
    return Reading(
        where, frame, structure.header, "csv", where, text.encoding, text.checksum, say_rows, check_rows, hint
    )
