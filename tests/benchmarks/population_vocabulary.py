"""Lists the generator draws from, as arrays: surnames, given characters, places, the lunar calendar."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import opencc
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[2] / "fixtures/population/vocabulary"
Ints = NDArray[np.int64]
COHORTS = ("male_old", "female_old", "male_mid", "female_mid", "male_young", "female_young")

# one spelling for another that sounds or looks alike
SURNAME_CONFUSIONS = (
    "张章 李黎 王汪 陈程成 吴伍武 徐许 朱诸 余于俞虞 付傅 肖萧 闫阎严颜 代戴 邱丘 江姜蒋 侯候 冼洗 祁齐戚 沈申 "
    "何贺 石史施 钟锺 宁甯 范樊 潘番 魏卫 韦卫 尹殷 童佟 骆罗 覃秦 曲屈 欧区 解谢 路陆鲁卢 易伊 季纪 管关 杨扬"
).split()
RARE_CHARACTERS = "䶮㛃𬭸𫖯𬱖𬍛堃喆翀昇赟彧"
# parts of names that are written with a dot
DOTTED = (
    "阿卜杜拉 买买提 阿依古丽 吐尔逊 艾合买提 玉素甫 古丽娜尔 热合曼 帕提古丽 卡德尔 依马木 阿不力孜 木拉提 "
    "努尔兰 巴哈尔 赛买提 阿迪力 米热古丽 苏来曼 海仁沙 阿布都热西提 托合提 麦麦提明 祖丽皮亚 扎西 多吉 巴特尔"
).split()
LATIN_GIVEN = "ANNA MARTIN JOHN MARIA PETER LUCY DAVID SARA KENJI YUKI MINHO JISOO OMAR LEILA PABLO INES IVAN OLGA".split()
LATIN_SURNAMES = (
    "KOWALSKI SMITH JOHNSON MUELLER SATO TANAKA KIM PARK NGUYEN TRAN GARCIA ROSSI IVANOVA DUPONT SILVA KHAN"
).split()

TOWNS = (  # district, town, what the district was or is also called
    "姑苏区 双塔街道 沧浪区|姑苏区 沧浪街道 沧浪区|姑苏区 吴门桥街道 沧浪区|姑苏区 平江街道 平江区|姑苏区 苏锦街道 平江区|"
    "姑苏区 金阊街道 金阊区|姑苏区 虎丘街道 金阊区|姑苏区 白洋湾街道 金阊区|吴中区 木渎镇 吴县市|吴中区 甪直镇 吴县市|"
    "吴中区 长桥街道 吴县市|吴中区 越溪街道 吴县市|吴中区 郭巷街道 吴县|吴中区 香山街道 吴县市|吴中区 胥口镇 吴县|"
    "虎丘区 狮山街道 高新区|虎丘区 横塘街道 苏州新区|虎丘区 枫桥街道 高新区|虎丘区 浒墅关镇 高新区|虎丘区 通安镇 苏州新区|"
    "相城区 元和街道 吴县市|相城区 黄埭镇 吴县市|相城区 渭塘镇 吴县|相城区 黄桥街道 吴县市|相城区 北桥街道 吴县市|"
    "吴江区 松陵街道 吴江市|吴江区 盛泽镇 吴江市|吴江区 震泽镇 吴江市|吴江区 平望镇 吴江市|吴江区 同里镇 吴江市|"
    "工业园区 娄葑街道 园区|工业园区 斜塘街道 苏州工业园区|工业园区 唯亭街道 园区|工业园区 胜浦街道 苏州工业园区"
).split("|")
STEMS = (
    "东港 里河 彩香 三元 南环 葑谊 莲花 玉景 白马涧 新升 金枫 湖滨 狮山 滨河 竹辉 劳动 解放 桐泾 三香 十全 五卅 十梓 人民 干将 "
    "临顿 凤凰 道前 养育 西园 虎阜 北园 东环 娄门 相门 葑门 盘门 阊胥 胥江 横街 杨枝 桂花 二郎 四季 佳安 馨泓 都市 名都 水香 "
    "玲珑 海悦 湖左 翡翠 师惠 贵都 新馨 加城 天域 中海 星湖 星海 星汉 苏安 苏茜 苏惠 机场 松涛 淞江 葑亭 青剑 金堰 唯新 "
    "渔洋 阳澄 澄阳 采莲 嘉元 春申 华元 油车 广济 沪宁 活力 相城 御窑 蠡口 太阳 安元 润元 徐图 康阳 富元 文灵 "
    "宝带 东吴 吴中 石湖 越湖 苏蠡 塔园 文溪 澹台 龙西 蠡墅 盘溪 尧峰 凤翔 金山 珠江 向阳 玉山 何山 马运 长江 华山 鹿山 "
    "嵩山 滨湖 木桃 建林 昆仑 泰山 黄山 永和 金沙 鸿禧 运河 寒山 津桥 朱家湾 名墅 青春 万枫 西津 新浒 观山 龙安 华通 "
    "鲈乡 流虹 笠泽 松陵 仲英 江兴 江陵 中山 高新 油厂 花园 舜湖 盛泽 西环 目澜 南麻 镇东 梅堰 平望 八坼 屯溪 "
    "桃花 丁香 大儒 花桥 狮林 悬桥 钮家 菉葭 卫道 传芳 传德 定慧 孔付 滚绣 望星 杨家 醋库 金狮 庙堂 幽兰 富郎 吴殿 盛家 "
    "木杏 庆元 王洗 阔家 官太 宜多 尚义 德馨 紫兰 雅戈 万科 金色 苏铁 香樟 枫情 云顶 天鹅 景城 白塘 凤栖 澜湖 星洲"
).split()
ESTATE_ENDINGS = "新村 花园 小区 家园 花苑 公寓 苑 一村 二村 三村 四村 一区 二区 三区 五区 雅苑 名邸 华庭 佳苑 景苑 水岸 东区 西区 公馆".split()
ROAD_ENDINGS = "路 街 大道 东路 西路 南路 北路 东街 西街 南街".split()
LANE_ENDINGS = "巷 弄 里 坊 浜 桥堍 下塘 前街 后街".split()
ADDRESS_SLIPS = dict(zip("港彩园花苑新阳青香星塘金里滨", "巷采圆华院欣杨清乡新唐今李宾", strict=True))


@dataclass(frozen=True)
class Names:
    """Surnames and given characters; positions in these lists stand for them everywhere."""

    surnames: list[str]
    surname_pinyin: list[str]
    surname_weight: NDArray[np.float64]
    characters: list[str]
    character_pinyin: list[str]
    taste: dict[str, NDArray[np.float64]]
    sounds_like: "Alike"
    looks_like: "Alike"
    surname_like: "Alike"


@dataclass(frozen=True)
class Alike:
    """For each position the positions it may be mistaken for, as ranges of one flat list."""

    start: Ints
    count: Ints
    flat: Ints

    def mistake(self, positions: Ints, rng: np.random.Generator) -> Ints:
        """A position mistaken for each; itself where nothing is like it or it stands for nothing (-1)."""
        count = np.where(positions >= 0, self.count[positions], 0)
        pick = self.start[positions] + (rng.random(len(positions)) * count).astype(np.int64)
        return np.where(count > 0, self.flat[np.minimum(pick, len(self.flat) - 1)], positions)


def _alike(groups: list[list[int]], size: int) -> Alike:
    others: list[set[int]] = [set() for _ in range(size)]
    for group in groups:
        for position in group:
            others[position].update(set(group) - {position})
    counts = np.array([len(o) for o in others], dtype=np.int64)
    flat = np.array([p for o in others for p in sorted(o)], dtype=np.int64)
    return Alike(np.concatenate([[0], np.cumsum(counts)[:-1]]), counts, flat)


def _read(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def load_names() -> Names:
    """Read the lists; characters that only occur by mistake are appended with weight 0."""
    rows, surnames = _read("given_characters"), _read("surnames")
    characters = [r["character"] for r in rows]
    groups = (FOLDER / "look_alike.txt").read_text(encoding="utf-8").split()
    seen = set(characters)
    extra = sorted({c for c in "".join(groups) + RARE_CHARACTERS if c not in seen})
    size = len(characters) + len(extra)
    where = {c: i for i, c in enumerate(characters + extra)}
    pinyin = [r["pinyin"] for r in rows]
    by_sound: dict[str, list[int]] = {}
    for position, sound in enumerate(pinyin):
        by_sound.setdefault(sound, []).append(position)
    surname_at = {r["surname"]: i for i, r in enumerate(surnames)}
    confusions = [[surname_at[c] for c in group if c in surname_at] for group in SURNAME_CONFUSIONS]
    return Names(
        [r["surname"] for r in surnames],
        [r["pinyin"] for r in surnames],
        np.array([float(r["weight"]) for r in surnames]),
        characters + extra,
        pinyin + [""] * len(extra),
        {k: np.array([float(r[k]) for r in rows] + [0.0] * len(extra)) for k in COHORTS},
        _alike(list(by_sound.values()), size),
        _alike([[where[c] for c in group] for group in groups], size),
        _alike(confusions, len(surnames)),
    )


@cache
def load_traditional(characters: str) -> dict[str, str]:
    """Simplified to traditional for those of the characters that differ."""
    converter = opencc.OpenCC("s2t")
    pairs = {c: converter.convert(c) for c in sorted(set(characters))}
    return {c: t for c, t in pairs.items() if t != c and len(t) == 1}


@cache
def load_lunar(first: date, last: date) -> tuple[Ints, Ints, Ints]:
    """Lunar year, month and day of every day from `first` to `last`; a leap month repeats its number."""
    columns: list[tuple[int, int, int]] = []
    for row in _read("lunar_years"):
        leap = int(row["leap_month"])
        for at, days in enumerate(int(d) for d in row["month_days"].split()):
            month = at if leap and at >= leap else at + 1
            columns += [(int(row["year"]), month, day + 1) for day in range(days)]
    offset = (first - date.fromisoformat(_read("lunar_years")[0]["new_year"])).days
    table = np.array(columns[offset : offset + (last - first).days + 1], dtype=np.int64)
    return table[:, 0], table[:, 1], table[:, 2]
