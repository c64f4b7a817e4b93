"""Rebuild `private_use.csv`: private-use code points of the GBK family and the characters they stand for.

    python rules/reference/rebuild/private_use.py

GBK 1.0 (and Windows before 2001) had no Unicode character for FE50-FEA0, A8BC, A8BF and A989-A995 and
used U+E815-U+E864, U+E7C7, U+E7C8 and U+E7E7-U+E7F3. GB 18030-2000 (Python's codec `gb18030`) encodes
all but 25 of them; the 25 below were encoded later, and GB 18030-2022 maps their bytes accordingly.
"""

import csv
from pathlib import Path

TARGET = Path(__file__).parents[1] / "private_use.csv"

EDITION_2022 = {
    0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14, 0xA6DE: 0xFE15,
    0xA6DF: 0xFE16, 0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19, 0xA8BC: 0x1E3F,
    0xFE51: 0x20087, 0xFE52: 0x20089, 0xFE53: 0x200CC, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5, 0xFE66: 0x9FB6,
    0xFE67: 0x9FB7, 0xFE6C: 0x215D7, 0xFE6D: 0x9FB8, 0xFE76: 0x2298F, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA,
    0xFE91: 0x241FE, 0xFEA0: 0x9FBB,
}  # fmt: skip


def gbk_slots() -> dict[int, int]:
    """Two-byte codes and the private-use code points that GBK 1.0 gave them."""
    trails = [t for t in range(0x50, 0xA1) if t != 0x7F]
    slots = {0xFE00 + trail: 0xE815 + place for place, trail in enumerate(trails)}
    slots.update({0xA989 + place: 0xE7E7 + place for place in range(13)})
    slots.update({0xA8BC: 0xE7C7, 0xA8BF: 0xE7C8})
    return slots


def main() -> None:
    """Write the table, sorted by private-use code point."""
    slots = gbk_slots()
    for code in EDITION_2022:
        slots.setdefault(code, ord(code.to_bytes(2, "big").decode("gb18030")))
    rows = []
    for code, private in slots.items():
        today = EDITION_2022.get(code) or ord(code.to_bytes(2, "big").decode("gb18030"))
        rows.append((f"{private:04X}", f"{today:04X}", f"{code:04X}"))
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["private_use", "code_point", "bytes"])
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
