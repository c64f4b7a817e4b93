"""Rebuild `character_variants.csv`: the one form to which a written character is folded in comparison keys.

    python rules/reference/rebuild/character_variants.py --unicode /usr/share/unicode

Sources: `opencc` (PyPI, installed with the library) and the Debian package `unicode-data` (Unihan).
Who wins: a character of the Table of General Standard Characters (2013) is never folded, because
mainland registers tell such characters apart; then the exceptions below; then OpenCC; then Unihan.
"""

import argparse
import bz2
import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import opencc

TARGET = Path(__file__).parents[1] / "character_variants.csv"

# What names need and neither source says. None keeps the character as it is.
EXCEPTIONS: dict[str, str | None] = {
    "乾": None,  # qián in names; OpenCC would give 干 (gān)
    "鍾": "钟",  # 鍾 and 锺 are the surname, 鐘 the bell: registers use all of them for one person
    "锺": "钟",
    "鐘": "钟",
    "甯": "宁",  # the surname is written both ways in copies of one register
    "寗": "宁",
    "後": None,  # not the surname 后
    "範": None,  # not the surname 范
    "餘": "余",
    "夥": "伙",  # 合夥企業; OpenCC keeps 夥 (many)
    "於": None,  # a surname of its own beside 于
    "瀋": "沈",
    "閆": "闫",  # 闫 and 阎 are two surnames
    "蕭": "萧",  # 萧 and 肖 are two surnames
    "麽": "么",
    "頴": "颖",  # OpenCC stops at 颕
    "靑": "青",
    "淸": "清",
    "囯": "国",
    "圀": "国",
    "囻": "国",
    "姫": "姬",
    "劒": "剑",
    "龑": None,  # copies write it for 䶮, but only an identifier makes the two one person
    "著": None,
    "藉": None,
    "祇": None,
    "隻": None,
}


def read_unihan(path: Path, wanted: set[str]) -> dict[str, dict[str, list[str]]]:
    """Fields of a Unihan file: field, character, values (characters of U+… entries)."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] in wanted:
                values = [v.split("<")[0] for v in parts[2].split()]
                found[parts[1]][chr(int(parts[0][2:], 16))] = values
    return found


def to_characters(values: list[str]) -> list[str]:
    """`U+…` values as characters."""
    return [chr(int(v[2:], 16)) for v in values if v.startswith("U+")]


def read_equivalents(path: Path) -> dict[str, str]:
    """Radical forms (⾦, ⺻) and the ideographs that they stand for."""
    equivalents = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        body = line.split("#")[0].strip()
        if body:
            span, target = (part.strip() for part in body.split(";"))
            first, _, last = span.partition("..")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                equivalents[chr(code)] = chr(int(target, 16))
    return equivalents


def fold_all(folder: Path) -> dict[str, tuple[str, str]]:
    """Every character that folds: its form and the source that says so."""
    standard = set(read_unihan(folder / "Unihan_OtherMappings.txt.bz2", {"kTGH"})["kTGH"])
    fields = ("kSimplifiedVariant", "kZVariant", "kSemanticVariant")
    unihan = read_unihan(folder / "Unihan_Variants.txt.bz2", set(fields))
    t2s, jp2t = opencc.OpenCC("t2s"), opencc.OpenCC("jp2t")
    folds: dict[str, tuple[str, str]] = {}
    for char, target in read_equivalents(folder / "EquivalentUnifiedIdeograph.txt").items():
        folds[char] = (target, "unicode_radical")
    for code in [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x32400)]:
        char = chr(code)
        composed = unicodedata.normalize("NFC", char)
        if composed != char:
            folds[char] = (composed, "unicode_compatibility")
            continue
        if char in standard or char in EXCEPTIONS:
            continue
        simple = t2s.convert(char)
        if simple == char:
            old = jp2t.convert(char)
            simple = t2s.convert(old) if old != char else char
        if simple != char and len(simple) == 1:
            folds[char] = (simple, "opencc")
            continue
        for field in fields:
            targets = to_characters(unihan[field].get(char, []))
            if field != "kSimplifiedVariant":  # 衞 is a variant of 衛, whose form here is 卫
                targets = sorted({simple for t in targets if (simple := t2s.convert(t)) in standard})
            if len(targets) == 1 and targets[0] != char:
                folds[char] = (targets[0], f"unihan_{field}")
                break
    folds.update({c: (t, "own") for c, t in EXCEPTIONS.items() if t})
    return settle(folds)


def settle(folds: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Follow chains to their end, so that folding twice changes nothing."""
    settled = {}
    for char, (target, source) in folds.items():
        seen = {char}
        while target in folds and target not in seen:
            seen.add(target)
            target = folds[target][0]
        if target != char:
            settled[char] = (target, source)
    return {c: v for c, v in settled.items() if v[0] not in settled}


def main() -> None:
    """Write the table, sorted by code point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unicode", type=Path, default=Path("/usr/share/unicode"))
    folds = fold_all(parser.parse_args().unicode)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["character", "key", "source"])
        writer.writerows([char, *folds[char]] for char in sorted(folds))


if __name__ == "__main__":
    main()
