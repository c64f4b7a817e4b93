"""Compare person names: spelling, variants, former names, sound, shape, single characters.

Reads only what standardise derived: key, pinyin, sound, shape, surname, former name, pattern.
"""

from functools import cache

import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.similarity import edit_distance
from mdm.rulepack.reference import read_reference
from mdm.shared_work import select_shared

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same name", "exact", 1.0),
    Level("variant", "繁简、全半角或间隔号之差", "same after variants, width and dot", "exact", 0.99),
    Level("former_name", "与曾用名相同", "same as the other's former name", "partial", 0.95),
    Level("wildcard", "缺字处之外相同", "same but for an unreadable character", "partial", 0.9),
    Level("truncated", "一方被截短", "one is the beginning of the other", "partial", 0.9),
    Level("same_sound", "同音", "same sound", "partial", 0.85),
    Level("look_alike", "形近字", "look-alike characters", "partial", 0.8),
    Level("swapped", "名字颠倒", "characters of the given name swapped", "partial", 0.8),
    Level("similar_sound", "近音（方言）", "similar sound", "partial", 0.75),
    Level("one_character", "一字之差", "one character differs", "partial", 0.6),
    Level("other_given", "单名一字不同", "same surname, other single given name", "partial", 0.35),
    Level("masked", "与脱敏姓名相容", "fits a masked name", "partial", 0.5),
    Level("same_surname", "仅同姓", "same surname only", "partial", 0.3),
    Level("else", "不同", "different", "none", 0.0),
)
PARTS = ("value", "key", "surname", "pinyin", "sound", "shape", "former_name", "form", "pattern")
# Levels at which two names may be the same person's, once a strong identifier says so. An equal surname
# is none of them, nor is one other character: relatives share both, and people use relatives' numbers.
COMPATIBLE_LEVELS = (
    "exact",
    "variant",
    "former_name",
    "wildcard",
    "truncated",
    "same_sound",
    "look_alike",
    "swapped",
    "similar_sound",
    "masked",
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
_SHORTEST_CUT = 4  # characters; shorter beginnings are names of their own
_LONGEST_COMPARED = 6  # characters looked at one by one
_LEAST_LONG = 5  # only names of transcribed length are cut by field widths


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of names: equalities first, then patterns, Latin names and single characters."""
    frame = pl.concat(
        [left.select(pl.col(PARTS).name.suffix("_left")), right.select(pl.col(PARTS).name.suffix("_right"))],
        how="horizontal",
    )
    level = select_shared(frame, _equalities().cast(pl.UInt8)).to_series()
    looks = (
        (_has_pattern(), _by_pattern),
        (_has_latin(), _by_order),
        (_may_be_near(), _by_edits),
        (_is_swapped(), _by_swap),
    )
    for concerns, decide in looks:
        is_open = level > _NUMBER["look_alike"]
        rows = (select_shared(frame, concerns.fill_null(False)).to_series() & is_open).arg_true()
        if len(rows):
            better = pl.select(pl.min_horizontal(level.gather(rows), decide(frame[rows]))).to_series()
            level = level.scatter(rows, better)
    return level


def is_compatible_name(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Whether two names may belong to one person whose strong identifiers agree; null where one is missing.

    Both frames hold the columns of PARTS. Equal, former, unreadable, cut, like-sounding and look-alike
    names are compatible; an equal surname or a different given-name character is not.
    """
    level = find_level(left, right)
    allowed = [_NUMBER[name] for name in COMPATIBLE_LEVELS]
    return pl.select(pl.when(level > 0).then(level.is_in(allowed))).to_series().alias("is_compatible")


def _same(part: str, other: str | None = None) -> pl.Expr:
    return (pl.col(f"{part}_left") == pl.col(f"{other or part}_right")).fill_null(False)


def _lit(name: str) -> pl.Expr:
    return pl.lit(_NUMBER[name], dtype=pl.UInt8)


def _equalities() -> pl.Expr:
    """What equality of parts decides; else where nothing is equal."""
    missing = pl.any_horizontal(
        pl.col(f"value_{side}").is_null() & pl.col(f"pattern_{side}").is_null() for side in ("left", "right")
    )
    former = pl.any_horizontal(
        _same("former_name", "value"),
        _same("value", "former_name"),
        _same("former_name", "key"),
        _same("key", "former_name"),
        _same("former_name"),
    )
    same_length = pl.col("key_left").str.len_chars() == pl.col("key_right").str.len_chars()
    latin = pl.any_horizontal(pl.col("form_left") == "latin", pl.col("form_right") == "latin").fill_null(
        False
    )
    return (
        pl.when(missing)
        .then(_lit("missing"))
        .when(_same("key") & _same("value"))
        .then(_lit("exact"))
        .when(_same("key"))
        .then(_lit("variant"))
        .when(former)
        .then(_lit("former_name"))
        .when(_same("pinyin"))
        .then(_lit("same_sound"))
        .when(_same("shape") & same_length)
        .then(_lit("look_alike"))
        .when(_same("sound") & (same_length | latin))
        .then(_lit("similar_sound"))
        .when(_same_surname())
        .then(pl.when(same_length & _is_short()).then(_lit("other_given")).otherwise(_lit("same_surname")))
        .otherwise(_lit("else"))
    )


def _is_short() -> pl.Expr:
    """A Han name of surname and one given character."""
    surname = pl.col("surname_left").str.len_chars()
    return (pl.col("form_left") == "full") & (pl.col("key_left").str.len_chars() - surname == 1)


def _is_swapped() -> pl.Expr:
    """Names of three characters with equal first and the other two swapped."""
    left, right = pl.col("key_left"), pl.col("key_right")
    crossed = [left.str.slice(i, 1) == right.str.slice(j, 1) for i, j in ((0, 0), (1, 2), (2, 1))]
    return pl.all_horizontal(crossed) & (left.str.len_chars() == 3) & (right.str.len_chars() == 3)


def _by_swap(frame: pl.DataFrame) -> pl.Series:
    return pl.repeat(_NUMBER["swapped"], frame.height, dtype=pl.UInt8, eager=True)


def _same_surname() -> pl.Expr:
    """Surnames are compared as delivered, then in key form, which begins the key of a Han name."""
    surname = {side: pl.col(f"surname_{side}") for side in ("left", "right")}
    han = pl.all_horizontal(pl.col("form_left") == "full", pl.col("form_right") == "full")
    lengths = {side: text.str.len_chars() for side, text in surname.items()}
    heads = [
        (pl.col("key_left").str.head(size) == pl.col("key_right").str.head(size))
        & (lengths["left"] == size)
        & (lengths["right"] == size)
        for size in (1, 2)
    ]
    latin = surname["left"].str.to_lowercase() == surname["right"].str.to_lowercase()
    same = (surname["left"] == surname["right"]) | pl.when(han).then(pl.any_horizontal(heads)).otherwise(
        latin
    )
    return same.fill_null(False)


def _has_pattern() -> pl.Expr:
    return pl.col("pattern_left").is_not_null() | pl.col("pattern_right").is_not_null()


def _by_pattern(frame: pl.DataFrame) -> pl.Series:
    """Names with unreadable or masked characters fit every name that shows what they show."""
    fits = pl.any_horizontal(_fits("left", "right"), _fits("right", "left"), _same("pattern"))
    masked = pl.any_horizontal(
        pl.col(f"pattern_{side}").str.contains("*", literal=True) for side in ("left", "right")
    ).fill_null(False)
    heads = [pl.coalesce(f"pattern_{side}", f"key_{side}").str.head(1) for side in ("left", "right")]
    return select_shared(
        frame,
        pl.when(fits & masked)
        .then(_lit("masked"))
        .when(fits)
        .then(_lit("wildcard"))
        .when((heads[0] == heads[1]) & ~heads[0].is_in(["?", "*"]))
        .then(_lit("same_surname"))
        .otherwise(_lit("else")),
    ).to_series()


def _fits(pattern_side: str, name_side: str) -> pl.Expr:
    regex = pl.col(f"pattern_{pattern_side}").str.replace_many(["?", "*"], [".", ".+"])
    return pl.col(f"key_{name_side}").str.contains("^" + regex + "$", strict=False).fill_null(False)


def _has_latin() -> pl.Expr:
    return pl.any_horizontal(pl.col("form_left") == "latin", pl.col("form_right") == "latin")


def _by_order(frame: pl.DataFrame) -> pl.Series:
    """Latin names beside Han or Latin ones: syllables in any order, lü and lu alike; else words left out,
    one other syllable of a given name of two, or the surname alone."""
    spoken = {side: pl.col(f"pinyin_{side}").str.replace_all("v", "u") for side in ("left", "right")}
    sorted_ = {side: text.str.split(" ").list.sort().list.join(" ") for side, text in spoken.items()}
    joined = {side: text.str.replace_all(" ", "") for side, text in spoken.items()}
    words = {side: pl.col(f"key_{side}").str.split(" ") for side in ("left", "right")}
    fewer = pl.min_horizontal(words["left"].list.len(), words["right"].list.len())
    common = words["left"].list.set_intersection(words["right"]).list.len()
    syllables = {side: text.str.split(" ") for side, text in spoken.items()}
    length = {side: several.list.len() for side, several in syllables.items()}
    kept = syllables["left"].list.set_intersection(syllables["right"]).list.len()
    same_length = length["left"] == length["right"]
    same_surname = syllables["left"].list.first() == syllables["right"].list.first()
    return frame.select(
        pl.when((sorted_["left"] == sorted_["right"]) | (joined["left"] == joined["right"]))
        .then(_lit("same_sound"))
        .when((fewer >= 2) & (common == fewer))
        .then(_lit("truncated"))
        .when(same_length & (length["left"] >= 3) & (kept == length["left"] - 1))
        .then(_lit("one_character"))
        .when(same_surname & same_length & (length["left"] == 2))
        .then(_lit("other_given"))
        .when(same_surname)
        .then(_lit("same_surname"))
        .otherwise(_lit("else")),
    ).to_series()


def _may_be_near() -> pl.Expr:
    """A sieve for one edit or a cut, of equalities only; for names of up to three characters it is exact.

    Of first, second and last character at most one may differ; a left-out character leaves beginning,
    end or both alike.
    """
    left, right = pl.col("key_left"), pl.col("key_right")
    longer, shorter = _lengths()
    first, last = left.str.head(1) == right.str.head(1), left.str.tail(1) == right.str.tail(1)
    second = left.str.slice(1, 1) == right.str.slice(1, 1)
    replaced = (longer == shorter) & pl.when(longer > 2).then(
        (first & second) | (first & last) | (second & last)
    ).otherwise(first | last)
    first_left_out = (left.str.slice(1) == right) | (right.str.slice(1) == left)
    left_out = (longer >= 3) & (longer - shorter == 1) & ((first & (second | last)) | first_left_out)
    cut = (shorter >= _SHORTEST_CUT) & (longer >= _LEAST_LONG) & first & second
    return replaced | left_out | cut


def _lengths() -> tuple[pl.Expr, pl.Expr]:
    """Characters of the longer and of the shorter key."""
    lengths = [pl.col(f"key_{side}").str.len_chars().cast(pl.Int32) for side in ("left", "right")]
    return pl.max_horizontal(lengths), pl.min_horizontal(lengths)


def _by_edits(frame: pl.DataFrame) -> pl.Series:
    """A look-alike character, one character other or left out in names of three, or a long name cut short."""
    left, right = pl.col("key_left"), pl.col("key_right")
    longer, shorter = _lengths()
    begins = left.str.starts_with(right) | right.str.starts_with(left)
    surname = pl.max_horizontal(
        pl.col("surname_left").str.len_chars(), pl.col("surname_right").str.len_chars()
    )
    has_two_given = longer - pl.coalesce(surname, 1).cast(pl.Int32) >= 2
    is_long = longer > 3
    distance = edit_distance(*frame.select(pl.when(is_long).then(left), pl.when(is_long).then(right)))
    is_one = pl.col("distance").fill_null(1) == 1
    return (
        frame.with_columns(distance=distance)
        .select(
            pl.when(begins & (shorter >= _SHORTEST_CUT) & (longer >= _LEAST_LONG))
            .then(_lit("truncated"))
            .when(is_one & (longer == shorter) & _other_characters().is_in(_look_alike_pairs().implode()))
            .then(_lit("look_alike"))
            .when(is_one & has_two_given)
            .then(_lit("one_character"))
            .otherwise(_lit("else"))
        )
        .to_series()
    )


def _other_characters() -> pl.Expr:
    """The two characters in which names of equal length differ, one after the other; only one may differ."""
    left, right = pl.col("key_left"), pl.col("key_right")
    places = range(_LONGEST_COMPARED)
    pairs = [pl.concat_str(left.str.slice(i, 1), right.str.slice(i, 1)) for i in places]
    differs = [left.str.slice(i, 1) != right.str.slice(i, 1) for i in places]
    return pl.coalesce(pl.when(other).then(pair) for other, pair in zip(differs, pairs, strict=True))


@cache
def _look_alike_pairs() -> pl.Series:
    """Look-alike characters in key form, both ways round, as texts of two characters."""
    pairs = read_reference("look_alike_pairs")
    return pl.concat([pairs["left"] + pairs["right"], pairs["right"] + pairs["left"]])


COMPARISON = Comparison(
    "person_name",
    LEVELS,
    PARTS,
    find_level,
    {"exact": "key", "same_sound": "pinyin"},
    always("exact", LEVELS),
)
