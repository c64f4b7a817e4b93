"""The words of addresses in Latin letters: rooms, gates, streets and kinds of division, in English and pinyin."""

NUMBER = r"([0-9]+[a-z]?(?:-[0-9]+[a-z]?)*|[a-z][0-9]+(?:-[0-9]+)*)"
_LETTER = r"([0-9]+[a-z]?(?:-[0-9]+)?|[a-z][0-9]*)"
_NO = r"(?:\s*(?:no|nr|num)?\.?\s*)"

# Patterns of each part, the surest first; the first group is the number. What is found is taken out of the text.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("room", rf"\b(?:room|rm|flat|apartment|apt|suite|ste|shop|stall){_NO}#?\s*{NUMBER}\b"),
    ("room", r"\b([0-9]+[a-z]?(?:-[0-9]+)*)\s*(?:hao\s*)?(?:shi|fang|hu)\b"),
    ("room", r"#\s*([0-9]{3,}[a-z]?)\b"),
    ("floor", r"\b([0-9]+)\s*(?:st|nd|rd|th)?\s*(?:/\s*f|f|fl|floor)\b"),
    ("floor", r"\b(?:floor|level)\s*([0-9]+)\b"),
    ("unit", rf"\b(?:unit|entrance|danyuan){_NO}{_LETTER}\b"),
    ("unit", r"\b([0-9]+|[a-z])\s*(?:dan\s*yuan|men)\b"),
    ("building", rf"\b(?:building|bldg|bld|block|blk|tower){_NO}#?\s*{_LETTER}\b"),
    ("building", r"\b([0-9]+[a-z]?|[a-z])\s*(?:hao\s*lou|zhuang|dong|zuo|zhu)\b"),
    ("building", r"\b([0-9]+)\s*#"),
    ("floor", r"\b([0-9]+)\s*(?:lou|ceng)\b"),
    ("lane", rf"\b(?:lane|long|nong){_NO}([0-9]+)\b"),
    ("lane", r"\b([0-9]+)\s*(?:nong|long|lane)\b"),
    ("gate", rf"\b(?:no|nr|num|number)\.?\s*#?\s*{NUMBER}\b"),
    ("gate", r"\b([0-9]+(?:-[0-9]+)?[a-z]?)\s*hao\b"),
)

# Kinds of street as they end a name, and as they are written when the text is written anew.
STREETS = {
    "road": "lu", "rd": "lu", "lu": "lu", "street": "jie", "str": "jie", "st": "jie", "jie": "jie",
    "avenue": "dadao", "ave": "dadao", "dadao": "dadao", "dajie": "dajie", "boulevard": "dadao", "blvd": "dadao",
    "highway": "gonglu", "gonglu": "gonglu", "hutong": "hutong", "xiang": "xiang", "alley": "xiang",
    "expressway": "kuaisulu", "dao": "dao",
}  # fmt: skip
SIDES = {
    "east": "dong", "west": "xi", "south": "nan", "north": "bei", "middle": "zhong", "central": "zhong",
    "dong": "dong", "xi": "xi", "nan": "nan", "bei": "bei", "zhong": "zhong",
}  # fmt: skip
ESTATES = (
    "residential quarter", "residential district", "residential area", "residential community", "residential compound",
    "living quarter", "garden", "gardens", "community", "xiaoqu", "huayuan", "jiayuan", "xincun", "new village",
    "gongyu", "apartments", "mansion", "plaza", "dasha", "guangchang", "center", "centre", "village", "yuan",
    "science park", "industrial park", "tower", "hotel",
)  # fmt: skip
DIVISIONS = (
    "autonomous region", "autonomous prefecture", "autonomous county", "special administrative region", "new district",
    "new area", "sub-district", "subdistrict", "municipality", "prefecture", "province", "district", "county", "city",
    "town", "township", "street office", "jiedao", "sheng", "shi", "qu", "xian", "zhen", "xiang", "qi", "zhou",
)  # fmt: skip
TOWNS = ("sub-district", "subdistrict", "town", "township", "street office", "jiedao", "zhen", "xiang")
COUNTRY = r"\b(?:p\.?\s*r\.?\s*china|people'?s republic of china|china|prc|zhongguo)\b"
