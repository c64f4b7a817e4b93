"""Addresses read by template come out as if each had been read by itself."""

import random
import re
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from mdm.standardise.address import by_template
from mdm.standardise.address.blanks import blank_numbers
from mdm.standardise.address.kind import KIND, standardise_address
from mdm.standardise.kind import Context

LABELLED = Path(__file__).parents[3] / "fixtures" / "cases" / "standardise" / "address"
TODAY = date(2026, 1, 1)
Read = Callable[[pl.Series], pl.DataFrame]


def labelled_addresses() -> list[str]:
    read = [
        pl.read_csv(path, infer_schema=False, comment_prefix="#", columns=["address"])["address"]
        for path in sorted(LABELLED.glob("*.csv"))
    ]
    return pl.concat(read).drop_nulls().unique().sort().to_list()


def with_other_numbers(text: str, chance: random.Random) -> str:
    """The same address with other numbers, mostly of as many digits, and other numerals before house words."""

    def other(number: re.Match[str]) -> str:
        size = len(number[0])
        if size > 5 or chance.random() < 0.1:
            return number[0]
        size = chance.choice([size, size, 1, 2, 3, 4])
        return str(chance.randrange(10**size))

    text = re.sub("[0-9]+", other, text)
    return re.sub(
        "[一二三四五六七八九](?=[号楼幢栋单层室组期区])", lambda _: chance.choice("一二三五七九"), text
    )


@pytest.mark.parametrize("division", [None, "320500"])
def test_templates_give_what_reading_every_text_gives(
    division: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(11)
    told = labelled_addresses()
    texts = {with_other_numbers(text, chance) for text in told for _ in range(6)} | set(told)
    values = pl.Series(sorted(texts))
    context = Context(at=TODAY, division=division)
    monkeypatch.setattr(by_template, "_WORTH_A_TRY", 1.0)
    monkeypatch.setattr(by_template, "_WORTH_WHILE", 1.0)
    shared = standardise_address(values, context)
    monkeypatch.setattr(by_template, "_WORTH_WHILE", 0.0)
    each = standardise_address(values, context)
    for name in each.columns:
        differs = shared[name].ne_missing(each[name])
        seen = pl.DataFrame({"text": values, "shared": shared[name], "each": each[name]}).filter(differs)
        assert seen.is_empty(), f"{name}: {seen.rows()[:5]}"


def test_most_doors_of_a_street_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    street = [
        f"苏州市姑苏区十全街{gate}号{house}幢{room}室"
        for gate in range(1, 40)
        for house in (2, 7)
        for room in (101, 502)
    ]
    read: list[int] = []
    real = by_template.read_by_template

    def counting(texts: pl.Series, each: Read, apart: Collection[str]) -> pl.DataFrame:
        def count(some: pl.Series) -> pl.DataFrame:
            read.append(len(some))
            return each(some)

        return real(texts, count, apart)

    monkeypatch.setattr("mdm.standardise.address.kind.read_by_template", counting)
    found = standardise_address(pl.Series(street), Context(at=TODAY))
    assert found.select("gate", "building", "room").row(0) == ("1", "2", "101")
    assert found.select("gate", "building", "room").row(-1) == ("39", "7", "502")
    assert sum(read) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "十全街0号",  # a leading zero is dropped from keys
        "十全街三香路五卅路1号",  # numerals of both sets
        "十全街54楼1601",  # the digits decide whether it is a building
        "万象城B1层12号",
        "万象城8F-12",
        "十全街1号13800000000",
        "1-2-3-4-5-6号",
        "No. 18 Shiquan Street",
        "十全街",
        "十全街１号",
        "",
    ],
)
def test_numbers_that_are_looked_at_are_not_blanked(text: str) -> None:
    assert blank_numbers(pl.Series([text])).first.tolist() == [0]


def test_equal_numbers_share_a_blank() -> None:
    blanked = blank_numbers(pl.Series(["十全街12号12幢101室", "五卅路12号12幢7室", None]))
    assert blanked.template.to_list() == ["十全街5号5幢777室", "五卅路12号12幢7室", ""]
    assert blanked.first.tolist() == [5, 0, 0]


def test_columns_are_those_of_the_kind() -> None:
    read = standardise_address(pl.Series(["十全街18号", "十全街25号", "十全街7号"]), Context(at=TODAY))
    assert read.schema == KIND.schema
