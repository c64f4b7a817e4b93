"""Read Excel workbooks through fastexcel, every cell as text."""

import hashlib
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import InputError
from mdm.rulepack.job import SourceSpec
from mdm.sources.as_text import SURE_DIGITS
from mdm.sources.reading import Reading, tell_apart

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods")
TITLE_ROWS = 10
"""So many rows may stand above the header line of a sheet: titles, the unit that fills it in, dates."""


LONG_NUMBER = "^[0-9]{16,18}$"

HEADER_SHARE = 0.6
"""A header line fills at least this share of the cells the fullest of these rows fills."""


def read_workbook(path: Path, spec: SourceSpec) -> Reading:
    """Open one sheet: the stated one (name, or number from 1) or the first.

    The header is the first of the top rows in which about as many cells are filled as in any of them, so
    that titles and notes above it do no harm.
    """
    try:
        fastexcel = importlib.import_module("fastexcel")
    except ImportError:
        raise InputError(
            f"{path}: reading a workbook needs fastexcel", hint="pip install 'mdm-cn[excel]'"
        ) from None
    try:
        book = fastexcel.read_excel(str(path))
    except Exception as error:
        first = str(error).splitlines()[0]
        raise InputError(
            f"{path}: not a readable workbook: {first}", hint="open it and save it as .xlsx"
        ) from None
    sheet = _find_sheet(path, book.sheet_names, spec.sheet)
    where = f"{path} [{sheet}]"
    others = [name for name in book.sheet_names if name != sheet] if spec.sheet is None else []
    top = _load(book, sheet, header_row=None, n_rows=TITLE_ROWS)
    if top.is_empty():
        raise InputError(
            f"{where}: the sheet is empty; it has no header line",
            hint=f"{_other_sheets(others)}deliver at least the header",
        )
    filled = top.select(pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int64))).to_series()
    header_row = int((filled >= HEADER_SHARE * filled.max()).arg_max() or 0)  # type: ignore[operator]
    names = [name or "" for name in top.row(header_row)]
    frame = _load(book, sheet, header_row=None, skip_rows=header_row + 1, width=len(names))
    frame = _without_invented_digits(book, sheet, frame, header_row + 1)
    header = tell_apart(names)
    frame = frame.rename(dict(zip(frame.columns, header, strict=False)))
    frame = frame.with_columns(pl.all().str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1"))

    def say_rows(rows: Sequence[int]) -> list[str]:
        return [f"row {header_row + 2 + row}" for row in rows]

    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    form = path.suffix.lower().removeprefix(".")
    return Reading(
        where, frame.lazy(), header, form, str(path), None, checksum, say_rows, hint=_other_sheets(others)
    )


def _other_sheets(others: Sequence[str]) -> str:
    return (
        f"the first sheet was read; for another say in the job file sheet: {' or '.join(others)}; "
        if others
        else ""
    )


def _find_sheet(path: Path, names: list[str], wanted: str | int | None) -> str:
    if wanted is None:
        return names[0]
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return names[wanted - 1]
    if wanted in names:
        return str(wanted)
    raise InputError(f"{path}: no sheet {wanted!r}", hint=f"sheets: {', '.join(names)}")


def _without_invented_digits(book: Any, sheet: str, frame: pl.DataFrame, skip_rows: int) -> pl.DataFrame:
    """Long numbers typed as numbers the way a spreadsheet shows them: fifteen digits and then zeros.

    A number cell is a float and knows no more; what the reader prints behind is invented. Text cells
    keep all they hold. Only number cells can be read as truth values, which tells the two apart.
    """
    is_long = pl.col(pl.String).str.contains(LONG_NUMBER).any()
    long = [name for name, found in zip(frame.columns, frame.select(is_long).row(0), strict=True) if found]
    if not long:
        return frame
    truth = _load(book, sheet, header_row=None, skip_rows=skip_rows, width=frame.width, dtypes="boolean")
    truth = truth.rename(dict(zip(truth.columns, frame.columns, strict=False)))
    shown = []
    for name in long:
        text, is_number = pl.col(name), pl.lit(truth[name].is_not_null())
        length = text.str.len_bytes().cast(pl.Int64).clip(lower_bound=SURE_DIGITS)
        unit = pl.lit(10, pl.Int64).pow(length - SURE_DIGITS)
        number = (text.cast(pl.Int64, strict=False) + unit // 2) // unit * unit
        shown.append(
            pl.when(is_number & text.str.contains(LONG_NUMBER)).then(number.cast(pl.String)).otherwise(text)
        )
    return frame.with_columns(shown)


def _load(
    book: Any,
    sheet: str,
    *,
    header_row: None,
    n_rows: int | None = None,
    skip_rows: int = 0,
    width: int = 0,
    dtypes: str = "string",
) -> pl.DataFrame:
    loaded = book.load_sheet(
        sheet,
        header_row=header_row,
        n_rows=n_rows,
        skip_rows=skip_rows,
        dtypes=dtypes,
        skip_whitespace_tail_rows=True,
    )
    frame: pl.DataFrame = loaded.to_polars()
    missing = [pl.lit(None, dtype=pl.String).alias(f"_{i}") for i in range(frame.width, width)]
    return frame.with_columns(missing) if missing else frame
