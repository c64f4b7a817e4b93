"""Given names and surnames in letters, each in a field of its own: Robert James, O'Brien, Smith Jr.

`value` is the text as delivered. `key` is the name without accents, marks, titles and suffix; `first` its first
word, `others` the rest; `formal` the names that the first word may be short for, itself among them, joined by `;`
(`rules/reference/given_name_forms.csv`); `sound` the Soundex code of the
name; `suffix` what tells father from son (`jr`, `sr`, `2`, `3`, ...).

>>> read = standardise_name_part(pl.Series(["Dr. Bob J.", "O'Brien-Núñez", "SMITH JR."]), Context())
>>> read.select("key", "first", "others", "formal", "sound", "suffix").rows()
[('bob j', 'bob', 'j', 'bert;bob;bobby;robert', 'b120', None),
 ('obrien nunez', 'obrien', 'nunez', 'obrien', 'o165', None), ('smith', 'smith', None, 'smith', 's530', 'jr')]
"""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.kind import Context, Kind
from mdm.standardise.plain_text import STEPS
from mdm.standardise.western.texts import fold_letters, read_parts

# Letters that sound alike, by the digit that stands for them.
_SOUNDS = ("bfpv", "cgjkqsxz", "dt", "l", "mn", "r")

PARTS = dict.fromkeys(("key", "first", "others", "formal", "sound", "suffix"), pl.String())


@cache
def words_of(use: str) -> dict[str, str]:
    """Words beside a name of one class (`title`, `suffix`, `particle`), each with what it stands for."""
    words = read_reference("western_name_words").filter(pl.col("class") == use)
    return dict(zip(words["word"], words["means"], strict=True))


@cache
def formal_names() -> dict[str, str]:
    """Short given names, each with all it may stand for and itself, sorted and joined by `;`."""
    table = read_reference("given_name_forms")
    return {
        name: ";".join(sorted({name, *formal.split("|")}))
        for name, formal in zip(table["name"], table["formal"], strict=True)
    }


def fold_name(text: pl.Expr, kept: str = "") -> pl.Expr:
    """Words of a name in small letters: apostrophes and dots join nothing to nothing, hyphens part words, but for marks
    that are `kept`."""
    return (
        fold_letters(text)
        .str.replace_all(r"['’‘`´]", "")
        .str.replace_all(rf"[^\p{{L}}\p{{N}},{kept}]+", " ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def any_of(words: dict[str, str]) -> str:
    """A pattern that any of the words fits, longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


def without_titles(name: pl.Expr) -> pl.Expr:
    """A folded name without the titles before it; a name that is nothing else stays."""
    return name.str.replace(rf"^(?:{any_of(words_of('title'))} )+", "")


def suffix_of(name: pl.Expr) -> pl.Expr:
    """What a folded name ends in that tells apart people of one name."""
    told = name.str.extract(rf"[ ,]({any_of(words_of('suffix'))})$")
    return told.replace_strict(words_of("suffix"), default=None, return_dtype=pl.String)


def without_suffix(name: pl.Expr) -> pl.Expr:
    """A folded name without the suffixes and degrees behind it."""
    behind = any_of({**words_of("suffix"), **words_of("degree")})
    return name.str.replace(rf"(?:[ ,]+{behind})+$", "").str.strip_chars(" ,")


def soundex(word: pl.Expr) -> pl.Expr:
    """Russell's Soundex (US patents 1261167 and 1435663) of one word in small letters, of any length; null without letters.

    >>> words = pl.Series(["robert", "rupert", "tymczak", "pfister", "honeyman"])
    >>> words.to_frame("word").select(soundex(pl.col("word"))).to_series().to_list()
    ['r163', 'r163', 't522', 'p236', 'h555']
    """
    letters = word.str.replace_all("[^a-z]", "")
    coded = pl.concat_str(letters.str.slice(0, 1), letters.str.slice(1).str.replace_all("[hw]", ""))
    for digit, alike in enumerate(_SOUNDS, 1):
        coded = coded.str.replace_all(f"[{alike}]+", str(digit))
    tail = coded.str.slice(1).str.replace_all("[aeiouyhw]", "").str.slice(0, 3).str.pad_end(3, "0")
    return pl.when(letters.str.len_bytes() > 0).then(pl.concat_str(letters.str.slice(0, 1), tail))


def standardise_name_part(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read given names or surnames: `value`, `issue`, `lead` and the parts of PARTS."""
    folded = fold_name(pl.col("text"))
    key = without_suffix(without_titles(folded)).str.replace_all(",", " ").str.replace_all(r"\s+", " ")
    key = key.replace(words_of("suffix"))  # a field of its own for Jr. and Sr.
    first = key.str.extract(r"^(\S+)")
    parts = {
        "key": key,
        "first": first,
        "others": key.str.extract(r"^\S+ (.+)$"),
        "formal": first.replace(formal_names()),
        "sound": soundex(key.str.replace_all(" ", "", literal=True)),
        "suffix": suffix_of(folded),
    }
    return read_parts(values, context, parts, _NAMES_AFTER_ALL)


# Names of many women in China, which in a file's other columns say that nothing is known.
_NAMES_AFTER_ALL = ("Na", "na", "Nan")


KIND = Kind(
    "name_part",
    "姓或名（字母文字）",
    "Given name or surname",
    PARTS,
    standardise_name_part,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
