"""Write the report on the bases of a profile: what each came to, and what ties them."""

import re
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mdm.report.wording import Words
from mdm.report.write import page_environment, page_policy, read_asset
from mdm.rulepack import read_reference

# Where a reader starts: title, and the bases whose entities are meant; a household is one of persons
STARTS = (
    ("persons", Words("从一个人看起", "Start from a person"), ("population",)),
    ("households", Words("从一户家庭看起", "Start from a household"), ()),
    ("bodies", Words("从一家单位看起", "Start from an enterprise or body"), ("legal_entity",)),
    ("doors", Words("从一处门牌看起", "Start from a door"), ("geography",)),
    (
        "papers",
        Words("从证照、信用、指标、目录看起", "Start from a licence, event, figure or data set"),
        None,
    ),
)
_EVIDENCE = re.compile(r"^(?P<record>\S+:\S+?)(?: (?P<key>[\w.+]+))?(?: \+(?P<more>\d+))?$")


def write_profile_report(path: Path, material: dict[str, Any]) -> Path:
    """Write one self-contained UTF-8 file that opens offline, and return its path.

    `material`: `profile`, `run_id`, `bases` (`name`, `title`, `title_en`, `listed`, `records`, `entities`), and what
    `gather_profile_material` gives: `references`, `open`, `open_count`, `portraits`, `civil_affairs`, `documents`,
    `words`. Equal material gives equal bytes.
    """
    style, script = read_asset("report.css"), read_asset("report.js")
    speech = _Speech(material["words"])
    portraits = [_tell_portrait(one, speech) for one in material["portraits"]]
    told = {
        **material,
        "references": [_tell_reference(one, speech) for one in material["references"]],
        "open": [_tell_reference(one, speech) for one in material["open"]],
        "documents": [
            one | {"words": speech.attribute(one["base"], one["attribute"])} for one in material["documents"]
        ],
        "starts": [
            {"key": key, "words": words, "portraits": _of_start(key, bases, portraits)}
            for key, words, bases in STARTS
        ],
        "shown": {one["entity_id"] for one in portraits},
    }
    text = page_environment().get_template("profile.html.j2").render(
        style=Markup(style), script=Markup(script), policy=page_policy(style, script), **told
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


class _Speech:
    """Words for what runs hold as codes."""

    def __init__(self, words: dict[str, Any]) -> None:
        self.words = words
        self.reasons = _pairs("reference_reasons", "reason", "title", "title_en")
        self.document_reasons = _pairs("document_reasons", "reason", "title", "title_en")
        relations = read_reference("codes").filter(kind="family_relation")
        self.family = {
            code: Words(zh, en) for code, zh, en in relations.select("code", "name", "name_en").rows()
        }

    def base(self, name: str) -> Words:
        return Words(*self.words["bases"].get(name, (name, name)))

    def attribute(self, base: str | None, name: str) -> Words:
        return Words(*self.words["attributes"].get(f"{base}.{name}", (name, name)))

    def reference(self, base: str | None, source: str | None, name: str) -> Words:
        """Title of a reference of a base, or of the base that the source feeds."""
        base = base or self.words["sources"].get(source)
        return Words(*self.words["references"].get(f"{base}.{name}", (name, name)))

    def reason(self, code: str) -> Words:
        return self.reasons.get(code, Words(code or "", code or ""))

    def evidence(self, text: str | None) -> dict[str, Any]:
        """The record that says so, and by which of its fields."""
        found = _EVIDENCE.match(text or "")
        if found is None:
            return {"record": text or "", "key": None, "more": None}
        names = (found["key"] or "").split("+") if found["key"] else []
        base = self.words["sources"].get(found["record"].partition(":")[0])
        said = [self.attribute(base, name.partition(".")[0]) for name in names]
        key = Words("、".join(w.zh for w in said), ", ".join(w.en for w in said)) if said else None
        return {"record": found["record"], "key": key, "more": found["more"]}


def _pairs(table: str, code: str, zh: str, en: str) -> dict[str, Words]:
    return {
        one: Words(*said) for one, *said in read_reference(table).select(code, zh, en).iter_rows()
    }  # a few


def _of_start(
    key: str, bases: tuple[str, ...] | None, portraits: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    named = {base for _, _, listed in STARTS for base in listed or ()}
    if key == "households":
        return [one for one in portraits if one["is_household"]]
    others = [one for one in portraits if not one["is_household"]]
    if bases is None:
        return [one for one in others if one["base"] not in named]
    return [one for one in others if one["base"] in bases]


def _tell_reference(one: dict[str, Any], speech: _Speech) -> dict[str, Any]:
    """The same row with reference, reason and base in words."""
    base = one.get("base")
    target = one.get("to_base")
    return one | {
        "title": speech.reference(base, one.get("source"), one["reference"]),
        "from_words": speech.base(base) if base else None,
        "to_words": speech.base(target) if target else None,
        "reason_words": speech.reason(one["reason"]),
    }


def _tell_portrait(one: dict[str, Any], speech: _Speech) -> dict[str, Any]:
    """A portrait with its codes in words."""

    def spoken(tie: dict[str, Any]) -> dict[str, Any]:
        words = {"words": Words(tie["title"], tie["title_en"]), "from_words": speech.base(tie["base"] or "")}
        return (
            tie
            | words
            | {
                "said": speech.evidence(tie["evidence"]),
                "reason_words": speech.reason(tie.get("reason") or ""),
            }
        )

    return one | {
        "base_words": Words("家庭", "Household") if one["is_household"] else speech.base(one["base"]),
        "ties": [spoken(tie) for tie in one["ties"]],
        "around": [spoken(tie) for tie in one["around"]],
        "family": [
            member
            | {
                "words": speech.family.get(member["family_relation"], Words("—", "—")),
                "said": speech.evidence(member["evidence"]),
            }
            for member in one["family"]
        ],
        "documents": [
            paper
            | {
                "value": _shorten(paper["value"]),
                "words": speech.attribute(one["base"], paper["attribute"]),
                "reason_words": speech.document_reasons[paper["reason"]],
            }
            for paper in one["documents"]
        ],
        "open": [_tell_reference(waiting, speech) for waiting in one["open"]],
    }


def _shorten(number: str) -> str:
    """A number by which a clerk recognises the card, and nobody else learns it."""
    return "*" * max(len(number) - 4, 0) + number[-4:] if len(number) > 5 else number
