from collections.abc import Callable
from pathlib import Path

import pytest

from mdm.rulepack import RulePack, load_rulepack

Deliver = Callable[..., Path]


@pytest.fixture(scope="session")
def pack() -> RulePack:
    return load_rulepack("population")


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Write a source file: text in an encoding, or bytes as they are."""

    def write(content: str | bytes, name: str = "police.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
