"""The folder a run leaves behind: written whole or not at all, and checked when opened."""

import hashlib
import json
import math
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import RunError, UsageError

FRAMES = (
    "golden",
    "crosswalk",
    "links",
    "provenance",
    "references",
    "relations",
    "issues",
    "changes",
    "records",
)
DERIVED = ("documents", "households", "household_members")  # frames of the packs that ask for them
MANIFEST, REPORT, RULES, DECIDED = "manifest.json", "report.html", "rules.json", "decisions.jsonl"
ENTITIES = "entities.parquet"
BASES = "bases"  # in the manifest of a profile's run: its bases, each a run folder of its own
ROW_GROUP = 1 << 16
# Level 1 takes two thirds of the time of the default level and makes files at most a few per cent larger.
COMPRESSION: dict[str, Any] = {"compression": "zstd", "compression_level": 1}
# Least and greatest value of each row group let a reader skip the others. They take a quarter of the time
# of writing, so the two widest frames, which are read whole or by rows, go without.
WITHOUT_STATISTICS = {"provenance", "records"}


def check_output(out: Path, overwrite: bool) -> None:
    """Raise UsageError where `out` cannot become a run folder, before any work is done.

    A folder that holds anything is refused unless `overwrite`, and even then unless it is a run folder:
    nothing but an earlier run is ever deleted.
    """
    if out.is_dir():
        if any(out.iterdir()) and not overwrite:
            raise UsageError(
                f"{out}: the folder is not empty",
                hint="choose another one, or say --overwrite to replace the run in it",
            )
        if any(out.iterdir()) and not is_run(out):
            raise UsageError(
                f"{out}: the folder holds something other than a run; it is not replaced",
                hint="choose another folder, or empty it yourself",
            )
    elif out.exists():
        raise UsageError(f"{out}: there is a file of that name", hint="choose another folder")
    around = next(folder for folder in out.absolute().parents if folder.exists())
    if not around.is_dir():
        raise UsageError(f"{out}: {around} is a file, not a folder", hint="choose another folder")
    if not os.access(around, os.W_OK | os.X_OK):
        raise UsageError(f"{out}: nothing can be written to {around}", hint="choose another folder")


def is_run(folder: Path) -> bool:
    """Whether the folder holds a run, complete or not."""
    try:
        return "run_id" in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def bases_in(folder: Path) -> list[str]:
    """Names of the bases whose run folders lie in a profile's folder; none where it is no such folder."""
    try:
        return list(json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get(BASES, {}))
    except (OSError, ValueError):
        return []


@contextmanager
def new_folder(out: Path, overwrite: bool) -> Iterator[Path]:
    """Yield a temporary folder beside `out` that takes its place when the block ends well.

    Whatever goes wrong, an interrupt included, `out` stays as it was and the temporary folder is removed.
    """
    check_output(out, overwrite)
    draft = out.parent / f".{out.name}.tmp-{secrets.token_hex(4)}"
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            f"{out}: no folder can be made there: {error.strerror}", hint="choose another folder"
        ) from None
    try:
        yield draft
        check_output(out, overwrite)
        _take_place(draft, out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _take_place(draft: Path, out: Path) -> None:
    if not out.exists():
        os.replace(draft, out)
        return
    if not any(out.iterdir()):
        out.rmdir()
        os.replace(draft, out)
        return
    old = out.parent / f".{out.name}.old-{secrets.token_hex(4)}"
    os.replace(out, old)
    try:
        os.replace(draft, out)
    except OSError:
        os.replace(old, out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_frames(folder: Path, frames: Mapping[str, pl.LazyFrame]) -> dict[str, dict[str, Any]]:
    """Write each frame as `<name>.parquet`; return rows and checksum of each file.

    Equal content gives equal bytes: the compression and the size of row groups are fixed, and nothing of
    time or place is written.
    """

    def write_one(name: str) -> tuple[str, dict[str, Any]]:
        path = folder / f"{name}.parquet"
        frames[name].sink_parquet(
            path,
            **COMPRESSION,
            statistics=name not in WITHOUT_STATISTICS,
            row_group_size=ROW_GROUP,
            maintain_order=True,
        )
        rows = pl.scan_parquet(path).select(pl.len()).collect().item()
        return path.name, {"rows": rows, "sha256": file_checksum(path)}

    # Making the batches of one frame keeps one core busy, so two frames are written at a time.
    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(write_one, frames))


def file_checksum(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write data as readable JSON, keys in the order given, Chinese as Chinese."""
    text = json.dumps(_plain(data), ensure_ascii=False, indent=1, allow_nan=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(data: Any) -> Any:
    """The same data with null for what is not a number: JSON knows no NaN."""
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a complete run folder; RunError says what is missing."""
    if not folder.is_dir():
        raise RunError(f"{folder}: no such run folder", hint="`mdm run --out DIR` makes one")
    if not is_run(folder):
        raise RunError(
            f"{folder}: not a run folder: no {MANIFEST} of a run in it", hint="name the folder of a run"
        )
    if bases := bases_in(folder):
        raise RunError(
            f"{folder}: the folder of a profile, not of one run",
            hint=f"name one of its bases: {', '.join(str(folder / base) for base in bases)}",
        )
    missing = [name for name in FRAMES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise RunError(
            f"{folder}: the run is incomplete: no {', '.join(f'{name}.parquet' for name in missing)}",
            hint="run again with --overwrite",
        )
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest
