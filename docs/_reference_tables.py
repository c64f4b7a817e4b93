"""Write the tables of the reference pages from the code itself, so that they cannot go stale.

A page says `<!-- table: kinds -->`; the build puts the table in its place. An unknown name stops the build.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import polars as pl
import typer
from mkdocs.exceptions import PluginError
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mdm import frames
from mdm.compare.library import COMPARISONS
from mdm.rulepack import (
    Completion,
    Document,
    Hierarchy,
    HouseholdEvent,
    Households,
    Reference,
    ReferenceTarget,
    Step,
    list_packs,
    load_rulepack,
    model,
    read_reference,
    survivorship,
    vetoes,
)
from mdm.rulepack.job import Job, SourceSpec
from mdm.standardise.kinds import KINDS

MARK = re.compile(r"<!-- table: (?P<name>[\w-]+)(?: (?P<argument>[\w-]+))? -->")


def on_page_markdown(markdown: str, config: Any, **_: Any) -> str:
    """Put every table in the place of its mark, in the language being built."""
    language = config.plugins["i18n"].current_language

    def table(mark: re.Match[str]) -> str:
        maker = TABLES.get(mark["name"])
        if maker is None:
            raise PluginError(f"no table {mark['name']!r}; there are {', '.join(sorted(TABLES))}")
        return maker(language == "zh", *([mark["argument"]] if mark["argument"] else []))

    return MARK.sub(table, markdown)


def as_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Lay out a Markdown table."""
    head = list(head)
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *cells])


def code(words: Iterable[object]) -> str:
    """Set words in code style, separated by commas."""
    return ", ".join(f"`{word}`" for word in words)


def kinds_table(chinese: bool) -> str:
    """Every kind of value with its parts."""
    head = ("种类", "名称", "组成部分") if chinese else ("kind", "title", "parts beside `value`")
    rows = ((f"`{k.name}`", k.title if chinese else k.title_en, code(k.parts)) for k in KINDS)
    return as_table(head, rows)


def comparisons_table(chinese: bool) -> str:
    """Every ready-made comparison with its levels, strongest first."""
    head = (
        ("级别", "含义", "结果", "名义相似度") if chinese else ("level", "meaning", "outcome", "similarity")
    )
    titles = {kind.name: kind.title if chinese else kind.title_en for kind in KINDS}
    sections = []
    for comparison in COMPARISONS:
        rows = (
            (
                f"`{level.name}`",
                level.title if chinese else level.title_en,
                level.outcome,
                "–" if level.similarity is None else f"{level.similarity:g}",
            )
            for level in comparison.levels
        )
        title = titles.get(comparison.kind, comparison.kind)
        sections.append(f"## `{comparison.kind}` {title}\n\n{as_table(head, rows)}")
    return "\n\n".join(sections)


def issues_table(chinese: bool) -> str:
    """Every issue code, what it means and how grave it is."""
    head = ("代码", "含义", "程度") if chinese else ("code", "meaning", "severity")
    codes = (
        read_reference("issue_codes")
        .sort("code")
        .select("code", "title_zh" if chinese else "title_en", "severity")
    )
    return as_table(head, ((f"`{code}`", title, severity) for code, title, severity in codes.rows()))


def reasons_table(chinese: bool) -> str:
    """Why a reference is resolved or open."""
    head = ("原因", "含义", "是否未定") if chinese else ("reason", "meaning", "open")
    said = read_reference("reference_reasons").select("reason", "title" if chinese else "title_en", "open")
    return as_table(head, ((f"`{reason}`", title, left_open) for reason, title, left_open in said.rows()))


def relations_table(chinese: bool) -> str:
    """The relations between entities, read from either end."""
    head = (
        ("关系", "由前向后", "由后向前") if chinese else ("relation", "from first to second", "the other way")
    )
    columns = ("title", "inverse_title") if chinese else ("title_en", "inverse_title_en")
    known = read_reference("relations").select("relation", *columns)
    return as_table(head, ((f"`{word}`", there, back) for word, there, back in known.rows()))


def frame_table(chinese: bool, name: str) -> str:
    """The columns of one frame."""
    columns: Mapping[str, pl.DataType] = getattr(frames, name.upper())
    head = ("列", "类型") if chinese else ("column", "type")
    return as_table(head, ((f"`{column}`", f"`{dtype}`") for column, dtype in columns.items()))


def packs_table(chinese: bool) -> str:
    """The packaged rule packs."""
    packs = [load_rulepack(name) for name in list_packs()]
    head = ("规则包", "名称", "实体编号首字母") if chinese else ("pack", "title", "letter of entity ids")
    return as_table(
        head, ((f"`{p.name}`", p.pack.title if chinese else p.pack.title_en, p.pack.letter) for p in packs)
    )


def attributes_table(chinese: bool, pack: str) -> str:
    """The attributes of one pack and the column names it knows."""
    attributes = load_rulepack(pack).attributes
    head = (
        ("属性", "名称", "种类", "认得的列名")
        if chinese
        else ("attribute", "title", "kind", "known column names")
    )
    return as_table(
        head,
        (
            (f"`{name}`", a.title if chinese else a.title_en, f"`{a.kind}`", "、".join(a.aliases))
            for name, a in attributes.items()
        ),
    )


