"""Parts of organisations: the host's name in front, the branch's designation behind it."""

import polars as pl

from mdm.standardise.organisation_name.words import any_of, branch_hosts, branch_words

# Behind the name of a company every word of the table counts; behind others only those that say "branch".
_COMPANY = r"^(.{3,}?(?:有限责任公司|有限公司|股份公司|集团公司|总公司|公司)(?:\((?:有限合伙|普通合伙|集团)\))?)(.+)$"
_HOSTS = (
    "大学|学院|学校|中学|小学|幼儿园|医院|卫生院|敬老院|养老院|福利院|委员会|管理局|局|总队|支队|中心|研究院|研究所|银行|信用社|合作社|联合社|事务所|"
    "协会|商会|超市|药房|大药房|商行|经营部|酒店|饭店|酒楼|餐厅|宾馆|总厂|厂|店|馆|集团|证券|保险"
)  # fmt: skip
_PLAIN = (
    "分公司", "支公司", "分店", "分厂", "分行", "支行", "分理处",
    "储蓄所", "营业部", "营业厅", "营业所", "办事处", "代表处", "分部", "分社", "分所",
    "分院", "分校", "分园", "分馆", "分中心", "分站", "分局",
    "分会", "校区", "院区", "项目部", "项目经理部", "工会委员会", "工会联合会", "工会", "食堂",
    "党支部", "党总支", "党委", "团委", "团总支", "团支部", "校友会", "教育基金会", "教育发展基金会",
    "机关服务中心", "后勤服务中心", "信用卡中心", "派出所", "门诊部",
)  # fmt: skip
_AFTER = rf"^(.{{2,}}?(?:{_HOSTS})(?:\([^()]*合伙\))?)([^()]{{0,14}}{any_of(tuple(sorted(_PLAIN, key=len, reverse=True)))})$"
# Unions and party cells stand behind whatever body they belong to; 总工会 is a body of its own.
_UNION = r"^(.{3,}[^总])(基层工会委员会|工会委员会|工会联合会|工会|(?:中共)?(?:党支部|党总支|党委|团委|团总支|团支部)(?:委员会)?)$"
_UNION_ENDS = r"(?:会|部|委|支)$"
# A canteen behind a body: 技术推广站食堂, 中心小学食堂; 深夜食堂 is a restaurant.
_CANTEEN = rf"^(.{{2,}}(?:{_HOSTS}|[站所院校园处队社库矿府]))((?:职工|员工|教工|学生|机关)?食堂)$"
# A branch behind the everyday name of a bank or insurer: 建行烟台南大街支行.
_COUNTER = "(?:支行|分行|分理处|储蓄所|营业部|营业室|支公司|分公司)"
_NO_CITY_BANK = r"(?:人民|开发|发展|进出口|村镇)银行$"
# Town halls' offices are bodies of their own, not branches: 城东街道办事处.
_OFFICE = r"(?:街道|镇|乡)办事处$"


def split_branch(names: pl.Series) -> pl.DataFrame:
    """`parent_name` and `branch` of each name (half-width brackets); both null where it is no branch.

    >>> split_branch(pl.Series(["苏州华信科技有限公司园区分公司", "苏州大学工会", "苏州华信科技有限公司"])).rows()
    [('苏州华信科技有限公司', '园区分公司'), ('苏州大学', '工会'), (None, None)]
    """
    name = pl.col("name")
    frame = pl.DataFrame({"name": names})
    may = name.str.contains(r"公司.") | name.str.contains_any(list(_PLAIN))
    rows = frame.select(may.fill_null(False).arg_true()).to_series()
    empty = pl.Series([None], dtype=pl.String)
    found = {part: empty.new_from_index(0, len(names)) for part in ("parent_name", "branch")}
    is_company = pl.col("branch").str.contains(rf"{any_of(branch_words())}\)?$")
    known = rf"^({any_of(tuple(branch_hosts()))})([^()]{{1,14}}{_COUNTER})$"
    tries = (
        (_COMPANY, name.str.contains(r"公司."), is_company),
        (known, name.str.contains(rf"{_COUNTER}$"), pl.lit(True)),
        (_UNION, name.str.contains(_UNION_ENDS), pl.lit(True)),
        (_CANTEEN, name.str.ends_with("食堂"), pl.lit(True)),
        (_AFTER, ~name.str.contains(_OFFICE), pl.lit(True)),
    )
    for pattern, concerned, fits in tries:  # what fits one pattern is not held against the next
        some = frame[rows].select("name", row=rows).filter(concerned) if len(rows) else frame.clear()
        if some.is_empty():
            continue
        split = some.select("row", name.str.extract_groups(pattern)).unnest("name")
        split = split.rename({"1": "parent_name", "2": "branch"}).filter(pl.col("branch").is_not_null())
        rows = rows.filter(~rows.is_in(split["row"].implode()))
        split = split.filter(fits)
        ended = split["branch"].str.strip_chars("()")
        found["parent_name"] = found["parent_name"].scatter(split["row"], split["parent_name"])
        found["branch"] = found["branch"].scatter(split["row"], ended)
    return pl.DataFrame(found)


def spell_out_hosts(hosts: pl.Series) -> pl.Series:
    """The names on the licence of banks and insurers that are called by others: 建行 is 中国建设银行股份有限公司. City banks and
    rural commercial banks are joint-stock companies; village banks may be either, and those of the state are no companies."""
    spelt = hosts.replace(branch_hosts())
    rows = (spelt.str.ends_with("银行") & ~spelt.str.contains(_NO_CITY_BANK)).fill_null(False).arg_true()
    return spelt.scatter(rows, spelt.gather(rows) + "股份有限公司") if len(rows) else spelt
