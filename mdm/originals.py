"""The text from which each value was read, for provenance."""

import polars as pl

from mdm.rulepack import RulePack


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
