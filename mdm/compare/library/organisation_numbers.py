"""Compare numbers of organisations: equal, bridged by the organisation code inside, or a slip apart.

Only an invalid number can be a slip of another: two valid ones that differ are two numbers.
"""

from collections.abc import Callable

import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.slips import find_slips

_MISSING = Level("missing", "缺失", "missing", "missing", None)
_EXACT = Level("exact", "相同", "same valid number", "exact", 1.0)
_SAME_INVALID = Level("same_invalid", "同一无效号码", "same number, which fails its check", "exact", 0.95)
_BRIDGED = Level("same_organisation", "组织机构代码相同", "same organisation code inside", "partial", 0.9)
_SLIP = Level(
    "one_character", "一位之差或相邻颠倒", "one character differs or two are swapped", "partial", 0.8
)
_CONFLICT = Level("conflict", "不一致", "different numbers", "none", 0.0)


def _compare(names: list[str], bridge: str | None) -> Callable[[pl.DataFrame, pl.DataFrame], pl.Series]:
    number = {name: place for place, name in enumerate(names)}

    def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
        columns = {"l": left["value"], "r": right["value"], "lead_l": left["lead"], "lead_r": right["lead"]}
        if bridge:
            columns |= {"bridge_l": left[bridge], "bridge_r": right[bridge]}
        frame = pl.DataFrame(columns)
        one, other = pl.col("l"), pl.col("r")
        both = one.is_not_null() & other.is_not_null()
        bridged = both & (pl.col("bridge_l") == pl.col("bridge_r")) if bridge else pl.lit(False)
        found = (
            pl.when(both & (one == other)).then(number["exact"])
            .when(bridged).then(number.get("same_organisation"))
            .when(both).then(number["conflict"])
            .otherwise(number["missing"])
        )  # fmt: skip
        return _place_slips(frame, frame.select(found.cast(pl.UInt8)).to_series(), number)

    return find_level


def _place_slips(frame: pl.DataFrame, level: pl.Series, number: dict[str, int]) -> pl.Series:
    """Where a number fails its check: equal to the other, or a slip of it."""
    written = frame.select(one=pl.coalesce("l", "lead_l"), other=pl.coalesce("r", "lead_r"))
    known = written["one"].is_not_null() & written["other"].is_not_null()
    rows = ((level == number["missing"]) & known).arg_true()
    if not len(rows):
        return level
    one, other = written["one"].gather(rows), written["other"].gather(rows)
    found = pl.select(
        pl.when(one == other)
        .then(number["same_invalid"])
        .when(find_slips(one, other))
        .then(number["one_character"])
        .otherwise(number["missing"])
        .cast(pl.UInt8)
    )
    return level.scatter(rows, found.to_series())


def _comparison(kind: str, bridge: str | None = None) -> Comparison:
    bridged = (_BRIDGED,) if bridge else ()
    levels = (_MISSING, _EXACT, _SAME_INVALID, *bridged, _SLIP, _CONFLICT)
    parts = ("value", "lead", *((bridge,) if bridge else ()))
    find_level = _compare([level.name for level in levels], bridge)
    return Comparison(kind, levels, parts, find_level, {"exact": "value"}, always("exact", levels))


USCC = _comparison("uscc", "organisation_code")
TAX_NUMBER = _comparison("tax_number", "organisation_code")
ORGANISATION_CODE = _comparison("organisation_code")
REGISTRATION_NUMBER = _comparison("registration_number")
