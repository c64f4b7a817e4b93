"""`mdm catalogue`: what the bases offer, field by field."""

from pathlib import Path
from typing import Annotated

import typer


def catalogue(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PACK]...", help="规则包，默认全部基础库 · Rule packs; all bases by default."
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="某一清单的各库，用其目录名称 · Bases of a profile, under its title.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="写入 CSV、Parquet 或 Excel 文件 · Write a CSV, Parquet or Excel file."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace a file of that name.")
    ] = False,
) -> None:
    """编制信息资源目录 · Write the resource catalogue: every field with type, values, provider and share type."""
    from mdm.catalogue import describe_resources
    from mdm.cli.tables import check_table_path, write_table
    from mdm.errors import UsageError
    from mdm.rulepack import load_profile, load_rulepack
    from mdm.vocabulary import library_vocabulary

    if out is not None:
        check_table_path(out, overwrite)
    if profile and packs:
        raise UsageError("packs and a profile are both named", hint="a profile names its packs")
    plan = load_profile(profile) if profile else None
    packs = [*plan.bases, *plan.beside] if plan else packs
    chosen = [load_rulepack(name, library_vocabulary()) for name in packs] if packs else None
    fields = describe_resources(chosen)
    if out is not None:
        write_table(fields, out)
        typer.echo(f"{len(fields)} 个字段 fields → {out}")
        return
    if plan is not None:
        typer.echo(f"{plan.catalogue}  {plan.title}")
    for (_, base_title), rows in fields.group_by("base", "base_title", maintain_order=True):
        typer.echo(f"{base_title} {rows['base'][0]}  {len(rows)} 个字段 fields")
        for row in rows.iter_rows(named=True):  # some dozens of fields, printed for people
            listed = row["code_list"] or row["value_domain"]
            typer.echo(
                f"  {row['title']} {row['field']}  {row['type']}  {listed}  {row['provider_title'] or ''}"
            )


COMMANDS = (catalogue,)
