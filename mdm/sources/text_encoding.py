"""Bring a text file to UTF-8: detect or take the encoding, refuse bytes that do not fit, say where.

The order is byte order mark, UTF-16 told by where its zero bytes stand, strict UTF-8, strict GB18030 (of
which GBK and GB2312 are parts). GB18030 is
never tried first, since short UTF-8 text often decodes as it. Nothing is replaced: a file whose bytes do
not fit is an error with byte offset and line, because one lost character is a lost name.
"""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from mdm.errors import InputError

BLOCK_BYTES = 4 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SUPERSETS = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf-8-sig": "utf-8"}
CHARACTERS_THAT_PROVE_UTF8 = 16
"""So many characters in a row that are UTF-8 by chance do not occur in GBK text."""


@dataclass(frozen=True)
class TextFile:
    """A text file as UTF-8: `path` (the file itself or a copy), its true `encoding`, `checksum`, `size`."""

    path: Path
    encoding: str
    checksum: str
    size: int


class _BadBytes(Exception):
    def __init__(self, encoding: str, offset: int, line: int, characters: int) -> None:
        self.encoding, self.offset, self.line, self.characters = encoding, offset, line, characters


def open_as_utf8(path: Path, encoding: str | None, scratch: Path) -> TextFile:
    """Return `path` as UTF-8; a copy in the folder `scratch` is made where it is anything else.

    `encoding` states it; None detects. Raises InputError with offset and line for bytes that do not fit.
    """
    checksum, size = _checksum(path)
    with path.open("rb") as file:
        start = file.read(4096)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    stated = _canonical(path, encoding) if encoding else marked or _wide_without_mark(start)
    if stated is None and b"\0" in start:
        raise InputError(
            f"{path}: not text: a zero byte stands at offset {start.index(0)}",
            hint="for UTF-16 state encoding: utf-16-le; a table that is no text needs its own file ending",
        )
    copy = scratch / f"{checksum[:16]}.utf8"
    try:
        if stated is None:
            stated = _detect(path, copy)
        elif stated == "utf-8":
            _check_utf8(path)
        else:
            _transcode(path, stated, copy)
    except _BadBytes as bad:
        words = f"byte {bad.offset} does not fit the encoding {bad.encoding}"
        raise InputError(
            f"{path}:{bad.line}: {words}",
            hint="repair that line, or state the true encoding in the job file: encoding: gb18030",
        ) from None
    readable = path if stated == "utf-8" else copy
    return TextFile(readable, stated, checksum, size)


def _wide_without_mark(start: bytes) -> str | None:
    """The form of UTF-16 in which these first bytes are lines of fields; None where they are not."""
    for name, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        if 0 in start[high::2] and 0 not in start[1 - high :: 2]:
            text = start.decode(name, "ignore")
            return name if "\n" in text and any(mark in text for mark in ",;\t|") else None
    return None


def _canonical(path: Path, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"{path}: unknown encoding {encoding!r}", hint="known are utf-8, gb18030, gbk, utf-16 and more"
        ) from None
    return SUPERSETS.get(name, name)


def _detect(path: Path, copy: Path) -> str:
    try:
        _check_utf8(path)
    except _BadBytes as bad_utf8:
        if bad_utf8.characters >= CHARACTERS_THAT_PROVE_UTF8:
            raise
        try:
            _transcode(path, "gb18030", copy)
        except _BadBytes as bad:
            raise _BadBytes("utf-8 or gb18030", bad.offset, bad.line, 0) from None
        return "gb18030"
    return "utf-8"


def _checksum(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def line_blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file in blocks that end at a line end, so that no character is cut in two."""
    rest: list[bytes] = []
    while block := file.read(BLOCK_BYTES):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join((*rest, block[:cut]))
            rest = [block[cut:]]
        else:
            rest.append(block)
    if last := b"".join(rest):
        yield last


def _check_utf8(path: Path) -> None:
    offset, line, characters = 0, 1, 0
    with path.open("rb") as file:
        for block in line_blocks(file):
            try:
                pl.Series([block], dtype=pl.Binary).cast(pl.String)
            except pl.exceptions.PolarsError:
                try:
                    block.decode("utf-8")
                except UnicodeDecodeError as error:
                    good = block[: error.start]
                    characters += sum(byte >= 0xC0 for byte in good[-BLOCK_BYTES:])
                    bad_line = line + good.count(b"\n")
                    raise _BadBytes("utf-8", offset + error.start, bad_line, characters) from None
            if characters < CHARACTERS_THAT_PROVE_UTF8:
                characters += sum(byte >= 0xC0 for byte in block[:65536])
            offset += len(block)
            line += block.count(b"\n")


def _transcode(path: Path, encoding: str, copy: Path) -> None:
    with path.open("rb") as source, copy.open("wb") as target:
        if encoding.startswith(("utf-16", "utf-32")):
            _transcode_wide(source, encoding, target)
            return
        offset, line = 0, 1
        for block in line_blocks(source):
            try:
                target.write(block.decode(encoding).encode("utf-8"))
            except UnicodeDecodeError as error:
                bad_line = line + block.count(b"\n", 0, error.start)
                raise _BadBytes(encoding, offset + error.start, bad_line, 0) from None
            offset += len(block)
            line += block.count(b"\n")


def _transcode_wide(source: BinaryIO, encoding: str, target: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, line = 0, 1
    while True:
        block = source.read(BLOCK_BYTES)
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block).encode("utf-8")
        except UnicodeError as error:
            start = error.start if isinstance(error, UnicodeDecodeError) else 0
            raise _BadBytes(encoding, max(0, offset - waiting) + start, line, 0) from None
        target.write(text)
        offset += len(block)
        line += text.count(b"\n")
        if not block:
            return
