"""Names as departments write them: slips, scripts, former names, newborns, other peoples' names."""

import numpy as np
import polars as pl
from population_batch import Batch, Flags
from population_people import DOTTED_NAME, FOREIGN, HAN, LAST, People
from population_vocabulary import DOTTED, LATIN_GIVEN, LATIN_SURNAMES, Ints, load_names, load_traditional


def _spell(surname: Ints, first: Ints, second: Ints, *, latin: bool = False) -> pl.DataFrame:
    names = load_names()
    surnames = names.surname_pinyin if latin else names.surnames
    characters = pl.Series((names.character_pinyin if latin else names.characters) + [""])
    last = len(characters) - 1

    def given(positions: Ints) -> pl.Series:
        return characters.gather(pl.Series(np.where(positions < 0, last, positions)))

    return pl.DataFrame(
        {"s": pl.Series(surnames).gather(pl.Series(surname)), "a": given(first), "b": given(second)}
    )


def write_names(batch: Batch) -> tuple[pl.Series, Flags]:
    """Names as written, and which of them are a newborn's under the mother's name."""
    people, who, rng, habits = batch.people, batch.who, batch.rng, batch.habits
    names, kind = load_names(), people.kind[who]
    han = kind == HAN
    surname, first, second = people.surname[who], people.first[who], people.second[who]
    former = han & (people.former_surname[who] >= 0) & batch.old_entry & (rng.random(len(who)) < 0.55)
    surname = np.where(former, people.former_surname[who], surname)
    first = np.where(former, people.former_first[who], first)
    second = np.where(former, people.former_second[who], second)
    batch.count("former name", former)
    surname = np.where(han, surname, 0)
    kept = (surname, np.where(han, first, 0), np.where(han, second, -1))
    surname, first, second = _slip(batch, kept)
    has_latin = np.array([bool(p) for p in [*names.character_pinyin, "-"]])
    latin = batch.befalls(habits.latin_name) & han & has_latin[first] & has_latin[second]
    traditional = batch.befalls(habits.traditional) & han
    masked = batch.befalls(habits.masked_name) & han
    batch.count("Latin letters only", latin)
    batch.count("masked name", masked)
    age = (LAST - people.birth[who]) / 365.25
    newborn = han & (people.mother[who] >= 0) & (age < 3) & (rng.random(len(who)) < 0.5) & habits.newborn
    batch.count("newborn under the mother's name", newborn)
    frame = _spell(surname, first, second).with_columns(
        _spell(surname, first, second, latin=True).select(pl.all().name.suffix("_latin")),
        form=pl.Series(rng.random(len(who))),
        latin=pl.Series(latin),
        masked=pl.Series(masked),
        traditional=pl.Series(traditional),
        newborn=pl.Series(newborn),
        kind=pl.Series(kind),
        mother=_mother_names(people, who),
        sex=pl.Series(people.sex[who]),
        other=_names_of_others(batch),
    )
    text = frame.select(_name_text(batch)).to_series()
    plain = pl.concat_str("s", "a", "b")
    spelled = frame.with_columns(text=text).select(pl.col("text") != plain, "traditional")
    batch.count("traditional script", (spelled.to_series(0) & spelled.to_series(1)).to_numpy())
    return text, newborn


