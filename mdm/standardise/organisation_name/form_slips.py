"""Legal forms with a slip: 有限公可, 有限公司司, 有公司 at the end of a name, or before its branch, are 有限公司."""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference

# Names that end in 有限公司 need no second look unless they hold one of these.
_PARTNERS = r"(?:\([^()]*合伙\))?"
_BRANCH = r"(?:[^()]{1,12}(?:分公司|支公司|分店|分厂|营业部|办事处|门市部))?"
_ODD = ("有有限公司", "股分有限公司", "份份有限公司", "殷份有限公司", "公司有限公司")


def mend_forms(names: pl.Series) -> pl.Series:
    """The names with the form set right, where the table of slips says which is meant.

    >>> mend_forms(pl.Series(["苏州华信科技有限公可", "苏州国有公司", None])).to_list()
    ['苏州华信科技有限公司', '苏州国有公司', None]
    """
    sound = names.str.ends_with("有限公司") & ~names.str.contains_any(list(_ODD))
    sound |= names.str.ends_with("有限责任公司")
    rows = (~sound).fill_null(False).arg_true()
    if not len(rows):
        return names
    some = names.gather(rows)
    found = some.str.contains(_pattern()[0])
    if not found.any():
        return names
    rows, some = rows.filter(found), some.filter(found)
    for pattern, form in _pattern()[1]:
        some = some.str.replace(pattern, form)
    return names.scatter(rows, some)


@cache
def _pattern() -> tuple[str, tuple[tuple[str, str], ...]]:
    """A pattern of any slip, and for each form a pattern and what to put; longer slips before the shorter in them."""
    table = read_reference("organisation_form_slips").sort(
        pl.col("written").str.len_chars(), "written", descending=[True, False]
    )
    each = tuple(
        (f"(.{{3}}{_not(guard)}){written}({_behind(written)})$", f"${{1}}{form}${{2}}")
        for written, form, guard in table.iter_rows()
    )
    return "|".join(f"{written}{_behind(written)}$" for written in table["written"]), each


def _behind(written: str) -> str:
    """What may follow: a branch only where the slip cannot be the front of a form without one."""
    return _BRANCH if written.endswith(("公司", "司公")) else _PARTNERS


def _not(guard: str | None) -> str:
    return f"[^{guard}]" if guard else "."
