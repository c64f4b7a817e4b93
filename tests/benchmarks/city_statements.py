"""How a department says whom it means: a name and a number, each with its faults, and whether they say enough."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from population_vocabulary import Ints, load_traditional

PLAIN, NONE, MASKED, OTHER_FORM, WRONG, BORROWED, ODD = range(7)


@dataclass(frozen=True)
class Habits:
    """Shares of statements by the state of their number; the rest is plain."""

    none: float = 0.06
    masked: float = 0.03
    other_form: float = (
        0.03  # 15 digits of a citizen number; the organisation code or the registration number
    )
    wrong: float = 0.01
    borrowed: float = 0.004
    odd: float = 0.02


def gather_subjects(people: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Everyone who may be meant: entity, is_person, name, old_name, number, other_form, homonym."""
    persons = people.select(
        "entity", "name", "old_name", "number", is_person=True, birth="birth",
        other_form=pl.when("before_1999").then(pl.col("number").str.slice(0, 6) + pl.col("number").str.slice(8, 9)),
    )  # fmt: skip
    firms = bodies.select(
        "entity", "name", "old_name",
        number=pl.when("has_uscc").then("uscc").otherwise("registration_number"),
        is_person=False, birth=pl.lit(0, pl.Int64),
        other_form=pl.when(pl.col("has_uscc") & (pl.col("number") % 2 == 0)).then(pl.col("uscc").str.slice(8, 9))
        .otherwise("registration_number"),
    )  # fmt: skip
    both = pl.concat([persons, firms.select(persons.columns)])
    return both.with_columns(
        homonym=pl.len().over("name", "is_person") > 1,
        namesake=pl.col("is_person") & (pl.len().over("name", "birth", "is_person") > 1),
    )


def state(subjects: pl.DataFrame, who: Ints, habits: Habits, rng: np.random.Generator) -> pl.DataFrame:
    """`name` and `number` as written for each of these, `meant` (null where it does not say enough), `homonym`."""
    count = len(who)
    chosen = subjects[who]
    shares = (habits.none, habits.masked, habits.other_form, habits.wrong, habits.borrowed, habits.odd)
    what = np.searchsorted(np.cumsum(shares), rng.random(count), side="right")
    what = np.where(what < len(shares), what + 1, PLAIN)
    other = subjects[rng.integers(0, len(subjects), count)]
    frame = chosen.with_columns(
        what=pl.Series(what),
        form=pl.Series(rng.random(count)),
        at=pl.Series(rng.integers(7, 16, count)),
        others_number=other["number"],
        others_name=other["name"],
    )
    no_form = (pl.col("what") == OTHER_FORM) & pl.col("other_form").is_null()
    like = (pl.col("what") == BORROWED) & (pl.col("others_name") == pl.col("name"))
    frame = frame.with_columns(what=pl.when(no_form | like).then(PLAIN).otherwise("what"))
    return frame.select(
        name=_names(frame),
        number=_numbers(),
        is_person="is_person",
        meant=pl.when(pl.col("what").is_in([PLAIN, OTHER_FORM, ODD])).then("entity"),
        homonym="homonym",
        namesake="namesake",
    )


def _numbers() -> pl.Expr:
    number, form, at = pl.col("number"), pl.col("form"), pl.col("at")
    digit = number.str.slice(at, 1)
    other = pl.when(digit == "7").then(pl.lit("3")).otherwise(pl.lit("7"))
    wrong = pl.concat_str(number.str.slice(0, at), other, number.str.slice(at + 1))
    masked = pl.when(form < 0.7).then(
        pl.concat_str(number.str.slice(0, 6), pl.lit("********"), number.str.slice(14))
    ).otherwise(pl.concat_str(number.str.slice(0, 3), pl.lit("***********"), number.str.slice(14)))  # fmt: skip
    odd = (
        pl.when(form < 0.4).then(pl.concat_str(number.str.slice(0, 6), pl.lit(" "), number.str.slice(6)))
        .when(form < 0.7).then(number.str.to_lowercase())
        .otherwise(pl.concat_str(pl.lit("'"), number))
    )  # fmt: skip
    what = pl.col("what")
    return (
        pl.when(what == NONE).then(None)
        .when(what == MASKED).then(masked)
        .when(what == OTHER_FORM).then("other_form")
        .when(what == WRONG).then(wrong)
        .when(what == BORROWED).then("others_number")
        .when(what == ODD).then(odd)
        .otherwise(number)
    )  # fmt: skip


def _names(frame: pl.DataFrame) -> pl.Series:
    """Names with what befell them; drawn again from the same `form`, so that faults come together."""
    characters = frame.select(pl.col("name").str.split("").explode().unique().sort()).to_series()
    traditional = load_traditional("".join(characters.drop_nulls()))
    form, name = (pl.col("form") * 97) % 1, pl.col("name")
    written = (
        pl.when((form < 0.04) & pl.col("old_name").is_not_null()).then("old_name")
        .when(form < 0.05).then(name.str.replace_many(traditional))
        .when(form < 0.06).then(pl.concat_str(name.str.slice(0, 1), pl.lit(" "), name.str.slice(1)))
        .when((form < 0.065) & ~pl.col("is_person")).then(pl.concat_str(name, pl.lit("（已注销）")))
        .when((form < 0.068) & pl.col("is_person")).then(pl.concat_str(name.str.slice(0, 1), pl.lit("某")))
        .otherwise(name)
    )  # fmt: skip
    return frame.select(written).to_series()
