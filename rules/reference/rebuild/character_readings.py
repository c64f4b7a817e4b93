"""Rebuild `character_readings.parquet`: toneless pinyin of every character, commonest reading first.

    python rules/reference/rebuild/character_readings.py --unicode /usr/share/unicode

Sources: `pypinyin` (PyPI) and, for characters it lacks, kMandarin of Unihan (Debian `unicode-data`).
Who wins for `pinyin`: `name_readings.csv` (kept by hand); then pypinyin's first reading, unless the
dictionary of the standard characters (kTGHZ2013) does not know it at all (珩 is heng, not hang): then that
dictionary; then kMandarin. `readings` lists all toneless readings that the three know.
"""

import argparse
import bz2
import csv
import re
import unicodedata
from pathlib import Path

import polars as pl
from pypinyin.pinyin_dict import pinyin_dict

REFERENCE = Path(__file__).parents[1]
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
SYLLABLE = re.compile(r"[a-z]{1,6}")


def drop_tone(syllable: str) -> str:
    """`lǚ` → `lv`; ê is written e."""
    plain = unicodedata.normalize("NFD", syllable).translate(TONES).replace("u\u0308", "v")
    return plain.replace("e\u0302", "e")


def read_unihan(path: Path, field: str) -> dict[str, list[str]]:
    """Readings of one field by character."""
    found: dict[str, list[str]] = {}
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.startswith("U+")]
    for code, name, value in rows:
        if name == field:
            values = [reading.split(":")[-1] for reading in value.split()]
            found[chr(int(code[2:], 16))] = [drop_tone(v) for value in values for v in value.split(",")]
    return found


def order_readings(own: str | None, spoken: list[str], standard: list[str], other: list[str]) -> list[str]:
    """All readings of a character, the one to take first."""
    first = [own] if own else []
    if standard and spoken and spoken[0] not in standard:
        first.append(standard[0])
    return list(dict.fromkeys(r for r in [*first, *spoken, *standard, *other] if SYLLABLE.fullmatch(r)))


def main() -> None:
    """Write the table, sorted by code point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unicode", type=Path, default=Path("/usr/share/unicode"))
    path = parser.parse_args().unicode / "Unihan_Readings.txt.bz2"
    standard, mandarin = read_unihan(path, "kTGHZ2013"), read_unihan(path, "kMandarin")
    own = {}
    with (REFERENCE / "name_readings.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            own[row["character"]] = row["pinyin"]
    pypinyin = {chr(code): [drop_tone(r) for r in value.split(",")] for code, value in pinyin_dict.items()}
    table = []
    for char in sorted({*pypinyin, *standard, *mandarin}):
        if unicodedata.normalize("NFC", char) != char:  # compatibility ideographs fold first
            continue
        known = (pypinyin.get(char, []), standard.get(char, []), mandarin.get(char, []))
        readings = order_readings(own.get(char), *known)
        if readings:
            table.append((char, readings[0], " ".join(readings)))
    frame = pl.DataFrame(table, schema=["character", "pinyin", "readings"], orient="row")
    frame.write_parquet(REFERENCE / "character_readings.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
