"""The cleaning of a name as named steps: from what was delivered to the name that is kept."""

import polars as pl

from mdm.standardise.encoding import map_private_use, repair_encoding
from mdm.standardise.person_name.words import HAN, any_of, compound_surnames, surname_class
from mdm.standardise.steps import Step
from mdm.standardise.text import strip_invisible

# Signs that departments write for one another. Letters and ideographs are left as delivered.
_SIGNS = {
    "(": "（［[【〔｛{《〈＜",
    ")": "）］]】〕｝}》〉＞",
    ",": "，",
    ";": "；",
    ":": "：",
    "/": "／\\＼|｜",
    "、": "&＆､",
    "?": "？□■▢〓◻☐⬜\ufffd█囗",
    "*": "＊﹡✱×✕╳○◯●〇＃#☆★",
    "-": "‐‑–—―－",
    "'": "’‘＇`´",
}
_DOTS = "[·•‧∙⋅・･﹒．.᛫⸱ꞏ˙◦°-]"


def _repair_encoding(text: pl.Expr) -> pl.Expr:
    return text.map_batches(lambda s: repair_encoding(s).get_column("text"), return_dtype=pl.String)


def _fold_signs(text: pl.Expr) -> pl.Expr:
    folds = {written: sign for sign, others in _SIGNS.items() for written in others}
    # 李婷(之女) is nobody's name: the words belong to it, they are no remark.
    return text.str.replace_many(list(folds), list(folds.values())).str.replace(r"\((之[^()]+)\)?", "${1}")


def _drop_spaces(text: pl.Expr) -> pl.Expr:
    """Spaces between Chinese characters go; between words of a Latin name one is kept."""
    bare = text.str.replace_all(rf"({HAN}|[·?*(),;/、:])\s+", "$1").str.replace_all(
        rf"\s+({HAN}|[·?*(),;/、:])", "$1"
    )
    return (
        pl.when(text.str.contains(HAN))
        .then(bare)
        .otherwise(text.str.replace_all(r"\s+", " "))
        .str.strip_chars()
    )


def _fold_dots(text: pl.Expr) -> pl.Expr:
    """Any dot or dash between Chinese characters is the name dot; a `?` in its place in a long name too."""
    dotted = (
        text.str.replace_all(rf"({HAN})\s*{_DOTS}+\s*", "${1}·")
        .str.replace(r"·+$", "")
        .str.replace(r"^" + _DOTS + r"+(\p{Han})", "${1}")
        .str.replace(rf"^({HAN})·({HAN}{{1,2}})$", "${1}${2}")  # 李.白 has no parts
    )
    repaired = dotted.str.replace(rf"^({HAN}{{2,}})\?({HAN}{{2,}})$", "${1}·${2}")
    is_long = dotted.str.len_chars() >= 6
    return (
        pl.when(text.str.contains(HAN))
        .then(pl.when(is_long).then(repaired).otherwise(dotted))
        .otherwise(text)
    )


