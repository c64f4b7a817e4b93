"""Load a rule pack, reporting all its faults at once with file and line."""

import difflib
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mdm._resources import rules_root
from mdm.errors import RulePackError
from mdm.rulepack.check import find_faults
from mdm.rulepack.located_yaml import LocatedYaml, Location
from mdm.rulepack.model import RulePack, Vocabulary

FILES = ("pack", "attributes", "identifiers", "blocking", "comparisons", "vetoes", "survivorship")
REQUIRED = ("pack", "attributes")


def find_pack_folder(rules: str | Path) -> Path:
    """Folder of a packaged pack by name, or the given folder itself."""
    packaged = rules_root() / str(rules)
    folder = packaged if (packaged / "pack.yml").is_file() else Path(rules)
    if not (folder / "pack.yml").is_file():
        known = list_packs()
        close = difflib.get_close_matches(str(rules), known, 1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise RulePackError(
            f"no rule pack {str(rules)!r}: neither a packaged pack nor a folder with pack.yml",
            hint=f"{hint}Packaged packs: {', '.join(known)}.",
        )
    return folder


def list_packs() -> list[str]:
    """Names of the packaged packs, sorted."""
    return sorted(p.parent.name for p in rules_root().glob("*/pack.yml"))


def load_rulepack(rules: str | Path, vocabulary: Vocabulary | None = None) -> RulePack:
    """Read the pack named or found at `rules` and check every word of it.

    With a `vocabulary` the kinds, parts and levels it names are checked as well. Raises RulePackError
    that lists all faults, each with file and line.

    >>> load_rulepack("population").pack.title
    '人口'
    """
    folder = find_pack_folder(rules)
    files = {
        name: LocatedYaml(folder / f"{name}.yml") for name in FILES if (folder / f"{name}.yml").is_file()
    }
    faults = [(f.path, line, text) for f in files.values() for line, text in f.faults]
    faults += [(folder / f"{name}.yml", 1, "file is missing") for name in REQUIRED if name not in files]
    unknown = sorted({p.stem for p in folder.glob("*.yml")} - set(FILES))
    faults += [
        (folder / f"{name}.yml", 1, f"unknown file; a pack has {', '.join(FILES)}") for name in unknown
    ]
    pack = None
    if not faults:
        data: dict[str, Any] = {name: f.data for name, f in files.items() if f.data is not None}
        try:
            pack = RulePack(**data, digest=_digest(folder))
        except ValidationError as error:
            for item in error.errors():
                name, at = str(item["loc"][0]), tuple(item["loc"][1:])
                file = files.get(name, files["pack"])
                faults.append((file.path, file.line(at), _say(at, item["msg"])))
        else:
            for name, at, text in find_faults(pack, vocabulary):
                faults.append((files[name].path, files[name].line(at), _say(at, text)))
    if faults:
        raise RulePackError(
            _letter(folder, faults), hint="`mdm rules schema` writes a JSON Schema for editors"
        )
    assert pack is not None
    return pack


def _say(at: Location, text: str) -> str:
    where = ".".join(str(step) for step in at)
    return f"{where}: {text}" if where else text


def _letter(folder: Path, faults: Iterable[tuple[Path, int, str]]) -> str:
    lines = [f"{path.relative_to(folder.parent)}:{line}: {text}" for path, line, text in sorted(faults)]
    return f"rule pack {folder.name} has {len(lines)} fault{'s' * (len(lines) > 1)}\n" + "\n".join(lines)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        path = folder / f"{name}.yml"
        if path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
