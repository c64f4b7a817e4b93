"""Reviewers' decisions: a text file that outranks scores and survives every run.

JSON Lines, one decision a line, or CSV for pairs alone. Everything wrong with a file is told at once, with
file and line; nothing of a file with faults is used.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import InputError
from mdm.frames import DECISIONS
from mdm.run_folder import DECIDED

KINDS = ("pair", "entity", "value")
VERDICTS = ("same", "different", "unsure")
PAIR = ("left_source", "left_record_id", "right_source", "right_record_id")
MOST_FAULTS = 20


def read_decisions(paths: str | Path | Iterable[str | Path]) -> pl.DataFrame:
    """Read decisions files: the columns of `mdm.frames.DECISIONS`, in their order in the files.

    A path is that of JSON Lines, of CSV, or of a run folder that decisions were imported into. In CSV rows
    without a verdict are not decided yet and columns beyond those of a decision are left aside.
    `line` is the whole decision as JSON, with keys that only other rooms know. A decision said twice in the
    same words stands once. Raises InputError for a file that is not there or cannot be read as decisions.
    """
    named = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    files = [path / DECIDED if path.is_dir() else path for path in named]
    found: dict[str, Mapping[str, Any]] = {}
    faults: list[str] = []
    for path in files:
        for number, said in _lines(path):
            wrong = list(_faults(said))
            faults += [f"{path.name}:{number}: {text}" for text in wrong]
            if not wrong:
                found.setdefault(_as_line(said), said)
    if faults:
        more = f"\n… and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise InputError(
            f"{len(faults)} fault{'s' * (len(faults) > 1)} in decisions\n"
            + "\n".join(faults[:MOST_FAULTS])
            + more,
            hint='a line reads {"kind": "pair", "left_source": …, "left_record_id": …, "right_source": …, '
            '"right_record_id": …, "verdict": "same"}',
        )
    rows = [
        {"kind": "pair"} | {key: _text(said.get(key)) for key in DECISIONS if said.get(key)} | {"line": line}
        for line, said in found.items()
    ]
    return pl.DataFrame(rows, schema=dict(DECISIONS))


def write_decisions(path: Path, decisions: pl.DataFrame) -> None:
    """Write decisions as JSON Lines, as they were read."""
    path.write_text("".join(f"{line}\n" for line in decisions["line"]), encoding="utf-8", newline="\n")


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Each decision of a file with its line; text that is no JSON object comes as a string."""
    if not path.is_file():
        raise InputError(f"{path}: no such decisions file", hint="check the path")
    text = _decode(path)
    if path.suffix.lower() == ".csv":
        reader = csv.DictReader(io.StringIO(text, newline=""))
        for row in reader:
            told = {str(key).strip(): value for key, value in row.items()}
            if _text(told.get("verdict")):
                yield reader.line_num, {key: told[key] for key in DECISIONS if key in told}
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                yield number, f"not JSON: {error}"


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030")  # as spreadsheets save CSV in China
        except UnicodeDecodeError:
            raise InputError(f"{path}: neither UTF-8 nor GB18030", hint="save it as UTF-8") from None


def _faults(said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        yield said if isinstance(said, str) and said.startswith("not JSON") else "not an object in braces"
        return
    kind = said.get("kind") or "pair"
    if kind not in KINDS:
        yield f"kind {kind!r} is none of {', '.join(KINDS)}"
    if kind != "pair":
        return
    missing = [key for key in PAIR if not _text(said.get(key))]
    if missing:
        yield f"no {', '.join(missing)}"
    if said.get("verdict") not in VERDICTS:
        yield f"verdict {said.get('verdict')!r} is none of {', '.join(VERDICTS)}"
    if not missing and _key(said, "left") == _key(said, "right"):
        yield "a record is paired with itself"


def _key(said: Mapping[str, Any], side: str) -> tuple[str | None, str | None]:
    return _text(said[f"{side}_source"]), _text(said[f"{side}_record_id"])


def _text(value: Any) -> str | None:
    return None if value is None or str(value).strip() == "" else str(value).strip()


def _as_line(said: Mapping[str, Any]) -> str:
    kept = {"kind": "pair"} | {key: value for key, value in said.items() if value not in (None, "")}
    return json.dumps(kept, ensure_ascii=False)
