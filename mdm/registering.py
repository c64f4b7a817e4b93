"""Systems are registered before they deliver: who they are, and what their registration says of a source."""

import dataclasses
from collections.abc import Iterable
from datetime import date

import polars as pl

from mdm.errors import UsageError
from mdm.golden.authority import find_department
from mdm.rulepack import RulePack, SourceRegistry, System, read_reference
from mdm.rulepack.job import SourceSpec
from mdm.sources import SourceInfo

COLUMNS = (
    "name", "title", "level", "area", "department", "department_now", "business", "channel", "use", "feeds", "repeats",
    "since", "until",
)  # fmt: skip


def refuse_unregistered(specs: Iterable[SourceSpec], registry: SourceRegistry, base: str, day: date) -> None:
    """Raise UsageError that names every source whose system is not registered to deliver to `base` on `day`."""
    faults = []
    for spec in specs:
        name = spec.system or spec.name
        system = registry.find(name)
        if system is None:
            faults.append(f"{spec.name}: no system {name!r} is registered")
        elif system.feeds and base not in system.feeds:
            faults.append(
                f"{spec.name}: {system.title} is registered for {', '.join(system.feeds)}, not for {base}"
            )
        elif (system.since and day < system.since) or (system.until and day > system.until):
            faults.append(f"{spec.name}: {system.title} is registered from {system.since} to {system.until}")
    if faults:
        raise UsageError(
            "deliveries from systems that are not registered are refused\n" + "\n".join(faults),
            hint=f"registered: {', '.join(system.name for system in registry.systems)}",
        )


def apply_registry(
    sources: Iterable[SourceInfo], specs: Iterable[SourceSpec], registry: SourceRegistry, pack: RulePack
) -> tuple[SourceInfo, ...]:
    """The sources with what their registration says as options, where the job says nothing else.

    `department` is found in the department's name by the words of the pack; `repeats` makes a copy of it.
    """
    systems = {spec.name: registry.find(spec.system or spec.name) for spec in specs}
    return tuple(
        dataclasses.replace(info, options={**_said(system, pack), **info.options})
        if (system := systems.get(info.name)) is not None
        else info
        for info in sources
    )


def _said(system: System, pack: RulePack) -> dict[str, str]:
    words = pack.survivorship.departments
    department = find_department(system.name, words) or find_department(system.department, words)
    said = {
        "system": system.name,
        "level": system.level,
        "area": system.area,
        "department": department,
        "business": system.business,
        "channel": system.channel,
        "repeats": ";".join(system.repeats),
    }
    return {name: text for name, text in said.items() if text}


def describe_systems(registry: SourceRegistry) -> pl.DataFrame:
    """One row for each registered system: the columns of COLUMNS.

    `department_now` is the body that took over from the department, where a reform renamed or merged it.

    >>> from mdm.rulepack import System
    >>> office = System(name="a", title="企业登记", department="苏州市工商行政管理局", level="city", area="320500", business="登记")
    >>> describe_systems(SourceRegistry(systems=(office,)))["department_now"].item()
    '苏州市市场监督管理局'
    """
    rows = [system.model_dump() for system in registry.systems]
    for row in rows:  # some dozens of systems
        row |= {"feeds": "、".join(row["feeds"]), "repeats": "、".join(row["repeats"])}
    types = {
        name: pl.Date if name in ("since", "until") else pl.String
        for name in COLUMNS
        if name != "department_now"
    }
    frame = pl.DataFrame(rows, schema=types)
    now = _name_successors(frame["department"])
    return frame.with_columns(department_now=now).select(COLUMNS)


def _name_successors(departments: pl.Series) -> pl.Series:
    """Names of the bodies that took over: what stands behind the region's name is what reforms renamed."""
    reforms = read_reference("organisation_government").filter(pl.col("shape") != "short")
    former = reforms.sort(pl.col("former").str.len_chars(), descending=True)["former"]
    heir = dict(reforms.select("former", "successor").iter_rows())  # some dozens of bodies
    tail = f"({'|'.join(former)})$"
    kept = departments.to_frame("name").select(
        head=pl.col("name").str.replace(tail, ""), tail=pl.col("name").str.extract(tail)
    )
    return kept.select(
        pl.col("head") + pl.col("tail").replace_strict(heir, default=None).fill_null("")
    ).to_series()
