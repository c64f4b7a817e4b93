"""`mdm why`, `how`, `explain`, `blocking`, `report`, `verify`: ask a finished run."""

from pathlib import Path
from typing import Annotated

import typer

RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="运行文件夹 · Run folder.")]
Record = Annotated[str, typer.Argument(metavar="SOURCE:ID", help="来源:记录编号 · A record.")]
Entity = Annotated[str, typer.Argument(help="实体编号 · Entity id.")]


def why(folder: RunFolder, left: Record, right: Record) -> None:
    """为何是（或不是）同一实体 · Why two records are one entity, or are not."""
    from mdm.run import open_run

    typer.echo(str(open_run(folder).why(*_split(left), *_split(right))))


def how(folder: RunFolder, entity: Entity) -> None:
    """实体由哪些记录、凭什么合成 · How an entity came together."""
    from mdm.run import open_run

    typer.echo(str(open_run(folder).how(entity)))


def explain(
    folder: RunFolder,
    entity: Entity,
    attribute: Annotated[str, typer.Argument(help="属性 · Attribute, such as address.")],
) -> None:
    """黄金值从何而来 · Where a golden value comes from."""
    from mdm.run import open_run

    typer.echo(str(open_run(folder).explain(entity, attribute)))


def blocking(
    folder: RunFolder,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="从数据中找可增加的规则 · Look for further rules in the data.")
    ] = False,
    most_pairs: Annotated[
        float,
        typer.Option(
            help="建议的规则为每条待配记录至多提出多少对 · Pairs a suggested rule may propose per record."
        ),
    ] = 20.0,
) -> None:
    """各条分块规则的代价与找到的比例 · What each blocking rule cost and reached."""
    from mdm.run import open_run

    typer.echo(str(open_run(folder).blocking(suggest, most_pairs)))


def portrait(folder: RunFolder, entity: Entity) -> None:
    """与一个实体有关的一切，及其依据 · Everything tied to a person, an enterprise, a door, with the reasons."""
    from mdm.profile_run import open_profile

    typer.echo(str(open_profile(folder).portrait(entity)))


def report(folder: RunFolder) -> None:
    """报告在哪里 · Print the path of the link report, or of the report on all bases."""
    from mdm.profile_run import open_profile
    from mdm.run import open_run
    from mdm.run_folder import bases_in

    opened = open_profile(folder) if bases_in(folder) else open_run(folder)
    typer.echo(str(opened.report()))


def verify(folder: RunFolder) -> None:
    """核对运行文件夹是否完好 · Check that a run folder is whole and unchanged."""
    from mdm.verify import verify_run

    faults = verify_run(folder)
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(1)
    typer.echo(f"{folder}: 完好 · whole and unchanged")


def _split(record: str) -> tuple[str, str]:
    from mdm.errors import UsageError

    source, colon, record_id = record.partition(":")
    if not colon:
        raise UsageError(f"{record!r} does not name a record", hint="write SOURCE:ID, such as police:GA00001")
    return source, record_id


COMMANDS = (why, how, explain, portrait, blocking, report, verify)