def rulepack_table(chinese: bool) -> str:
    """Every file of a pack and every key in it, from the models that check it."""
    head = ("键", "类型", "默认", "说明") if chinese else ("key", "type", "default", "meaning")
    sections = []
    for name, part in PACK_FILES.items():
        sections.append(f"### `{name}`\n\n{as_table(head, _fields(part))}")
    return "\n\n".join(sections)


PACK_FILES: Mapping[str, type[BaseModel]] = {
    "pack.yml": model.PackHead,
    "pack.yml: decision": model.Decision,
    "attributes.yml: <attribute>": model.Attribute,
    "identifiers.yml: [ ]": model.Identifier,
    "identifiers.yml: within": model.Nearness,
    "blocking.yml: [ ]": model.BlockingRule,
    "comparisons.yml: [ ]": model.ComparisonRule,
    "vetoes.yml": model.Vetoes,
    "vetoes.yml: levels: [ ]": vetoes.LevelVeto,
    "vetoes.yml: dates: [ ]": vetoes.DateVeto,
    "vetoes.yml: crossings: [ ]": vetoes.CrossVeto,
    "survivorship.yml": survivorship.Survivorship,
    "survivorship.yml: default, attributes: <attribute>": survivorship.AttributeSurvivorship,
    "survivorship.yml: sources: in charge": survivorship.InCharge,
    "completions.yml: [ ]": Completion,
    "hierarchy.yml": Hierarchy,
    "hierarchy.yml: steps: [ ]": Step,
    "documents.yml: [ ]": Document,
    "households.yml": Households,
    "households.yml: events: <event>": HouseholdEvent,
    "references.yml: [ ]": Reference,
    "references.yml: [ ]: to: [ ]": ReferenceTarget,
}


def job_table(chinese: bool) -> str:
    """The keys of a job file and of each source in it."""
    head = ("键", "类型", "默认", "说明") if chinese else ("key", "type", "default", "meaning")
    parts = {"job.yml": Job, "job.yml: sources: [ ]": SourceSpec}
    return "\n\n".join(f"## `{name}`\n\n{as_table(head, _fields(part))}" for name, part in parts.items())


def _fields(part: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    for name, field in part.model_fields.items():
        yield f"`{name}`", _type_name(field.annotation), _default(field), field.description or ""


def _type_name(wanted: Any) -> str:
    """Name a type as somebody who writes YAML would."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return _type_name(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(_type_name(choice) for choice in inner if choice is not NoneType)
    if origin is Literal:
        return " or ".join(str(choice) for choice in inner)
    if origin is tuple:
        return f"list of {_type_name(inner[0])}"
    if origin is dict:
        return f"map of {_type_name(inner[0])} to {_type_name(inner[1])}"
    plain = {str: "text", int: "number", float: "number", bool: "true or false", Path: "path", date: "date"}
    return plain.get(wanted, getattr(wanted, "__name__", str(wanted)))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, "") or isinstance(value, BaseModel):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def cli_table(chinese: bool) -> str:
    """Every verb of the command with its arguments and options."""
    from mdm.cli import app

    head = ("参数", "说明") if chinese else ("argument or option", "meaning")
    sections = []
    for path, command in _commands(typer.main.get_command(app), ("mdm",)):
        parameters = [p for p in command.params if p.name != "help" and not getattr(p, "hidden", False)]
        rows = [(_parameter_names(p), _in_one(getattr(p, "help", None), chinese)) for p in parameters]
        words = [*path, *(_metavar(p) for p in parameters if p.param_type_name == "argument")]
        options = " [OPTIONS]" if any(p.param_type_name == "option" for p in parameters) else ""
        usage = f"```text\n{' '.join(words)}{options}\n```"
        text = f"## `{' '.join(path)}`\n\n{_in_one(command.help, chinese)}\n\n{usage}\n"
        sections.append(f"{text}\n{as_table(head, rows)}" if rows else text)
    return "\n\n".join(sections)


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        if not child.hidden:
            yield from _commands(child, (*path, name))


def _parameter_names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_metavar(parameter)}`"
    return code((*parameter.opts, *parameter.secondary_opts))


def _metavar(parameter: Any) -> str:
    return getattr(parameter, "metavar", None) or parameter.name.upper()


def _in_one(text: str | None, chinese: bool) -> str:
    """Choose the language of a help text that says `中文 · English` in its first line."""
    first, line_end, rest = (text or "").partition("\n")
    left, dot, right = first.partition(" · ")
    return (left if chinese or not dot else right) + line_end + rest


TABLES: Mapping[str, Callable[..., str]] = {
    "attributes": attributes_table,
    "cli": cli_table,
    "comparisons": comparisons_table,
    "frame": frame_table,
    "issues": issues_table,
    "job": job_table,
    "kinds": kinds_table,
    "packs": packs_table,
    "reasons": reasons_table,
    "relations": relations_table,
    "rulepack": rulepack_table,
}
