"""Street addresses in letters: 12 N. High St, Apt 4b; Flat 2, 10 Mill Lane; rossarden street.

`value` is the text as delivered. `street` is the street with its words spelled out (`north high street`), `number`
the house number, `unit` that of the flat, `key` number and street. The words stand in
`rules/reference/western_street_words.csv`.

>>> read = standardise_street(pl.Series(["12 N. High St, Apt 4b", "Flat 2, 10 Mill La.", "St Johns Rd"]), Context())
>>> read.select("number", "street", "unit").rows()
[('12', 'north high street', '4b'), ('10', 'mill lane', '2'), (None, 'saint johns road', None)]
"""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.kind import Context, Kind
from mdm.standardise.plain_text import STEPS
from mdm.standardise.western.texts import fold_letters, read_parts

PARTS = dict.fromkeys(("key", "number", "street", "unit"), pl.String())
_NUMBER = r"(?:no |nr |number )?([0-9]+(?: ?[a-df-mo-rt-vx-z]|[ensw])?(?: ?[-/] ?[0-9]+[a-z]?)?)"


@cache
def _words(use: str) -> dict[str, str]:
    words = read_reference("western_street_words").filter(pl.col("class") == use)
    return dict(zip(words["word"], words["means"], strict=True))


def standardise_street(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read street addresses: `value`, `issue`, `lead` and the parts of PARTS."""
    unit_word = "(?:" + "|".join(sorted(_words("unit"), key=lambda word: (-len(word), word))) + ")"
    text = (
        fold_letters(pl.col("text"))
        .str.replace_all(r"['’‘`´.]", "")
        .str.replace_all("#", " unit ", literal=True)
        .str.replace_all(r"[^\p{L}\p{N},/\-]+", " ")
        .str.replace_all(r"\s*,\s*", ", ")
        .str.strip_chars(" ,")
    )
    unit = rf"(?:^|[ ,])(?:{unit_word} )+([0-9]+ ?[a-z]?|[a-z][0-9]*)(?:[ ,]|$)"
    line = text.str.replace(unit, ", ").str.replace_all(r"[\s,]*,[\s,]*", ", ").str.strip_chars(" ,")
    number = line.str.extract(rf"(?:^|, ){_NUMBER} (?:[\p{{L}}0-9])").fill_null(
        line.str.extract(rf"[ ,]{_NUMBER}$")
    )
    rest = (
        line.str.replace(rf"(?:^|, ){_NUMBER} ([\p{{L}}0-9])", " $2")
        .str.replace(rf"[ ,]+{_NUMBER}$", "")
        .str.replace_all(r"[,\-/]", " ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )
    words = rest.str.replace(r"^st ", "saint ").str.split(" ")
    street = words.list.eval(pl.element().replace(_words("street"))).list.join(" ")
    bare = number.str.replace_all(" ", "", literal=True)
    parts = {
        "key": pl.concat_str(bare.fill_null(""), pl.lit(" "), street).str.strip_chars(),
        "number": bare,
        "street": street,
        "unit": text.str.extract(unit).str.replace_all(" ", "", literal=True),
    }
    return read_parts(values, context, parts)


KIND = Kind(
    "street",
    "街道地址（字母文字）",
    "Street address in letters",
    PARTS,
    standardise_street,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
