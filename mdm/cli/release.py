"""`mdm export`: golden records as an audience may see them."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="运行文件夹 · Run folder.")],
    audience: Annotated[str, typer.Option(help="对象：self、department、agency、public · Who it is for.")],
    out: Annotated[Path, typer.Option(help="写入 CSV、Parquet 或 Excel 文件 · Where to write.")],
    field: Annotated[list[str] | None, typer.Option(help="只要这些字段 · Fields wanted; repeatable.")] = None,
    policy: Annotated[Path | None, typer.Option(help="共享开放策略文件 · Policy file.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace a file of that name.")
    ] = False,
) -> None:
    """按对象脱敏导出 · Write golden records masked for an audience; what may not leave is refused by name."""
    from mdm.cli.tables import check_table_path, write_table
    from mdm.privacy import load_policy
    from mdm.releasing import release
    from mdm.run import open_run

    check_table_path(out, overwrite)
    rows = release(open_run(folder), audience, field, load_policy(policy))
    write_table(rows, out)
    typer.echo(f"{len(rows):,} 行 rows, {len(rows.columns)} 列 columns → {out}")


COMMANDS = (export,)
