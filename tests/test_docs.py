"""The documentation is true: its blocks run, its languages agree, its reference names everything public.

Blocks of a tutorial or how-to page run from top to bottom in one empty folder:
`python` is executed, `sh` lines that begin with `mdm` are called, a block with a title is written as a file.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

import mdm

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
FENCE = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL
)
STORIES = sorted(path for folder in ("tutorial", "how-to") for path in (DOCS / folder).glob("*.md"))
CHINESE = [path for path in STORIES if not path.name.endswith(".en.md")]


@dataclass(frozen=True)
class Block:
    language: str
    title: str | None
    code: str


def blocks_of(page: Path) -> Iterator[Block]:
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        yield Block(found["language"], found["title"], found["code"])


def tell(story: list[Block], page: Path) -> None:
    """Run the blocks of one page in the current folder."""
    names: dict[str, object] = {}
    for block in story:
        if block.title:
            Path(block.title).write_text(block.code, encoding="utf-8")
        elif block.language == "python":
            exec(compile(block.code, page.name, "exec"), names)
        elif block.language == "sh":
            for line in block.code.splitlines():
                if line.startswith("mdm "):
                    call(line)


def call(line: str) -> None:
    command = [sys.executable, "-m", "mdm", *line.split()[1:]]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = list(blocks_of(page))
    assert any(block.language in ("python", "sh") for block in story), "a story without a runnable block"
    monkeypatch.chdir(tmp_path)
    tell(story, page)


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_both_languages_show_the_same_blocks(page: Path) -> None:
    english = page.with_suffix(".en.md")
    assert english.is_file()
    assert list(blocks_of(page)) == list(blocks_of(english))
    headings = [
        len(re.findall(r"^#+ ", p.read_text(encoding="utf-8"), re.MULTILINE)) for p in (page, english)
    ]
    assert headings[0] == headings[1]


def pages_in(entry: object) -> Iterator[str]:
    """Every page that the navigation names."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from pages_in(value)
    elif isinstance(entry, list):
        for item in entry:
            yield from pages_in(item)


def test_every_page_stands_in_the_navigation() -> None:
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load(text.partition("\nnav:\n")[2].partition("\nvalidation:")[0])
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert set(pages_in(nav)) == {page for page in pages if not page.endswith(".en.md")}


def test_every_public_name_stands_in_the_reference() -> None:
    shown = re.findall(r"^::: ([\w.]+)$", (DOCS / "reference" / "python.md").read_text("utf-8"), re.MULTILINE)
    names = {name for name in mdm.__all__ if not name.startswith("__")}
    assert names - {"MdmError"} <= {path.rpartition(".")[2] for path in shown}


def test_every_decision_is_dated_and_listed() -> None:
    folder = DOCS / "explanation" / "decisions"
    listed = (folder / "index.md").read_text(encoding="utf-8")
    decisions = [path for path in folder.glob("*.md") if path.name != "index.md"]
    assert len(decisions) >= 6
    for path in decisions:
        date = path.name[:10]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", date)
        assert f"({path.name})" in listed
        assert f"*{date} ·" in path.read_text(encoding="utf-8")
