"""Rebuild `surnames.csv`: surnames with their reading, length and rank.

    pip download --no-deps faker jionlp && npm pack pinyin-pro      (unpacked into one folder)
    python rules/reference/rebuild/surnames.py --packages FOLDER --unicode /usr/share/unicode

Sources: npm `pinyin-pro` (surnames with readings), PyPI `jionlp` and `faker` (lists without readings),
Unihan kDefinition "surname" (Debian `unicode-data`), `surname_readings.csv` (kept by hand).
Who wins for the reading: `surname_readings.csv`, then pinyin-pro, then `character_readings.parquet`.
"""

import argparse
import bz2
import csv
import re
import unicodedata
from pathlib import Path

import polars as pl

REFERENCE = Path(__file__).parents[1]
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,4}")
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))

# The hundred most frequent surnames as the Ministry of Public Security reported them for 2020,
# from memory and unverified; used only to guess which token of a Latin name is the surname and
# whether two surnames stand side by side.
FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)


# Nearly always a single surname and a given name: left out, or compound only in names of four characters.
LEFT_OUT = {"仉督"}
ONLY_IN_FOUR = {"单于", "王官", "贺若", "贺兰", "司城"}


def drop_tone(text: str) -> str:
    """`lǚ` → `lv`."""
    return unicodedata.normalize("NFD", text).translate(TONES).replace("u\u0308", "v")


def find_file(folder: Path, pattern: str) -> str:
    """Text of the only file below `folder` that matches `pattern`."""
    return next(iter(sorted(folder.rglob(pattern)))).read_text(encoding="utf-8")


def read_lists(folder: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Readings of pinyin-pro; all listed surnames by source."""
    text = find_file(folder, "surname.mjs")
    readings = {name: drop_tone(value) for name, value in re.findall(r"^    (\S+): '([^']+)'", text, re.M)}
    rule = find_file(folder, "jionlp/rule/rule_pattern.py")
    blocks = re.findall(r"CHAR_CHINESE_FAMILY_NAME = \\\n(.+?)\n\n", rule, re.S)
    blocks += re.findall(r"^SINGLE_CHINESE_FAMILY_NAME = \\\n(.+?)\n\n", rule, re.S | re.M)
    jionlp: set[str] = set()
    for block in blocks:
        for quoted in re.findall(r"'([^']+)'", block):
            jionlp |= set(quoted.strip("|").split("|")) if "|" in quoted else set(quoted)
    faker = find_file(folder, "providers/person/zh_CN/__init__.py")
    names = re.search(r"last_names = .+?\n    \)", faker, re.S) or re.search(r"last_names.+", faker, re.S)
    found = set(re.findall(r"\"([\u3400-\u9fff]{1,2})\"", names.group(0))) if names else set()
    return readings, {"pinyin-pro": set(readings), "jionlp": jionlp, "faker": found}


def read_definitions(folder: Path) -> set[str]:
    """Characters that Unihan defines as a surname."""
    found = set()
    with bz2.open(folder / "Unihan_Readings.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if "\tkDefinition\t" in line and re.search(r"\bsurname\b", line):
                found.add(chr(int(line.split("\t")[0][2:], 16)))
    return found


def main() -> None:
    """Write the table: surname (in key form), pinyin, other readings, rank, sources, least length of a name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--unicode", type=Path, default=Path("/usr/share/unicode"))
    arguments = parser.parse_args()
    variants = pl.read_csv(REFERENCE / "character_variants.csv", infer_schema=False)
    fold = dict(zip(variants["character"], variants["key"], strict=True))
    table = pl.read_parquet(REFERENCE / "character_readings.parquet")
    character = dict(zip(table["character"], table["pinyin"], strict=True))
    own: dict[str, tuple[str, str]] = {}
    with (REFERENCE / "surname_readings.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            own["".join(fold.get(c, c) for c in row["surname"])] = (row["pinyin"], row["others"])
    readings, sources = read_lists(arguments.packages)
    sources["unihan"] = read_definitions(arguments.unicode)
    listed: dict[str, set[str]] = {name: {"own"} for name in own}
    spoken = {}
    for source, names in sources.items():
        for name in filter(HAN.fullmatch, names):
            key = "".join(fold.get(c, c) for c in name)
            listed.setdefault(key, set()).add(source)
            if name in readings:
                spoken[key] = readings[name]
    with (REFERENCE / "surnames.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["surname", "pinyin", "others", "length", "rank", "sources", "least_length"])
        for name in sorted(listed, key=lambda n: (len(n), n)):
            pinyin = spoken.get(name) or " ".join(character.get(c, "") for c in name)
            pinyin, others = own.get(name, (pinyin, ""))
            if not pinyin.strip() or name in LEFT_OUT:
                continue
            rank = FREQUENT.index(name) + 1 if name in FREQUENT and len(name) == 1 else ""
            least = 4 if name in ONLY_IN_FOUR else ""
            writer.writerow([name, pinyin, others, len(name), rank, " ".join(sorted(listed[name])), least])


if __name__ == "__main__":
    main()
