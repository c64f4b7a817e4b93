"""What four departments write down about people: each field its own way, with its own faults."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from population_doors import Care, write_addresses
from population_people import (
    DOTTED_NAME,
    FIRST_DAY,
    FOREIGN,
    HAN,
    LAST,
    PHONES,
    TODAY,
    People,
)
from population_vocabulary import (
    DOTTED,
    LATIN_GIVEN,
    LATIN_SURNAMES,
    Ints,
    load_lunar,
    load_names,
    load_traditional,
)

Flags = NDArray[np.bool_]
COLUMNS = (
    "record_id",
    "name",
    "former_name",
    "sex",
    "birth_date",
    "id_number",
    "phone",
    "address",
    "updated_at",
)


@dataclass(frozen=True)
class Habits:
    """Shares of a department's records; they grow in the careless third of its records."""

    prefix: str
    date_form: str
    sexes: tuple[str, str]
    knows: float
    knows_children: float
    no_number: float
    masked: float
    fifteen: float
    wrong_digit: float
    relative_number: float
    name_slip: float
    no_birth: float
    default_birth: float
    lunar_birth: float
    birth_slip: float
    no_phone: float
    no_address: float
    old_entry: float
    care: Care
    agent_phone: float = 0.0
    latin_name: float = 0.003
    traditional: float = 0.015
    masked_name: float = 0.001
    newborn: bool = False
    former_column: bool = False


@dataclass
class Batch:
    """Records of one department for one chunk of people, and how often each mess befell them."""

    habits: Habits
    people: People
    who: Ints
    rng: np.random.Generator
    messes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.who)
        self.careless = np.where(self.rng.random(count) < 0.3, 1.7, 0.7)
        self.old_entry = self.rng.random(count) < self.habits.old_entry

    def befalls(self, share: float) -> Flags:
        """Which records a mess befalls: more often the careless ones."""
        return self.rng.random(len(self.who)) < share * self.careless

    def count(self, mess: str, flags: Flags) -> None:
        self.messes[mess] = self.messes.get(mess, 0) + int(flags.sum())


def draw_known(people: People, habits: Habits, rng: np.random.Generator) -> Ints:
    """Rows of the people a department knows; one in a hundred stands there twice."""
    age = (LAST - people.birth) / 365.25
    known = np.flatnonzero(rng.random(len(people)) < np.where(age < 18, habits.knows_children, habits.knows))
    return rng.permutation(np.concatenate([known, known[rng.random(len(known)) < 0.01]]))


def write_records(batch: Batch, places: pl.DataFrame, agents: int) -> pl.DataFrame:
    """All columns but the record id."""
    name, newborn = _write_names(batch)
    birth = _write_births(batch)
    former = pl.Series([""] * 0) if not batch.habits.former_column else _former_names(batch)
    if not len(former):
        former = pl.repeat(None, len(name), dtype=pl.String, eager=True)
    return pl.DataFrame(
        {
            "name": name,
            "former_name": former,
            "sex": _write_sexes(batch),
            "birth_date": birth,
            "id_number": _write_numbers(batch, newborn),
            "phone": _write_phones(batch, agents),
            "address": _write_doors(batch, places),
            "updated_at": _write_updates(batch),
        }
    ).with_columns(pl.all().replace("", None))


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


def _write_names(batch: Batch) -> tuple[pl.Series, Flags]:
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
    surname, first, second = kept
    slip = batch.befalls(habits.name_slip) & han
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


def _former_names(batch: Batch) -> pl.Series:
    people, who = batch.people, batch.who
    there = (people.former_surname[who] >= 0) & (batch.rng.random(len(who)) < 0.6)
    frame = _spell(
        np.where(there, people.former_surname[who], 0),
        np.where(there, people.former_first[who], 0),
        people.former_second[who],
    )
    return frame.select(pl.when(pl.Series(there)).then(pl.concat_str("s", "a", "b"))).to_series()


def _write_sexes(batch: Batch) -> pl.Series:
    sex = batch.people.sex[batch.who]
    wrong, none = batch.befalls(0.003), batch.befalls(0.025)
    batch.count("wrong sex", wrong & ~none)
    sex = np.where(wrong, 3 - sex, sex)
    return pl.Series([*batch.habits.sexes, None]).gather(pl.Series(np.where(none, 2, sex - 1)))


