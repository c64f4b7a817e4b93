"""Write the report on the bases of a profile: what each came to, and what ties them."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from mdm.report.write import page_environment, page_policy, read_asset
from mdm.rulepack import read_reference


def write_profile_report(path: Path, material: dict[str, Any]) -> Path:
    """Write one self-contained UTF-8 file that opens offline, and return its path.

    `material`: `profile`, `run_id`, `bases` (`name`, `title`, `title_en`, `listed`, `records`, `entities`),
    `references` (`base`, `reference`, `to_base`, `reason`, `count`), `open` (the first open references) and
    `open_count`, `portraits` (`entity_id`, `base`, `name`, `ties`, `open`). Equal material gives equal bytes.
    """
    style, script = read_asset("report.css"), read_asset("report.js")
    told = {**material}
    told["references"] = [_with_reason(one) for one in material["references"]]
    told["open"] = [_with_reason(one) for one in material["open"]]
    told["portraits"] = [
        {**one, "open": [_with_reason(waiting) for waiting in one["open"]]} for one in material["portraits"]
    ]
    text = page_environment().get_template("profile.html.j2").render(
        style=Markup(style), script=Markup(script), policy=page_policy(style, script), **told
    )  # fmt: skip
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _with_reason(one: dict[str, Any]) -> dict[str, Any]:
    """The same row with its reason in words."""
    known = read_reference("reference_reasons").filter(reason=one["reason"])
    if known.is_empty():
        return {**one, "reason_en": one["reason"]}
    return {**one, "reason": known["title"].item(), "reason_en": known["title_en"].item()}
