"""What stands beside a name: remarks on its status, former and other names, an address or contact glued on."""

from collections.abc import Sequence

import polars as pl

from mdm.shared_work import select_shared
from mdm.standardise.encoding import map_private_use
from mdm.standardise.organisation_name.grammar import ends_with_form
from mdm.standardise.organisation_name.words import (
    any_of,
    branch_words,
    compound_surnames,
    frequent_surnames,
    remark_words,
    status_meanings,
)
from mdm.standardise.steps import Step, run_steps
from mdm.standardise.text import PLACEHOLDERS, fold_width, strip_invisible

LONGEST_NAMELESS = 14  # characters of what may be no name at all: 个体工商户 and an operator
_FOUND = ("former_name", "other_name", "status_hint", "remark", "form_hint", "nameless", "operator")
READ = ("name", "issue", "lead", "former_name", "other_name", "status_hint", "remark", "form_hint")
_OPEN, _CLOSE = "（［[【〔｛{《〈＜「『﹙", "）］]】〕｝}》〉＞」』﹚"
_QUOTES = "[“”\"‘’'`＂＇]"
# Endings after which something that is no branch may be glued on, and what shows that it is glued.
_ENDS = r"(?:公司|合作社|事务所|商行|超市|酒店|饭店|药房|医院|学校|幼儿园|研究院|研究所|委员会|协会|中心|经营部|门市部|厂|店|馆|局)"
_LABEL = r"(?:地址|住所|经营场所|电话|联系电话|联系人|手机|法人代表|法定代表人|法人|负责人|经营者|业主|邮编|传真|TEL|Tel|tel)"
_LATIN_BEHIND = rf"^(.*\p{{Han}}{_ENDS}(?:\([^()]*\))?)[\s,;/|]*\(?([A-Za-z][A-Za-z .,&-]{{5,}}(?:\([A-Za-z ]+\)[A-Za-z .,&-]*)?)\)?$"
_CONTACT = (
    r"(?:电话|联系电话|联系人|联系方式|手机|法人代表|法定代表人|法人|负责人|经营者|邮编|传真|TEL|Tel|tel)"
)
_PLACE = r"(?:\d{5,}|\d+\s*(?:号|室|幢|栋|弄|楼|层|单元)|[路街巷弄道村镇]|大厦|广场|工业园|开发区|园区|小区)"
_PLAIN = r"^[\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}()]{4,40}$"
_TRIGGERS = (
    "已注销",
    "已吊销",
    "已停业",
    "已撤销",
    "个体",
    "字号",
    "已迁出",
    "已歇业",
    "联系人",
    "地址",
    "电话",
)
_DATE = r"[自于]?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?"
_DAY = rf"^(?:{_DATE}[起由]?,?)?"
_LIST_NUMBER = r"^\(?\d{1,4}[.、)]\s*(\p{Han}{4,})"
_BECAME = (
    rf"^(?:{_DATE},?)?由(.{{4,}}?)(?:变更|更名|改名|改制|转制|改组|改建|升级|转型)(?:而来|而成|为|设立)?$"
)
_ADDRESS = r"[路街道巷弄村镇区].*\d|\d+\s*[号幢栋室弄]"
# Behind a shop's name its operator: 老马家牛肉面馆(马建国); a bracket that ends like a place is none.
_SHOP, _NO_PERSON = (
    "[店馆坊部厅铺吧行屋摊]",
    "东西南北中口门市县区镇乡村街道路巷桥湖山江河园苑城广场站店厂楼堡庄湾里坡",
)
_PLACED = (
    r"^\p{Han}{2,3}[省市县]\p{Han}{4,}(?:院|校|所|站|中心)$"  # a second name that opens with its own region
)
_SHARE_CODE = r"^(?:(?:股票|证券)?代码[:]?)?\d{6}(?:\.[A-Za-z]{2})?$"
_NO_NAME = r"^[*\s\-—_./\\#?×xX+~、,。·]*$"


