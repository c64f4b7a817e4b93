"""Compare numbers of organisations and permits: equal, or bridged by the organisation code inside."""

from collections.abc import Callable

import polars as pl

from mdm.compare.kind import Comparison, Level

_MISSING = Level("missing", "缺失", "missing", "missing", None)
_EXACT = Level("exact", "相同", "same valid number", "exact", 1.0)
_BRIDGED = Level("same_organisation", "组织机构代码相同", "same organisation code inside", "partial", 0.9)
_CONFLICT = Level("conflict", "不一致", "different numbers", "none", 0.0)


def _compare(bridge: str | None) -> Callable[[pl.DataFrame, pl.DataFrame], pl.Series]:
    def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
        columns = {"l": left["value"], "r": right["value"]}
        if bridge:
            columns |= {"bridge_l": left[bridge], "bridge_r": right[bridge]}
        one, other = pl.col("l"), pl.col("r")
        level = pl.when(one.is_null() | other.is_null()).then(0).when(one == other).then(1)
        if bridge:
            is_bridged = (pl.col("bridge_l") == pl.col("bridge_r")).fill_null(False)
            return _as_levels(columns, level.when(is_bridged).then(2).otherwise(3))
        return _as_levels(columns, level.otherwise(2))

    return find_level


def _as_levels(columns: dict[str, pl.Series], level: pl.Expr) -> pl.Series:
    return pl.DataFrame(columns).select(level.cast(pl.UInt8)).to_series()


def _comparison(kind: str, bridge: str | None = None) -> Comparison:
    levels = (_MISSING, _EXACT, _BRIDGED, _CONFLICT) if bridge else (_MISSING, _EXACT, _CONFLICT)
    parts = ("value", bridge) if bridge else ("value",)
    return Comparison(kind, levels, parts, _compare(bridge), {"exact": "value"})


USCC = _comparison("uscc", "organisation_code")
TAX_NUMBER = _comparison("tax_number", "organisation_code")
ORGANISATION_CODE = _comparison("organisation_code")
REGISTRATION_NUMBER = _comparison("registration_number")
