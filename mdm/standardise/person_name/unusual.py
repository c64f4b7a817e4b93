"""Names that are more or less than plain Chinese characters: what was written, and can it be trusted?"""

import polars as pl

from mdm.standardise.encoding import PRIVATE_USE, repair_encoding
from mdm.standardise.person_name.several import names_several_persons
from mdm.standardise.person_name.steps import (
    FIELD_STEPS,
    LAST_STEPS,
    NAME_STEPS,
    OTHER_NAME_BEHIND_SLASH,
    OTHER_NAME_IN_BRACKETS,
    has_other_name_in_brackets,
    has_same_surname_behind_slash,
    other_name_with_word,
)
from mdm.standardise.person_name.syllables import known_syllables
from mdm.standardise.person_name.words import HAN, any_of, compound_surnames, words_of
from mdm.standardise.steps import run_steps
from mdm.standardise.text import fold, is_placeholder
from mdm.standardise.variants import fold_variants

READ = ("value", "issue", "lead", "form", "pattern", "former_name", "related_name")
_LATIN = r"^[\p{Latin}\p{M}\x{3bf}][\p{Latin}\p{M} .,·'’-]+$"
_OTHER_SCRIPT = r"^[\p{L}\p{M}][\p{L}\p{M} .,·'’ー-]+$"


def read_unusual(values: pl.Series) -> pl.DataFrame:
    """Read names that need more than a look at each character (no nulls): the columns of READ.

    `form` is full, latin, other_script, wildcard, masked, provisional, several, organisation or null;
    `pattern` shows what is visible of a wildcard or masked name: `?` for one character, `*` for some.
    """
    repaired = repair_encoding(values)
    field = run_steps(repaired.get_column("text"), FIELD_STEPS)
    bare = run_steps(field, NAME_STEPS)
    spaced = run_steps(field, NAME_STEPS[1:])
    name = run_steps(bare, LAST_STEPS)
    frame = repaired.select("damage", raw="text").with_columns(
        field=field, bare=bare, spaced=spaced, name=name
    )
    frame = frame.with_columns(pattern=_pattern(), form=_form()).with_columns(
        pattern=pl.when(pl.col("form").is_in(["wildcard", "masked"]) & name.str.contains(HAN)).then("pattern")
    )
    frame = _fold_patterns(frame)
    return frame.select(
        value=pl.when(pl.col("form").is_in(["full", "latin", "other_script"])).then("name"),
        issue=_issue(),
        lead=_lead(),
        form="form",
        pattern="pattern",
        former_name=pl.when(pl.col("form") == "full").then(_other_name()),
        related_name=pl.when(pl.col("form") == "provisional").then(_mother()),
    )


def _lead() -> pl.Expr:
    """What a name that cannot be trusted suggests."""
    letters = pl.col("name").str.replace_all(r"[^\p{L}\p{M}· ]", "").str.strip_chars()
    return (
        pl.when(pl.col("pattern").is_not_null())
        .then("pattern")
        .when(pl.col("form").is_in(["provisional", "several", "organisation", "incomplete", "masked"]))
        .then("bare")
        .when(_issue() == "unexpected_character")
        .then(letters.replace("", None))
    )


def _form() -> pl.Expr:
    """The form of each name; null where there is no name at all."""
    name, bare = pl.col("name"), pl.col("bare")
    has_han = name.str.contains(HAN)
    return (
        pl.when(pl.col("damage") == "unreadable")
        .then(None)
        .when(is_placeholder(fold(bare)) | bare.is_in(words_of("placeholder")))
        .then(None)
        .when(names_several_persons(pl.col("spaced")) | names_several_persons(bare))
        .then(pl.lit("several"))
        .when(
            _mother().is_not_null()
            | bare.str.contains(rf"^{any_of('unknown_person')}[\dA-Za-z一二三四五六七八九十号]*$")
        )
        .then(pl.lit("provisional"))
        .when(
            name.str.contains(rf"^{HAN}.{{2,}}{any_of('organisation')}$|^{HAN}+(?:公司|超市|商行|医院|学校)$")
        )
        .then(pl.lit("organisation"))
        .when(
            (has_han & _is_masked(name)) | name.str.contains(r"^\p{Latin}[\p{Latin} ,.]*\*[\p{Latin} ,.*]*$")
        )
        .then(pl.lit("masked"))
        .when(has_han & _is_wildcard(name))
        .then(pl.lit("wildcard"))
        .when(name.str.contains(rf"^{HAN}$"))
        .then(pl.lit("incomplete"))
        .when(name.str.contains(rf"^{HAN}[{HAN}·]*$"))
        .then(pl.lit("full"))
        .when(~has_han & name.str.contains(_LATIN))
        .then(pl.lit("latin"))
        .when(~has_han & name.str.contains(_OTHER_SCRIPT))
        .then(pl.lit("other_script"))
    )


