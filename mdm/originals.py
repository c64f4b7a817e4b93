"""The text from which each value was read, for provenance."""

from collections.abc import Callable
from functools import partial

import polars as pl

from mdm.rulepack import RulePack
from mdm.shelf import Shelved


def originals_of(raw: Shelved, records: Shelved, pack: RulePack) -> dict[str, Callable[[], pl.Series]]:
    """The columns of `list_originals` by name, each made from what it needs of the two when it is called."""
    given = [name for name in raw.columns if name in pack.attributes]
    tellers = {
        target: [n for n in given for t, part in pack.attributes[n].derive.items() if t == target]
        for target in pack.attributes
    }

    def make(name: str) -> pl.Series:
        told = tellers[name]
        parts = {f"{n}.{p}" for n in told for t, p in pack.attributes[n].derive.items() if t == name}
        read = [c for c in records.columns if c in parts or c == f"{name}.stated"]
        delivered = raw.read([c for c in given if c == name or c in told])
        return list_originals(delivered, records.read(read), pack)[f"{name}.original"]

    def is_made(name: str) -> bool:
        told = (f"{n}.{p}" for n in tellers[name] for t, p in pack.attributes[n].derive.items() if t == name)
        return name in given or any(column in records.columns for column in told)

    return {f"{name}.original": partial(make, name) for name in pack.attributes if is_made(name)}


def list_originals(raw: pl.DataFrame, records: pl.DataFrame, pack: RulePack) -> pl.DataFrame:
    """One column `<attribute>.original` per attribute, row by row as in `raw`.

    It holds the text delivered; where another attribute told the value and the record states none or another
    one, that attribute as delivered: a birth date read from a citizen number comes from that number.
    Works on any batch of records.
    """
    origin = {name: pl.col(name) for name in raw.columns if name in pack.attributes}
    beside = raw.select(list(origin))
    for name, attribute in pack.attributes.items():
        for target, part in attribute.derive.items():
            told = f"{name}.{part}"
            if name not in origin or told not in records.columns or "." in target:
                continue
            if target not in origin:  # the same column under another name: no row is copied
                beside = beside.with_columns(beside[name].alias(target))
                origin[target] = pl.col(target)
                continue
            stated = f"{target}.stated"
            beside = beside.with_columns(records[told].alias("told"))
            is_told = pl.col("told").is_not_null()
            if stated in records.columns:
                beside = beside.with_columns(records[stated].alias("said"))
                is_told &= ~(pl.col("said").cast(records.schema[told]) == pl.col("told")).fill_null(False)
            beside = beside.with_columns(
                pl.when(is_told).then(pl.col(name)).otherwise(origin[target]).alias(target)
            )
            origin[target] = pl.col(target)
    return beside.select(pl.col(name).alias(f"{name}.original") for name in origin)