def _write_births(batch: Batch) -> pl.Series:
    rng, habits = batch.rng, batch.habits
    birth = batch.people.birth[batch.who]
    day = np.datetime64(FIRST_DAY) + birth
    month_start = day.astype("datetime64[M]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    month, of_month = month_start.astype(np.int64) % 12 + 1, (day - month_start).astype(np.int64) + 1
    draw = rng.random(len(birth))
    older = np.where(year < 1960, 2.0, np.where(year < 1985, 1.0, 0.4))
    lunar = batch.befalls(habits.lunar_birth) & (rng.random(len(birth)) < older)
    table = load_lunar(FIRST_DAY, TODAY)
    proper = ~((table[1][birth] == 2) & (table[2][birth] > 28)) & (table[2][birth] < 31)
    proper &= ~(np.isin(table[1][birth], (4, 6, 9, 11)) & (table[2][birth] > 30))
    lunar &= proper
    true = (year, month, of_month)
    year, month, of_month = (np.where(lunar, t[birth], p) for t, p in zip(table, true, strict=True))
    slip = batch.befalls(habits.birth_slip) & ~lunar
    swap = slip & (draw < 0.35) & (of_month <= 12)
    month, of_month = np.where(swap, of_month, month), np.where(swap, month, of_month)
    year = np.where(
        slip & (draw >= 0.35) & (draw < 0.6), year + rng.choice((-10, -1, 1, 1, 2, 10), len(birth)), year
    )
    month = np.where(slip & (draw >= 0.6) & (draw < 0.75), rng.integers(1, 13, len(birth)), month)
    of_month = np.where(slip & (draw >= 0.75), rng.integers(1, 29, len(birth)), of_month)
    of_month = np.where(slip, np.minimum(of_month, 28), of_month)
    default = batch.befalls(habits.default_birth)
    month = np.where(default & (draw < 0.6), 1, month)
    of_month = np.where(default, 1, of_month)
    year = np.where(default & (draw < 0.3), rng.choice((1900, 1970, 1900), len(birth)), year)
    changed = (year != true[0]) | (month != true[1]) | (of_month != true[2])
    none = batch.befalls(habits.no_birth)
    batch.count("birth date missing", none)
    batch.count("default or lunar birth date", changed & (default | lunar) & ~none)
    batch.count("birth date mistyped", changed & ~default & ~lunar & ~none)
    frame = pl.DataFrame({"y": year, "m": month, "d": of_month, "none": none})
    two = [pl.col(c).cast(pl.String).str.zfill(2) for c in "md"]
    forms = {
        "compact": pl.concat_str("y", *two),
        "iso": pl.concat_str("y", *two, separator="-"),
        "slash": pl.concat_str("y", "m", "d", separator="/"),
        "chinese": pl.format("{}年{}月{}日", "y", "m", "d"),
        "us": pl.concat_str(*two, "y", separator="/"),
    }
    return frame.select(pl.when(~pl.col("none")).then(forms[habits.date_form])).to_series()


def _write_numbers(batch: Batch, newborn: Flags) -> pl.Series:
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


def _write_phones(batch: Batch, agents: int) -> pl.Series:
    people, who, rng = batch.people, batch.who, batch.rng
    phone = np.where(batch.old_entry, people.old_phone[who], people.phone[who])
    agent = rng.random(len(who)) < batch.habits.agent_phone
    busy = (agents * rng.random(len(who)) ** 2).astype(np.int64)
    phone = np.where(agent, (busy * 7_654_321 + 11) % PHONES, phone)
    wrong = batch.befalls(0.012)
    phone = np.where(wrong, (phone + 10 ** rng.integers(0, 6, len(who))) % PHONES, phone)
    none = batch.befalls(batch.habits.no_phone)
    batch.count("an agent's phone", agent & ~none)
    batch.count("phone missing", none)
    batch.count("phone mistyped", wrong & ~agent & ~none)
    # 160, 161, 163, 164, 168, 169: segments without mobile service
    prefix = pl.Series(["160", "161", "163", "164", "168", "169"]).gather(pl.Series(phone // 10**8))
    tail = pl.Series("t", phone % 10**8).cast(pl.String).str.zfill(8)
    frame = pl.DataFrame({"p": prefix, "t": tail, "none": none, "form": rng.random(len(who))})
    form, first, last = pl.col("form"), pl.col("t").str.slice(0, 4), pl.col("t").str.slice(4)
    text = (
        pl.when("none")
        .then(None)
        .when(form < 0.015)
        .then(pl.concat_str("p", first, last, separator="-"))
        .when(form < 0.03)
        .then(pl.concat_str("p", first, last, separator=" "))
        .when(form < 0.04)
        .then(pl.concat_str(pl.lit("+86"), "p", "t"))
        .otherwise(pl.concat_str("p", "t"))
    )
    return frame.select(text).to_series()


def _write_doors(batch: Batch, places: pl.DataFrame) -> pl.Series:
    people, who = batch.people, batch.who
    door = np.where(batch.old_entry, people.old_door[who], people.door[who])
    none = batch.befalls(batch.habits.no_address)
    batch.count("address missing", none)
    batch.count("moved (address is not the present one)", (door != people.door[who]) & ~none)
    text = write_addresses(door, places, batch.habits.care, batch.rng)
    return text.to_frame("a").select(pl.when(pl.Series(~none)).then("a")).to_series()


def _write_updates(batch: Batch) -> pl.Series:
    low = np.where(batch.old_entry, (2010 - 1925) * 365, (2019 - 1925) * 365)
    high = np.where(batch.old_entry, (2019 - 1925) * 365, LAST)
    first = np.minimum(np.maximum(low, batch.people.birth[batch.who]), LAST)
    span = np.maximum(high - first, 0)
    day = first + (batch.rng.random(len(first)) * (span + 1)).astype(np.int64)
    return pl.Series(np.datetime64(FIRST_DAY) + np.minimum(day, LAST)).cast(pl.Date).dt.to_string("%Y-%m-%d")
