"""Invented people, a chunk of households at a time: couples, children, twins, grandparents, strangers."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from population_vocabulary import DOTTED, LATIN_GIVEN, LATIN_SURNAMES, RARE_CHARACTERS, Ints, load_names

FIRST_DAY, TODAY = date(1925, 1, 1), date(2026, 6, 30)
LAST = (TODAY - FIRST_DAY).days
DIVISIONS = ("320599", "330299", "610199")  # never assigned to any place
CODES_A_DAY = 497  # pairs of sequence codes 001..994 that one division has for one day
PHONES = 600_000_000
PEOPLE_A_HOUSEHOLD = 2.61
HAN, DOTTED_NAME, FOREIGN = 0, 1, 2


@dataclass
class People:
    """Columns of equal length, one row per person; names are positions in the vocabulary, -1 for none."""

    entity: Ints
    household: Ints
    role: Ints
    kind: Ints
    surname: Ints
    first: Ints
    second: Ints
    former_surname: Ints
    former_first: Ints
    former_second: Ints
    sex: Ints
    birth: Ints
    division: Ints
    sequence: Ints
    other_sequence: Ints
    phone: Ints
    old_phone: Ints
    door: Ints
    old_door: Ints
    mother: Ints
    relative: Ints
    number: pl.Series
    other_number: pl.Series

    def __len__(self) -> int:
        return len(self.entity)


@dataclass
class Town:
    """What chunks share: how many doors there are and which numbers have been given."""

    doors: int
    given: NDArray[np.int32]
    people: int = 0
    households: int = 0

    @classmethod
    def of_size(cls, households: int) -> "Town":
        return cls(max(int(households * 1.02), 50), np.zeros((LAST + 1, len(DIVISIONS)), dtype=np.int32))


def draw_people(town: Town, households: int, rng: np.random.Generator) -> People:
    """Draw households and everyone in them, adults before children, twins side by side."""
    homes = _draw_homes(households, rng)
    order = np.lexsort((homes["role"], homes["household"]))
    rows = {k: v[order] for k, v in homes.items()}
    count = len(order)
    _name_everyone(rows, rng)
    _copy_strangers(rows, rng)
    _give_former_names(rows, rng)
    _find_relatives(rows)
    _give_doors(rows, town, households, rng)
    _give_phones(rows, town, rng)
    _give_numbers(rows, town, rng)
    rows["entity"] = town.people + np.arange(count)
    rows["household"] = rows["household"] + town.households
    town.people += count
    town.households += households
    return People(**{f.name: rows[f.name] for f in fields(People)})


def _draw_homes(households: int, rng: np.random.Generator) -> dict[str, Ints]:
    shape = rng.choice(5, households, p=(0.24, 0.19, 0.34, 0.15, 0.08))  # single couple family three parent
    day = 365.25
    years = np.arange(1936, 2005)
    bulge = np.exp(-((years - 1979) ** 2) / (2 * 16.0**2)) + 0.15
    head = (
        (rng.choice(years, households, p=bulge / bulge.sum()) - 1925 + rng.random(households)) * day
    ).astype(int)
    wife = head + rng.normal(1.2 * day, 2.5 * day, households).astype(int)
    both = np.isin(shape, (1, 2, 3))
    alone_woman = (shape == 0) & (rng.random(households) < 0.5) | (shape == 4) & (
        rng.random(households) < 0.75
    )
    child = np.where(alone_woman | both, wife, head) + (rng.gamma(9, 0.9, households) + 20) * day
    second = child + (rng.random(households) * 5 + 1.2) * day
    twin = rng.random(households) < 0.022
    has_child = np.isin(shape, (2, 3, 4)) & (child < LAST - 10)
    has_second = has_child & (twin | (rng.random(households) < 0.32)) & (twin | (second < LAST - 10))
    elder = head - ((rng.random(households) * 12 + 21) * day).astype(int)
    older = [(0, both | ~alone_woman, head, 1), (1, both | alone_woman, wife, 2)]
    boy, other = rng.integers(1, 3, households), rng.integers(1, 3, households)
    other = np.where(twin & (rng.random(households) < 0.6), boy, other)
    younger = [(2, has_child, child, boy), (3, has_second, np.where(twin, child, second), other)]
    alive = (shape == 3) & (elder > 1000)
    elders = [(4, alive, elder, 1), (5, alive, elder + rng.integers(-700, 1500, households), 2)]
    parts = []
    for role, there, birth, sex in [*older, *younger, *elders]:
        at = np.flatnonzero(there)
        birth = np.clip(birth.astype(np.int64)[at], 0, LAST)
        sexes = np.broadcast_to(np.asarray(sex, dtype=np.int64), (households,))[at]
        parts.append((at, np.full(len(at), role), birth, sexes, twin[at] & np.isin(role, (2, 3))))
    names = ("household", "role", "birth", "sex", "is_twin")
    columns = zip(*parts, strict=True)
    return {k: np.concatenate(c).astype(np.int64) for k, c in zip(names, columns, strict=True)}


def _draw(weights: NDArray[np.float64], count: int, rng: np.random.Generator) -> Ints:
    total = np.cumsum(weights)
    return np.searchsorted(total, rng.random(count) * total[-1], side="right")


def draw_given(birth: Ints, sex: Ints, rng: np.random.Generator) -> Ints:
    """One given character each, after the taste of their years."""
    names, out = load_names(), np.empty(len(birth), dtype=np.int64)
    cohort = np.digitize(birth, ((1968 - 1925) * 365.25, (1998 - 1925) * 365.25)) * 2 + (sex - 1)
    for at, taste in enumerate(names.taste.values()):
        chosen = np.flatnonzero(cohort == at)
        out[chosen] = _draw(taste, len(chosen), rng)
    return out


def _name_everyone(rows: dict[str, Ints], rng: np.random.Generator) -> None:
    names, count = load_names(), len(rows["birth"])
    household, role, birth, sex = rows["household"], rows["role"], rows["birth"], rows["sex"]
    of_father = _draw(names.surname_weight, int(household.max()) + 1, rng)
    of_mother = _draw(names.surname_weight, len(of_father), rng)
    takes_mothers = rng.random(len(of_father)) < 0.06
    of_child = np.where(takes_mothers, of_mother, of_father)
    surname = np.where(np.isin(role, (0, 4)), of_father[household], of_mother[household])
    surname = np.where(np.isin(role, (2, 3)), of_child[household], surname)
    grandmother = np.flatnonzero(role == 5)
    surname[grandmother] = _draw(names.surname_weight, len(grandmother), rng)
    single = rng.random(count) < np.where((birth > 12_800) & (birth < 27_000), 0.25, 0.09)
    first, second = draw_given(birth, sex, rng), draw_given(birth, sex, rng)
    second = np.where(single, -1, second)
    # brothers and sisters often share a character; twins always do, or sound alike
    younger = np.flatnonzero((role == 3) & np.concatenate([[False], role[:-1] == 2]))
    shares = younger[(rows["is_twin"][younger] > 0) | (rng.random(len(younger)) < 0.35)]
    first[shares] = first[shares - 1]
    second[shares] = np.where(second[shares] < 0, draw_given(birth[shares], sex[shares], rng), second[shares])
    second[shares - 1] = np.where(
        second[shares - 1] < 0, draw_given(birth[shares], sex[shares], rng), second[shares - 1]
    )
    sounds = shares[(rows["is_twin"][shares] > 0) & (rng.random(len(shares)) < 0.05)]
    second[sounds] = names.sounds_like.mistake(second[sounds - 1], rng)
    alike = shares[second[shares] == second[shares - 1]]  # nobody gives two children one name
    second[alike] = (second[alike] + 1) % len(names.characters)
    rare = np.flatnonzero(rng.random(count) < 0.003)
    rare_at = np.array([names.characters.index(c) for c in RARE_CHARACTERS])
    first[rare] = rng.choice(rare_at, len(rare))
    kind = rng.choice(3, len(of_father), p=(0.992, 0.006, 0.002))[household]
    rows.update(surname=surname, first=first, second=second, kind=kind)
    for at, pool in (
        (DOTTED_NAME, (len(DOTTED), len(DOTTED))),
        (FOREIGN, (len(LATIN_SURNAMES), len(LATIN_GIVEN))),
    ):
        chosen = np.flatnonzero(kind == at)
        surname[chosen] = rng.integers(0, pool[0], len(chosen))
        first[chosen], second[chosen] = rng.integers(0, pool[1], len(chosen)), -1


def _copy_strangers(rows: dict[str, Ints], rng: np.random.Generator) -> None:
    """One person in two thousand bears the name, sex and birthday of a stranger."""
    adults = np.flatnonzero((rows["birth"] < LAST - 20 * 365) & (rows["kind"] == HAN))
    chosen = rng.permutation(adults)[: 2 * max(len(rows["birth"]) // 2000, 1)]
    half = len(chosen) // 2
    copies, strangers = chosen[:half], chosen[half : 2 * half]
    apart = rows["household"][copies] != rows["household"][strangers]
    for column in ("surname", "first", "second", "sex", "birth"):
        rows[column][copies[apart]] = rows[column][strangers[apart]]


def _give_former_names(rows: dict[str, Ints], rng: np.random.Generator) -> None:
    count = len(rows["birth"])
    changed = (rng.random(count) < 0.03) & (rows["kind"] == HAN)
    married = changed & (rng.random(count) < 0.1)
    other = draw_given(rows["birth"], rows["sex"], rng)
    rows["former_surname"] = np.where(
        changed, np.where(married, rng.integers(0, 60, count), rows["surname"]), -1
    )
    rows["former_first"] = np.where(changed, np.where(married, rows["first"], other), -1)
    keeps = married | (rng.random(count) < 0.5)
    rows["former_second"] = np.where(
        changed & keeps, rows["second"], np.where(changed, draw_given(rows["birth"], rows["sex"], rng), -1)
    )


def _find_relatives(rows: dict[str, Ints]) -> None:
    """Another person of the same household, and the mother of a child (both as rows, -1 for none)."""
    household, count = rows["household"], len(rows["household"])
    start = np.searchsorted(household, household)
    size = np.searchsorted(household, household, side="right") - start
    at = np.arange(count)
    rows["relative"] = np.where(size > 1, start + (at - start + 1) % size, -1)
    woman_at = np.full(int(household.max()) + 1, -1)
    women = np.flatnonzero(rows["role"] == 1)
    woman_at[household[women]] = women
    rows["mother"] = np.where(np.isin(rows["role"], (2, 3)), woman_at[household], -1)


def _give_doors(rows: dict[str, Ints], town: Town, households: int, rng: np.random.Generator) -> None:
    """A door for each household; who moved has a former door, where strangers or the parents live now."""
    spread = 1_000_003 if town.doors % 1_000_003 else 1_000_033
    own = ((town.households + np.arange(households)) * spread) % town.doors
    lodging = rng.random(households) < 0.05
    own[lodging] = rng.integers(0, town.doors, int(lodging.sum()))
    count = len(rows["household"])
    rows["door"] = own[rows["household"]]
    together = (rng.random(households) < 0.6)[rows["household"]]
    former = np.where(together, rng.integers(0, town.doors, households)[rows["household"]], 0)
    former = np.where(together, former, rng.integers(0, town.doors, count))
    moved = np.where(together, (rng.random(households) < 0.4)[rows["household"]], rng.random(count) < 0.4)
    rows["old_door"] = np.where(moved, former, rows["door"])


def _give_phones(rows: dict[str, Ints], town: Town, rng: np.random.Generator) -> None:
    count, birth = len(rows["birth"]), rows["birth"]
    own = ((town.people + np.arange(count)) * 2 * 374_321_987 + 97) % PHONES
    older = ((town.people + np.arange(count)) * 2 * 374_321_987 + 374_322_084) % PHONES
    first_of_home = np.searchsorted(rows["household"], rows["household"])
    age = (LAST - birth) / 365.25
    shares = (age < 15) | (age > 72) & (rng.random(count) < 0.6) | (rng.random(count) < 0.12)
    rows["phone"] = np.where(shares, own[first_of_home], own)
    rows["old_phone"] = np.where(rng.random(count) < 0.3, older, rows["phone"])


def _give_numbers(rows: dict[str, Ints], town: Town, rng: np.random.Generator) -> None:
    household, birth = rows["household"], rows["birth"]
    division = rng.choice(3, int(household.max()) + 1, p=(0.6, 0.22, 0.18))[household]
    rows["division"] = division
    rows["sequence"] = _next_codes(town, birth, division, rows["sex"])
    # a number that was corrected later, and one number given to two people
    corrected = np.flatnonzero(rng.random(len(birth)) < 0.0002)
    rows["other_sequence"] = rows["sequence"].copy()
    codes = _next_codes(town, birth[corrected], division[corrected], rows["sex"][corrected])
    rows["other_sequence"][corrected] = codes
    number = number18(birth, division, rows["sequence"])
    twice = np.flatnonzero((rng.random(len(birth)) < 0.00003) & (rows["kind"] != FOREIGN))
    holder = np.arange(len(birth))
    holder[twice] = rng.integers(0, len(birth), len(twice))
    rows["number"] = number.gather(pl.Series(holder))
    other = number18(birth, division, rows["other_sequence"]).to_frame("other")
    differs = pl.Series(rows["other_sequence"] != rows["sequence"])
    rows["other_number"] = other.select(pl.when(differs).then("other").otherwise(rows["number"])).to_series()


def _next_codes(town: Town, birth: Ints, division: Ints, sex: Ints) -> Ints:
    """Unused sequence codes, neighbouring for people who follow one another on the same day."""
    group = birth * len(DIVISIONS) + division
    order = np.argsort(group, kind="stable")
    ranked = group[order]
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.searchsorted(ranked, ranked)
    used = town.given[birth, division] + rank
    if len(used) and used.max() >= CODES_A_DAY:
        raise SystemExit("Too many people for the numbers of one day. Hint: ask for fewer records.")
    np.add.at(town.given, (birth, division), 1)
    slot = (used + birth * 7919 + division * 131) % CODES_A_DAY
    return 2 * slot + 2 - (sex == 1)


def number18(birth: Ints, division: Ints, sequence: Ints) -> pl.Series:
    """Citizen numbers from their parts, with check character (GB 11643)."""
    day = np.datetime64(FIRST_DAY) + birth
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    of_month = (day - day.astype("datetime64[M]")).astype(np.int64) + 1
    codes = np.array([int(d) for d in DIVISIONS])[division]
    body = codes * 10**11 + (year * 10_000 + month * 100 + of_month) * 1000 + sequence
    return _append_check(body)


def _append_check(body: Ints) -> pl.Series:
    total, left = np.zeros(len(body), dtype=np.int64), body.copy()
    for at in range(17, 0, -1):
        total += (left % 10) * pow(2, 18 - at, 11)
        left //= 10
    check = pl.Series(list("10X98765432")).gather(pl.Series(total % 11))
    return pl.select(pl.concat_str(pl.Series(body).cast(pl.String), check)).to_series()
