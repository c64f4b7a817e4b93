"""Read Parquet and Arrow IPC files."""

import hashlib
from pathlib import Path

import polars as pl

from mdm.errors import InputError
from mdm.sources.reading import Reading

SUFFIXES = (".parquet", ".pq", ".arrow", ".ipc", ".feather")


def read_columnar(path: Path) -> Reading:
    """Open a Parquet or Arrow IPC file; columns keep their types until they are read as text."""
    parquet = path.suffix.lower() in {".parquet", ".pq"}
    try:
        frame = pl.scan_parquet(path, glob=False) if parquet else pl.scan_ipc(path, glob=False)
        header = tuple(frame.collect_schema())
    except pl.exceptions.PolarsError as error:
        kind = "Parquet" if parquet else "Arrow IPC"
        first = str(error).splitlines()[0]
        raise InputError(f"{path}: not a readable {kind} file: {first}", hint="is it complete?") from None
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return Reading(str(path), frame, header, "parquet" if parquet else "ipc", str(path), checksum=checksum)