def _fold_signs(text: pl.Expr) -> pl.Expr:
    folds = {
        **dict.fromkeys(_OPEN, "("),
        **dict.fromkeys(_CLOSE, ")"),
        "＊": "*",
        "★": "*",
        "☆": "*",
        "※": "*",
    }
    folded = text.str.replace_many(list(folds), list(folds.values()))
    return fold_width(folded).str.replace_all(_QUOTES, "")


def _strip_marks(text: pl.Expr) -> pl.Expr:
    """Stars and the like in front of or behind a name, the number of a list in front of it; but not a row of stars
    in its place."""
    bare = text.str.strip_chars(" *#·.,;:、。-—_/").str.replace(_LIST_NUMBER, "$1")
    return pl.when(bare.str.len_chars() > 0).then(bare).otherwise(text)


def _strip_invisible(text: pl.Expr) -> pl.Expr:
    return strip_invisible(text).str.strip_chars()


FIELD_STEPS = (
    Step("map_private_use", map_private_use),
    Step("strip_invisible", _strip_invisible),
    Step("fold_signs", _fold_signs),
    Step("strip_marks", _strip_marks),
)


def find_plain(names: pl.Series) -> pl.Series:
    """Whether a name (half-width brackets) holds nothing to take off: Chinese characters, at most short brackets
    that open no remark."""
    plain = names.str.contains(_PLAIN).fill_null(False) & ~names.str.contains_any(list(_TRIGGERS)).fill_null(
        False
    )
    rows = (plain & names.str.contains("(", literal=True).fill_null(False)).arg_true()
    if not len(rows):
        return plain
    kinds = ("status", "former", "other", "later", "none", "kind_of_subject", "no_part")
    openers = any_of(tuple(word for kind in kinds for word in remark_words(kind)))
    odd = names.gather(rows).str.contains(
        rf"\((?:{openers})|\([^()]{{5,}}\)|\([^()]*$|^[^()]*\)|{_operator_behind()}"
    )
    return plain.scatter(rows, ~odd)


