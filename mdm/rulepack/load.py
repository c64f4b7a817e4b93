"""Load a rule pack, reporting all its faults at once with file and line."""

import difflib
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mdm._resources import rules_root
from mdm.errors import RulePackError
from mdm.rulepack.check import find_faults, suggest
from mdm.rulepack.completions import Completion
from mdm.rulepack.documents import Document
from mdm.rulepack.hierarchy import Hierarchy, Step
from mdm.rulepack.households import HouseholdEvent, Households
from mdm.rulepack.located_yaml import LocatedYaml, Location
from mdm.rulepack.model import (
    Attribute,
    BlockingRule,
    ComparisonRule,
    Decision,
    Identifier,
    Nearness,
    PackHead,
    RulePack,
    Support,
    Vocabulary,
)
from mdm.rulepack.part import Part
from mdm.rulepack.references import Reference, ReferenceTarget
from mdm.rulepack.survivorship import AttributeSurvivorship, InCharge, Survivorship
from mdm.rulepack.vetoes import CrossVeto, DateVeto, LevelVeto, Vetoes

FILES = (
    "pack",
    "attributes",
    "identifiers",
    "blocking",
    "comparisons",
    "vetoes",
    "survivorship",
    "references",
    "completions",
    "hierarchy",
    "households",
    "documents",
)
PARTS: dict[str, tuple[type[Part], ...]] = {
    "pack": (PackHead, Decision),
    "attributes": (Attribute,),
    "identifiers": (Identifier, Nearness, Support),
    "blocking": (BlockingRule,),
    "comparisons": (ComparisonRule,),
    "vetoes": (Vetoes, LevelVeto, DateVeto, CrossVeto),
    "survivorship": (Survivorship, AttributeSurvivorship, InCharge),
    "references": (Reference, ReferenceTarget),
    "completions": (Completion,),
    "hierarchy": (Hierarchy, Step),
    "households": (Households, HouseholdEvent),
    "documents": (Document,),
}
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
    data: dict[str, Any] = {}
    for name, file in files.items():
        if file.faults or file.data is None:
            continue
        try:
            shape: Any = RulePack.model_fields[name].annotation
            data[name] = TypeAdapter(shape).validate_python(file.data)
        except ValidationError as error:
            faults += [
                (
                    file.path,
                    file.line(item["loc"]),
                    _say(item["loc"], _explain(name, item["type"], item["loc"], item["msg"])),
                )
                for item in error.errors()
            ]
    if all(name in data for name in REQUIRED):
        pack = RulePack(**data, digest=_digest(folder))
        wrong = set(files) - set(data)  # their references are looked at once they can be read
        for name, at, text in find_faults(pack, vocabulary):
            if not (name == "vetoes" and "comparisons" in wrong):
                faults.append((files[name].path, files[name].line(at), _say(at, text)))
        if not faults:
            return pack
    raise RulePackError(_letter(folder, faults), hint="`mdm rules schema` writes a JSON Schema for editors")


def _explain(file: str, fault: str, at: Location, message: str) -> str:
    """A fault in words; for an unknown key, which one was probably meant."""
    if fault != "extra_forbidden":
        return message
    known = {name for part in PARTS[file] for name in part.model_fields}
    return suggest(str(at[-1]), known, "key")


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
