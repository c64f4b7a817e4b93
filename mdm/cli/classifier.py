"""`mdm classifier`: learn from reviewers' decisions, and say whether it is worth it."""

from pathlib import Path
from typing import Annotated

import typer

from mdm.cli.explain import RunFolder

app = typer.Typer(help="分类器 · Classifiers trained on reviewers' decisions.", no_args_is_help=True)


@app.callback()
def options() -> None:
    """分类器 · Classifiers trained on reviewers' decisions."""


@app.command()
def train(
    folder: RunFolder,
    out: Annotated[Path, typer.Option(help="写到何处：.json · Where to write the classifier.")],
    decisions: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="判定文件；默认用已导入的 · Decisions; default: those imported."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="替换已有文件 · Replace an existing file.")
    ] = False,
) -> None:
    """以人工判定训练，并与默认比较 · Train on decisions, and compare with the default on those held back."""
    from mdm.errors import UsageError
    from mdm.supervised import train_classifier

    if out.exists() and not overwrite:
        raise UsageError(f"{out}: there is a file of that name", hint="say --overwrite to replace it")
    trained = train_classifier(folder, decisions or None)
    typer.echo(str(trained))
    typer.echo(f"要用它 · to use it: mdm run --classifier {trained.write(out)}")


COMMANDS = (train,)
