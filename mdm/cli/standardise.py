"""`mdm standardise`: read one column of a file as values of one kind."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from mdm.errors import UsageError


def standardise(
    kind: Annotated[str, typer.Argument(help="值的种类 · Kind of value, such as resident_id.")],
    file: Annotated[Path, typer.Argument(help="CSV、Parquet 或工作簿 · CSV, Parquet or workbook.")],
    column: Annotated[str, typer.Option(help="要读的列 · Column to read.")],
    out: Annotated[Path, typer.Option(help="写到何处：.csv、.parquet、.xlsx · Where to write.")],
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="以哪一天的区划为准 · Day whose divisions hold."),
    ] = None,
    context: Annotated[
        str | None, typer.Option(help="所在区划的代码 · Division the values lie in, such as 320500.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="文件编码，如 utf-16-le · Encoding where the bytes do not tell.")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(help="对该列的说明，如 date_system=1904 · Remark on the column; may be repeated."),
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="写出每步做了什么 · Add what was done.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace an existing file.")
    ] = False,
) -> None:
    """把一列值标准化 · Standardise one column of a file.

    The file's own columns stay; `<column>.value`, `<column>.issue`, `<column>.lead` and the parts are added.
    """
    from mdm.cli.tables import check_table_path, write_table
    from mdm.sources import read_table
    from mdm.sources.columns import find_column
    from mdm.standardise import find_kind, standardise_values

    find_kind(kind)
    options = _read_options(option or [])
    check_table_path(out, overwrite)
    table = read_table(file, encoding)
    name = find_column(str(file), table.columns, column)
    read = standardise_values(
        kind, table[name], at=at.date() if at else None, context=context, steps=steps, options=options
    )
    added = read.drop("original").rename(lambda part: f"{name}.{part}")
    write_table(table.hstack(added), out)
    issues = int(read["issue"].is_not_null().sum())
    typer.echo(f"{len(read):,} 个值 values，{issues:,} 个有问题 with an issue: {out}")


def _read_options(options: list[str]) -> dict[str, str]:
    for option in options:
        if "=" not in option:
            raise UsageError(f"--option {option}: no equals sign", hint="write --option date_system=1904")
    return dict(option.split("=", 1) for option in options)


COMMANDS = (standardise,)
