from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mdm.errors import MdmError
from mdm.frames import CHANGES, CROSSWALK, PROVENANCE, check_columns
from mdm.golden import GoldenFrames, build_golden_records
from mdm.golden import build as build_module
from mdm.golden import survivors as survivors_module
from mdm.rulepack import RulePack

PACK = RulePack.model_validate(
    {
        "pack": {"name": "people", "title": "人", "title_en": "People", "letter": "P"},
        "attributes": {
            "name": {"kind": "text", "title": "姓名", "title_en": "Name"},
            "born": {"kind": "date", "title": "生日", "title_en": "Born"},
            "note": {"kind": "text", "title": "备注", "title_en": "Note"},
            "updated_at": {"kind": "date", "title": "更新", "title_en": "Updated", "golden": False},
        },
        "survivorship": {
            "departments": {"police": ["police"], "health": ["health"]},
            "default": {"sources": ["police", "health"]},
            "updated_at": "updated_at",
        },
    }
)

SOURCES = ("health", "hospital", "police")
ROWS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(SOURCES),
        st.one_of(st.none(), st.sampled_from(["a", "ab", "abc", "b", "bc"])),
        st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2020, 1, 3))),
    ),
    min_size=1,
    max_size=25,
)
Row = tuple[int, str, str | None, date | None]


def as_frames(rows: Sequence[Row]) -> tuple[pl.DataFrame, pl.DataFrame]:
    ordered = sorted(rows, key=lambda row: row[1])
    records = pl.DataFrame(
        {
            "row": range(len(ordered)),
            "source": [row[1] for row in ordered],
            "record_id": [f"{number:03}" for number in range(len(ordered))],
            "name": [row[2] for row in ordered],
            "name.original": [row[2] and f" {row[2]}" for row in ordered],
            "updated_at": [row[3] for row in ordered],
        },
        schema_overrides={
            "row": pl.UInt32,
            "name": pl.String,
            "name.original": pl.String,
            "updated_at": pl.Date,
        },
    )
    entity = pl.Series([row[0] for row in ordered])
    clusters = records.select("row", cluster=pl.col("row").min().over(entity))
    return records, clusters


def build(records: pl.DataFrame, clusters: pl.DataFrame) -> GoldenFrames:
    return build_golden_records(records, clusters, PACK, city="320500", run_id="r1")


def survivor_by_hand(claims: list[tuple[int, str, str, date | None]]) -> tuple[str, str]:
    """Rank, then date, then witnesses, then containment, then row, written out for one entity."""
    everyone = claims
    if len({value for _, _, value, _ in claims}) == 1:
        return claims[0][2], "only_value"
    rank = {"police": 0, "health": 1, "hospital": 2}

    def witnesses(value: str) -> int:
        return len({source for _, source, said, _ in everyone if said == value})

    keys = {
        "source_rank": lambda claim: -rank[claim[1]],
        "latest": lambda claim: claim[3] or date.min,
        "most_sources": lambda claim: witnesses(claim[2]),
    }
    for rule, key in keys.items():
        best = max(key(claim) for claim in claims)
        claims = [claim for claim in claims if key(claim) == best]
        if len({value for _, _, value, _ in claims}) == 1:
            return claims[0][2], rule
    first = claims[0][2]
    longest = max((value for _, _, value, _ in claims if first in value), key=len)
    claims = [claim for claim in claims if claim[2] == longest or claim[2] not in longest]
    return claims[0][2], "longest" if len({value for _, _, value, _ in claims}) == 1 else "tie_break"


@given(ROWS)
def test_equals_survivorship_by_hand(rows: list[Row]) -> None:
    records, clusters = as_frames(rows)
    frames = build(records, clusters)
    found = {row["entity_id"]: row for row in frames.provenance.collect().to_dicts()}
    owner = dict(zip(range(len(rows)), frames.crosswalk.collect()["entity_id"], strict=True))
    for cluster in set(clusters["cluster"]):
        members = records.filter(clusters["cluster"] == cluster)
        claims = members.drop_nulls("name").select("row", "source", "name", "updated_at").rows()
        origin = found.get(owner[cluster])
        if not claims:
            assert origin is None
            continue
        value, rule = survivor_by_hand(claims)
        assert origin is not None
        assert (origin["value"], origin["rule"]) == (value, rule)
        losing = [claim for claim in claims if claim[2] != value]
        if losing:
            assert origin["runner_up"] in {claim[2] for claim in losing}
        else:
            assert origin["runner_up"] is None


