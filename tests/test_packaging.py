"""The wheel carries rules and demo and runs alone; the source archive makes the same wheel."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


def build(folder: Path, into: Path, what: str) -> Path:
    """Build a wheel or sdist with the hatchling of this environment, so that nothing is downloaded."""
    command = [
        sys.executable,
        "-m",
        "build",
        f"--{what}",
        "--no-isolation",
        "--outdir",
        str(into),
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (built,) = into.glob("*.whl" if what == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(REPOSITORY, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked by pip into a folder of its own, without dependencies."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def run_mdm(installed: Path, elsewhere: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the installed command from a folder outside the repository."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "error", "-m", "mdm", *arguments]
    return subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_under(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def test_wheel_carries_code_rules_and_demo(wheel: Path) -> None:
    names = names_in(wheel)
    assert {f"mdm/{name}" for name in files_under(REPOSITORY / "mdm")} <= names
    assert {f"mdm/_rules/{name}" for name in files_under(REPOSITORY / "rules")} <= names
    demo = files_under(REPOSITORY / "fixtures" / "population")
    assert {f"mdm/_demo/population/{name}" for name in demo} <= names
    assert "mdm/py.typed" in names


def test_wheel_carries_nothing_else(wheel: Path) -> None:
    names = names_in(wheel)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"mdm", "mdm_cn"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_wheel_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    sdist = build(REPOSITORY, tmp_path / "sdist", "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build(source, tmp_path / "again", "wheel")
    assert names_in(again) == names_in(wheel)


def test_installed_wheel_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    program = "import mdm; print(mdm.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_installed_wheel_checks_its_own_rules(installed: Path, tmp_path: Path) -> None:
    done = run_mdm(installed, tmp_path, "rules", "check", "population")
    assert done.returncode == 0, done.stderr


def test_installed_wheel_runs_the_demo(installed: Path, tmp_path: Path) -> None:
    done = run_mdm(installed, tmp_path, "demo", "--out", "demo")
    assert done.returncode == 0, done.stderr
    assert {"golden.parquet", "crosswalk.parquet", "report.html", "manifest.json"} <= files_under(
        tmp_path / "demo"
    )
