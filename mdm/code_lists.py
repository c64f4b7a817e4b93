"""Codes of one list in two of its editions: translated where that is certain, candidates where it is not."""

import polars as pl

from mdm.errors import UsageError
from mdm.rulepack import read_reference


def translate_codes(codes: pl.Series, code_list: str, before: str, after: str) -> pl.DataFrame:
    """Bring codes of edition `before` to edition `after` of a code list, in either direction.

    Columns: `original`, `value` (null where several codes or none may be meant), `candidates`, `lossy`
    (the way back leads elsewhere as well), `issue` (`unknown_code`, `several_codes` or null). Raises
    UsageError for a list or editions of which no crosswalk is known.

    >>> told = translate_codes(pl.Series(["3660", "3610", "0111"]), "gbt4754", "2011", "2017")
    >>> told.select("value", "candidates", "issue").rows()
    [('3670', ['3670'], None), (None, ['3611', '3612'], 'several_codes'), (None, [], 'unknown_code')]
    """
    steps = _steps(code_list, before, after)
    backwards = steps.group_by("to_code").agg(origins=pl.col("from_code").n_unique())
    known = (
        steps.join(backwards, on="to_code")
        .group_by("from_code")
        .agg(candidates=pl.col("to_code").unique().sort(), lossy=(pl.col("origins") > 1).any())
    )
    given = pl.DataFrame({"original": codes.cast(pl.String)}).with_columns(
        from_code=pl.col("original").str.strip_chars().str.to_uppercase()
    )
    told = given.join(known, on="from_code", how="left", maintain_order="left")
    count = pl.col("candidates").list.len()
    return told.select(
        "original",
        value=pl.when(count == 1).then(pl.col("candidates").list.first()),
        candidates=pl.col("candidates").fill_null([]),
        lossy="lossy",
        issue=pl.when(pl.col("from_code").is_null())
        .then(None)
        .when(count.is_null())
        .then(pl.lit("unknown_code"))
        .when(count > 1)
        .then(pl.lit("several_codes")),
    )


def check_crosswalks() -> pl.DataFrame:
    """Every step of every crosswalk with `reversible`: it leads back to where it came from, and only there."""
    steps = read_reference("code_crosswalks")
    editions = ["list", "from_edition", "to_edition"]
    one_way = pl.len().over(*editions, "from_code") == 1
    one_back = pl.len().over(*editions, "to_code") == 1
    return steps.with_columns(reversible=one_way & one_back)


def _steps(code_list: str, before: str, after: str) -> pl.DataFrame:
    known = read_reference("code_crosswalks").filter(list=code_list)
    forth = known.filter(from_edition=before, to_edition=after).select("from_code", "to_code")
    back = known.filter(from_edition=after, to_edition=before).select(
        from_code="to_code", to_code="from_code"
    )
    steps = pl.concat([forth, back])
    if steps.is_empty():
        editions = known.select("from_edition", "to_edition").unique().sort(pl.all()).rows()
        told = "; ".join(f"{one} and {other}" for one, other in editions) or "none"
        raise UsageError(
            f"no crosswalk from edition {before} to {after} of {code_list!r}",
            hint=f"editions known: {told}; they stand in rules/reference/code_crosswalks.csv",
        )
    return steps
