"""A department's records of one chunk of people: its habits, whom it knows, what befell whom."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from population_doors import Care
from population_people import LAST, People
from population_vocabulary import Ints

Flags = NDArray[np.bool_]


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
