"""`mdm rules`: list, check and describe rule packs."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="规则包 · Rule packs.", no_args_is_help=True)


@app.command()
def check(
    pack: Annotated[str, typer.Argument(help="规则包名称或文件夹 · A name or a folder.")],
) -> None:
    """检查规则包，一次报全所有错误 · Check a rule pack; all faults are told at once."""
    from mdm.rulepack import load_rulepack
    from mdm.vocabulary import library_vocabulary

    found = load_rulepack(pack, library_vocabulary())
    typer.echo(
        f"{found.name} {found.pack.title}: 无误 · no faults "
        f"({len(found.attributes)} 属性 attributes, {len(found.identifiers)} 标识 identifiers, "
        f"{len(found.blocking)} 分块规则 blocking rules, {len(found.comparisons)} 比较项 comparisons)"
    )


@app.command("list")
def list_all() -> None:
    """列出自带的规则包 · List the packaged rule packs."""
    from mdm.rulepack import list_packs, load_rulepack

    for name in list_packs():
        pack = load_rulepack(name).pack
        typer.echo(f"{name}\t{pack.title}\t{pack.title_en}")


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option(help="写到哪个文件夹，一文件一份 · Folder to write to, one file each.")
    ] = None,
) -> None:
    """作业文件与规则包的 JSON Schema · JSON Schemas of job file and rule pack, for editors."""
    from mdm.rulepack.schema import build_schemas

    schemas = build_schemas()
    if out is None:
        typer.echo(json.dumps(schemas, ensure_ascii=False, indent=1))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, told in schemas.items():
        path = out / f"mdm-{name}.schema.json"
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        typer.echo(str(path))
