"""Open a file by its ending."""

import tempfile
from pathlib import Path

import polars as pl

from mdm.errors import InputError
from mdm.rulepack.job import SourceSpec
from mdm.sources import read_columnar, read_delimited, read_workbook
from mdm.sources.as_text import as_text, is_readable
from mdm.sources.reading import Reading

MARKS = (
    (b"PAR1", ("Parquet", ".parquet")),
    (b"ARROW1", ("Arrow", ".arrow")),
    (b"PK\x03\x04", ("a workbook", ".xlsx")),
    (b"\xd0\xcf\x11\xe0", ("a workbook", ".xls")),
)
"""How files begin that are no text, what they are and how they end."""


def open_file(path: Path, spec: SourceSpec, scratch: Path) -> Reading:
    """Open a file of any known format; a copy may be made in `scratch`, which must outlive the reading."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(f"{path}: {what}", hint="check the path")
    suffix = path.suffix.lower()
    try:
        _check_content(path, suffix)
        if suffix in read_delimited.SUFFIXES:
            return read_delimited.read_delimited(path, spec, scratch)
        if suffix in read_columnar.SUFFIXES:
            return read_columnar.read_columnar(path)
        if suffix in read_workbook.SUFFIXES:
            return read_workbook.read_workbook(path, spec)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}", hint="check its permissions") from None
    known = ", ".join((*read_delimited.SUFFIXES, *read_columnar.SUFFIXES, *read_workbook.SUFFIXES))
    raise InputError(f"{path}: unknown format {suffix or '(no ending)'!r}", hint=f"known endings: {known}")


def _check_content(path: Path, suffix: str) -> None:
    """Raise InputError where a file's first bytes say that its ending is not its own."""
    with path.open("rb") as file:
        start = file.read(512)
    found = next((form for mark, form in MARKS if start.startswith(mark)), None)
    if suffix in read_delimited.SUFFIXES and found is not None:
        raise InputError(f"{path}: is no text but {found[0]}", hint=f"give it its own ending: {found[1]}")
    if suffix in read_workbook.SUFFIXES and found is None and start and b"\0" not in start:
        page = b"<html" in start.lower() or b"<table" in start.lower()
        raise InputError(
            f"{path}: is no workbook but {'a web page' if page else 'text'} under the name of one",
            hint="open it in a spreadsheet and save it as .xlsx" if page else "give it its own ending: .csv",
        )


def unreadable(reading: Reading, error: pl.exceptions.PolarsError) -> InputError:
    """Say that Polars refused the rows, without the cell values its message may quote."""
    reading.check_rows()
    return InputError(
        f"{reading.where}: the rows cannot be read ({type(error).__name__})",
        hint="check quotes that open in the middle of a field, and that the file is complete",
    )


def read_table(path: Path, encoding: str | None = None) -> pl.DataFrame:
    """Read all columns of a file as text, under the names it gives them; `encoding` where its bytes do not tell.

    Raises InputError for a file that cannot be read as it stands.
    """
    with tempfile.TemporaryDirectory(prefix="mdm-") as scratch:
        reading = open_file(path, SourceSpec(name="table", path=path, encoding=encoding), Path(scratch))
        schema = reading.frame.collect_schema()
        columns = [as_text(name, schema[name]).alias(name) for name in schema if is_readable(schema[name])]
        try:
            return reading.frame.select(columns).collect()
        except pl.exceptions.PolarsError as error:
            raise unreadable(reading, error) from None
