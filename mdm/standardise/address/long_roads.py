"""Roads with the name of a quarter before them: 车公庙泰然六路 is 泰然六路 in the quarter 车公庙.

Nothing but the length tells: a road name hardly ever has five characters before its ending. Two characters
are left to the road, three where the third is a river, a hill or their like, and what makes it a street of
its own sort (numbers, sides, rings). Before a name that roads bear in towns everywhere two characters are a quarter
already: 汉口|解放大道.
"""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.rows import replace_changed

_ENDINGS = "(?:公路|大马路|马路|大街|街|大道|道|路|巷)"
_SHORTEST, _LONG = 5, 7  # characters of quarter and road together: before a common name, and before others
_MODIFIER = "[东西南北中]|[一二三四五六七八九十]|[0-9]"
_FACILITY = r"(?:[馆场园院站校厂局所区城村镇心宫库段线期]|高速|公路|铁路|机场|大学)$"
_RING = r"[东西南北]?[一二三四五六七八内外中]环$"
_NO_QUARTER = "^(?:民族|世界|国际|中国|中华|革命|工农|军民|第[一二三四五六七八九])"
_LANDSCAPE = r"[山湖河江海湾岛桥门溪泉塘浜港口岗岭坡里寺庙塔陵沟洲潭井埔]$"


def split_long_roads(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the quarter before a long road name to the remark (`quarter`)."""
    road = pl.col("road")
    frame = frame.with_columns(quarter=pl.lit(None, pl.String))
    maybe = (
        frame.select(
            ((road.str.len_bytes() >= 3 * _SHORTEST) & pl.col("intersection").is_null()).fill_null(False)
        )
        .to_series()
        .arg_true()
    )
    if maybe.is_empty():
        return frame
    some = frame.select("road", "quarter")[maybe]
    common = some.select(pl.when(~road.str.contains(_NO_QUARTER)).then(road.str.extract(_common_road())))
    some = (
        some.with_columns(common.to_series().alias("common"))
        .with_columns(
            pieces=road.str.extract_groups(
                rf"^(?<core>\p{{Han}}{{5,}}?)(?<rest>(?:{_MODIFIER})*{_ENDINGS}[东西南北中]?(?:[一二三四五六七八九东西南北中]{{1,2}}段)?)$"
            )
        )
        .unnest("pieces")
    )
    core = pl.col("core")
    ring = core.str.extract(f"({_RING})").str.len_chars()
    size = pl.when(ring.is_not_null()).then(ring).when(core.str.contains(_LANDSCAPE)).then(3).otherwise(2)
    splits = (
        core.is_not_null()
        & (road.str.len_chars() >= _LONG)
        & ~core.str.contains("[大公马]$")  # 乌珠穆沁|大街 has four characters
        & ~core.str.contains(_FACILITY)
        & ~pl.col("road").str.contains("[路街道巷号].*[路街道巷]|号路")
    )
    # 凤凰城区邓铁梅路: what calls itself a quarter ends where it says so.
    said = core.str.extract(r"^\p{Han}{2,}[^小新]区(\p{Han}{2,})$").str.len_chars()
    size = pl.coalesce(said, size)
    long = core.str.tail(size) + pl.col("rest")
    new = some.with_columns(known=pl.coalesce("common", pl.when(splits).then(long)))
    new = new.select(
        road=pl.coalesce("known", "road"),
        quarter=pl.when(pl.col("known").is_not_null()).then(
            road.str.head(road.str.len_chars() - pl.col("known").str.len_chars())
        ),
    )
    return replace_changed(frame, maybe, new, ("road", "quarter"))


@cache
def _common_road() -> str:
    """Pattern of a road of a common name behind two characters."""
    names = "|".join(read_reference("address_common_roads")["name"])
    return rf"^\p{{Han}}{{2}}((?:{names})[东西南北中]?(?:大道|大街|路|街)(?:[东西南北中]段)?)$"
