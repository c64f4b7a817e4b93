"""The parameters of the linking model: readable, saved with the run, reusable on the next.

Fellegi and Sunter (1969) weigh a pair by log2(m/u) summed over comparisons. Here the second hypothesis,
*different entities*, is a mixture: strangers, who agree by chance (u), and members of one household, who
share door, phone and surname (h, in whole patterns of what concerns the person). A pair's weight is

    log2  prod(m) / ((1 - household_share) * prod(u) + household_share * prod(h))

so that agreement on door and phone does not count twice for relatives. Names follow years and sexes: strangers agree
in all that concerns the person several times as often as u would have it (`namesakes`), which counts where they do.
Who has moved differs in street, number, postcode and town at once: over the comparisons of `home`, prod(m) is
stayed * prod(m) + (1 - stayed) * prod(u).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mdm.score.relatives import RelativePatterns

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Following:
    """Strangers who agree in all `comparisons` show one of `levels` by `chance`; see `weigh_pairs`."""

    comparisons: tuple[str, ...]
    levels: tuple[str, ...]
    chance: float


@dataclass(frozen=True)
class ComparisonParameters:
    """Shares of each level among matches (m), strangers (u) and household members (h).

    Index 0 is missing and holds 1.0 everywhere: missing is silence. The other entries of each list sum
    to 1. `frequency_part` names, for levels that mean equality of one part, that part.
    """

    levels: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]
    h: tuple[float, ...]
    frequency_part: Mapping[str, str] = field(default_factory=dict)
    follows: Following | None = None

    def table(self, name: str) -> Shares:
        """The shares `m`, `u` or `h` as log2 by level."""
        return np.log2(np.array(getattr(self, name), dtype=np.float64))

    def as_written_by_one(self, equal: str) -> tuple["ComparisonParameters", float]:
        """Let h hold other levels beside `equal` as often as m does, and say how many times as many pairs that makes.

        >>> told = ComparisonParameters(("missing", "equal", "else"), (1, 0.5, 0.5), (1, 0, 1), (1, 0.8, 0.2))
        >>> told.as_written_by_one("equal")[0].h, told.as_written_by_one("equal")[1]
        ((1.0, 0.5, 0.5), 1.6)
        """
        m, h = np.array(self.m[1:]), np.array(self.h[1:])
        at = self.levels.index(equal) - 1
        raised = np.maximum(h, h[at] * m / m[at])
        times = float(raised.sum())
        return replace(self, h=(1.0, *(raised / times).tolist())), times


@dataclass(frozen=True)
class LinkModel:
    """All a scored pair depends on besides its levels and value frequencies."""

    comparisons: Mapping[str, ComparisonParameters]
    relatives: RelativePatterns
    household_share: float
    match_share: float
    units: int
    trained_on: str
    namesakes: float = 1.0
    holders: int | None = None
    home: tuple[str, ...] = ()
    stayed: float = 1.0
    contemporaries: float = 1.0
    day: str | None = None

    @property
    def is_by_em(self) -> bool:
        """Whether expectation-maximisation taught it, no identity having proved enough pairs."""
        return self.trained_on.startswith("em")

    @property
    def prior_weight(self) -> float:
        """log2 odds that an open unit and a given other unit are one entity, before any evidence.

        `match_share` says how many open units belong to one of the `holders`, the units that hold an identifier; where
        none do, to one of all units. EM counts pairs: a unit of an entity that has many has many matches.
        """
        most = max(self.units, 1) / 2 if self.is_by_em else 0.999
        share = min(max(self.match_share, 1e-3), most)
        return float(np.log2(share / max(self.holders or self.units, 1)))

    def for_units(self, units: int) -> "LinkModel":
        """The same parameters for another number of units.

        Everybody has as many housemates as before, so a random pair lives together the more often the fewer
        units there are.
        """
        share = min(self.household_share * self.units / max(units, 1), 0.5)
        holders = None if self.holders is None else max(round(self.holders * units / max(self.units, 1)), 1)
        return replace(self, units=units, household_share=share, holders=holders)

    @property
    def elsewhere(self) -> float:
        """Share of open units that belong to no other unit.

        Learned from identity. EM learns how many pairs match, several for a unit that has several records,
        and says nothing of how many units have none: there each pair stands for itself.
        """
        if self.is_by_em:
            return 1.0
        return 1.0 - min(max(self.match_share, 1e-3), 0.999)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the manifest."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LinkModel":
        """Read what `to_dict` wrote."""
        comparisons = {
            name: ComparisonParameters(
                tuple(c["levels"]),
                tuple(c["m"]),
                tuple(c["u"]),
                tuple(c["h"]),
                dict(c["frequency_part"]),
                _read_following(c.get("follows")),
            )
            for name, c in data["comparisons"].items()
        }
        relatives = RelativePatterns(tuple(data["relatives"]["comparisons"]), data["relatives"]["counts"])
        return cls(
            comparisons,
            relatives,
            data["household_share"],
            data["match_share"],
            data["units"],
            data["trained_on"],
            data.get("namesakes", 1.0),
            data.get("holders"),
            tuple(data.get("home", ())),
            data.get("stayed", 1.0),
            contemporaries=data.get("contemporaries", 1.0),
            day=data.get("day"),
        )


def _read_following(told: Mapping[str, Any] | None) -> Following | None:
    if told is None:
        return None
    return Following(tuple(told["comparisons"]), tuple(told["levels"]), told["chance"])
