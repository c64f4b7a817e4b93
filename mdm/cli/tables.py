"""Write a table to a file of the form its ending names."""

import importlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from mdm.errors import UsageError

SUFFIXES = (".csv", ".parquet", ".xlsx")
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def check_table_path(path: Path, overwrite: bool) -> None:
    """Raise UsageError where a table cannot be written to `path`, before any work is done."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{path}: unknown format {path.suffix!r}", hint=f"known endings: {', '.join(SUFFIXES)}"
        )
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder", hint="make it first")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"{path.parent}: nothing can be written there", hint="choose another folder")
    if path.exists() and not overwrite:
        raise UsageError(f"{path}: there is a file of that name", hint="say --overwrite to replace it")


def write_table(table: pl.DataFrame, path: Path, choices: Mapping[str, Sequence[str]] | None = None) -> None:
    """Write the table whole or not at all; lists become text joined by bars where the form has no lists.

    A workbook offers `choices`, the words that may stand in a column, in its cells.
    """
    draft = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    flat = _join_lists(table)
    try:
        match path.suffix.lower():
            case ".parquet":
                table.write_parquet(draft)
            case ".csv":
                flat.write_csv(draft)
            case _:
                _write_workbook(flat, draft, choices or {})
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def as_csv(table: pl.DataFrame) -> str:
    """The table as the text of a CSV file, lists joined by bars."""
    return _join_lists(table).write_csv()


def _join_lists(table: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name, dtype in table.schema.items() if dtype == pl.List(pl.String)]
    return table.with_columns(pl.col(lists).list.join("|")) if lists else table


def _write_workbook(table: pl.DataFrame, path: Path, choices: Mapping[str, Sequence[str]]) -> None:
    try:
        xlsxwriter = importlib.import_module("xlsxwriter")
    except ImportError:
        raise UsageError("writing a workbook needs xlsxwriter", hint="pip install 'mdm-cn[excel]'") from None
    with xlsxwriter.Workbook(str(path), TEXT_ONLY) as book:
        sheet = book.add_worksheet()
        table.write_excel(workbook=book, worksheet=sheet, freeze_panes=(1, 0))
        for name, words in choices.items():
            column = table.get_column_index(name)
            rule = {"validate": "list", "source": list(words)}
            sheet.data_validation(1, column, max(1, table.height), column, rule)
