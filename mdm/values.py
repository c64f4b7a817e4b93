"""Compare two columns of values, row by row."""

from collections.abc import Iterable

import polars as pl

from mdm.compare import find_comparison
from mdm.errors import UsageError
from mdm.standardise import standardise_values


def compare_values(
    kind: str, left: pl.Series | Iterable[object], right: pl.Series | Iterable[object]
) -> pl.DataFrame:
    """Standardise both sides as values of `kind` and compare them: `level`, `similarity`, `outcome`.

    `level` is the name of the level found, `similarity` its nominal likeness from 0 to 1 (null where a side
    is missing or cannot be trusted), `outcome` one of exact, partial, none, missing. Both sides have the
    same length. Raises UsageError for a kind without comparison or sides of different length.

    >>> compare_values("person_name", ["王小明", "歐陽娜"], ["王晓明", None])["outcome"].to_list()
    ['partial', 'missing']
    """
    comparison = find_comparison(kind)
    sides = [standardise_values(kind, side) for side in (left, right)]
    if sides[0].height != sides[1].height:
        raise UsageError(
            f"the sides differ in length: {sides[0].height} and {sides[1].height} values",
            hint="values are compared row by row",
        )
    columns = list(dict.fromkeys(("value", *comparison.parts)))
    found = comparison.find_level(*(side.select(columns) for side in sides))
    names = [level.name for level in comparison.levels]
    places = list(range(len(names)))
    return pl.DataFrame(
        {
            "level": found.replace_strict(places, names, return_dtype=pl.String),
            "similarity": found.replace_strict(
                places, [level.similarity for level in comparison.levels], return_dtype=pl.Float64
            ),
            "outcome": found.replace_strict(
                places, [level.outcome for level in comparison.levels], return_dtype=pl.String
            ),
        }
    )
