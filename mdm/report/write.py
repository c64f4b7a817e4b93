"""Write the link report: one HTML file that opens offline."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mdm.report.golden_cards import describe_golden_records
from mdm.report.histogram import draw_histogram
from mdm.report.pair_cards import describe_pairs
from mdm.report.panels import (
    describe_blocking,
    describe_estimates,
    describe_issues,
    describe_model,
    describe_sizes,
    describe_sources,
)
from mdm.report.wording import DECISIONS, count, share, weight

_HERE = Path(__file__).resolve().parent


def write_link_report(path: Path, material: dict[str, Any]) -> Path:
    """Write what happened in a run to `path`, one self-contained UTF-8 file, and return the path.

    `material` is what `gather_report_material` makes, with `golden` (what `sample_golden_records` makes) and
    `sources` beside it: dicts of `name`, `path`
    (the file's name), `rows`, `encoding`, `columns` (column: attribute) and `unmapped`. Identifiers and
    phones are masked. Equal material gives equal bytes.
    """
    path.write_text(render_link_report(material), encoding="utf-8", newline="\n")
    return path


def render_link_report(material: dict[str, Any]) -> str:
    """The report as text; every value passes through the template's escaping."""
    style, script = read_asset("report.css"), read_asset("report.js")
    estimates = material["estimates"]
    sources = material.get("sources", [])
    titles = material["attributes"]
    template = page_environment().get_template("report.html.j2")
    return template.render(
        style=Markup(style),
        script=Markup(script),
        policy=page_policy(style, script),
        run=material["run"],
        funnel=material["funnel"],
        thresholds=material["thresholds"],
        trained_on=material["trained_on"],
        probes=estimates["probes"] if estimates else 0,
        estimates=describe_estimates(estimates),
        sources=describe_sources(sources, titles),
        issues=describe_issues(material["issues"], sources, titles),
        blocking=describe_blocking(material["blocking"]),
        comparisons=describe_model(material["comparisons"]),
        histogram=draw_histogram(material["weights"], material["thresholds"]),
        sizes=describe_sizes(material["cluster_sizes"]),
        golden=describe_golden_records(material.get("golden", []), titles),
        pairs=describe_pairs(material),
        most_pairs=material.get("most_pairs", 0),
        decisions=DECISIONS,
    )


def page_environment() -> Environment:
    """Templates of this room, escaped, with its filters."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(count=count, share=share, weight=weight)
    return environment


def read_asset(name: str) -> str:
    """A style sheet or script of this room."""
    return (_HERE / name).read_text(encoding="utf-8").strip()


def page_policy(style: str, script: str) -> str:
    """Content security policy: nothing is fetched, and only the file's own script and style count."""
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    return (
        f"default-src 'none'; script-src 'sha256-{digests[0]}'; style-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
