"""`mdm run` and `mdm demo`: from sources to a run folder."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from mdm.cli.progress import ProgressStyle, show_progress

Rules = Annotated[str | None, typer.Option(help="规则包名称或文件夹 · Rule pack: a name or a folder.")]
ProfileName = Annotated[
    str | None, typer.Option(help="基础库清单，一次建各库 · Profile: several bases at once.")
]
Out = Annotated[Path | None, typer.Option(help="运行文件夹 · Run folder.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="替换其中已有的运行 · Replace the run in it.")]
City = Annotated[str | None, typer.Option(help="签发城市的区划代码 · Division code of the city: 320500.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="以哪一天的区划为准 · Day whose divisions hold; default today."),
]
IdColumn = Annotated[
    str | None, typer.Option(help="记录编号列，@row 为行号 · Record id column; @row numbers the rows.")
]
DuplicateFree = Annotated[
    list[str] | None,
    typer.Option(metavar="SOURCE", help="无重复的来源 · Source that holds each entity once; repeatable."),
]
Reference = Annotated[
    str | None,
    typer.Option(metavar="SOURCE", help="基准登记库，逐一对应 · Register to link to, one to one."),
]
Decisions = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="人工判定文件，优先于打分 · Reviewers' decisions; repeatable."),
]
Model = Annotated[
    Path | None,
    typer.Option(metavar="RUN", help="沿用此前一次运行学到的参数 · Reuse what an earlier run learned."),
]
Frames = Annotated[
    list[str] | None,
    typer.Option(
        "--frame", help="坐标系，逐来源或全部 · Frame of a source's points: poi=gcj02, or cgcs2000 for all."
    ),
]
ClassifierFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="用由人工判定训练的分类器 · Use a classifier trained on decisions."),
]
Previous = Annotated[
    Path | None,
    typer.Option(metavar="RUN", help="前一次运行，实体编号沿用 · Run before this one; entity ids live on."),
]
Style = Annotated[ProgressStyle, typer.Option(help="进度显示 · How progress is shown.")]
Sources = Annotated[
    list[str], typer.Argument(help="NAME=FILE …，或一个作业文件 · NAME=FILE …, or one job file (.yml).")
]


def run(
    sources: Sources,
    rules: Rules = None,
    profile: ProfileName = None,
    out: Out = None,
    overwrite: Overwrite = False,
    city: City = None,
    as_of: AsOf = None,
    id_column: IdColumn = None,
    duplicate_free: DuplicateFree = None,
    reference: Reference = None,
    decisions: Decisions = None,
    model: Model = None,
    classifier: ClassifierFile = None,
    previous: Previous = None,
    frame: Frames = None,
    progress: Style = ProgressStyle.auto,
) -> None:
    """关联各来源，生成黄金记录 · Reconcile sources into golden records."""
    said: dict[str, Any] = {
        "rules": rules,
        "profile": profile,
        "out": out,
        "city": city,
        "as_of": as_of.date() if as_of else None,
    }
    said |= {"duplicate_free": duplicate_free, "reference": reference, "decisions": decisions}
    said |= {"model": model, "classifier": classifier, "previous": previous}
    given = {name: value for name, value in said.items() if value not in (None, [])}
    if len(sources) == 1 and sources[0].lower().endswith((".yml", ".yaml")):
        given = _read_job(Path(sources[0])) | given
    else:
        given = {"sources": sources} | given
    if frame:
        given["frames"] = read_frames(frame)
    _reconcile(given, overwrite, id_column, progress)


def demo(
    out: Out = None,
    overwrite: Overwrite = False,
    progress: Style = ProgressStyle.auto,
) -> None:
    """用自带的演示数据跑一遍 · Run on the demo set that comes along."""
    from mdm._resources import demo_root

    job = _read_job(demo_root() / "population" / "job.yml")
    _reconcile(job | {"out": out or Path("mdm-demo")}, overwrite, None, progress)


def read_frames(words: list[str]) -> dict[str, str] | str:
    """Frames by source from `NAME=FRAME` words, or one frame for all.

    >>> read_frames(["poi=gcj02", "plates=cgcs2000"])
    {'poi': 'gcj02', 'plates': 'cgcs2000'}
    """
    if len(words) == 1 and "=" not in words[0]:
        return words[0]
    pairs = [word.partition("=") for word in words]
    return {name: frame for name, _, frame in pairs}


def _read_job(path: Path) -> dict[str, Any]:
    from mdm.rulepack.job import load_job

    job = load_job(path)
    given: dict[str, Any] = {
        name: getattr(job, name)
        for name in ("sources", "rules", "profile", "out", "city", "as_of", "key", "registry")
    }
    return {name: value for name, value in given.items() if value is not None}


def _reconcile(given: dict[str, Any], overwrite: bool, id_column: str | None, style: ProgressStyle) -> None:
    from mdm.cli.profile_summary import summarise_profile
    from mdm.cli.summary import summarise_run
    from mdm.errors import UsageError
    from mdm.reconciling import reconcile

    if "out" not in given:
        raise UsageError("no run folder is named", hint="say --out DIR, or out: in the job file")
    with show_progress(style) as begin:
        result = reconcile(**given, overwrite=overwrite, id_column=id_column, on_progress=begin)
    if "profile" in result.manifest:
        typer.echo(summarise_profile(result.manifest, result.path))
    else:
        typer.echo(summarise_run(result.manifest, result.path))


COMMANDS = (run, demo)
