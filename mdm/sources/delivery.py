"""Read all sources of a run into one frame of raw records."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import InputError
from mdm.rulepack import RulePack
from mdm.rulepack.job import SourceSpec
from mdm.side_by_side import side_by_side
from mdm.sources.as_text import as_text, is_readable
from mdm.sources.columns import ROW_NUMBER, ColumnMap, map_columns
from mdm.sources.content import digest_records
from mdm.sources.day_order import find_day_order
from mdm.sources.faults import SourceFaults
from mdm.sources.naming import name_sources
from mdm.sources.open_file import open_file, unreadable
from mdm.sources.read_frame import read_frame
from mdm.sources.reading import Reading
from mdm.sources.record_ids import check_record_ids, read_id


@dataclass(frozen=True)
class SourceInfo:
    """What one source delivered and how it was understood.

    `checksum` is the SHA-256 of the file's bytes (of the mapped content for frames in memory), `content`
    that of the records in their order of ids, which does not change when rows are shuffled. `blank_rows`
    counts rows left out because nothing mapped stands in them. `options` are the remarks of the job file
    that later rooms need: `date_system`, `department`, `duplicate_free`, `reference`, `frame` and `axes`.
    """

    name: str
    path: str | None
    format: str
    encoding: str | None
    rows: int
    blank_rows: int
    checksum: str
    content: str
    record_id: str
    columns: Mapping[str, str]
    unmapped: tuple[str, ...]
    options: Mapping[str, str]


@dataclass(frozen=True)
class Delivery:
    """All raw records, sorted by source and record id, and what each source was like.

    `records` has `row`, `source`, `record_id` and one String column per attribute that some source has;
    the text is exactly as delivered, null where there was none.
    """

    records: pl.DataFrame
    sources: tuple[SourceInfo, ...]


def read_sources(
    sources: Mapping[str, Any] | Iterable[Any] | str | Path, pack: RulePack, *, id_column: str | None = None
) -> Delivery:
    """Read every source and map its columns to the attributes of `pack`.

    `sources` maps names to paths (CSV, Parquet, Arrow IPC, workbook) or frames (Polars, pandas, anything
    with `__arrow_c_stream__`), or lists paths, `NAME=PATH` texts or SourceSpecs of a job file. `id_column`
    names the record id column of sources that do not say their own; `@row` numbers the rows from 1. The
    result does not depend on the order of sources or rows.

    Raises UsageError for sources that cannot be named and InputError, before any other work, for those that
    cannot be read as they stand, all of them at once.

    >>> from mdm.rulepack import load_rulepack
    >>> police = pl.DataFrame({"编号": ["2", "1"], "姓名": ["李四", "张三"]})
    >>> read_sources({"police": police}, load_rulepack("population")).records["record_id"].to_list()
    ['1', '2']
    """
    named = sorted(name_sources(sources), key=lambda item: item[0].name)
    frames: list[pl.DataFrame] = []
    infos: list[SourceInfo] = []
    with tempfile.TemporaryDirectory(prefix="mdm-") as scratch:
        opened, faults = [], SourceFaults()
        for spec, data in named:
            with faults.gathered():
                reading = open_source(spec, data, Path(scratch))
                opened.append((spec, reading, map_source(spec, reading, pack, id_column)))
        faults.tell()
        for found in side_by_side(lambda one: _collect_or_tell(*one, pack), opened):
            with faults.gathered():
                if isinstance(found, InputError):
                    raise found
                frame, info = found
                frames.append(frame)
                infos.append(info)
        del found
        faults.tell()
    return Delivery(_concatenate(frames, infos, pack), tuple(infos))


def open_source(spec: SourceSpec, data: Any, scratch: Path) -> Reading:
    """Open one source without reading its records."""
    return read_frame(spec.name, data) if spec.path is None else open_file(spec.path, spec, scratch)


def map_source(spec: SourceSpec, reading: Reading, pack: RulePack, id_column: str | None) -> ColumnMap:
    """What the columns of an opened source mean to the pack."""
    id_column = spec.record_id or id_column
    try:
        return map_columns(reading.where, reading.header, pack, spec.columns, id_column)
    except InputError as fault:
        raise InputError(fault.message, hint=f"{reading.hint}{fault.hint}") from None


def _collect_or_tell(
    spec: SourceSpec, reading: Reading, mapping: ColumnMap, pack: RulePack
) -> tuple[pl.DataFrame, SourceInfo] | InputError:
    """What `_collect` returns or raises, so that faults are told in the order of the sources."""
    try:
        return _collect(spec, reading, mapping, pack)
    except InputError as fault:
        return fault


def _collect(
    spec: SourceSpec, reading: Reading, mapping: ColumnMap, pack: RulePack
) -> tuple[pl.DataFrame, SourceInfo]:
    schema = reading.frame.collect_schema()
    used = [*mapping.attributes, *([] if mapping.record_id == ROW_NUMBER else [mapping.record_id])]
    for column in used:
        if not is_readable(schema[column]):
            raise InputError(
                f"{reading.where}: column {column!r} holds {schema[column]}, which is not text",
                hint="convert it to text, or map it to null in the job file",
            )
    source_id = read_id(mapping.record_id, schema)
    values = [
        as_text(column, schema[column]).alias(attribute) for column, attribute in mapping.attributes.items()
    ]
    try:
        frame = reading.frame.select(source_id.alias("record_id"), *values).collect()
    except pl.exceptions.PolarsError as error:
        raise unreadable(reading, error) from None
    delivered = len(frame)
    frame = check_record_ids(frame, reading, mapping.record_id)
    content = digest_records(frame)
    info = SourceInfo(
        name=spec.name,
        path=reading.path,
        format=reading.format,
        encoding=reading.encoding,
        rows=len(frame),
        blank_rows=delivered - len(frame),
        checksum=reading.checksum or content,
        content=content,
        record_id=mapping.record_id,
        columns=dict(mapping.attributes),
        unmapped=mapping.unmapped,
        options=_options(spec) | _day_order(frame, pack),
    )
    return frame, info


def _day_order(frame: pl.DataFrame, pack: RulePack) -> dict[str, str]:
    """The remark `day_first`, where the dates of a source prove it."""
    dates = [
        name for name in frame.columns if name in pack.attributes and pack.attributes[name].kind == "date"
    ]
    order = find_day_order([frame[name] for name in dates])
    return {} if order is None else {"day_first": str(order).lower()}


def _options(spec: SourceSpec) -> dict[str, str]:
    options = {
        "date_system": spec.date_system,
        "department": spec.department,
        "duplicate_free": None if spec.duplicate_free is None else str(spec.duplicate_free).lower(),
        "reference": "true" if spec.reference else None,
        "frame": spec.frame,
        "axes": spec.axes,
    }
    return {name: value for name, value in options.items() if value is not None}


def _concatenate(frames: list[pl.DataFrame], infos: list[SourceInfo], pack: RulePack) -> pl.DataFrame:
    """Put the sources together column by column, so that only one column is ever held twice."""
    height = sum(info.rows for info in infos)
    source = pl.concat([pl.repeat(info.name, info.rows, eager=True, dtype=pl.String) for info in infos])
    columns = [pl.int_range(height, dtype=pl.UInt32, eager=True).alias("row"), source.alias("source")]
    present = {attribute for info in infos for attribute in info.columns.values()}
    for name in ("record_id", *(a for a in pack.attributes if a in present)):
        parts = [
            frame.drop_in_place(name)
            if name in frame.columns
            else pl.Series(name, dtype=pl.String).extend_constant(None, info.rows)
            for frame, info in zip(frames, infos, strict=True)
        ]
        columns.append(pl.concat(parts, rechunk=True).alias(name))
    return pl.DataFrame(columns)
