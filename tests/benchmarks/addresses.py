"""How fast addresses are parsed: distinct addresses per second, beside cpca where it is installed.

    python tests/benchmarks/addresses.py [rows]

The addresses are invented from the division tables and a few hundred road and estate names, in the forms
departments use: full and short division names, missing levels, lanes, sub-gates, building-unit-room short
forms, Chinese numerals, full-width digits, brackets, crossings, remarks.
"""

import sys
import time

import numpy as np
import polars as pl

import mdm
from mdm.standardise.division import path_table

ROAD_STEMS = (
    "人民 解放 中山 建设 和平 新华 文化 胜利 光明 友谊 长江 黄河 滨河 环城 迎宾 幸福 团结 振兴 学府 科技 创业 凤凰 "
    "金鸡湖 十全 五卅 三香 竹园 星湖 东环 西环 南门 北园 桃花 紫薇 银杏 梧桐 翠竹 玉兰 海棠 牡丹 天山 昆仑 泰山 华山 "
    "凤城十 高新一 科创二 经三 纬五"
).split()
ROAD_ENDS = ("路", "东路", "西路", "南路", "北路", "大道", "街", "大街", "巷")
ESTATES = (
    "阳光花园 锦绣家园 翠湖名苑 金色港湾 幸福小区 玉兰苑 荷塘月色 香榭丽舍 盛世华庭 水岸名都 春晓新村 彩香新村 "
    "万科城 银河湾 金域蓝湾 天悦府 紫荆公寓 学府雅苑 桂花园 丽景苑"
).split()
POIS = "时代广场 国际大厦 科技园 创业大厦 商贸中心 人民医院 第一中学 建材市场 软件园 财富中心".split()
VILLAGES = "东村 西村 王家村 李庄村 新民村 大塘村 石桥村 前进村 双河村 红旗村".split()
FORMS = (
    "{road}{gate}号", "{road}{gate}号{estate}{building}幢{unit}单元{room}室", "{estate}{building}号楼{unit}单元{room}",
    "{road}{gate}号{poi}{floor}楼{room}室", "{estate}{building}-{unit}-{room}", "{road}{gate}弄{building}号{room}室",
    "{road}{gate}-{unit}号", "{village}{unit}组{gate}号", "{road}与{estate}东门交叉口", "{estate}{cn}号楼{unit}单元{room}室",
    "{road}{gate}号{estate}{building}栋{room}(联系电话不详)", "{road}{gate}號{poi}Ａ座{room}", "{road}{gate}号附{unit}号",
    "{road}{gate}号{poi}{building}#{room}", "{village}({unit})大石坞{gate}号", "{road}{gate}号院{building}号楼{floor}层{room}",
)  # fmt: skip
CN = "一 二 三 四 五 六 七 八 九 十 十一 十二 十五 二十 二十三".split()


def invent_addresses(count: int, seed: int = 1, city: str | None = None) -> pl.Series:
    """Make `count` distinct addresses, of the whole country or of one city."""
    draw = np.random.default_rng(seed)
    towns = path_table().filter(level="town").select("province", "city", "district", "town").fill_null("")
    if city:
        towns = towns.filter(city=city)
    size = int(count * 1.1)
    places = towns[draw.integers(0, towns.height, size)]
    kind = draw.integers(0, 6, size)
    upper = places.select(
        pl.when(pl.lit(pl.Series(kind)) == 0).then(pl.col("district") + pl.col("town"))
        .when(pl.lit(pl.Series(kind)) == 1).then(pl.col("city") + pl.col("district"))
        .when(pl.lit(pl.Series(kind)) == 2).then(pl.col("province").str.head(2) + pl.col("city") + pl.col("district"))
        .otherwise(pl.col("province") + pl.col("city") + pl.col("district") + pl.col("town"))
    ).to_series()  # fmt: skip
    fields = {
        "road": np.char.add(draw.choice(ROAD_STEMS, size), draw.choice(ROAD_ENDS, size)),
        "estate": draw.choice(ESTATES, size), "poi": draw.choice(POIS, size), "village": draw.choice(VILLAGES, size),
        "gate": draw.integers(1, 2000, size), "building": draw.integers(1, 60, size),
        "unit": draw.integers(1, 9, size), "floor": draw.integers(1, 33, size),
        "room": draw.integers(101, 3304, size), "cn": draw.choice(CN, size),
    }  # fmt: skip
    frame = pl.DataFrame({name: pl.Series(values).cast(pl.String) for name, values in fields.items()})
    form = pl.Series("form", draw.integers(0, len(FORMS), size))
    lower = pl.coalesce(pl.when(pl.lit(form) == place).then(_fill(text)) for place, text in enumerate(FORMS))
    text = frame.select(pl.concat_str(pl.lit(upper), lower)).to_series().alias("address")
    return text.unique(maintain_order=True).head(count)


def _fill(form: str) -> pl.Expr:
    pieces: list[pl.Expr] = []
    for piece in form.replace("}", "{").split("{"):
        is_field = piece in (
            "road",
            "estate",
            "poi",
            "village",
            "gate",
            "building",
            "unit",
            "floor",
            "room",
            "cn",
        )
        pieces.append(pl.col(piece) if is_field else pl.lit(piece))
    return pl.concat_str(pieces)


def main() -> None:
    """Print distinct addresses per second, and how many times cpca that is."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    addresses = invent_addresses(count)
    mdm.standardise_values("address", addresses.head(1000))
    started = time.perf_counter()
    parsed = mdm.standardise_values("address", addresses)
    ours = len(addresses) / (time.perf_counter() - started)
    print(
        f"mdm   {ours:>10,.0f} distinct addresses a second ({len(addresses):,}, {parsed['district'].count():,} with district)"
    )
    try:
        import cpca
    except ImportError:
        print("cpca is not installed: pip install cpca")
        return
    few = addresses.head(3000).to_list()
    cpca.transform(few[:10])
    started = time.perf_counter()
    cpca.transform(few)
    theirs = len(few) / (time.perf_counter() - started)
    print(f"cpca  {theirs:>10,.0f} addresses a second; ours is {ours / theirs:,.0f} times that")


if __name__ == "__main__":
    main()
