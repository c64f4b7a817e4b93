"""Reviewers' decisions: a text file that outranks scores and survives every run.

JSON Lines, one decision a line; CSV or a workbook for pairs alone. Everything wrong with a file is told at once, with
file and line; nothing of a file with faults is used.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import InputError
from mdm.frames import DECISIONS
from mdm.run_folder import DECIDED

KINDS = ("pair", "entity", "value")
VERDICTS = {"相同": "same", "不同": "different", "不确定": "unsure"}
"""What reviewers may write, in Chinese or English; capitals and blanks around a word are no matter."""
PAIR = ("left_source", "left_record_id", "right_source", "right_record_id")
TABLES = (".csv", ".xlsx")
MOST_FAULTS = 20
LINE_HINT = (
    'a line reads {"kind": "pair", "left_source": …, "left_record_id": …, "right_source": …, '
    '"right_record_id": …, "verdict": "same"}'
)
TABLE_HINT = (
    f"in `verdict` stands {', '.join(f'{english} ({chinese})' for chinese, english in VERDICTS.items())}, "
    "or nothing where it is not decided; `mdm decisions export` writes such a table"
)


def read_decisions(paths: str | Path | Iterable[str | Path]) -> pl.DataFrame:
    """Read decisions files: the columns of `mdm.frames.DECISIONS`, in their order in the files.

    A path is that of JSON Lines, of CSV or a workbook (`.xlsx`, its first sheet), or of a run folder that
    decisions were imported into. In tables rows without a verdict are not decided yet and columns beyond
    those of a decision are left aside.
    `line` is the whole decision as JSON, with keys that only other rooms know. A decision said twice in the
    same words stands once. Raises InputError for a file that is not there or cannot be read as decisions.
    """
    named = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    files = [path / DECIDED if path.is_dir() else path for path in named]
    found: dict[str, Mapping[str, Any]] = {}
    faults: list[str] = []
    hints: list[str] = []
    for path in files:
        for number, said in _lines(path):
            wrong = list(_faults(said))
            if wrong:
                faults += [f"{path.name}:{number}: {text}" for text in wrong]
                hints.append(TABLE_HINT if _is_table(path) else LINE_HINT)
            else:
                found.setdefault(_as_line(said), said)
    if faults:
        more = f"\n… and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise InputError(
            f"{len(faults)} fault{'s' * (len(faults) > 1)} in decisions\n"
            + "\n".join(faults[:MOST_FAULTS])
            + more,
            hint="\n".join(dict.fromkeys(hints)),
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
    if _is_table(path):
        yield from _rows(path)
        return
    text = _decode(path)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                said = json.loads(line)
            except ValueError as error:
                yield number, f"not JSON: {error}"
            else:
                yield number, _in_english(said) if isinstance(said, dict) else said


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in TABLES


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a table in which a verdict stands, with the line each ends on."""
    numbered = _read_workbook(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    header = [str(name or "").strip() for name in next(numbered, (1, []))[1]]
    lacking = [name for name in (*PAIR, "verdict") if name not in header]
    if lacking:
        raise InputError(f"{path}: no column {', '.join(lacking)}", hint=TABLE_HINT)
    for number, cells in numbered:
        told = dict(zip(header, cells, strict=False))
        if _text(told.get("verdict")):
            yield number, _in_english({key: told[key] for key in DECISIONS if key in told})


def _read_csv(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    reader = csv.reader(io.StringIO(_decode(path), newline=""))
    for cells in reader:
        yield reader.line_num, cells


def _read_workbook(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        sheet = pl.read_excel(path, has_header=False, infer_schema_length=0, drop_empty_rows=False)
    except ModuleNotFoundError:
        raise InputError(
            f"{path}: reading a workbook needs fastexcel", hint="pip install 'mdm-cn[excel]'"
        ) from None
    except Exception as error:
        first = str(error).splitlines()[0]
        raise InputError(f"{path}: not a readable workbook: {first}", hint="save it as .xlsx") from None
    yield from enumerate(sheet.rows(), 1)  # pairs that people have read, some hundreds


def _in_english(said: dict[str, Any]) -> dict[str, Any]:
    """The decision with its verdict as the file keeps it."""
    word = (_text(said.get("verdict")) or "").casefold()
    verdict = VERDICTS.get(word, word)
    return said | {"verdict": verdict} if verdict in VERDICTS.values() else said


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
    if said.get("verdict") not in VERDICTS.values():
        yield f"verdict {said.get('verdict')!r} is none of {', '.join(VERDICTS.values())}"
    if not missing and _key(said, "left") == _key(said, "right"):
        yield "a record is paired with itself"


def _key(said: Mapping[str, Any], side: str) -> tuple[str | None, str | None]:
    return _text(said[f"{side}_source"]), _text(said[f"{side}_record_id"])


def _text(value: Any) -> str | None:
    return None if value is None or str(value).strip() == "" else str(value).strip()


def _as_line(said: Mapping[str, Any]) -> str:
    kept = {"kind": "pair"} | {key: value for key, value in said.items() if value not in (None, "")}
    return json.dumps(kept, ensure_ascii=False)
