"""Where the packaged knowledge lies: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _data_folder(packed: str, unpacked: str) -> Path:
    inside = _PACKAGE / packed
    return inside if inside.is_dir() else _PACKAGE.parent / unpacked


def rules_root() -> Path:
    """Folder that holds the packaged rule packs and reference tables.

    >>> (rules_root() / "reference").is_dir()
    True
    """
    return _data_folder("_rules", "rules")


def demo_root() -> Path:
    """Folder that holds the small demo set of `mdm demo`."""
    return _data_folder("_demo", "fixtures")
