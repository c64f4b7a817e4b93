"""What a source must say about itself: an undeclared frame is an error, not a default."""

from pathlib import Path

import polars as pl
import pytest
import yaml

import mdm
from mdm.errors import InputError, UsageError
from mdm.rulepack.job import load_job

HEAD = {"name": "points", "title": "点", "title_en": "Points", "letter": "X"}
ATTRIBUTES = {
    "frame_name": {
        "kind": "text",
        "title": "坐标系",
        "title_en": "Frame",
        "aliases": ["坐标系"],
        "declares": "frame",
    },
    "longitude": {
        "kind": "text",
        "title": "经度",
        "title_en": "Longitude",
        "aliases": ["经度"],
        "golden": False,
    },
    "latitude": {
        "kind": "text",
        "title": "纬度",
        "title_en": "Latitude",
        "aliases": ["纬度"],
        "golden": False,
    },
    "given_point": {
        "kind": "text",
        "title": "坐标",
        "title_en": "Point",
        "aliases": ["坐标"],
        "golden": False,
    },
    "point": {
        "kind": "coordinates",
        "title": "点位",
        "title_en": "Coordinates",
        "templates": ["[{frame_name} ]{given_point}", "[{frame_name} ]{longitude},{latitude}"],
    },
}
PAIRS = pl.DataFrame({"编号": ["1"], "经度": ["120.589477"], "纬度": ["31.296715"]})
TEXTS = pl.DataFrame({"编号": ["1"], "坐标": ["31.2989,120.5853"]})


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "points"
    folder.mkdir()
    (folder / "pack.yml").write_text(yaml.safe_dump(HEAD, allow_unicode=True), encoding="utf-8")
    (folder / "attributes.yml").write_text(yaml.safe_dump(ATTRIBUTES, allow_unicode=True), encoding="utf-8")
    return folder


def points(run: mdm.Run) -> dict[str, str | None]:
    return dict(run.records.select("source", "point").collect().rows())


def test_G08_a_source_that_declares_no_frame_is_refused_before_any_work(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        mdm.reconcile({"poi": PAIRS}, rules=pack, out=tmp_path / "out")
    assert "poi: 经度 and 纬度 hold coordinates, but nothing says in which frame" in str(refused.value)
    assert "--frame poi=gcj02" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_G08_each_source_has_its_own_frame(pack: Path) -> None:
    survey = PAIRS.with_columns(经度=pl.lit("120.585300"), 纬度=pl.lit("31.298900"))
    run = mdm.reconcile(
        {"poi": PAIRS, "survey": survey}, rules=pack, frames={"poi": "gcj02", "survey": "cgcs2000"}
    )
    assert points(run) == {"poi": "120.5852996,31.2988997", "survey": "120.5853000,31.2989000"}
    assert {i["name"]: i["options"] for i in run.manifest["inputs"]}["poi"] == {"frame": "gcj02"}


def test_one_frame_for_all(pack: Path) -> None:
    run = mdm.reconcile({"a": PAIRS, "b": PAIRS}, rules=pack, frames="wgs84")
    assert set(points(run).values()) == {"120.5894770,31.2967150"}


def test_a_column_may_declare_it_row_by_row(pack: Path) -> None:
    rows = pl.concat(
        [PAIRS.with_columns(坐标系=pl.lit(word)) for word in ("GCJ-02", "高德坐标系", "北京54", "")]
    )
    rows = rows.with_columns(编号=pl.Series(["1", "2", "3", "4"]))
    run = mdm.reconcile({"poi": rows}, rules=pack)
    assert run.records.collect()["point"].to_list() == ["120.5852996,31.2988997"] * 2 + [None, None]
    assert run.issues.collect().select("record_id", "rule").rows() == [
        ("3", "unknown_frame"), ("4", "undeclared_frame"),
    ]  # fmt: skip


def test_the_job_file_declares_frame_and_axes(pack: Path) -> None:
    TEXTS.write_csv(pack.parent / "poi.csv")
    job = pack.parent / "job.yml"
    job.write_text(
        "rules: points\nsources:\n  - {name: poi, path: poi.csv, frame: cgcs2000, axes: 'lat,lon'}\n",
        encoding="utf-8",
    )
    said = load_job(job)
    assert points(mdm.reconcile(said.sources, rules=said.rules)) == {"poi": "120.5853000,31.2989000"}
    job.write_text("rules: points\nsources: [{name: poi, path: poi.csv, frame: xian80}]\n", encoding="utf-8")
    with pytest.raises(mdm.MdmError, match="frame"):
        load_job(job)


def test_axes_belong_to_one_column(pack: Path) -> None:
    PAIRS.write_csv(pack.parent / "poi.csv")
    job = pack.parent / "job.yml"
    job.write_text(
        "rules: points\nsources: [{name: poi, path: poi.csv, frame: gcj02, axes: 'lat,lon'}]\n",
        encoding="utf-8",
    )
    said = load_job(job)
    with pytest.raises(InputError, match="经度 and 纬度 are two"):
        mdm.reconcile(said.sources, rules=said.rules)


@pytest.mark.parametrize(
    ("frames", "said"),
    [({"poi": "xian80"}, "unknown coordinate frame"), ({"pio": "gcj02"}, "'pio', which is no source")],
)
def test_declarations_that_make_no_sense(pack: Path, frames: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mdm.reconcile({"poi": PAIRS}, rules=pack, frames=frames)


def test_a_source_without_points_declares_nothing(pack: Path) -> None:
    names = pl.DataFrame({"编号": ["1"], "坐标系": ["GCJ-02"]})
    assert mdm.reconcile({"names": names}, rules=pack).records.collect().height == 1
