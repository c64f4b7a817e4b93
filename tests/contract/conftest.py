"""Values every kind must put up with: the odd ones below and whatever the case files were given."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "cases"

ODD = (
    None, "", " ", "　", "\t\n", "\ufeff", "\u200b", "无", "不详", "NULL", "#REF!", "0", "-1", "x", "*", "？",
    "\ufffd\ufffd", "11010519491231002X", "１１０１０５１９４９１２３１００２ｘ", "110105491231002",
    "1101051949****002X", "1.10105E+17", "91350100M000100Y43", "王小明", "歐陽 娜娜", "阿卜杜拉·买买提",
    "𠮷野", "Anna Maria Müller", "张三（已故）", "李四\x00", "江苏省苏州市工业园区星湖街328号1幢2单元301室",
    "北京朝阳建国路８８號", "苏州某某科技有限公司上海分公司", "1990-02-30", "1990年2月3日", "19900203",
    "九〇年二月初三", "33000", "1900-01-01", "2026-11-22T03:04:05Z", "男", "2", "未说明的性别",
    "139 0000 0000", "+86-512-00000000 转 8", "汉族", "已婚", "320500", "120.58,31.30", "￥1,234.50万元",
    "a" * 5000, "王" * 300,
)  # fmt: skip


@pytest.fixture
def sample_values() -> pl.Series:
    """The odd values, then every text that a case file was given, each once."""
    return pl.Series("values", _distinct_texts(), dtype=pl.String)


@cache
def _distinct_texts() -> tuple[str | None, ...]:
    return tuple(dict.fromkeys([*ODD, *_given_texts()]))


def _given_texts() -> Iterator[str]:
    for path in sorted(CASES.rglob("*.yml")):
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                yield from _texts(entry.get("given"))


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        for item in given:
            yield from _texts(item)
