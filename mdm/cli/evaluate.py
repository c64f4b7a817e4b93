"""`mdm evaluate`: how good is a crosswalk, measured against a truth?"""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    crosswalk: Annotated[
        Path, typer.Argument(help="运行文件夹或交叉引用表 · Run folder, or a crosswalk file.")
    ],
    truth: Annotated[
        Path,
        typer.Argument(
            help="真值：record_id、entity_id（及 source） · The truth: record_id, entity_id, source."
        ),
    ],
) -> None:
    """对照真值评估 · Measure a crosswalk against a truth."""
    from mdm.evaluation import evaluate_crosswalk
    from mdm.sources import read_table

    known = truth if truth.suffix.lower() == ".parquet" else read_table(truth)
    typer.echo(str(evaluate_crosswalk(crosswalk, known)))


COMMANDS = (evaluate,)
