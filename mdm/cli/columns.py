"""`mdm columns`: what the columns of an unknown file may mean."""

from pathlib import Path
from typing import Annotated

import typer


def columns(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV、Parquet 或工作簿 · CSV, Parquet or workbook.")
    ],
    rules: Annotated[str, typer.Option(help="规则包 · Rule pack.")] = "population",
    least: Annotated[
        float, typer.Option(help="低于此把握不采用 · Confidence below which nothing is applied.")
    ] = 0.8,
) -> None:
    """推测各列含义 · Propose what columns mean, by name or by content, with how sure that is."""
    from mdm.proposing import propose_columns
    from mdm.rulepack import load_rulepack
    from mdm.sources import read_table
    from mdm.vocabulary import library_vocabulary

    told = propose_columns(read_table(file), load_rulepack(rules, library_vocabulary()), least)
    for column, attribute, confidence, by, applied in told.iter_rows():  # columns of one file
        mark = "✓" if applied else "?"
        typer.echo(f"{mark} {column}: {attribute or '–'}  {confidence:.0%}  {by}")


COMMANDS = (columns,)
