"""Citizen numbers as departments write them."""

import numpy as np
import polars as pl
from population_batch import Batch, Flags
from population_people import FOREIGN


def write_numbers(batch: Batch, newborn: Flags) -> pl.Series:
    """Citizen numbers as written: whole, missing, masked, old, mistyped, borrowed, damaged."""
    people, who, rng, habits = batch.people, batch.who, batch.rng, batch.habits
    old = people.birth[who] < (1999 - 1925) * 365
    foreign = people.kind[who] == FOREIGN
    total = np.zeros(len(who))
    draw = rng.random(len(who)) / batch.careless
    what = np.zeros(
        len(who), dtype=np.int64
    )  # 0 plain, 1 none, 2 masked, 3 fifteen, 4 wrong, 5 a relative's, 6 odd
    shares = (
        habits.no_number,
        habits.masked,
        habits.fifteen,
        habits.wrong_digit,
        habits.relative_number,
        0.008,
    )
    for number, share in enumerate(shares, start=1):
        what = np.where((draw >= total) & (draw < total + share), number, what)
        total = total + share
    what = np.where(newborn, np.where(rng.random(len(who)) < 0.06, 5, 1), what)
    what = np.where((what == 3) & ~old, 0, what)
    relative = people.relative[who]
    what = np.where((what == 5) & (relative < 0), 0, what)
    holder = np.where(
        what == 5, np.where(newborn & (people.mother[who] >= 0), people.mother[who], relative), who
    )
    what = np.where(foreign, np.where(what == 1, 1, 7), what)
    earlier = batch.old_entry & (people.other_sequence[who] != people.sequence[who])
    base = people.number.gather(pl.Series(holder))
    base = pl.select(
        pl.when(pl.Series(earlier)).then(people.other_number.gather(pl.Series(who))).otherwise(base)
    ).to_series()
    for label, number in (
        ("no number", 1),
        ("masked number", 2),
        ("15-digit number", 3),
        ("wrong digit", 4),
        ("a relative's number", 5),
        ("number damaged by spaces or Excel", 6),
    ):
        batch.count(label, what == number)
    batch.count("passport instead of a number", what == 7)
    frame = pl.DataFrame(
        {
            "n": base,
            "what": what,
            "form": rng.random(len(who)),
            "at": rng.integers(6, 17, len(who)),
            "add": rng.integers(1, 10, len(who)),
            "serial": people.entity[who] * 2 + batch.old_entry,
        }
    )
    return frame.select(_number_text()).to_series()


def _number_text() -> pl.Expr:
    number, form, at = pl.col("n"), pl.col("form"), pl.col("at")
    digit = number.str.slice(at, 1).cast(pl.Int64, strict=False)
    wrong = pl.concat_str(
        number.str.slice(0, at), ((digit + pl.col("add")) % 10).cast(pl.String), number.str.slice(at + 1)
    )
    turned = pl.concat_str(
        number.str.slice(0, at),
        number.str.slice(at + 1, 1),
        number.str.slice(at, 1),
        number.str.slice(at + 2),
    )
    turned = pl.when(turned == number).then(wrong).otherwise(turned)
    odd = (
        pl.when(form < 0.25)
        .then(pl.concat_str(number.str.slice(0, 15), pl.lit("000")))
        .when(form < 0.35)
        .then(pl.concat_str(number.str.slice(0, 1), pl.lit("."), number.str.slice(1, 5), pl.lit("E+17")))
        .when(form < 0.6)
        .then(
            pl.concat_str(
                number.str.slice(0, 6), pl.lit(" "), number.str.slice(6, 8), pl.lit(" "), number.str.slice(14)
            )
        )
        .when(form < 0.75)
        .then(pl.concat_str(pl.lit("'"), number))
        .when(form < 0.9)
        .then(number.str.to_lowercase())
        .when(form < 0.94)
        .then(pl.lit("111111111111111111"))
        .otherwise(pl.lit("无"))
    )
    masked = (
        pl.when(form < 0.5)
        .then(pl.concat_str(number.str.slice(0, 6), pl.lit("********"), number.str.slice(14)))
        .when(form < 0.75)
        .then(pl.concat_str(number.str.slice(0, 10), pl.lit("****"), number.str.slice(14)))
        .otherwise(pl.concat_str(number.str.slice(0, 3), pl.lit("***********"), number.str.slice(14)))
    )
    what = pl.col("what")
    return (
        pl.when(what == 1)
        .then(None)
        .when(what == 2)
        .then(masked)
        .when(what == 3)
        .then(pl.concat_str(number.str.slice(0, 6), number.str.slice(8, 9)))
        .when(what == 4)
        .then(pl.when((form < 0.75) | (at > 15)).then(wrong).otherwise(turned))
        .when(what == 6)
        .then(odd)
        .when(what == 7)
        .then(pl.concat_str(pl.lit("XP"), (pl.col("serial") + 10_000_000).cast(pl.String)))
        .otherwise(number)
    )
