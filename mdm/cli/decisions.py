"""`mdm decisions`: hand doubtful pairs to reviewers, and bring their decisions back."""

from pathlib import Path
from typing import Annotated

import typer

from mdm.cli.explain import RunFolder

app = typer.Typer(help="人工判定 · Reviewers' decisions.", no_args_is_help=True)


@app.command("import")
def import_files(
    folder: RunFolder,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="JSON Lines、CSV 或工作簿 · JSON Lines, CSV or .xlsx."),
    ],
) -> None:
    """把判定并入运行文件夹 · Add decisions to a run folder, for the next run to obey."""
    from mdm.review import import_decisions

    told = import_decisions(folder, files)
    typer.echo(f"新增 {told.added:,} 条，共 {told.total:,} 条 · {told.added:,} new, {told.total:,} in all")
    if told.unknown:
        typer.echo(
            f"{told.unknown:,} 条所指记录不在此次运行中 · {told.unknown:,} on records this run does not hold"
        )
    typer.echo(f"下次运行 · for the next run: --decisions {told.path}")


@app.command()
def export(
    folder: RunFolder,
    out: Annotated[
        Path, typer.Argument(metavar="FILE", help="写到何处：.csv、.parquet、.xlsx · Where to write.")
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace an existing file.")
    ] = False,
) -> None:
    """列出待复核的记录对，填上 verdict 即可导入 · List the pairs for review; fill in `verdict` and import.

    The file holds personal data as delivered.
    """
    from mdm.cli.tables import check_table_path, write_table
    from mdm.explanation import list_doubtful
    from mdm.review import VERDICTS

    check_table_path(out, overwrite)
    pairs = list_doubtful(folder)
    write_table(pairs, out, choices={"verdict": list(VERDICTS)})
    typer.echo(f"{len(pairs):,} 对待复核 pairs for review: {out}")
