"""What a name in Latin letters says: order-free key, and pinyin when its words are Chinese syllables."""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.person_name.han import PARTS
from mdm.standardise.person_name.syllables import cut_syllables, known_syllables, surname_ranks
from mdm.standardise.person_name.tables import fold_dialect
from mdm.standardise.text import fold_width

_NO_SURNAME = 1000
_OTHER_SPELLING = 60  # behind the frequent surnames in pinyin, before the rare ones
# 吕 in passports and bank cards; LU is 吕 too, but the commoner 陆 and 卢 as well.
LV = {"lyu": "lv", "lue": "lv"}


def fold_latin(text: pl.Expr) -> pl.Expr:
    """Lower case without accents and full-width forms; ü is v; hyphens join, apostrophes stay.

    >>> pl.select(fold_latin(pl.lit("ＬÜ  Xiǎo-míng"))).item()
    'lv xiaoming'
    """
    plain = fold_width(text).str.to_lowercase().str.normalize("NFD").str.replace_all("([ln])u\u0308", "${1}v")
    return (
        plain.str.replace_all(r"[\x{0300}-\x{036f}]", "")  # not the voicing marks of kana
        .str.normalize("NFC")
        .str.replace_all(r"[-‐‑–]", "")
        .str.replace_all(r"[’‘`´＇]", "'")
        .str.replace_all(r"[.·・]", " ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(" ,")
    )


def derive_latin_parts(names: pl.Series) -> pl.DataFrame:
    """Derive the parts of names in Latin letters (no nulls).

    `key` holds the words in sorted order. `pinyin` is filled when every word is pinyin; the surname comes
    first, told by a comma, by capitals beside lower case, or by which word is a surname (the more frequent
    one wins). Words that can be cut into syllables in several ways stay whole. Names of Hong Kong or Taiwan
    with a surname such as Wong are no pinyin.

    >>> derive_latin_parts(pl.Series(["Wei Zhang", "OUYANG Xiu"])).select("key", "pinyin").rows()
    [('wei zhang', 'zhang wei'), ('ouyang xiu', 'ou yang xiu')]
    """
    frame = _read_words(names)
    surname_first = frame.select(
        pl.when(pl.col("has_comma"))
        .then(True)
        .when(pl.col("caps_first") != pl.col("caps_last"))
        .then(pl.col("caps_first"))
        .otherwise(pl.col("rank_first") <= pl.col("rank_last"))
    ).to_series()
    words, given = pl.col("words"), pl.col("written")
    is_told = (
        pl.col("has_comma")
        | (pl.col("caps_first") != pl.col("caps_last"))
        | pl.col("pinyin").is_not_null()
        | pl.col("is_other_spelling")
    )
    surname = pl.when("first").then(words.list.first()).otherwise(words.list.last())
    ordered = frame.with_columns(first=surname_first).with_columns(
        is_other_spelling=surname.is_in(other_spellings()),
        pinyin=pl.when("first")
        .then(words)
        .otherwise(pl.concat_list(words.list.tail(1), words.list.head(words.list.len() - 1)))
        .list.eval(pl.element().replace_strict(_cuts(frame), default=None, return_dtype=pl.String)),
    )
    ordered = ordered.with_columns(
        pinyin=pl.when(
            ~pl.col("pinyin").list.contains(None) & _is_chinese_length() & ~pl.col("is_other_spelling")
        ).then(pl.col("pinyin").list.join(" "))
    )
    several = words.list.len() > 1
    return ordered.select(
        surname=pl.when(several & is_told).then(
            pl.when("first").then(given.list.first()).otherwise(given.list.last())
        ),
        given_name=pl.when(several & is_told).then(
            pl.when("first")
            .then(given.list.slice(1))
            .otherwise(given.list.head(given.list.len() - 1))
            .list.join(" ")
        ),
        pinyin="pinyin",
        key=words.list.sort().list.join(" ").str.replace_all("'", "", literal=True),
        sound=_sound(pl.col("pinyin")),
        shape=pl.lit(None, dtype=pl.String),
    ).select(PARTS)


def _is_chinese_length() -> pl.Expr:
    syllables = pl.col("pinyin").list.eval(pl.element().str.count_matches(" ") + 1).list.sum()
    return syllables.is_between(2, 6)


def _read_words(names: pl.Series) -> pl.DataFrame:
    """Words of each name, folded and as written, with what tells the surname."""
    name = pl.col("name")
    comma = r"[,，]"
    frame = pl.DataFrame({"name": names}).select(
        has_comma=name.str.contains(rf"\w\s*{comma}\s*\w"),
        words=fold_latin(name.str.replace_all(comma, " ")).str.split(" "),
        written=name.str.replace_all(comma, " ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
        .str.split(" "),
    )
    caps = r"^\P{Ll}{2,}$"
    return frame.with_columns(
        caps_first=pl.col("written").list.first().str.contains(caps),
        caps_last=pl.col("written").list.last().str.contains(caps),
        rank_first=_rank(pl.col("words").list.first()),
        rank_last=_rank(pl.col("words").list.last()),
        pinyin=pl.lit(None, dtype=pl.String),
    )


def _rank(word: pl.Expr) -> pl.Expr:
    return word.replace_strict(surname_words(), default=_NO_SURNAME, return_dtype=pl.Int64)


@cache
def surname_words() -> dict[str, int]:
    """Surnames as one word of Latin letters, with their rank; a compound surname is hardly a given name."""
    ranks = {pinyin: rank for pinyin, rank in surname_ranks().items() if " " not in pinyin}
    compound = {pinyin.replace(" ", ""): 1 for pinyin in surname_ranks() if " " in pinyin}
    others = dict.fromkeys(other_spellings(), _OTHER_SPELLING)
    return {**others, **ranks, **compound, **dict.fromkeys(LV, ranks["lv"])}


@cache
def other_spellings() -> tuple[str, ...]:
    """Surnames of Hong Kong, Macau and Taiwan in spellings that are no pinyin surname."""
    return tuple(read_reference("latin_surnames")["spelling"])


def _cuts(frame: pl.DataFrame) -> dict[str, str | None]:
    """Distinct words and their syllables; a word of pinyin letters cut in several ways stays whole."""
    words = frame.get_column("words").explode().drop_nulls().unique()
    return {word: LV.get(word) or cut_syllables(word) for word in words}


def _sound(pinyin: pl.Expr) -> pl.Expr:
    return pinyin.str.split(" ").list.eval(_fold_element()).list.join("")


def _fold_element() -> pl.Expr:
    folds = {syllable: fold_dialect(syllable) for syllable in known_syllables().values()}
    return pl.element().replace_strict(folds, default=None, return_dtype=pl.String)
