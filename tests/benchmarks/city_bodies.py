"""Invented bodies of a city: public ones before and after the reform, firms, branches, shops with equal names."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from city_codes import registration_number_of, uscc_of
from population_vocabulary import ROAD_ENDINGS, STEMS, load_names

AREAS = ("苏州市", "昆山市", "常熟市", "太仓市", "张家港市", "苏州市姑苏区", "苏州市吴中区", "苏州市相城区",
         "苏州市虎丘区", "苏州市吴江区")  # fmt: skip
# name now, name before the reform of 2018 (the same where there was none)
DEPARTMENTS = (
    ("市场监督管理局", "工商行政管理局"), ("交通运输局", "交通运输局"), ("生态环境局", "环境保护局"),
    ("卫生健康委员会", "卫生和计划生育委员会"), ("公安局", "公安局"), ("自然资源和规划局", "国土资源局"),
    ("农业农村局", "农业委员会"), ("应急管理局", "安全生产监督管理局"), ("教育局", "教育局"),
    ("工业和信息化局", "经济和信息化委员会"),
)  # fmt: skip
REGIONS = ("苏州", "苏州市", "昆山", "常熟市", "太仓", "张家港", "江苏", "苏州工业园区")
INDUSTRIES = ("科技 物流 餐饮管理 机械制造 建筑工程 生物医药 信息技术 环保设备 贸易 电子 纺织 新材料 文化传媒 精密模具 "
              "自动化设备 包装材料 物业管理 园林绿化 医疗器械 汽车零部件").split()  # fmt: skip
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
SHOP_WORDS = "阿婆 老街 巷口 顺风 晨光 同德 桥头 小满 好运来 福源".split()
SHOP_KINDS = "小吃店 面馆 理发店 五金店 水果店 药房 杂货铺 裁缝铺 便利店 烟酒店".split()
BRANCHES = ("园区分公司", "第一分公司", "吴中分公司", "昆山分公司")
TRADE_CHARACTERS = 700
PUBLIC, FIRM, BRANCH, SHOP = 0, 1, 2, 3


@dataclass(frozen=True)
class Bodies:
    """`frame`: entity, sort, name, old_name, uscc, registration_number, has_uscc, parent, head, seat, status."""

    frame: pl.DataFrame

    @property
    def public(self) -> pl.DataFrame:
        """The public bodies, area by area, one department after the other."""
        return self.frame.filter(sort=PUBLIC)


def found_bodies(count: int, people: int, rng: np.random.Generator) -> Bodies:
    """A hundred public bodies and `count` others; heads are positions of people."""
    public = [(area + new, area + old if new != old else None) for area in AREAS for new, old in DEPARTMENTS]
    first = len(public)
    sort = rng.choice((FIRM, BRANCH, SHOP), count, p=(0.7, 0.04, 0.26))
    firms = np.flatnonzero(sort == FIRM)
    parent = np.where(sort == BRANCH, rng.choice(firms, count), -1)
    base = _name_firms(count, rng)
    same = rng.random(count) < 0.01  # a name used again after its first bearer was cancelled
    earlier = np.where(same & (sort == FIRM), rng.choice(firms, count), np.arange(count))
    names = base.gather(pl.Series(np.where(parent >= 0, parent, earlier)))
    shop = _draw(REGIONS, rng, count) + _draw(SHOP_WORDS, rng, count) + _draw(SHOP_KINDS, rng, count)
    renamed = (rng.random(count) < 0.08) & (sort == FIRM)
    frame = pl.DataFrame(
        {
            "sort": sort,
            "firm": names,
            "branch": names + _draw(BRANCHES, rng, count),
            "shop": shop,
            "renamed": renamed,
            "old": _name_firms(count, rng),
        }
    ).select(
        "sort",
        name=pl.when(pl.col("sort") == BRANCH).then("branch").when(pl.col("sort") == SHOP).then("shop").otherwise("firm"),
        old_name=pl.when("renamed").then("old"),
    )  # fmt: skip
    open_ = pl.DataFrame({"sort": pl.repeat(PUBLIC, first, dtype=pl.Int64, eager=True)}).with_columns(
        name=pl.Series([name for name, _ in public]),
        old_name=pl.Series([old for _, old in public], dtype=pl.String),
    )
    frame = pl.concat([open_, frame]).with_row_index("number")
    prefixes = np.array(["11", "91", "91", "92"])[frame["sort"].to_numpy()].tolist()
    numbers = frame["number"].to_numpy().astype(np.int64)
    codes = uscc_of(numbers, prefixes)
    everyone = len(frame)
    parents = np.concatenate([np.full(first, -1), np.where(parent >= 0, parent + first, -1)])
    has_parent = parents >= 0
    old_row = (rng.random(everyone) < 0.02) & (frame["sort"].to_numpy() == FIRM)
    return Bodies(
        frame.with_columns(
            entity="L" + pl.col("number").cast(pl.String).str.zfill(7),
            uscc=codes,
            registration_number=registration_number_of(numbers),
            has_uscc=~pl.Series(old_row),
            parent=pl.Series(np.where(has_parent, parents, 0)),
            has_parent=pl.Series(has_parent),
            head=pl.Series(rng.integers(0, people, everyone)),
            seat=_seats(everyone, rng),
            cancelled=pl.Series(rng.random(everyone) < 0.1),
        )
    )


def _name_firms(count: int, rng: np.random.Generator) -> pl.Series:
    characters = load_names().characters[:TRADE_CHARACTERS]
    trade = _draw(characters, rng, count) + _draw(characters, rng, count)
    return _draw(REGIONS, rng, count) + trade + _draw(INDUSTRIES, rng, count) + _draw(FORMS, rng, count)


def _seats(count: int, rng: np.random.Generator) -> pl.Series:
    road = _draw(STEMS, rng, count) + _draw(ROAD_ENDINGS, rng, count)
    number = pl.Series(rng.integers(1, 400, count)).cast(pl.String)
    return _draw(AREAS[5:], rng, count) + road + number + "号"


def _draw(words: list[str] | tuple[str, ...], rng: np.random.Generator, count: int) -> pl.Series:
    return pl.Series(list(words)).gather(pl.Series(rng.integers(0, len(words), count)))
