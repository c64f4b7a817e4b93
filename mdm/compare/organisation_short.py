"""Short names of organisations: 贵州茅台, 上汽集团, 苏大附一院 beside the names they are short for."""

import polars as pl

from mdm.shared_work import select_shared

_LONGEST_SHORT = 8  # characters of a short name
_LEAST_LONGER = 2  # characters the full name has more
_MARK_IN_FRONT, _MARK_BEHIND = r"^(?:\*?st|pt|xd|dr|n)", r"(?:-?[abuw])$"  # of the stock exchanges
_LONGEST_MARK = 4
_FORMAL = (
    "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "集团股份有限公司", "集团有限责任公司", "公司", "集团公司", "总公司",
    "专业合作社", "农民专业合作社", "合伙企业有限合伙", "合伙企业普通合伙",
)  # fmt: skip
_COMMON_ENDS = r"(?:集团|股份|公司|控股)$"


def may_be_short() -> pl.Expr:
    """One text is brief and has no legal form, neither is a branch's; marks of the exchange are still on."""
    texts = [
        pl.coalesce(f"key_{side}", f"lead_{side}").str.len_chars().cast(pl.Int64)
        for side in ("left", "right")
    ]
    low = pl.min_horizontal(*texts)
    no_branch = pl.col("branch_left").is_null() & pl.col("branch_right").is_null()
    informal = [~pl.col(f"form_{side}").is_in(_FORMAL).fill_null(False) for side in ("left", "right")]
    brief_is_left = texts[0] < texts[1]
    is_informal = pl.when(brief_is_left).then(informal[0]).otherwise(informal[1])
    return (
        (low >= 2)
        & (low <= _LONGEST_SHORT + _LONGEST_MARK)
        & (texts[0] != texts[1])
        & no_branch
        & is_informal
    )


def is_short_name(frame: pl.DataFrame) -> pl.Series:
    """Whether all characters of the short name stand in the full one, in their order, and both start alike."""
    texts = frame.select(
        pl.coalesce(pl.col(f"key_{side}"), pl.col(f"lead_{side}"))
        .str.to_lowercase()
        .str.replace(_MARK_IN_FRONT, "")
        .str.replace(_MARK_BEHIND, "")
        .alias(side)
        for side in ("left", "right")
    ).hstack(frame.select("trade_name_left", "trade_name_right"))
    is_left = pl.col("left").str.len_chars() < pl.col("right").str.len_chars()
    texts = texts.select(
        written=pl.when(is_left).then("left").otherwise("right").str.len_chars().cast(pl.Int64),
        short=pl.when(is_left).then("left").otherwise("right").str.replace(_COMMON_ENDS, ""),
        long=pl.when(is_left).then("right").otherwise("left"),
        trade=pl.when(is_left).then("trade_name_right").otherwise("trade_name_left").fill_null(""),
    )
    short, long, trade, written = pl.col("short"), pl.col("long"), pl.col("trade"), pl.col("written")
    first = short.str.head(1)
    starts = (first == long.str.head(1)) | (first == trade.str.head(1))
    named = (short.str.contains(trade, literal=True) & (trade != "")) | (written >= 3)
    longer = long.str.len_chars().cast(pl.Int64) - written >= _LEAST_LONGER
    may = starts & named & longer & (written <= _LONGEST_SHORT) & (short.str.len_chars() > 1)
    rows = select_shared(texts, may.fill_null(False).arg_true()).to_series()
    found = pl.Series([False]).new_from_index(0, len(frame))
    return found.scatter(rows.filter(_stand_in(texts[rows])), True) if len(rows) else found


def _stand_in(texts: pl.DataFrame) -> pl.Series:
    """Whether the characters of `short` stand in `long` in their order, one character after the other."""
    char, rest = pl.col("char"), pl.col("rest")
    left = texts.select("short", rest="long", fits=True)
    for place in range(_LONGEST_SHORT):
        left = left.with_columns(char=pl.col("short").str.slice(place, 1))
        left = left.with_columns(
            fits=pl.col("fits") & ((char == "") | rest.str.contains(char, literal=True)),
            rest=pl.when(char == "").then(rest).otherwise(rest.str.split(char).list.slice(1).list.join(char)),
        )
    return left["fits"]