def read_remarks(values: pl.Series) -> pl.DataFrame:
    """Take everything off a name that does not belong to it: the columns of READ (no nulls given).

    `name` has half-width brackets and no spaces between Chinese characters; null where there is none.
    """
    field = run_steps(values, FIELD_STEPS)
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, len(field))
    frame = pl.DataFrame({"text": field, "field": field, **dict.fromkeys(_FOUND, empty)})
    text = pl.col("text")
    frame = _where(frame, text.str.starts_with("("), _cut_status_in_front())
    frame = _where(frame, _is_doubled(text), [text.str.head(text.str.len_chars() // 2)])
    frame = _where(frame, text.str.contains(_LATIN_BEHIND), _cut_latin())
    frame = _where(frame, text.str.contains(rf"[\d\s,;、|/:(]|{_LABEL}"), _cut_glued())
    frame = _where(frame, text.str.contains(rf"{_status_end()}$"), _cut_status_behind())
    frame = _where(frame, text.str.contains(r"\s"), [_join_spaces(text)])
    frame = _where(frame, text.str.contains(_told_behind()), [text.str.replace(_told_behind(), "$1($2)")])
    frame = _take_brackets(frame)
    frame = _where(frame, text.str.contains(rf"{_status_end()}$"), _cut_status_behind())
    frame = frame.with_columns(text=text.str.strip_chars(" *,;:、。-—_/"))
    short = text.str.len_chars() <= LONGEST_NAMELESS
    return _where(frame, short | pl.col("form_hint").is_not_null(), _nameless()).select(
        name=pl.when(pl.col("nameless").is_null() & ~_is_masked()).then("text"),
        issue=_issue(),
        lead=pl.when(pl.col("nameless") == "operator").then("operator").when(_is_masked()).then("text"),
        former_name="former_name",
        other_name="other_name",
        status_hint="status_hint",
        remark="remark",
        form_hint=pl.when(pl.col("nameless") == "operator").then(pl.lit("个体工商户")).otherwise("form_hint"),
    )


def _operator_behind() -> str:
    return rf"{_SHOP}\({frequent_surnames()}\p{{Han}}[\p{{Han}}--[{_NO_PERSON}]]\)$"


def _where(frame: pl.DataFrame, concerned: pl.Expr, changes: Sequence[pl.Expr]) -> pl.DataFrame:
    """Apply changes to the rows they concern."""
    rows = frame.select(concerned.arg_true()).to_series()
    if not len(rows):
        return frame
    some = frame[rows].select(changes)
    return frame.with_columns(frame[name].scatter(rows, some[name]) for name in some.columns)


def _cut_status_in_front() -> list[pl.Expr]:
    status = any_of(remark_words("status"))
    found = pl.col("text").str.extract(rf"^\(({status})\)", 1)
    return [
        found.replace_strict(status_meanings(), default=None, return_dtype=pl.String).alias("status_hint"),
        pl.col("text").str.replace(rf"^\({status}\)\s*", ""),
    ]


def _is_doubled(text: pl.Expr) -> pl.Expr:
    """The same name twice, with a sign between."""
    half = text.str.len_chars() // 2
    between = text.str.slice(half, 1).is_in(list(" ,;/|、"))
    return between & (half > 3) & (text.str.head(half) == text.str.tail(half))


def _cut_latin() -> list[pl.Expr]:
    """The name in another script behind the Chinese one."""
    name, latin = (pl.col("text").str.extract(_LATIN_BEHIND, group) for group in (1, 2))
    return [name.alias("text"), pl.coalesce("other_name", latin.str.strip_chars(" ,.;")).alias("other_name")]


def _told_behind() -> str:
    """又名: and the like behind a name without brackets; a colon or a blank must tell that it is no part of it."""
    words = any_of((*remark_words("former"), *remark_words("later"), *remark_words("other")))
    return rf"^([^()]+{_ENDS})[\s,;、]*({words}[:\s][^()]{{2,}})$"


def _status_end() -> str:
    """已注销 and the like without brackets; short words only behind a dash or a space."""
    words = tuple(word for word in remark_words("status") if word.startswith("已"))
    return rf"(?:[-—_/,;:\s]({any_of(remark_words('status'))})|({any_of(words)}))"


def _cut_status_behind() -> list[pl.Expr]:
    pattern = rf"{_status_end()}$"
    found = pl.coalesce(pl.col("text").str.extract(pattern, 1), pl.col("text").str.extract(pattern, 2))
    meaning = found.replace_strict(status_meanings(), default=None, return_dtype=pl.String)
    return [
        pl.coalesce("status_hint", meaning).alias("status_hint"),
        pl.col("text").str.replace(pattern, "").alias("text"),
    ]


def _cut_glued() -> list[pl.Expr]:
    """An address, a contact or a telephone behind the end of the name."""
    text = pl.col("text")
    spaced = rf"^(.*?{_ENDS}(?:\([^()]*\))?)[\s,;、|/]+(.+)$"
    labelled = rf"^(.+?)[\s,;(]*({_LABEL}[:\s]?.+)$"
    close = rf"^(.{{3,}}?(?:公司|合作社|事务所|商行|超市|经营部|门市部))([^()]*?{_PLACE}.*)$"
    behind = text.str.extract(spaced, 2)
    branch = rf"{_branch()}$"
    is_spaced = (
        behind.str.contains(_PLACE) | behind.str.contains(rf"^{frequent_surnames()}\p{{Han}}{{1,2}}(?:\s|$)")
    ) & ~behind.str.contains(branch)
    is_labelled = text.str.contains(rf"[\s,;(]{_LABEL}|{_LABEL}:|{_ENDS}{_LABEL}")
    tail = text.str.extract(close, 2)
    is_close = tail.str.contains(r"\d") & ~tail.str.contains(branch)
    remark = (
        pl.when(is_spaced)
        .then(behind)
        .when(is_labelled)
        .then(text.str.extract(labelled, 2))
        .when(is_close)
        .then(tail)
    )
    name = (
        pl.when(is_spaced).then(text.str.extract(spaced, 1))
        .when(is_labelled & text.str.extract(labelled, 2).is_not_null()).then(text.str.extract(labelled, 1))
        .when(is_close).then(text.str.extract(close, 1))
        .otherwise(text)
    )  # fmt: skip
    return [remark.str.strip_chars(" ,;)").alias("remark"), name.alias("text")]


def find_seat(remark: pl.Series) -> pl.Series:
    """The address alone of what is glued to each name, without whose it is and the telephone; null where there is none."""
    rows = remark.is_not_null().arg_true()
    if not len(rows):
        return remark
    person = rf"[\s,;]+{frequent_surnames()}\p{{Han}}{{1,2}}(?:[\s,;].*)?"
    contact = rf"[\s,;]*(?:{_CONTACT}.*|(?:0\d{{2,3}}-?)?\d{{7,11}}.*)"
    pattern = rf"^(?:地址|住所|经营场所)?[:\s]*(.*?)(?:{contact}|{person})?$"
    some = remark.gather(rows).str.extract(pattern, 1)
    return remark.scatter(rows, some.set(~some.str.contains(_ADDRESS).fill_null(False), None))


def _branch() -> str:
    """Words that end a branch's designation; a single character may end an address as well."""
    return any_of(tuple(word for word in branch_words() if len(word) > 1))


def _join_spaces(text: pl.Expr) -> pl.Expr:
    """No spaces between Chinese characters, one between Latin words."""
    joined = text.str.replace_all(r"([\p{Han}()])\s+", "$1").str.replace_all(r"\s+([\p{Han}()])", "$1")
    joined = pl.when(text.str.contains(r"\p{Han}")).then(joined).otherwise(text)
    return joined.str.replace_all(r"\s+", " ").str.strip_chars()


def _take_brackets(frame: pl.DataFrame) -> pl.DataFrame:
    """Up to three brackets at the end, the last first."""
    rows = frame["text"].str.contains("(", literal=True).arg_true()
    for _ in range(3):
        if not len(rows):
            break
        some = frame[rows]
        taken = select_shared(some.with_columns(_split_bracket()), _take_bracket())
        frame = frame.with_columns(frame[name].scatter(rows, taken[name]) for name in taken.columns)
        rows = rows.filter(taken["text"] != some["text"])
    return frame


def _split_bracket() -> list[pl.Expr]:
    """The last bracket, closed or not, and what stands before it; a former name may hold brackets itself."""
    text = pl.col("text")
    opener = f"(?:{_DAY[1:]})" + any_of(
        (*remark_words("former"), *remark_words("later"), *remark_words("other"))
    )
    inside = pl.coalesce(text.str.extract(rf"\(({opener}.*?)\)?$", 1), text.str.extract(r"\(([^()]*)\)?$", 1))
    before = pl.coalesce(
        text.str.extract(rf"^(.*?)\({opener}.*$", 1), text.str.extract(r"^(.*)\([^()]*\)?$", 1)
    )
    return [inside.alias("inside"), before.alias("before")]


def _take_bracket() -> list[pl.Expr]:
    text, inside, before = pl.col("text"), pl.col("inside"), pl.col("before")
    last = inside.str.extract(
        rf"^(?:{any_of(remark_words('status'))}[,、/]?)*({any_of(remark_words('status'))})$", 1
    )
    status = last.replace_strict(status_meanings(), default=None, return_dtype=pl.String)
    opened = {kind: rf"^{any_of(remark_words(kind))}[:为\s]*(.+)$" for kind in ("former", "other", "later")}
    said_of = inside.str.replace(_DAY, "")
    former, other, later = (said_of.str.extract(opened[kind], 1).str.strip_chars(" :)") for kind in opened)
    former = pl.coalesce(former, inside.str.extract(_BECAME, 1))
    is_address = (
        inside.str.contains(_ADDRESS) & (inside.str.len_chars() > 4) & former.is_null() & other.is_null()
    )
    is_address &= later.is_null() & ~inside.str.contains(rf"{_branch()}$")
    place = pl.when(is_address | text.str.contains(_operator_behind())).then(inside)
    subject = inside.is_in(list(remark_words("kind_of_subject")))
    second = inside.map_batches(ends_with_form, return_dtype=pl.Boolean) & (inside.str.len_chars() > 4)
    placed = inside.str.contains(_PLACED) & ~inside.str.contains(r"(?:分\p{Han}|[院校]区)$")
    second &= placed | ~inside.str.contains(rf"合伙|集团$|独资|{_branch()}$")
    unlabelled = pl.when(
        second
        & former.is_null()
        & later.is_null()
        & before.str.contains(r"\p{Han}{4,}")
        & text.str.ends_with(")")
    ).then(inside)
    said = pl.any_horizontal(
        found.is_not_null() for found in (status, former, other, later, unlabelled, place)
    )
    no_part = inside.is_in(list(remark_words("no_part"))) | inside.str.contains(_SHARE_CODE)
    taken = ((said | subject | no_part) & (before.str.len_chars() > 1)).fill_null(False)
    renamed = pl.when(taken & later.is_not_null())
    return [
        renamed.then(later).when(taken).then(before).otherwise(text).alias("text"),
        pl.coalesce("status_hint", pl.when(taken).then(status)).alias("status_hint"),
        pl.coalesce("former_name", renamed.then(before), pl.when(taken).then(former)).alias("former_name"),
        pl.coalesce("other_name", pl.when(taken).then(pl.coalesce(other, unlabelled))).alias("other_name"),
        pl.coalesce("remark", pl.when(taken).then(place)).alias("remark"),
        pl.coalesce("form_hint", pl.when(taken & subject).then(pl.lit("个体工商户"))).alias("form_hint"),
    ]


def _nameless() -> list[pl.Expr]:
    """Sole traders without a name: a word that says so, the bank's form 个体户+姓名, or only a person's name."""
    text = pl.col("text")
    form = rf"^{any_of(remark_words('bank_form'))}[(:、]*(.*?)\)?$"
    person = rf"^{frequent_surnames()}\p{{Han}}{{1,3}}$"
    operator = text.str.extract(form, 1)
    by_form = text.str.contains(form) & (operator.str.contains(person) | (operator == ""))
    words = [*PLACEHOLDERS, *remark_words("none"), "", "某某", "***"]
    short = rf"^{frequent_surnames()}[\p{{Han}}·]{{1,2}}$"
    endings = r"[店厂馆行社部坊屋吧城阁轩斋楼居苑庄园院所局场站铺股份集团银行科技电子药业]$"
    # 华为, 万科 and 方正 open with a surname as well: a surname that is also a plain word does not count.
    plain = r"^[万华金方石白康龙安江高常温海云东西马天国中世长新美时乐平明成永宝宁苏温凌]"
    alone = text.str.contains(short) & ~text.str.contains(endings) & ~text.str.contains(plain)
    alone = alone | text.str.contains(rf"^{compound_surnames()}\p{{Han}}$") & ~text.str.contains(endings)
    alone = alone | (text.str.contains(person) & pl.col("form_hint").is_not_null())
    operator_name = pl.when(by_form).then(operator.replace("", None)).when(alone).then(text)
    return [
        pl.when(text.str.contains(_NO_NAME) | text.str.to_lowercase().is_in(words))
        .then(pl.lit("none"))
        .when(by_form | alone)
        .then(pl.lit("operator"))
        .alias("nameless"),
        operator_name.alias("operator"),
    ]


def _is_masked() -> pl.Expr:
    return pl.col("text").str.contains("*", literal=True).fill_null(False)


def _issue() -> pl.Expr:
    return (
        pl.when(pl.col("nameless") == "operator")
        .then(pl.lit("unnamed_sole_trader"))
        .when((pl.col("nameless") == "none") & pl.col("field").str.contains(r"\*\*|字号|店名|招牌|名称"))
        .then(pl.lit("unnamed_sole_trader"))
        .when(pl.col("nameless") == "none")
        .then(pl.lit("placeholder"))
        .when(_is_masked())
        .then(pl.lit("masked"))
        .when(pl.col("remark").is_not_null())
        .then(pl.lit("glued_to_name"))
    )
