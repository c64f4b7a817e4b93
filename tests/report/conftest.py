"""A small hand-made material: three persons, two sources, one pair of each sort."""

from typing import Any

import polars as pl
import pytest

CITIZEN = "320599195311092739"
OTHER_CITIZEN = "320599198701014417"
MOBILE = "16091951100"

ATTRIBUTES = {
    "person_name": {"title": "姓名", "title_en": "Name", "kind": "person_name"},
    "birth_date": {"title": "出生日期", "title_en": "Birth date", "kind": "date"},
    "resident_id": {"title": "公民身份号码", "title_en": "Citizen number", "kind": "resident_id"},
    "contact": {"title": "联系电话", "title_en": "Phone", "kind": "phone"},
    "address": {"title": "现住址", "title_en": "Address", "kind": "address"},
}

LEVELS = {
    "missing": ("缺失", "missing", 1.0, 1.0, 1.0, 0.0),
    "exact": ("相同", "same", 0.9, 0.0001, 0.01, 13.1),
    "else": ("不同", "different", 0.1, 0.9999, 0.99, -3.3),
}


def comparison(name: str) -> dict[str, Any]:
    keys = ("title", "title_en", "m", "u", "h", "weight")
    levels = [{"name": level, **dict(zip(keys, said, strict=True))} for level, said in LEVELS.items()]
    return {"name": name, **{k: ATTRIBUTES[name][k] for k in ("title", "title_en")}, "levels": levels}


def pair(kind: str, left: dict[str, Any], right: dict[str, Any], **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": kind,
        "match_key": "name_birth_date",
        "match_weight": 12.0,
        "match_probability": 0.9997,
        "veto": None,
        "level_person_name": "exact",
        "weight_person_name": 13.1,
        "level_resident_id": "missing",
        "weight_resident_id": 0.0,
    } | more
    for side, values in (("left", left), ("right", right)):
        row |= {f"{side}_source": "police", f"{side}_record_id": "GA01"}
        row |= {f"{side}_{name}": None for name in ATTRIBUTES}
        row |= {f"{side}_{name}": value for name, value in values.items()}
    return row


PAIRS = [
    pair(
        "linked",
        {"person_name": "王小明", "resident_id": CITIZEN, "contact": MOBILE, "source": "police"},
        {"person_name": "王晓明", "resident_id": OTHER_CITIZEN, "contact": f"{MOBILE[:3]} {MOBILE[3:]}"},
        level_person_name="else",
        level_resident_id="else",
        weight_resident_id=-3.3,
    ),
    pair(
        "doubtful",
        {"person_name": "</script><script>alert(1)</script>", "address": f"桃花源1幢 {MOBILE}"},
        {"person_name": "<img src=x onerror=alert(1)>", "birth_date": CITIZEN},
        match_weight=3.0,
    ),
    pair(
        "vetoed",
        {"person_name": "李四", "resident_id": "３２０５９９１９５３１１０９２７３９", "record_id": CITIZEN},
        {"person_name": "张三", "resident_id": f"{CITIZEN[:6]} {CITIZEN[6:14]} {CITIZEN[14:]}"},
        veto="same_identifier_other_name",
    ),
]


def make_material() -> dict[str, Any]:
    return {
        "run": {"pack": "population", "title": "人口", "title_en": "Population", "run_id": "0a1b", "city": "320500"},
        "attributes": ATTRIBUTES,
        "issues": pl.DataFrame(
            {
                "source": ["police", "health"],
                "attribute": ["person_name", "resident_id"],
                "rule": ["provisional_name", "unheard_of"],
                "severity": ["info", "warning"],
                "count": [3, 1],
            }
        ),
        "funnel": {
            "records": 1234567,
            "identified": 4,
            "units": 5,
            "candidate_pairs": 3,
            "entities": 3,
            "links": 2,
            "review": 1,
            "vetoed": 1,
        },
        "blocking": pl.DataFrame(
            {
                "rule": ["name_birth_date"],
                "pairs": [30],
                "new_pairs": [20],
                "blocks": [9],
                "largest_block": [4],
                "refined": [1],
                "lost_pairs": [2],
                "reached": [80],
                "reached_so_far": [80],
                "pair_reach": [0.8],
                "pair_reach_so_far": [0.8],
                "pair_reach_so_far_low": [0.7],
                "pair_reach_so_far_high": [0.87],
            }
        ),
        "comparisons": [comparison("person_name"), comparison("resident_id")],
        "trained_on": "identity",
        "thresholds": {"link": 9.0, "review": -4.2, "link_probability": 0.998, "review_probability": 0.05},
        "weights": pl.DataFrame(
            {"bin": [-12, 3, 12], "decision": ["non_link", "review", "link"], "count": [100, 1, 20]}
        ),
        "cluster_sizes": pl.DataFrame({"size": [1, 2, 40], "count": [10, 20, 1]}),
        "estimates": {
            "probes": 100,
            **{f"{n}{end}": v for n in ("precision", "recall", "blocking_recall")
               for end, v in (("", 0.97), ("_low", 0.94), ("_high", 0.99))},
        },
        "pairs": pl.DataFrame(PAIRS),
        "sources": [
            {
                "name": "police",
                "path": "police.csv",
                "rows": 5,
                "encoding": "gb18030",
                "columns": {"姓名": "person_name"},
                "unmapped": ["备注", MOBILE],
            }
        ],
    }  # fmt: skip


@pytest.fixture
def material() -> dict[str, Any]:
    return make_material()
