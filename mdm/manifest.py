"""The manifest of a run: what went in, what was used, what was learned, what came out."""

import dataclasses
import hashlib
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from mdm._version import __version__
from mdm.golden import DEFAULT_KEY
from mdm.pipeline import Outcome, Settings
from mdm.rulepack import RulePack
from mdm.sources import SourceInfo
from mdm.stopwatch import Stopwatch, peak_memory_mb


def digest_inputs(sources: Iterable[SourceInfo], bases: Mapping[str, str] | None = None) -> str:
    """One checksum of all delivered records; row order, file format and encoding do not change it.

    `bases` are the run ids of the bases the records refer to.
    """
    lines = [f"{info.name}\0{info.content}\0{sorted(info.options.items())}\n" for info in sources]
    lines += [f"{name}\0{run_id}\n" for name, run_id in sorted((bases or {}).items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def describe_sources(sources: Iterable[SourceInfo]) -> list[dict[str, Any]]:
    """What the report says of each source; of a path only the file's name, so that folders may differ."""
    return [
        {
            "name": info.name,
            "path": Path(info.path).name if info.path else info.format,
            "rows": info.rows,
            "encoding": info.encoding,
            "columns": dict(info.columns),
            "unmapped": list(info.unmapped),
        }
        for info in sources
    ]


def describe_run(
    sources: Iterable[SourceInfo],
    pack: RulePack,
    settings: Settings,
    outcome: Outcome,
    outputs: Mapping[str, Mapping[str, Any]],
    watch: Stopwatch,
) -> dict[str, Any]:
    """Everything the manifest says, in reading order. The key itself is a secret and never written."""
    return {
        "run_id": outcome.run_id,
        "versions": {"mdm": __version__, "polars": pl.__version__, "python": platform.python_version()},
        "rules": {
            "name": pack.name,
            "title": pack.pack.title,
            "title_en": pack.pack.title_en,
            "digest": pack.digest,
        },
        "settings": {
            "city": settings.city,
            "as_of": str(settings.as_of),
            "key": "documented default" if settings.key == DEFAULT_KEY else "stated",
            **_modes(settings),
        },
        "inputs": [dataclasses.asdict(info) for info in sources],
        "counts": {name.removesuffix(".parquet"): said["rows"] for name, said in outputs.items()},
        "summary": outcome.summary,
        "blocking": {"hidden": outcome.report["hidden"], "rules": outcome.report["blocking"].to_dicts()},
        "parameters": outcome.parameters,
        "outputs": dict(outputs),
        "timings_seconds": {
            stage: round(seconds, 3) for stage, seconds in (*watch.seconds.items(), ("total", watch.total()))
        },
        "memory_mb_by_stage": dict(watch.memory_mb),
        "peak_memory_mb": peak_memory_mb(),
    }


def _modes(settings: Settings) -> dict[str, Any]:
    """How sources are linked and which run came before, where anything was said about it."""
    said: dict[str, Any] = {
        "duplicate_free": sorted(settings.duplicate_free),
        "reference": settings.reference,
    }
    said |= {"previous": settings.before.run_id if settings.before else None}
    return {name: value for name, value in said.items() if value}
