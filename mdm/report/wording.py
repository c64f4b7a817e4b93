"""Numbers and names as people read them, in both languages."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple


class Words(NamedTuple):
    """One thing said in Chinese and in English."""

    zh: str
    en: str


DECISIONS = {
    "non_link": Words("不关联", "non-link"),
    "review": Words("待复核", "review"),
    "link": Words("关联", "link"),
}

SEVERITIES = {
    "error": Words("错误", "error"),
    "warning": Words("警告", "warning"),
    "info": Words("提示", "note"),
}

VETOES = {
    "provisional": Words("暂名或无名的记录不与他人合并", "a record that names nobody joins nobody"),
    "same_identifier_other_name": Words(
        "号码相同而姓名不符：可能借用了亲属的号码",
        "same number, incompatible names: perhaps a relative's number",
    ),
    "different_identifier_in_cluster": Words(
        "合并后会使两个不同的有效号码归为一个实体",
        "joining them would put two different valid numbers into one entity",
    ),
    "same_source": Words(
        "同属一个声明无重复的来源：每个实体至多一条",
        "both of one source that is declared free of duplicates",
    ),
    "reviewed_different": Words("人工判定为不同", "decided different by a reviewer"),
    "decision_out_of_date": Words(
        "人工判定之后记录已有变化，请再判一次",
        "the records have changed since they were decided: decide again",
    ),
}


def veto_words(veto: str, titles: Mapping[str, Words]) -> Words:
    """What a veto says: the title of a rule of the pack, or the meaning of one that every pack has.

    >>> veto_words("same_source:police", {}).en
    'both of one source that is declared free of duplicates (police)'
    """
    name, _, about = veto.partition(":")
    words = titles.get(name) or VETOES.get(name) or Words(name, name)
    return Words(f"{words.zh}（{about}）", f"{words.en} ({about})") if about else words


def title_of(name: str, titles: dict[str, dict[str, str]]) -> Words:
    """Title of an attribute; its own name where the rules give none.

    >>> title_of("sex", {"sex": {"title": "性别", "title_en": "Sex"}}).zh
    '性别'
    """
    known = titles.get(name)
    return Words(known["title"], known["title_en"]) if known else Words(name, name)


def count(number: float) -> str:
    """A whole number with thousands set off.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{round(number):,}"


def share(part: float | None) -> str:
    """A share: percent, or one in so many where that would be a string of zeros.

    >>> share(0.93105), share(0.0024), share(0.0000136), share(0.0), share(None)
    ('93.1 %', '0.24 %', '1/74,000', '0.0 %', '–')
    """
    if part is None or not math.isfinite(part):
        return "–"
    if 0 < part < 0.0005:
        return f"1/{int(Decimal(f'{1 / part:.1e}')):,}"
    if part >= 0.99 and part < 1:
        return f"{math.floor(part * 10_000) / 100:.2f} %"
    return f"{part * 100:.1f} %" if part >= 0.01 or part == 0 else f"{part * 100:.2g} %"


def weight(bits: float | None) -> str:
    """A match weight in bits with its sign, minus as a minus sign.

    >>> weight(9.04), weight(-3.31), weight(0.0)
    ('+9.0', '−3.3', '0')
    """
    if bits is None or not math.isfinite(bits):
        return "–"
    text = f"{bits:+.1f}".replace("-", "−")
    return "0" if text[1:] == "0.0" else text


LITTLE = 0.5  # bits; weaker evidence is called none


def verdict(bits: float) -> Words:
    """What a weight says in a word.

    >>> verdict(9.1).en, verdict(-0.2).en
    ('speaks for', 'says little')
    """
    if abs(bits) < LITTLE:
        return Words("说明不了什么", "says little")
    return Words("支持", "speaks for") if bits > 0 else Words("反对", "speaks against")
