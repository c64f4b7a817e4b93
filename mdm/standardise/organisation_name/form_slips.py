"""Legal forms with a slip: 有限公可, 有限公司司, 有公司 at the end of a name, or before its branch, are 有限公司."""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference

# Names that end in 有限公司 need no second look unless they hold one of these.
_PARTNERS = r"(?:\([^()]*合伙\))?"
_BRANCH = r"(?:[^()]{1,12}(?:分公司|支公司|分店|分厂|营业部|办事处|门市部))?"
# Whatever one character of 有限公司 is, and where its last two are cut off: 有限公习, 有限合司, 有跟公司, 有限; but 国有林公司.
_ONE_OFF = r"([^国私所公民自])有[\p{Han}--限]公司$"
_CUT_OFF = r"有限(?:公\p{Han}|[\p{Han}--责]司|(责任)?)$"
_ODD = ("有有限公司", "股分有限公司", "份份有限公司", "殷份有限公司", "公司有限公司")


def mend_forms(names: pl.Series) -> pl.Series:
    """The names with the form set right, where the table of slips says which is meant.

    >>> mend_forms(pl.Series(["苏州华信科技有限公可", "苏州国有公司", None])).to_list()
    ['苏州华信科技有限公司', '苏州国有公司', None]
    """
    rows = (~names.str.ends_with("有限公司") | names.str.contains_any(list(_ODD))).fill_null(False).arg_true()
    some = names.gather(rows)
    # a fast look before the slow one
    may = some.str.contains_any(list(_written())) | some.str.contains(f"{_CUT_OFF}|{_ONE_OFF}")
    rows, some = rows.filter(may), some.filter(may)
    some = some.str.replace(_CUT_OFF, "有限$1公司").str.replace(_ONE_OFF, "${1}有限公司")
    for pattern in _patterns():
        front, written, behind = some.str.extract_groups(pattern).struct.unnest()
        meant = written.replace_strict(_forms(), default=None, return_dtype=pl.String)
        barred = _is_barred(front, written)
        mended = front + meant.set(barred, None) + behind
        some = mended.zip_with(mended.is_not_null(), some)
    return names.scatter(rows, some)


def _is_barred(front: pl.Series, written: pl.Series) -> pl.Series:
    """Whether the character in front says that it is no slip: 国有公司."""
    table = read_reference("organisation_form_slips").drop_nulls("not_behind")
    guard = written.replace_strict(
        table["written"], table["not_behind"], default=None, return_dtype=pl.String
    )
    frame = pl.DataFrame({"guard": guard, "last": front.str.tail(1)})
    return frame.select(
        pl.col("guard").str.contains(pl.col("last"), literal=True).fill_null(False)
    ).to_series()


@cache
def _forms() -> dict[str, str]:
    table = read_reference("organisation_form_slips")
    return dict(zip(table["written"], table["form"], strict=True))


@cache
def _written() -> tuple[str, ...]:
    """Longest first."""
    return tuple(sorted(_forms(), key=lambda text: (-len(text), text)))


@cache
def _patterns() -> tuple[str, str]:
    """Front, slip and what follows: a branch only where the slip cannot be the front of a form without one."""
    whole = tuple(text for text in _written() if text.endswith(("公司", "司公")))
    other = tuple(text for text in _written() if text not in whole)
    return tuple(  # type: ignore[return-value]
        f"^(.{{4,}}?)({'|'.join(words)})({behind})$"
        for words, behind in ((whole, _BRANCH), (other, _PARTNERS))
    )
