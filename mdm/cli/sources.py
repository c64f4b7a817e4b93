"""`mdm sources`: who is registered to deliver, and what became of what they delivered."""

from pathlib import Path
from typing import Annotated

import typer


def sources(
    place: Annotated[
        Path,
        typer.Argument(
            metavar="REGISTRY|RUN", help="来源登记文件，或运行文件夹 · A registry, or a run folder."
        ),
    ],
    by: Annotated[
        str | None,
        typer.Option(help="按层级、地区、部门或业务汇总 · Group by level, area, department or business."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="写入 CSV、Parquet 或 Excel 文件 · Write a table.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace a file of that name.")
    ] = False,
) -> None:
    """来源登记与使用效果 · Registered systems, or how each source of a run was used."""
    import polars as pl

    from mdm.cli.tables import check_table_path, write_table
    from mdm.errors import UsageError
    from mdm.registering import describe_systems
    from mdm.rulepack import load_source_registry
    from mdm.run import open_run
    from mdm.use_of_sources import GROUPS, group_use, tell_use

    if by is not None and by not in GROUPS:
        raise UsageError(f"nothing is grouped by {by!r}", hint=f"known: {', '.join(GROUPS)}")
    if out is not None:
        check_table_path(out, overwrite)
    if place.is_dir():
        told = tell_use(open_run(place))
        table = told if by is None else group_use(told, by)
    else:
        table = describe_systems(load_source_registry(place))
        table = table if by is None else table.group_by(by).agg(pl.col("name").sort()).sort(by)
    if out is not None:
        write_table(table, out)
        typer.echo(f"{len(table)} 行 rows → {out}")
        return
    for row in table.iter_rows(named=True):  # some dozens of systems, printed for people
        typer.echo("  ".join(_say(name, value) for name, value in row.items() if value not in (None, "")))


def _say(name: str, value: object) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{name}={text}"


COMMANDS = (sources,)