def _slip(batch: Batch, kept: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    """Mistake a character for one that sounds or looks alike; turn, drop or replace another."""
    who, rng, names = batch.who, batch.rng, load_names()
    surname, first, second = kept
    han = batch.people.kind[who] == HAN
    slip = batch.befalls(batch.habits.name_slip) & han
    which = rng.random(len(who))
    at_second = (second >= 0) & (rng.random(len(who)) < 0.5)
    sound = np.where(
        which < 0.45, 1, np.where(which < 0.8, 2, np.where(which < 0.9, 3, np.where(which < 0.96, 4, 5)))
    )
    for number, alike in ((1, names.sounds_like), (2, names.looks_like)):
        hit = slip & (sound == number)
        first = np.where(hit & ~at_second, alike.mistake(first, rng), first)
        second = np.where(hit & at_second, alike.mistake(second, rng), second)
    surname = np.where(slip & (sound == 3), names.surname_like.mistake(surname, rng), surname)
    hit = slip & (sound == 4) & (second >= 0)
    first, second = (
        np.where(hit, second, first),
        np.where(hit, np.where(rng.random(len(who)) < 0.5, first, -1), second),
    )
    hit = slip & (sound == 5) & (second >= 0)
    second = np.where(hit, rng.integers(0, 1500, len(who)), second)
    changed = (surname != kept[0]) | (first != kept[1]) | (second != kept[2])
    batch.count("sound-alike or look-alike name", changed & np.isin(sound, (1, 2, 3)))
    batch.count("other slip in the name", changed & np.isin(sound, (4, 5)))
    return surname, first, second


def _name_text(batch: Batch) -> pl.Expr:
    form, plain = pl.col("form"), pl.concat_str("s", "a", "b")
    given = pl.concat_str("a_latin", "b_latin")
    latin = (
        pl.when(form < 0.4)
        .then(pl.concat_str("s_latin", pl.lit(" "), given).str.to_uppercase())
        .when(form < 0.7)
        .then(pl.concat_str(given.str.to_titlecase(), pl.lit(" "), pl.col("s_latin").str.to_titlecase()))
        .when(form < 0.85)
        .then(pl.concat_str("s_latin", given).str.to_uppercase())
        .otherwise(
            pl.concat_str(pl.col("s_latin").str.to_titlecase(), pl.lit(", "), given.str.to_titlecase())
        )
    )
    names = load_names()
    table = load_traditional("".join(names.surnames) + "".join(names.characters))
    child = pl.when(pl.col("sex") == 1).then(pl.lit("之子")).otherwise(pl.lit("之女"))
    rare = plain.str.replace("[䶮㛃𬭸𫖯𬱖𬍛]", "?") if batch.habits.prefix in ("RS", "MZ", "SS") else plain
    return (
        pl.when(pl.col("kind") != HAN)
        .then("other")
        .when("newborn")
        .then(pl.concat_str("mother", child))
        .when("latin")
        .then(latin)
        .when("masked")
        .then(pl.concat_str("s", pl.when(pl.col("b") == "").then(pl.lit("*")).otherwise(pl.lit("**"))))
        .when("traditional")
        .then(plain.str.replace_many(table))
        .when(form < 0.006)
        .then(pl.concat_str("s", pl.lit(" "), "a", "b"))
        .when(form < 0.009)
        .then(pl.concat_str("s", pl.lit("　"), "a", "b"))
        .otherwise(rare)
    )


def _mother_names(people: People, who: Ints) -> pl.Series:
    mother = np.where(people.mother[who] >= 0, people.mother[who], 0)
    han = people.kind[mother] == HAN
    columns = (np.where(han, c[mother], 0) for c in (people.surname, people.first, people.second))
    return _spell(*columns).select(pl.concat_str("s", "a", "b")).to_series()


def spell_names(surname: Ints, first: Ints, second: Ints) -> pl.Series:
    """Names in full, as their bearers write them."""
    return _spell(surname, first, second).select(pl.concat_str("s", "a", "b")).to_series()


def _names_of_others(batch: Batch) -> pl.Series:
    """Dotted and foreign names; nulls for everyone else."""
    people, who, rng = batch.people, batch.who, batch.rng
    kind, first, surname = people.kind[who], people.first[who], people.surname[who]
    out = np.full(len(who), None, dtype=object)
    for at in np.flatnonzero(kind == DOTTED_NAME):  # six in a thousand people
        dot = "··••.・ "[int(rng.random() * 7)].strip()
        out[at] = DOTTED[first[at]] + dot + DOTTED[surname[at]]
    for at in np.flatnonzero(kind == FOREIGN):
        given, family = LATIN_GIVEN[first[at]], LATIN_SURNAMES[surname[at]]
        out[at] = (f"{family} {given}", f"{given} {family}", f"{family}, {given.title()}")[
            int(rng.random() * 3)
        ]
    return pl.Series(out.tolist(), dtype=pl.String)


def write_former_names(batch: Batch) -> pl.Series:
    people, who = batch.people, batch.who
    there = (people.former_surname[who] >= 0) & (batch.rng.random(len(who)) < 0.6)
    frame = _spell(
        np.where(there, people.former_surname[who], 0),
        np.where(there, people.former_first[who], 0),
        people.former_second[who],
    )
    return frame.select(pl.when(pl.Series(there)).then(pl.concat_str("s", "a", "b"))).to_series()
