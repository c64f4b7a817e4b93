"""Small populations for tests of linking: rows as dicts, and a run over them."""

from collections.abc import Callable, Mapping

import polars as pl
import pytest

from mdm.pipeline import Outcome, Settings, run_pipeline
from mdm.review import read_decisions
from mdm.rulepack import load_rulepack
from mdm.sources import read_sources

COLUMNS = ("record_id", "name", "sex", "birth_date", "id_number", "phone", "address")
PACK = load_rulepack("population")
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "嘉懿煜城懿轩烨伟苑博伟泽熠彤鸿煊博涛烨霖烨华煜祺智宸正豪昊然明杰立诚立轩立辉"


def citizen_number(index: int, day: str, sex: int) -> str:
    """A number that cannot have been issued: division 320599 was never assigned."""
    body = f"320599{day.replace('-', '')}{(index % 490) * 2 + 10 + sex:03d}"
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def make_person(index: int) -> dict[str, str]:
    """A person unlike all others: name, birth date, number, phone and door follow from the index."""
    day = f"{1950 + index % 50}-{1 + index % 12:02d}-{1 + index % 28:02d}"
    name = NAMES[index % len(NAMES)] + GIVEN[(index * 7) % len(GIVEN)] + GIVEN[(index * 3 + 1) % len(GIVEN)]
    return {
        "name": name,
        "sex": "男" if index % 2 else "女",
        "birth_date": day,
        "id_number": citizen_number(index, day, index % 2),
        "phone": f"160{index:08d}",
        "address": f"苏州市姑苏区十全街{index + 1}号",
    }


def frame(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [{c: row.get(c) for c in COLUMNS} for row in rows], schema=dict.fromkeys(COLUMNS, pl.String)
    )


@pytest.fixture
def crowd() -> list[dict[str, str | None]]:
    """Sixty proved people with two records each, from which m can be learned."""
    return [
        {"record_id": f"{side}{index}", **make_person(index + 200)}
        for index in range(60)
        for side in ("x", "y")
    ]


@pytest.fixture
def link(tmp_path) -> Callable[..., Outcome]:
    def run(
        sources: Mapping[str, list[dict[str, str | None]]], decisions: str = "", **settings: object
    ) -> Outcome:
        delivery = read_sources({name: frame(rows) for name, rows in sources.items()}, PACK)
        path = tmp_path / "decisions.jsonl"
        path.write_text(decisions, encoding="utf-8")
        told = Settings(city="320500", decisions=read_decisions(path), **settings)  # type: ignore[arg-type]
        return run_pipeline(delivery.records, PACK, told)

    return run


@pytest.fixture
def person() -> Callable[[int], dict[str, str]]:
    return make_person


@pytest.fixture
def entities() -> Callable[[Outcome], dict[str, str]]:
    """Entity of each `source:record_id` of a run."""

    def of_records(run: Outcome) -> dict[str, str]:
        rows = run.crosswalk.collect().rows()
        return {f"{source}:{record_id}": entity for source, record_id, entity in rows}

    return of_records
