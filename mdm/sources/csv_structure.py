"""How a CSV file is built: delimiter, quoting, header, and which line breaks the pattern."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mdm.errors import InputError
from mdm.sources.reading import tell_apart
from mdm.sources.text_encoding import line_blocks

DELIMITERS = ",;\t|"
NEWLINE, RETURN, QUOTE = 0x0A, 0x0D, 0x22
_Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
_Counts = np.ndarray[tuple[int], np.dtype[np.int64]]
LONGEST_RECORD_BYTES = 64 << 20


@dataclass(frozen=True)
class Structure:
    """`quoted`: some field opens with a quote. `lines_match`: counting delimiters already shows
    that no line has too few fields and none too many without the other. `titled`: more names of the header
    are blank than not."""

    delimiter: str
    quoted: bool
    header: tuple[str, ...]
    lines_match: bool
    titled: bool


def survey(path: Path, where: str, delimiter: str | None) -> Structure:
    """Find out how the UTF-8 file at `path` is built; `where` names it in messages.

    Raises InputError for a file without a header line.
    """
    header = _first_line(path)
    if header is None:
        raise InputError(
            f"{where}: the file is empty; it has no header line", hint="deliver at least the header"
        )
    delimiter = delimiter or _sniff(header)
    mark = delimiter.encode()
    quoted, lines, delimiters = False, 0, 0
    last = b"\n"
    with path.open("rb") as file:
        for block in line_blocks(file):
            first = block.removeprefix(b"\xef\xbb\xbf")
            if not quoted and b'"' in block:
                quoted = first[:1] == b'"' or b'\n"' in block or mark + b'"' in block
            lines += block.count(b"\n")
            delimiters += block.count(mark)
            last = block[-1:]
    if lines == 0 and b"\r" in block:
        raise InputError(
            f"{where}: the lines end in CR alone", hint="save the file with LF or CRLF line ends"
        )
    lines += last != b"\n"
    names = next(
        csv.reader([header], delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE), []
    )
    expected = (len(names) - 1) * lines
    titled = 2 * sum(not name.strip() for name in names) > len(names)
    return Structure(delimiter, quoted, tell_apart(names), not quoted and delimiters == expected, titled)


def check_lines(path: Path, where: str, structure: Structure) -> None:
    """Raise InputError for the first line that has more or fewer fields than the header."""
    for counts, starts in _records(path, where, structure):
        wrong = np.flatnonzero((counts >= 0) & (counts != len(structure.header) - 1))
        if len(wrong):
            line, found = int(starts[wrong[0]]), int(counts[wrong[0]]) + 1
            raise InputError(
                f"{where}:{line}: the line has {found} fields, the header has {len(structure.header)}",
                hint='a field that contains the delimiter or a line break stands in double quotes: "a,b"'
                if len(structure.header) > 1
                else "the first line must hold the column names: no title may stand above them",
            )


def find_lines(path: Path, where: str, structure: Structure, rows: list[int]) -> list[int]:
    """Return the line in the file on which each of these data rows starts (rows counted from 0)."""
    records = list(_records(path, where, structure))
    counts = np.concatenate([counts for counts, _ in records])
    starts = np.concatenate([starts for _, starts in records])
    header = int(np.argmax(counts >= 0))
    return [int(starts[header + 1 + row]) for row in rows]


def _first_line(path: Path) -> str | None:
    with path.open("r", encoding="utf-8-sig", newline="") as file:
        for line in file:
            if line.strip():
                text = line
                while text.count('"') % 2 and len(text) < 65536 and (more := file.readline()):
                    text += more
                return text.rstrip("\r\n")
    return None


def _sniff(header: str) -> str:
    plain = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=lambda mark: (plain.count(mark), -DELIMITERS.index(mark)))


def _records(path: Path, where: str, structure: Structure) -> Iterator[tuple[_Counts, _Counts]]:
    """Per block: delimiters of each record (-1 for a blank line) and the line on which it starts."""
    line, rest = 1, b""
    with path.open("rb") as file:
        for block in line_blocks(file):
            data = rest + block
            counts, starts, used = _count(np.frombuffer(data, np.uint8), structure, line)
            yield counts, starts
            line += data[:used].count(b"\n")
            rest = data[used:]
            if len(rest) > LONGEST_RECORD_BYTES:
                break
    if rest:
        if structure.quoted and rest.count(b'"') % 2:
            raise InputError(
                f"{where}:{line}: a quote opened on this line is never closed",
                hint='close it, or double the quotes inside a field: "say ""yes"""',
            )
        counts, starts, _ = _count(np.frombuffer(rest + b"\n", np.uint8), structure, line)
        yield counts, starts


def _count(data: _Bytes, structure: Structure, line: int) -> tuple[_Counts, _Counts, int]:
    newlines = np.flatnonzero(data == NEWLINE)
    delimiters = data == ord(structure.delimiter)
    ends = newlines
    if structure.quoted:
        inside = np.bitwise_xor.accumulate((data == QUOTE).view(np.uint8)).view(bool)
        ends = newlines[~inside[newlines]]
        delimiters &= ~inside
    if not len(ends):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    starts = np.concatenate(([0], ends[:-1] + 1))
    counts = np.diff(np.searchsorted(np.flatnonzero(delimiters), ends), prepend=0)
    length = ends - starts
    blank = (length == 0) | ((length == 1) & (data[starts] == RETURN))
    counts[blank] = -1
    return counts, line + np.searchsorted(newlines, starts), int(ends[-1]) + 1
