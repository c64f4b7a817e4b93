"""`mdm lookup`: which organisations of a finished run a hand-made list of names means."""

from pathlib import Path
from typing import Annotated

import typer


def lookup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="运行文件夹 · Run folder.")],
    file: Annotated[
        Path, typer.Argument(metavar="NAMES", help="名单：CSV、Parquet 或工作簿 · List of names.")
    ],
    column: Annotated[str | None, typer.Option(help="名称所在的列 · Column of names.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="写到何处：.csv、.parquet、.xlsx；默认打印 CSV · Where to write; else printed."),
    ] = None,
    most: Annotated[int, typer.Option(help="至多列出几个候选 · Candidates per name.")] = 5,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace an existing file.")
    ] = False,
) -> None:
    """按名称找单位 · Find organisations by their names: exact, former name, candidates or not found.

    Short names, brackets, traditional script and slips are understood; what is not beyond doubt comes back as
    candidates with their evidence. Columns of credit codes and of areas in the list help to decide.
    """
    from mdm.cli.tables import as_csv, check_table_path, write_table
    from mdm.run import open_run
    from mdm.sources import read_table
    from mdm.sources.columns import find_column

    run = open_run(folder)
    if out is not None:
        check_table_path(out, overwrite)
    table = read_table(file)
    name = find_column(str(file), table.columns, column) if column is not None else None
    found = run.lookup(table, column=name, most=most)
    if out is None:
        typer.echo(as_csv(found), nl=False)
        return
    write_table(found, out)
    counts = dict(
        found.unique("row").group_by("status").len().sort("status").iter_rows()
    )  # four rows at most
    told = "，".join(f"{status} {count:,}" for status, count in counts.items())
    typer.echo(f"{len(table):,} 个名称 names：{told}: {out}")


COMMANDS = (lookup,)
