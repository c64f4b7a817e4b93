"""A place written as one text: an address, and behind it in brackets the name and the category given to it."""

import polars as pl

from mdm.standardise.text import is_placeholder

NAME, POI, CATEGORY = "名称", "兴趣点", "类别"
_WHOLE = rf"^(?P<address>.*?)(?:\((?:{NAME}|{POI}):(?P<name>.*?)\))?(?:\({CATEGORY}:(?P<category>.*)\))?$"


def split_texts(text: pl.Series) -> pl.DataFrame:
    """Take folded texts apart: `address`, `name`, `category` (null where not given) and `is_poi`.

    >>> split_texts(pl.Series(["三香路18号(名称:肯德基(观前店))(类别:餐饮)", "十全街"])).rows()
    [('三香路18号', '肯德基(观前店)', '餐饮', False), ('十全街', None, None, False)]
    """
    labelled = text.str.contains(rf"\((?:{NAME}|{POI}|{CATEGORY}):").fill_null(False)
    plain = pl.DataFrame({"address": text}).with_columns(
        name=pl.lit(None, pl.String), category=pl.lit(None, pl.String), is_poi=pl.lit(False)
    )
    if not labelled.any():
        return plain
    rows = labelled.arg_true()
    found = text.gather(rows).str.extract_groups(_WHOLE).struct.unnest()
    read = found.select(
        *(_given(column) for column in ("address", "name", "category")),
        is_poi=text.gather(rows).str.contains(f"({POI}:", literal=True),
    )
    return pl.DataFrame(
        {
            column: plain[column].scatter(rows, read[column])
            for column in ("address", "name", "category", "is_poi")
        }
    )


def _given(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(~is_placeholder(text)).then(text).alias(column)


def write_poi(address: pl.Expr, name: pl.Expr) -> pl.Expr:
    """The standard text of a point of interest: where it stands, then its name."""
    return pl.concat_str(address.fill_null(""), pl.lit(f"({POI}:"), name, pl.lit(")"))
