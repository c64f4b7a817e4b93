"""Villages and estates whose name the shape cuts too long or too short.

`时码村中心街` behind a country town is a street of 时码村, `赵村铺村` one village. Both look like other names
by their shape alone: 员村一横路 is a road of a city, 大寨村李村 a hamlet of a village.
"""

import polars as pl

from mdm.standardise.address.rows import replace_rows

_SIDE = "[东西南北中前后]"
_STREET = rf"(?:镇?{_SIDE}{{1,2}}(?:大街|街|路|巷|胡同)|(?:中心|主|[一二三四五六七八九十]+)(?:大街|街|路))"
_VILLAGE_STREET = rf"^(?<village>\p{{Han}}{{2,}}村)(?<street>{_STREET})$"
_COUNTRY = "[镇乡木]$"  # 苏木 is a town of Inner Mongolia
# What a second ending before 村 is: 赵村铺|村, 小村店|村.
_SECOND_ENDING = "^[铺店庄屯营集寨堡坊窑坝圩]村$"


# 东里 and 西里 are sides of something: 牛街|西里 is the estate at 牛街.
_SIDE_OF_STREET = "^[东西南北前后中]里"


def join_streets(frame: pl.DataFrame) -> pl.DataFrame:
    """An estate that is called after the street right before it takes the street into its name."""
    col = pl.col
    sides = (col("estate").str.contains(_SIDE_OF_STREET) & col("road").is_not_null()).fill_null(False)
    rows = frame.select(sides).to_series().arg_true()
    if rows.is_empty():
        return frame
    some = frame.select("text", "road", "estate")[rows]
    whole = pl.concat_str("road", "estate")
    joined = col("text").str.contains(whole, literal=True)
    new = some.select(
        road=pl.when(~joined).then("road"), estate=pl.when(joined).then(whole).otherwise("estate")
    )
    return frame.with_columns(replace_rows(frame[name], rows, new[name]) for name in new.columns)


def settle_villages(frame: pl.DataFrame) -> pl.DataFrame:
    """Give a village the street or the ending that its name took or lost."""
    col = pl.col
    endings = col("community").str.ends_with("村") & col("estate").str.contains(_SECOND_ENDING)
    open_village = col("community").is_null() & col("intersection").is_null()
    streets = col("road").str.contains("村", literal=True) & open_village & col("town").str.contains(_COUNTRY)
    rows = frame.select((endings | streets).fill_null(False)).to_series().arg_true()
    if rows.is_empty():
        return frame
    some = frame.select("community", "road", "estate", "town")[rows]
    cut = col("road").str.extract_groups(_VILLAGE_STREET).struct
    village, street = cut.field("village"), cut.field("street")
    joined = col("community").is_not_null() & col("estate").str.contains(_SECOND_ENDING)
    new = some.select(
        community=pl.when(joined)
        .then(col("community") + col("estate"))
        .otherwise(pl.coalesce("community", village)),
        estate=pl.when(~joined.fill_null(False)).then("estate"),
        road=pl.when(col("community").is_null()).then(pl.coalesce(street, "road")).otherwise("road"),
    )
    return frame.with_columns(replace_rows(frame[name], rows, new[name]) for name in new.columns)
