"""Fields that name several persons: found by the separators between complete names."""

import polars as pl

from mdm.standardise.person_name.steps import FIELD_STEPS, NAME_STEPS, REPAIR, has_same_surname_behind_slash
from mdm.standardise.person_name.words import HAN, SEPARATORS, surname_class
from mdm.standardise.steps import run_steps

_NAME = rf"{HAN}[{HAN}·]{{1,}}"
_LISTED = rf"^\s*{_NAME}(?:\s*[{SEPARATORS}]+\s*{_NAME})+\s*$"


def _joined() -> str:
    """张三和李四: both begin with a frequent surname, since 和, 与 and 及 are name characters too."""
    name = surname_class() + HAN + r"{1,2}"
    return rf"^({name})[和与及]({name})$"


def _spaced() -> str:
    name = surname_class() + HAN + r"{1,2}"
    return rf"^{name}(?:\s+{name})+$"


def names_several_persons(text: pl.Expr) -> pl.Expr:
    """True where a text without remarks, with plain signs, lists two or more complete names."""
    is_listed = text.str.contains(_LISTED) & ~has_same_surname_behind_slash(text)
    is_latin_list = text.str.contains(r"^\p{Latin}[\p{Latin} ]+(?:[;/、]\s*\p{Latin}[\p{Latin} ]+)+$")
    is_summed = text.str.contains(
        rf"^{_NAME}(?:[{SEPARATORS}]{_NAME})*等[\d一二三四五六七八九十两几多余]*[人户名位]+$"
    )
    return is_listed | is_latin_list | is_summed | text.str.contains(_joined()) | text.str.contains(_spaced())


def split_persons(values: pl.Series) -> pl.Series:
    """Split fields that name several persons into lists of the single names as delivered.

    A field with one name gives a list of one; null gives null. Remarks on the list, such as (共有), go.

    >>> split_persons(pl.Series(["陆陈军;潘成华;", "张三、李四(共有)", "王芳"])).to_list()
    [['陆陈军', '潘成华'], ['张三', '李四'], ['王芳']]
    """
    field = run_steps(values, [REPAIR, *FIELD_STEPS])
    bare = run_steps(field, NAME_STEPS[1:])
    text = pl.col("text")
    separated = text.str.replace(_joined(), "${1}、${2}")
    separated = (
        pl.when(text.str.contains(_spaced())).then(text.str.replace_all(r"\s+", "、")).otherwise(separated)
    )
    return (
        pl.DataFrame({"text": bare})
        .select(
            pl.when(names_several_persons(text))
            .then(
                separated.str.replace_all(rf"\s*[{SEPARATORS}]+\s*", "、")
                .str.strip_chars("、 ")
                .str.split("、")
            )
            .when(text.is_not_null())
            .then(pl.concat_list(text))
        )
        .to_series()
        .alias(values.name)
    )
