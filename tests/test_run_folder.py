"""A run folder appears whole or not at all, and nothing but an earlier run is ever replaced."""

import json
from pathlib import Path

import polars as pl
import pytest

from mdm.errors import RunError, UsageError
from mdm.run_folder import FRAMES, check_output, new_folder, read_manifest, write_frames, write_json


def make_run(folder: Path, mark: str = "old") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in FRAMES:
        (folder / f"{name}.parquet").touch()
    write_json(folder / "manifest.json", {"run_id": mark})
    return folder


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "runs" / "one"
    with new_folder(out, overwrite=False) as draft:
        assert not out.exists()
        make_run(draft)
    assert read_manifest(out) == {"run_id": "old"}
    assert entries(out.parent) == ["one"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_goes_wrong_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    out = tmp_path / "one"
    with pytest.raises(error), new_folder(out, overwrite=False) as draft:
        raise error(make_run(draft))
    assert entries(tmp_path) == []


def test_a_failed_run_leaves_the_earlier_one(tmp_path: Path) -> None:
    out = make_run(tmp_path / "one")
    with pytest.raises(ValueError, match="midway"), new_folder(out, overwrite=True):
        raise ValueError("midway")
    assert read_manifest(out) == {"run_id": "old"}
    assert entries(tmp_path) == ["one"]


def test_an_earlier_run_is_replaced_on_demand_alone(tmp_path: Path) -> None:
    out = make_run(tmp_path / "one")
    (out / "notes.txt").touch()
    with pytest.raises(UsageError, match="not empty"):
        check_output(out, overwrite=False)
    with new_folder(out, overwrite=True) as draft:
        make_run(draft, "new")
    assert read_manifest(out) == {"run_id": "new"}
    assert "notes.txt" not in entries(out)
    assert entries(tmp_path) == ["one"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    out = tmp_path / "one"
    out.mkdir()
    with new_folder(out, overwrite=False) as draft:
        make_run(draft)
    assert entries(tmp_path) == ["one"]


def test_what_is_not_a_run_is_never_deleted(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(UsageError, match="something other than a run"):
        check_output(tmp_path, overwrite=True)
    with pytest.raises(UsageError, match="a file of that name"):
        check_output(tmp_path / "thesis.docx", overwrite=True)
    assert entries(tmp_path) == ["thesis.docx"]


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [f"{n % 97}" for n in range(300_000)]})
    pieces = pl.concat([frame.slice(n, 7919) for n in range(0, len(frame), 7919)], rechunk=False)
    for name, made in (("one", frame), ("other", pieces)):
        (tmp_path / name).mkdir()
        said = write_frames(tmp_path / name, {"golden": made.lazy()})
        assert said["golden.parquet"]["rows"] == 300_000
    one, other = ((tmp_path / name / "golden.parquet").read_bytes() for name in ("one", "other"))
    assert one == other


def test_opening_what_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such run folder"):
        read_manifest(tmp_path / "nothing")
    with pytest.raises(RunError, match="not a run folder"):
        read_manifest(tmp_path)
    run = make_run(tmp_path / "run")
    (run / "links.parquet").unlink()
    with pytest.raises(RunError, match=r"incomplete: no links\.parquet"):
        read_manifest(run)


def test_json_holds_null_for_what_is_not_a_number(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"a": float("nan"), "b": [float("inf"), 1.5], "名": "值"})
    text = (tmp_path / "x.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"a": None, "b": [None, 1.5], "名": "值"}
    assert "值" in text


def test_a_place_where_nothing_can_be_written_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file, not a folder"):
        check_output(tmp_path / "file" / "runs" / "one", overwrite=False)
    monkeypatch.setattr("os.access", lambda *_: False)  # the superuser may write anywhere
    with pytest.raises(UsageError, match="nothing can be written to"):
        check_output(tmp_path / "runs" / "one", overwrite=False)


def test_a_folder_that_cannot_be_made_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UsageError, match="No space left"), new_folder(tmp_path / "one", overwrite=False):
        pass