@given(ROWS)
def test_value_comes_from_the_record_named_as_its_origin(rows: list[Row]) -> None:
    records, clusters = as_frames(rows)
    origins = build(records, clusters).provenance.collect()
    named = origins.join(records, on=["source", "record_id"], validate="m:1")
    assert named.height == origins.height
    assert named["value"].to_list() == named["name"].to_list()
    assert named["original"].to_list() == named["name.original"].to_list()
    assert named["observed_at"].to_list() == named["updated_at"].to_list()


@given(ROWS, st.integers(1, 7))
def test_whole_clusters_can_be_built_apart(rows: list[Row], partitions: int) -> None:
    records, clusters = as_frames(rows)
    whole = build(records, clusters)
    keep = [clusters["cluster"] % partitions == part for part in range(partitions)]
    parts = [build(records.filter(mask), clusters.filter(mask)) for mask in keep]
    for name, keys in (("golden", ["entity_id"]), ("provenance", ["entity_id", "attribute"])):
        pieces = pl.concat([getattr(part, name).collect() for part in parts]).sort(keys)
        assert_frame_equal(pieces, getattr(whole, name).collect())


def test_batches_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(n % 17, SOURCES[n % 3], "abc"[: n % 4] or None, date(2020, 1, 1 + n % 5)) for n in range(60)]
    records, clusters = as_frames(rows)
    whole = build(records, clusters)
    expected = {name: getattr(whole, name).collect() for name in ("golden", "crosswalk", "provenance")}
    monkeypatch.setattr(build_module, "_BATCH", 7)
    monkeypatch.setattr(survivors_module, "_BATCH", 5)
    small = build(records, clusters)
    for name, frame in expected.items():
        assert_frame_equal(getattr(small, name).collect(), frame)


def test_shapes_and_order() -> None:
    records, clusters = as_frames([(n // 2, SOURCES[n % 3], "a", date(2020, 1, 1)) for n in range(10)])
    frames = build(records, clusters)
    golden, crosswalk = frames.golden.collect(), frames.crosswalk.collect()
    assert golden.columns == ["entity_id", "name", "born", "note"]
    assert golden.schema["born"] == pl.Date
    assert golden["born"].null_count() == golden.height, "an attribute no source has is a null column"
    assert golden["entity_id"].is_sorted()
    assert_frame_equal(crosswalk.select("source", "record_id"), records.select("source", "record_id"))
    assert set(crosswalk["entity_id"]) == set(golden["entity_id"])
    changes = frames.changes.collect()
    assert changes["entity_id"].to_list() == golden["entity_id"].to_list()
    assert changes.drop("entity_id").unique().rows() == [("created", None, "r1")]
    check_columns(crosswalk, CROSSWALK, "crosswalk")
    check_columns(frames.provenance.collect(), PROVENANCE, "provenance")
    check_columns(changes, CHANGES, "changes")


def test_lazy_frames_take_projections_filters_and_limits() -> None:
    records, clusters = as_frames([(n, "police", "abc"[n % 3], None) for n in range(9)])
    frames = build(records, clusters)
    assert frames.golden.select("name").head(4).collect().shape == (4, 1)
    only_a = frames.provenance.filter(pl.col("value") == "a").select("record_id").collect()
    assert sorted(only_a["record_id"]) == ["000", "003", "006"]


def test_no_records_give_empty_frames() -> None:
    records, clusters = as_frames([(0, "police", "a", None)])
    frames = build(records.clear(), clusters.clear())
    assert frames.golden.collect().is_empty()
    assert frames.crosswalk.collect().is_empty()
    check_columns(frames.provenance.collect(), PROVENANCE, "provenance")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (pl.col("cluster") + 1, "smallest row"),
        (pl.col("cluster").reverse(), "smallest row"),
        (pl.lit(9, pl.UInt32).alias("cluster"), "smallest row"),
        (pl.lit(0, pl.UInt32).alias("row"), "same rows"),
    ],
)
def test_clusters_that_do_not_fit_are_refused(change: pl.Expr, message: str) -> None:
    records, clusters = as_frames([(0, "police", "a", None), (1, "police", "b", None)])
    with pytest.raises(MdmError, match=message):
        build(records, clusters.with_columns(change))
