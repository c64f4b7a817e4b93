"""`mdm evaluate`: how good is a crosswalk, measured against a truth?"""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    crosswalk: Annotated[
        Path, typer.Argument(help="运行文件夹或交叉引用表 · Run folder, or a crosswalk file.")
    ],
    truth: Annotated[Path, typer.Argument(help="真值：record_id、entity_id（及 source）· The truth.")],
) -> None:
    """对照真值评估 · Measure a crosswalk against a truth."""
    from mdm.evaluation import evaluate_crosswalk
    from mdm.run import open_run
    from mdm.sources import read_table

    found = open_run(crosswalk).crosswalk.collect() if crosswalk.is_dir() else read_table(crosswalk)
    typer.echo(str(evaluate_crosswalk(found, read_table(truth))))


COMMANDS = (evaluate,)