def _drop_separators(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars(" ,;:/、。“”-'\"_=+~!！@$%^")
    return bare.str.replace(r"^\(([^()]*)\)?$|^([^()]*)\)$", "${1}${2}")


def _drop_label(text: pl.Expr) -> pl.Expr:
    """姓名:张三, and 曾用名王二狗 where nothing stands before it: the label is no part of the name."""
    labelled = rf"^(?:{any_of('label')}|{any_of('former')})[:为](\S.*)$"
    return text.str.replace(labelled, "${1}").str.replace(rf"^{any_of('former')}({HAN}{{2,4}})$", "${1}")


def _drop_remark(text: pl.Expr) -> pl.Expr:
    """Remarks in brackets, (共有) or (苏州) or a number, and the same name in Latin letters."""
    without = text.str.replace_all(rf"\((?:{any_of('note')}(?:\)|$)|[^()]*\d[^()]*\)?|\)|$)", "")
    is_remark = without.str.contains(OTHER_NAME_IN_BRACKETS) & ~(
        has_other_name_in_brackets(without) | without.str.contains(any_of("former"))
    )
    bare = pl.when(is_remark).then(without.str.replace(r"\([^()]*\)?$", "")).otherwise(without)
    for gloss in _LATIN_GLOSSES:
        bare = bare.str.replace(gloss, "${1}")
    return bare


# 张伟(ZHANG WEI), 张伟/Zhang Wei, 张伟ZHANGWEI; Zhang Wei(张伟), Zhang Wei 张伟
_LATIN_GLOSSES = (
    rf"^({HAN}{{2,}})[ /(,;]+\p{{Latin}}[\p{{Latin}} ,.'-]+\)?$",
    rf"^({HAN}{{2,}})\p{{Latin}}[\p{{Latin}} ,.'-]{{6,}}$",
    rf"^\p{{Latin}}[\p{{Latin}} ,.'-]*[\p{{Latin}}][ /(,;]*({HAN}{{2,}})\)?$",
)
OTHER_NAME_WITH_WORD = rf"^([^(/,;]*?{HAN})[(/,;]?{{FORMER}}[:为是]?\(?([^()]+?)\)*$"
OTHER_NAME_IN_BRACKETS = rf"^({HAN}[{HAN}·]+)\(({HAN}[{HAN}·]*)\)?$"
OTHER_NAME_BEHIND_SLASH = rf"^({HAN}{{2,4}})/({HAN}{{2,4}})$"


def has_other_name_in_brackets(text: pl.Expr) -> pl.Expr:
    """王小明(王二狗): what stands in the brackets begins like a name; (苏州) is a remark."""
    other = text.str.extract(OTHER_NAME_IN_BRACKETS, 2)
    is_name = other.str.contains(rf"^{surname_class()}{HAN}{{1,3}}$") & ~other.str.contains(
        r"之[父母夫妻子女]"
    )
    return (is_name | ((other.str.head(1) == text.str.head(1)) & (other.str.len_chars() > 1))).fill_null(
        False
    )


def other_name_with_word() -> str:
    """Name and former name, joined by a word such as 曾用名."""
    return OTHER_NAME_WITH_WORD.replace("{FORMER}", any_of("former"))


def has_same_surname_behind_slash(text: pl.Expr) -> pl.Expr:
    """王小明/王二狗: the same person by two names; 王小明/李芳 are two persons."""
    return text.str.contains(OTHER_NAME_BEHIND_SLASH) & (
        text.str.head(1) == text.str.extract(OTHER_NAME_BEHIND_SLASH, 2).str.head(1)
    )


def _drop_other_name(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text.str.contains(other_name_with_word()))
        .then(text.str.extract(other_name_with_word(), 1))
        .when(has_other_name_in_brackets(text))
        .then(text.str.extract(OTHER_NAME_IN_BRACKETS, 1))
        .when(has_same_surname_behind_slash(text))
        .then(text.str.extract(OTHER_NAME_BEHIND_SLASH, 1))
        .otherwise(text)
    )


def _drop_title(text: pl.Expr) -> pl.Expr:
    """张伟先生 is 张伟; 张先生 keeps its title, for it hides the name."""
    title = rf"^({HAN}{{2,4}}){any_of('title')}$"
    name = text.str.extract(title, 1)
    return pl.when(name.is_not_null() & ~name.is_in(list(compound_surnames()))).then(name).otherwise(text)


REPAIR = Step("repair_encoding", _repair_encoding)
# Until here one text may still name several persons.
FIELD_STEPS: tuple[Step, ...] = (
    Step("map_private_use", map_private_use),
    Step("drop_invisible", strip_invisible),
    Step("fold_signs", _fold_signs),
)
NAME_STEPS: tuple[Step, ...] = (
    Step("drop_spaces", _drop_spaces),
    Step("drop_separators", _drop_separators),
    Step("drop_label", _drop_label),
    Step("drop_remark", _drop_remark),
)
LAST_STEPS: tuple[Step, ...] = (
    Step("drop_other_name", _drop_other_name),
    Step("fold_dots", _fold_dots),
    Step("drop_title", _drop_title),
)
STEPS: tuple[Step, ...] = (REPAIR, *FIELD_STEPS, *NAME_STEPS, *LAST_STEPS)
