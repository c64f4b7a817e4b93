"""One wording for what bodies are called in several: keys hold it, names as they are stored do not."""

import polars as pl

from mdm.standardise.organisation_name.words import FIRM_KINDS, government_short_names

_NUMERAL = "[一二三四五六七八九十百]"
# How the text behind the region is written, and how keys have it.
_WORDINGS = (
    (r"([村居])委会$", "${1}民委员会"),
    (r"^村(村民委员会)$", "$1"),
    (r"([^村])村(村民委员会)$", "$1$2"),
    (r"^办事处$", "街道办事处"),  # of a street: 经八路办事处
    (rf"(第(?:{_NUMERAL}{{1,4}}|\d{{1,3}}))中$", "${1}中学"),
    (rf"^({_NUMERAL}{{1,3}})中$", "第${1}中学"),
    (rf"([^第{_NUMERAL[1:-1]}]|^)({_NUMERAL}{{1,4}})([中小])学?$", "${1}第${2}${3}学"),
    (r"([^第\d]|^)(\d{1,3})([中小])学?$", "${1}第${2}${3}学"),
    (rf"(第{_NUMERAL}{{1,3}})小$", "${1}小学"),
    (rf"(第{_NUMERAL}{{1,3}})幼$", "${1}幼儿园"),
    (rf"([^第]|^)({_NUMERAL}{{1,3}})幼$", "${1}第${2}幼儿园"),
    (r"^(共青团\p{Han}*)委$", "${1}委员会"),
    (rf"(第(?:{_NUMERAL}{{1,3}}|\d{{1,2}}))附属(医院|中学|小学|幼儿园)$", "附属$1$2"),
    (rf"({_NUMERAL})附院$", "附${1}院"),
    (r"([中小])学校$", "${1}学"),
    (r"^政府(\p{Han}{2,8}(?:厅|室|局)|)$", "人民政府$1"),
    (r"^人民政府((?:国有资产监督管理委员会|\p{Han}{2,4}办公室))$", "$1"),
    (r"交警([总支大中]队)$", "交通警察$1"),
    (r"^委员会(\p{Han}{2,}[部室])$", "委$1"),  # of the party: 中共某市委宣传部
    (r"^委$", "委员会"),
    (r"管委会$", "管理委员会"),
    (r"^(检察院|法院)$", "人民$1"),
    (r"^中院$", "中级人民法院"),
    (r"^妇联$", "妇女联合会"),
    (r"^残联$", "残疾人联合会"),
    (r"^工商联$", "工商业联合会"),
    (r"^科协$", "科学技术协会"),
    (r"^文联$", "文学艺术界联合会"),
    (r"^人大常委会$", "人民代表大会常务委员会"),
    (r"([^中]|^)中医院$", "${1}中医医院"),
    (r"农村信用联社$", "农村信用合作联社"),
    (r"^疾控中心$", "疾病预防控制中心"),
    (r"^公积金(?:管理)?中心$", "住房公积金管理中心"),
)
_ANY_WORDING = "|".join(pattern for pattern, _ in _WORDINGS)
_BRANCH = r"(\p{Han}*(?:分公司|支公司|分行|支行|营业部|办事处|分店|分厂|分局))$"
_BRANCH_CITY = rf"^(\p{{Han}}{{2,3}})[市区县]{_BRANCH}"
_BRANCH_DISTRICT = rf"^(\p{{Han}}{{2,3}})市(\p{{Han}}{{2,3}})[区县]{_BRANCH}"
_BRANCH_TOWN = r"^(\p{Han}{2,4})(?:镇|街道)(派出所|人民法庭|法庭|司法所|税务分局|税务所|财政所)$"
_BRANCH_NUMBER = r"^([一二三四五六七八九十]{1,3}|\d{1,2})((?:分公司|支公司|分店|分厂|营业部|门市部|店|车间)$)"
_STREET_OFFICE = r"街道(?:办)?$"
_OFFICE_OF = r"人民政府(\p{Han}{2,8}街道办事处)$"
_CONFERENCE = r"^(?:中国人民政治协商会议|政协)(\p{Han}{2,})委员会$"
_OFFICE_INSIDE = r"街道办(?:事处)?(\p{Han}{2,}(?:社区|村|委会|委员会)\p{Han}*)$"


def spell_out_offices(names: pl.Series) -> pl.Series:
    """街道办 and 街道 as 街道办事处, before the street is taken for a region and nothing is left of the body, whose office it is
    left out (洛龙区人民政府关林街道办事处); of what belongs to a street office the street alone: 小板桥街道办事处云秀社区居民委员会.
    The consultative conference of a place goes by its everyday name: 绵阳市政协."""
    said = names.str.contains_any(["街道办", "政治协商会议", "政协"]) | names.str.ends_with("街道")
    rows = said.fill_null(False).arg_true()
    if not len(rows):
        return names
    some = names.gather(rows).str.replace(_STREET_OFFICE, "街道办事处").str.replace(_OFFICE_OF, "$1")
    some = some.str.replace(_OFFICE_INSIDE, "街道$1").str.replace(_CONFERENCE, "$1政协")
    return names.scatter(rows, some)


def fold_wording(frame: pl.DataFrame) -> pl.DataFrame:
    """`core`, `key` and `branch_end`, the branch's part of the key, in one wording: committees and schools in full, public
    bodies without 和 and 与 and not by their everyday short names, a branch's city, district or town without its
    suffix, its number with 第."""
    frame = frame.with_columns(branch_end=pl.col("branch").fill_null(""))
    core, branch = pl.col("core"), pl.col("branch")
    office = (pl.col("form_kind") == "government") & core.str.contains("[和与]")
    brief = pl.col("branch").is_null() & core.is_in(list(government_short_names()))
    place = branch.str.contains(f"{_BRANCH_CITY}|{_BRANCH_DISTRICT}|{_BRANCH_TOWN}|{_BRANCH_NUMBER}")
    body = ~pl.col("form_kind").is_in(FIRM_KINDS).fill_null(False)
    rows = frame.select((body | branch.is_not_null()).arg_true()).to_series()
    concerned = (body & core.str.contains(_ANY_WORDING)) | office | brief | place
    rows = rows.gather(frame[rows].select(concerned.fill_null(False).arg_true()).to_series())
    if not len(rows):
        return frame
    folded = core
    for pattern, wording in _WORDINGS:
        folded = folded.str.replace(pattern, wording)
    core = (
        pl.when(brief)
        .then(core.replace(government_short_names()))
        .when(office)
        .then(folded.str.replace_all("[和与]", ""))
        .otherwise(folded)
    )
    ended = (
        branch.str.replace(_BRANCH_DISTRICT, "$1$2$3")
        .str.replace(_BRANCH_CITY, "$1$2")
        .str.replace(_BRANCH_TOWN, "$1$2")
        .str.replace(_BRANCH_NUMBER, "第$1$2")
        .fill_null("")
    )
    some = frame[rows].select(core=core, key=pl.concat_str("region_key", core, ended), branch_end=ended)
    return frame.with_columns(frame[column].scatter(rows, some[column]) for column in some.columns)
