"""Short forms of division names: what stays when the word for its rank is taken away."""

import re

PROVINCES = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
# Names of peoples as they stand in names of autonomous places; longest first when joined below.
PEOPLES = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "达斡尔",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "锡伯",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "塔吉克",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
    "蒙古",
    "回",
    "各族",
]
# Places whose name would be eaten with the people's: they are named after nothing else.
KEPT = {"东乡族自治县": "东乡", "鄂温克族自治旗": "鄂温克", "黎族苗族自治州": None}
_PEOPLES = "|".join(sorted(PEOPLES, key=len, reverse=True))
_AUTONOMOUS = re.compile(rf"(?:{_PEOPLES})*自治(?:州|县|旗)$")
AMBIGUOUS = {"井陉矿区", "白云鄂博矿区"}  # 井陉 is the county beside it; 白云鄂博 a town


def shorten_division(name: str, level: str) -> str | None:
    """Short form of a province, city or county name, None where it would say nothing."""
    if level == "province":
        return PROVINCES.get(name) or name.removesuffix("省").removesuffix("市")
    if name in KEPT:
        return KEPT[name]
    if "自治" in name:
        short = _AUTONOMOUS.sub("", name)
    else:
        short = re.sub(r"(地区|特区|林区|矿区|新区|[省市县区旗盟])$", "", name)
        if name in AMBIGUOUS:
            return None
    if short == name or len(short) < 2 or short + "区" in {"市中区", "市辖区"}:
        return None
    return short


_TOWN = re.compile(
    rf"^(.+?)((?:{_PEOPLES})*(?:民族)?(?:街道办事处|街道|地区办事处|地区|镇|乡|苏木|办事处|民族乡))$"
)


def shorten_town(name: str) -> str | None:
    """Short form of a town name: 木渎 for 木渎镇, None where nothing of two characters is left."""
    match = _TOWN.match(name)
    if match and len(match[1]) >= 2 and match[1] not in {"街道", "地区", "民族"}:
        return match[1]
    return None
