"""Rebuild `given_name_forms.csv`: short given names and the names they may stand for.

    pip download --no-deps nicknames      (unpacked into a folder)
    python rules/reference/rebuild/given_names.py --packages FOLDER

Source: PyPI `nicknames` (Apache-2.0), names.csv of Carlton Northern's list; names of letters only. Where two names
are each listed as short for the other, the longer one is the formal name.
"""

import argparse
import csv
from pathlib import Path

REFERENCE = Path(__file__).parents[1]


def main() -> None:
    """Read the package and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    (source,) = parser.parse_args().packages.rglob("nicknames/names.csv")
    formal: dict[str, set[str]] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name, stands_for = row["name2"].strip(), row["name1"].strip()
            if name.isalpha() and stands_for.isalpha():
                formal.setdefault(name, set()).add(stands_for)
    for name, names in formal.items():
        names -= {other for other in names if name in formal.get(other, ()) and len(other) < len(name)}
    formal = {name: names for name, names in formal.items() if names}
    with (REFERENCE / "given_name_forms.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(
            "# Short given names and the names they may stand for. Rebuilt by rebuild/given_names.py.\n"
        )
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["name", "formal"])
        writer.writerows([name, "|".join(sorted(names))] for name, names in sorted(formal.items()))


if __name__ == "__main__":
    main()