def _issue() -> pl.Expr:
    form, field = pl.col("form"), pl.col("field")
    by_form = form.replace_strict(
        {
            "several": "several_persons",
            "provisional": "provisional_name",
            "organisation": "organisation_name",
            "masked": "masked",
            "wildcard": "wildcard_character",
            "incomplete": "incomplete_name",
        },
        default=None,
        return_dtype=pl.String,
    )
    is_empty = is_placeholder(fold(pl.col("bare"))) | pl.col("bare").is_in(words_of("placeholder"))
    lost_dot = pl.col("bare").str.contains(rf"{HAN}\?{HAN}") & ~pl.col("name").str.contains(
        r"\?", literal=False
    )
    is_uncertain = (
        field.str.contains(HAN)
        & _other_name().is_not_null()
        & ~pl.col("bare").str.contains(other_name_with_word())
    )
    return (
        pl.when(pl.col("damage") == "unreadable")
        .then(pl.lit("unreadable"))
        .when((form == "wildcard") & field.str.contains(PRIVATE_USE))
        .then(pl.lit("private_use_character"))
        .when((form == "wildcard") & pl.col("raw").str.contains("\ufffd", literal=True))
        .then(pl.lit("broken_character"))
        .when(by_form.is_not_null())
        .then(by_form)
        .when(form.is_null() & is_empty)
        .then(pl.lit("placeholder"))
        .when(form.is_null())
        .then(pl.lit("unexpected_character"))
        .when(pl.col("damage").is_not_null())
        .then("damage")
        .when(lost_dot)
        .then(pl.lit("lost_dot"))
        .when(is_uncertain & (form == "full"))
        .then(pl.lit("other_name_uncertain"))
    )


def _other_name() -> pl.Expr:
    """The former or other name beside the name, with the name dot folded."""
    bare = pl.col("bare")
    found = (
        pl.when(bare.str.contains(other_name_with_word()))
        .then(bare.str.extract(other_name_with_word(), 2))
        .when(has_other_name_in_brackets(bare))
        .then(bare.str.extract(OTHER_NAME_IN_BRACKETS, 2))
        .when(has_same_surname_behind_slash(bare))
        .then(bare.str.extract(OTHER_NAME_BEHIND_SLASH, 2))
    )
    return found.str.replace_all(r"[.•・]", "·").str.strip_chars(" ,;/、)")


def _mother() -> pl.Expr:
    """王芳之女, 李婷之大双, 王芳女婴: the name of the mother (or father) beside a child without a name."""
    bare = pl.col("bare")
    with_word = rf"^({HAN}{{2,4}}|{HAN}[{HAN}·]{{4,}}?)之{any_of('newborn')}[\d一二三四]*$"
    without = rf"^({HAN}{{2,4}}?)(?:男婴|女婴|婴儿|新生儿|宝宝|[大小]双)[\d一二三四]*$"
    of_twins = rf"^({HAN}{{2,4}}?)(?:双胎|双胞胎|三胎|三胞胎)之?[大小长次幼一二三甲乙丙ABC123]*$"
    mother = pl.coalesce(bare.str.extract(shape, 1) for shape in (with_word, without, of_twins))
    return pl.when(~mother.is_in(list(compound_surnames()))).then(mother)  # 欧阳小双 is a name


def _is_masked(name: pl.Expr) -> pl.Expr:
    """Characters put in the place of a name on purpose: *, 某, X, ○, or only a title behind the surname."""
    titled = name.str.contains(rf"^{HAN}{{1,2}}{any_of('title')}$")
    return name.str.contains(r"[*某]") | name.str.contains(rf"{HAN}[xXｘＸ]+{HAN}?$|^[xXｘＸ]+{HAN}") | titled


def _is_wildcard(name: pl.Expr) -> pl.Expr:
    """A character that could not be encoded: ? or private use, pinyin or components in its place."""
    letters = name.str.extract(rf"^{HAN}{{1,3}}(\p{{Latin}}{{1,6}}){HAN}?$", 1).str.to_lowercase()
    spelled = letters.str.normalize("NFD").str.replace_all(r"\p{Mn}", "")
    components = name.str.contains(rf"^{HAN}\({HAN}{{2,6}}\)?{HAN}?$|^{HAN}{{2}}\({HAN}{{2,3}}\){HAN}$")
    return (
        name.str.contains(r"\?")
        | name.str.contains(PRIVATE_USE)
        | name.str.contains(r"[⿰-⿻]")
        | components
        | spelled.is_in(list(known_syllables()))
    )


def _pattern() -> pl.Expr:
    """What can be seen of a name: one `?` per unknown character, `*` for an unknown number of them."""
    name = pl.col("name")
    seen = (
        name.str.replace_all(PRIVATE_USE, "?")
        .str.replace_all(rf"[⿰-⿻]{HAN}{{2,3}}", "?")
        .str.replace_all(rf"\({HAN}{{2,6}}\)?", "?")
        .str.replace(rf"^({HAN}{{1,2}}){any_of('title')}$", "${1}*")
        .str.replace_all(r"[*某]", "*")
        .str.replace(rf"({HAN})[xXｘＸ]+$", "${1}*")
        .str.replace(rf"({HAN})[xXｘＸ]+({HAN})$", "${1}*${2}")
        .str.replace(rf"^[xXｘＸ]+({HAN})", "*${1}")
        .str.replace_all(r"\p{Latin}+", "?")
    )
    return (
        seen.str.replace_all(rf"({HAN})[*]({HAN})", "${1}?${2}")
        .str.replace(rf"^[*]({HAN})", "?${1}")
        .str.replace_all(r"[*]{2,}|[?]{2,}", "*")
        .str.replace_all("·", "", literal=True)
    )


def _fold_patterns(frame: pl.DataFrame) -> pl.DataFrame:
    """Patterns in key form, so that they fit keys."""
    return frame.with_columns(fold_variants(frame.get_column("pattern")))
