"""Show on standard error which stage a run is in."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from rich.console import Console

STAGES = {
    "read": "读取 read",
    "standardise": "标准化 standardise",
    "refer": "认定所指 refer",
    "identity": "号码归并 identity",
    "block": "分块 block",
    "compare": "比较 compare",
    "train": "学习参数 train",
    "score": "打分判定 score",
    "golden": "黄金记录 golden",
    "relate": "实体关系 relate",
    "write": "写出 write",
    "report": "报告 report",
}


class ProgressStyle(StrEnum):
    """How progress is shown: `auto` draws on a terminal and is silent elsewhere, `plain` prints lines."""

    auto = "auto"
    plain = "plain"
    none = "none"


@contextmanager
def show_progress(style: ProgressStyle) -> Iterator[Callable[[str], None]]:
    """Yield the function to call with the name of each stage as it begins."""
    if style == ProgressStyle.plain:
        yield _print_lines()
    elif style == ProgressStyle.auto and sys.stderr.isatty():
        console = Console(stderr=True)
        with console.status("…") as status:
            clock = _Stages(lambda said: console.print(f"[green]✓[/] {said}"))

            def begin(stage: str) -> None:
                clock.begin(stage)
                status.update(STAGES.get(stage, stage))

            yield begin
            clock.end()
    else:
        yield lambda _stage: None


def _print_lines() -> Callable[[str], None]:
    since = time.monotonic()

    def begin(stage: str) -> None:
        print(f"{time.monotonic() - since:8.1f} s  {STAGES.get(stage, stage)}", file=sys.stderr, flush=True)

    return begin


class _Stages:
    """Tells each stage and its seconds when it is over."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._stage: tuple[str, float] | None = None

    def begin(self, stage: str) -> None:
        self.end()
        self._stage = (stage, time.monotonic())

    def end(self) -> None:
        if self._stage is not None:
            name, since = self._stage
            self._tell(f"{STAGES.get(name, name)}  {time.monotonic() - since:.1f} s")
            self._stage = None
