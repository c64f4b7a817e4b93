"""The command `mdm`: parse, call, print. Nothing is decided here.

Exit codes: 0 done, 1 the run failed, 2 usage, rules or input are wrong, 130 interrupted.
"""

import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Annotated

import typer

from mdm._version import __version__
from mdm.cli import (
    catalogue,
    classifier,
    columns,
    decisions,
    evaluate,
    explain,
    lookup,
    release,
    rules,
    run,
    sources,
    standardise,
)
from mdm.errors import InputError, MdmError, RulePackError, RunError, UsageError

FAILED, REFUSED, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="mdm",
    help="主数据对账 · Master-data reconciliation: standardise, link, and build golden records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (run, standardise, explain, lookup, evaluate, catalogue, sources, columns, release):
    for command in module.COMMANDS:
        app.command()(command)
app.add_typer(rules.app, name="rules")
app.add_typer(decisions.app, name="decisions")
app.add_typer(classifier.app, name="classifier")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mdm {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="版本 · Print the version."),
    ] = False,
    traceback: Annotated[
        bool, typer.Option("--traceback", help="出错时显示调用栈 · Show the call stack of an error.")
    ] = False,
) -> None:
    """主数据对账 · Master-data reconciliation."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        app(words, prog_name="mdm")
    except (KeyboardInterrupt, SystemExit) as ended:
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        typer.echo("已中断，没有留下不完整的结果 · Interrupted; no half-written result is left.", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:
        if words[:1] == ["--traceback"]:
            raise
        refused = isinstance(error, InputError | RulePackError | RunError | UsageError)
        typer.echo(_letter(error), err=True)
        sys.exit(REFUSED if refused else FAILED)


def _letter(error: Exception) -> str:
    """What to print of an error: never the call stack, and of a surprise never the values it may quote."""
    if isinstance(error, MdmError):
        return f"{type(error).__name__}: {error}"
    if isinstance(error, OSError):  # of files, not of values
        said = error.strerror or str(error).splitlines()[0]
        where = "" if error.filename is None else f"{error.filename}: "
        return f"{type(error).__name__}: {where}{said}; nothing was written\nHint: check disk and permissions"
    return (
        f"{type(error).__name__}: the run failed unexpectedly; nothing was written\n"
        "Hint: mdm --traceback … shows where; the call stack may quote personal data"
    )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
