"""Whole names in letters, in one field: Dr. Robert J. Smith Jr., SMITH, Robert James, Maria de la Cruz.

`value` is the text as delivered. With a comma the surname stands before it, else the last word is the surname, with
the particles before it. Parts: `given_name`, `middle_name`, `surname`, `suffix` (`jr`, `sr`, `2`, ...), `title`; all
folded. A single word is the surname of a titled person and otherwise the given name.

>>> read = standardise_full_name(pl.Series(["Dr. Robert J. Smith Jr.", "SMITH, Bob", "Maria de la Cruz"]), Context())
>>> read.select("given_name", "middle_name", "surname", "suffix", "title").rows()
[('robert', 'j', 'smith', 'jr', 'dr'), ('bob', None, 'smith', None, None), ('maria', None, 'de la cruz', None, None)]
"""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.plain_text import STEPS
from mdm.standardise.western.name_part import (
    any_of,
    fold_name,
    suffix_of,
    without_suffix,
    without_titles,
    words_of,
)
from mdm.standardise.western.texts import read_parts

PARTS = dict.fromkeys(("given_name", "middle_name", "surname", "suffix", "title", "key"), pl.String())


def standardise_full_name(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read whole names: `value`, `issue`, `lead` and the parts of PARTS."""
    # a hyphen keeps the names it joins in one part: Mary Smith-Jones, Jean-Pierre Martin
    joined = pl.col("text").str.replace_all(r"(\p{L})[-‐‑–](\p{L})", "$1\u2010$2")
    folded = fold_name(joined, kept="\u2010").str.replace_all(r"\s*,\s*", ",").str.strip_chars(", ")
    degrees = any_of({**words_of("suffix"), **words_of("degree")})
    # a comma before Jr. or MD parts nothing; what else stands behind a comma is the given names
    name = without_suffix(without_titles(folded))
    before = name.str.extract(r"^([^,]+),")
    surname_first = without_suffix(before)
    behind = without_suffix(without_titles(name.str.extract(r"^[^,]+,([^,]+)")))
    particle = any_of(words_of("particle"))
    last = name.str.extract(rf"^(?:.*? )?((?:{particle} )*[^ ,]+)$")
    single = name.str.contains(r"^[^ ,]+$")
    titled = folded.str.contains(rf"^{any_of(words_of('title'))} ")
    surname = (
        pl.when(before.is_not_null()).then(surname_first).when(single & ~titled).then(None).otherwise(last)
    )
    given = (
        pl.when(before.is_not_null())
        .then(behind)
        .when(single)
        .then(pl.when(~titled).then(name))
        .otherwise(name.str.replace(rf"(?:^| )(?:{particle} )*[^ ,]+$", "").str.strip_chars())
    )
    inner = before.str.extract(rf"[ ]({degrees})$").replace_strict(
        words_of("suffix"), default=None, return_dtype=pl.String
    )
    parts = {
        "given_name": _parted(given.str.extract(r"^(\S+)")),
        "middle_name": _parted(given.str.extract(r"^\S+ (.+)$")),
        "surname": _parted(surname),
        "suffix": pl.coalesce(suffix_of(folded), inner),
        "title": folded.str.extract(rf"^({any_of(words_of('title'))}) "),
        "key": _parted(name).str.replace_all(",", " ").str.split(" ").list.sort().list.join(" "),
    }
    return read_parts(values, context, parts)


def _parted(name: pl.Expr) -> pl.Expr:
    return name.str.replace_all("\u2010", " ", literal=True)


KIND = Kind(
    "full_name",
    "全名（字母文字）",
    "Whole name in letters",
    PARTS,
    standardise_full_name,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
