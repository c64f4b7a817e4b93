"""How the names of roads, estates and divisions sound: pinyin without tones, spaces and kind of street.

人民东路, East Renmin Road and Renmin Donglu all sound `renmindong`, so that a door written in Chinese and
one written in Latin letters can be held against one another.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.rulepack.reference import read_reference

# What a name ends with by its kind is said differently in every language, and often left out.
_KIND = (
    r"(?:大街|大道|公路|快速路|马路|胡同|街道办事处|街道|小区|花园|花苑|家园|新村|公寓|住宅区|生活区|别墅|大厦|大楼|广场|中心|酒店|宾馆|市场|"
    r"社区|居委会|村委会|自治州|自治县|自治旗|自治区|特别行政区|地区|路|街|道|巷|弄|苑|园|村|镇|乡|省|市|区|县|旗|盟|州)$"
)


@cache
def _readings() -> tuple[npt.NDArray[np.uint16], pl.Series]:
    """For each UTF-16 code unit the place of its reading among the syllables (0 for none)."""
    table = read_reference("character_readings").filter(pl.col("character").str.len_bytes() <= 3)
    syllables = table["pinyin"].unique().sort()
    place = dict(zip(syllables, range(1, len(syllables) + 1), strict=True))
    units = np.zeros(0x10000, dtype=np.uint16)
    units[[ord(sign) for sign in table["character"]]] = [place[reading] for reading in table["pinyin"]]
    plain = "0123456789abcdefghijklmnopqrstuvwxyz-"
    units[[ord(sign) for sign in plain]] = np.arange(len(plain)) + len(syllables) + 1
    return units, pl.concat(
        [pl.Series("sound", [""]), syllables.alias("sound"), pl.Series("sound", list(plain))]
    )


_ONES = ("", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
_COUNTED = {
    str(number): (_ONES[number // 10] if number >= 20 else "")
    + ("shi" if number >= 10 else "")
    + _ONES[number % 10]
    for number in range(99, 0, -1)
}


def spell_digits(names: pl.Expr) -> pl.Expr:
    """Numbers as they are said, so that 凤城10路, 凤城十路 and Fengcheng 10th Road sound alike.

    >>> pl.select(spell_digits(pl.lit("fengcheng10"))).item()
    'fengchengshi'
    """
    return names.str.replace_many(list(_COUNTED), list(_COUNTED.values()), leftmost=True).str.replace_all(
        "0", "ling"
    )


def sound_of(names: pl.Series) -> pl.Series:
    """Pinyin of names written in Chinese, digits and Latin letters as they are; null for null.

    >>> sound_of(pl.Series(["人民东路", "凤城10路", "长安街", None])).to_list()
    ['renmindong', 'fengchengshi', 'changan', None]
    """
    distinct = names.drop_nulls().unique()
    if distinct.is_empty():
        return pl.Series(names.name, [None], dtype=pl.String).new_from_index(0, len(names))
    units, syllables = _readings()
    phrases = read_reference("place_readings")
    stem = distinct.to_frame("name").with_columns(
        stem=pl.col("name").str.replace(_KIND, "").str.replace("(?:大街|大道|路|街|道)([东西南北中])$", "$1")
    )
    # 单县 and 一村 keep their kind: one character is no name.
    plain = pl.when(pl.col("stem").str.len_chars() < 2).then("name").otherwise("stem").str.to_lowercase()
    spelt = stem.select(
        spell_digits(plain).str.replace_many(
            phrases["phrase"].to_list(), phrases["pinyin"].str.replace_all(" ", "").to_list()
        )
    ).to_series()
    joined: str = spelt.str.join("\n").item() + "\n"
    codes = np.frombuffer(joined.encode("utf-16-le"), dtype=np.uint16)
    ends = np.flatnonzero(codes == ord("\n"))
    row = np.repeat(np.arange(len(ends), dtype=np.uint32), np.diff(np.append(-1, ends)))
    sounds = (
        pl.DataFrame({"row": row, "sound": syllables.gather(pl.Series(units[codes].astype(np.uint32)))})
        .group_by("row", maintain_order=True)
        .agg(pl.col("sound").str.join(""))
    )
    spoken = sounds.select(pl.when(pl.col("sound") != "").then("sound")).to_series()
    table = pl.DataFrame({"name": distinct, "sound": spoken})
    found = names.to_frame("name").join(table, on="name", how="left", maintain_order="left")
    return found["sound"].alias(names.name)
