"""Rebuild `phrase_readings.csv`: given names of two characters that are read otherwise than their parts.

    python rules/reference/rebuild/phrase_readings.py

Source: the phrases of `pypinyin` (PyPI, installed with the library). Kept are phrases of two standard
characters whose toneless reading differs from `character_readings.parquet`; EXCEPTIONS win over pypinyin.
"""

import csv
import unicodedata
from pathlib import Path

import polars as pl
from pypinyin.phrases_dict import phrases_dict

REFERENCE = Path(__file__).parents[1]
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))

# Names, not words: 朝阳 the district and 朝阳 the name (both zhāo) are one, but these are not.
EXCEPTIONS: dict[str, str | None] = {
    "朝阳": "zhao yang",
    "朝晖": "zhao hui",
    "朝霞": "zhao xia",
    "重阳": "chong yang",
}


def drop_tone(text: str) -> str:
    """`lǚ` → `lv`."""
    return unicodedata.normalize("NFD", text).translate(TONES).replace("u\u0308", "v")


def main() -> None:
    """Write the table, sorted by phrase."""
    table = pl.read_parquet(REFERENCE / "character_readings.parquet")
    single = dict(zip(table["character"], table["pinyin"], strict=True))
    known = dict(zip(table["character"], (set(r.split()) for r in table["readings"]), strict=True))
    rows = {}
    for phrase, readings in phrases_dict.items():
        if len(phrase) == 2 and all(char in single for char in phrase):
            spoken = [drop_tone(options[0]) for options in readings]
            plain = [single[char] for char in phrase]
            possible = all(s in known[char] for s, char in zip(spoken, phrase, strict=True))
            if spoken != plain and possible:
                rows[phrase] = " ".join(spoken)
    rows.update({phrase: reading for phrase, reading in EXCEPTIONS.items() if reading})
    with (REFERENCE / "phrase_readings.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["phrase", "pinyin"])
        writer.writerows(sorted((p, r) for p, r in rows.items() if p not in EXCEPTIONS or EXCEPTIONS[p]))


if __name__ == "__main__":
    main()
