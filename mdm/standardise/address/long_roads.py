"""Roads with the name of a quarter before them: 车公庙泰然六路 is 泰然六路 in the quarter 车公庙.

Nothing but the length tells: a road name hardly ever has five characters before its ending. Two characters
are left to the road, three where the third is a river, a hill or their like, and what makes it a street of
its own sort (numbers, sides, rings).
"""

import polars as pl

from mdm.standardise.address.rows import replace_changed

_ENDINGS = "(?:公路|大马路|马路|大街|街|大道|道|路|巷)"
_SHORTEST = 7  # characters of quarter and road together
_MODIFIER = "[东西南北中]|[一二三四五六七八九十]|[0-9]"
_FACILITY = r"(?:[馆场园院站校厂局所区城村镇心宫库段线期]|高速|公路|铁路|机场|大学)$"
_RING = r"[东西南北]?[一二三四五六七八内外中]环$"
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
    some = (
        frame.select("road", "quarter")[maybe]
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
        & ~core.str.contains(_FACILITY)
        & ~pl.col("road").str.contains("[路街道巷号].*[路街道巷]|号路")
    )
    # 凤凰城区邓铁梅路: what calls itself a quarter ends where it says so.
    said = core.str.extract(r"^\p{Han}{2,}[^小新]区(\p{Han}{2,})$").str.len_chars()
    size = pl.coalesce(said, size)
    new = some.select(
        road=pl.when(splits).then(core.str.tail(size) + pl.col("rest")).otherwise("road"),
        quarter=pl.when(splits).then(core.str.head(core.str.len_chars() - size)),
    )
    return replace_changed(frame, maybe, new, ("road", "quarter"))
