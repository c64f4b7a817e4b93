"""Compare pairs and code what they agree on, over one set of records and one pack."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.cluster import COMPATIBLE, INCOMPATIBLE, TOLERATED
from mdm.coded_texts import gather_texts
from mdm.compare import Comparison, compare_one, level_names
from mdm.rulepack import ComparisonRule, Identifier, RulePack
from mdm.score import code_levels, rarity, split_code, unit_weights
from mdm.side_by_side import side_by_side

FEWEST_PROVED = 50  # proved pairs from which it is known what matches look like
RULED_OUT = 1000  # more than all support together
Library = Mapping[str, Comparison]
Rarities = npt.NDArray[np.uint32]


def linking_columns(records: pl.DataFrame, pack: RulePack, library: Library) -> list[str]:
    """Columns that blocking, comparison and identity read, and the row, which a pack without any needs."""
    wanted = {c for rule in pack.blocking for c in rule.reads}
    for rule in pack.comparisons:
        parts = library[rule.kind].parts
        for attribute in rule.reads:
            wanted |= {attribute, f"{attribute}.stated"} if "value" in parts else set()
            wanted |= {f"{attribute}.{part}" for part in parts if part != "value"}
    wanted |= {identifier.attribute for identifier in pack.identifiers}
    wanted |= pack.standing_in(wanted)
    return [column for column in records.columns if column in wanted or column == "row"]


def columns_linked_by(records: pl.DataFrame, pack: RulePack, library: Library) -> set[str]:
    """The columns that any step of linking reads: those of `linking_columns`, and what joins and keeps apart."""
    columns = {"row", "source", *linking_columns(records, pack, library)}
    columns |= {c for identifier in pack.identifiers for c in identifier.columns()}
    columns |= {identifier.compatible for identifier in pack.identifiers if identifier.compatible is not None}
    columns |= {c for rule in pack.vetoes.dates for c in rule.columns()}
    return columns | {c for rule in pack.vetoes.crossings for c in rule.columns()}


def outcomes(rule: ComparisonRule, library: Library) -> list[str]:
    """What each level means: missing, exact, partial or none; where nothing is expected, all are partial."""
    levels = level_names(rule, library[rule.kind])
    if rule.expected == "nothing":
        return ["missing", *("partial" for _ in levels[1:])]
    meaning = {level.name: level.outcome for level in library[rule.kind].levels}
    return [str(meaning[level]) for level in levels]


def compatibility(
    records: pl.DataFrame, pack: RulePack, library: Library
) -> Callable[[pl.DataFrame, str], pl.Series]:
    """How far the pairs' names allow an identifier to join them: COMPATIBLE, TOLERATED or neither.

    Missing speaks against nothing; other levels are as the pack lists them. Where the identifier names support,
    a tolerated level is compatible with enough of it and otherwise not, and a missing one unless it is ruled out.
    """
    rules = {rule.name: rule for rule in pack.comparisons}
    identifiers = {identifier.attribute: identifier for identifier in pack.identifiers}

    def is_compatible(pairs: pl.DataFrame, attribute: str) -> pl.Series:
        identifier = identifiers[attribute]
        if identifier.compatible is None:
            return pl.repeat(COMPATIBLE, len(pairs), dtype=pl.UInt8, eager=True)
        rule = rules[identifier.compatible]
        names = level_names(rule, library[rule.kind])
        verdict = [
            COMPATIBLE
            if name == names[0] or name in identifier.compatible_levels
            else TOLERATED
            if name in identifier.tolerated_levels
            else INCOMPATIBLE
            for name in names
        ]
        levels = compare_one(pairs, records, rule, library[rule.kind])
        found = np.array(verdict, np.uint8)[levels.to_numpy()]
        if identifier.support:
            silent = levels.to_numpy() == 0
            doubted = np.flatnonzero(silent | (found == TOLERATED))
            least = np.where(silent[doubted], 0, identifier.least_support)
            supported = count_support(pairs[doubted], identifier) >= least
            found[doubted] = np.where(supported, COMPATIBLE, INCOMPATIBLE)
        return pl.Series(found)

    def count_support(pairs: pl.DataFrame, identifier: Identifier) -> npt.NDArray[np.int64]:
        total = np.zeros(len(pairs), np.int64)
        for support in identifier.support:
            rule = rules[support.comparison]
            speaks = [
                support.weight if level in support.levels else -RULED_OUT if level in support.against else 0
                for level in level_names(rule, library[rule.kind])
            ]
            total += np.array(speaks)[compare_one(pairs, records, rule, library[rule.kind]).to_numpy()]
        return total

    return is_compatible


def agreement(
    records: pl.DataFrame, pack: RulePack, library: Library
) -> Callable[[pl.Series, str], pl.Series]:
    """How far what records state agrees with what their number says: 1 wholly, 0 silent, -1 flatly not.

    Each statement counts by how seldom it agrees by chance (a birth date outweighs a sex), and by how alike
    the two values are: a slip of the pen is no contradiction.
    """
    rules = {rule.attributes[0]: rule for rule in pack.comparisons}

    def agree(rows: pl.Series, attribute: str) -> pl.Series:
        total, bits = np.zeros(len(rows)), 0.0
        for target, part in pack.attributes[attribute].derive.items():
            stated, told = f"{target}.stated", f"{attribute}.{part}"
            if target not in rules or stated not in records.columns or told not in records.columns:
                continue
            rule, comparison = rules[target], library[rules[target].kind]
            said = gather_texts(records.select(_statement(records, target, comparison)), rows)
            says = said.with_columns(gather_texts(records.select(value=told), rows))
            says = says.with_columns(
                pl.lit(None, said.schema[p]).alias(p) for p in said.columns if p != "value"
            )
            level = comparison.find_level(said, says).to_numpy()
            likeness = [0.0, *(2 * (one.similarity or 0.0) - 1 for one in comparison.levels[1:])]
            total += -math.log2(rule.chance) * np.array(likeness)[level]
            bits += -math.log2(rule.chance)
        return pl.Series(total / max(bits, 1.0))

    return agree


def _statement(records: pl.DataFrame, target: str, comparison: Comparison) -> list[pl.Expr]:
    """What the records themselves state of an attribute, with the parts its comparison reads."""
    parts = {part: f"{target}.{part}" for part in comparison.parts if part != "value"}
    return [
        pl.col(f"{target}.stated").alias("value"),
        *(
            (pl.col(column) if column in records.columns else pl.lit(None, pl.String)).alias(part)
            for part, column in parts.items()
        ),
    ]


class Coder:
    """Turns pairs of rows into coded levels: the comparisons of a pack over one set of records."""

    def __init__(
        self,
        known: pl.DataFrame,
        copies: pl.DataFrame,
        pack: RulePack,
        library: Library,
        unit: pl.Series,
        source: pl.Series,
    ) -> None:
        """`known`: the records; `copies`: the probes, whose rows follow those of the records; `unit` and `source`: of
        records. Where identity joined next to nothing, values are counted in each source by itself (`apart`)."""
        self.apart = source if len(unit) - unit.n_unique() < FEWEST_PROVED else None
        self.rules = pack.comparisons
        self._identifiers = {identifier.attribute for identifier in pack.identifiers}
        self.records, self.copies = known, copies
        self.library = library
        self.levels = {rule.name: level_names(rule, library[rule.kind]) for rule in self.rules}
        self.parts = {rule.name: self._frequency_parts(rule, known) for rule in self.rules}
        self._rarity = self._count_rarities(unit)

    def count_anew(self, unit: pl.Series) -> None:
        """Count values in other units, such as those guessed where identity joined next to nothing."""
        self.apart = None
        self._rarity = self._count_rarities(unit)

    def _count_rarities(self, unit: pl.Series) -> dict[str, Rarities]:
        weight, apart, known = unit_weights(unit), self.apart, self.records
        asked = [(c, rule) for rule in self.rules for c in sorted(set(self.parts[rule.name].values()))]
        found = side_by_side(lambda one: rarity(known[one[0]], weight, one[1].chance, apart), asked)
        return {column: rarities for (column, _), rarities in zip(asked, found, strict=True)}

    def _frequency_parts(self, rule: ComparisonRule, known: pl.DataFrame) -> dict[str, str]:
        """Level: column, for the levels whose agreement is weighed by how common the value is."""
        if not rule.term_frequency:
            return {}
        equal = self.equal_columns(rule)
        return {level: column for level, column in equal.items() if column in known.columns}

    def equal_columns(self, rule: ComparisonRule) -> dict[str, str]:
        """Level: column in which both records are equal at that level."""
        equal_on = self.library[rule.kind].equal_on
        return {
            level: self.column(rule, equal_on[level]) for level in self.levels[rule.name] if level in equal_on
        }

    def outcomes(self, rule: ComparisonRule) -> list[str]:
        """What each level means."""
        return outcomes(rule, self.library)

    def is_own(self, rule: ComparisonRule) -> bool:
        """Whether a comparison concerns the person alone: neither shared at home nor an identifier."""
        return rule.shared_by == "person" and rule.attributes[0] not in self._identifiers

    @staticmethod
    def column(rule: ComparisonRule, part: str) -> str:
        """Column of a part of the rule's main attribute."""
        return rule.attributes[0] if part == "value" else f"{rule.attributes[0]}.{part}"

    def effort(self, rule: ComparisonRule) -> int:
        """How much there is to compare: those of many parts take longest."""
        return len(self.library[rule.kind].parts)

    def compare(self, pairs: pl.DataFrame, rule: ComparisonRule) -> pl.Series:
        """Level numbers of one comparison of records."""
        return compare_one(pairs, self.records, rule, self.library[rule.kind])

    def compare_all(self, pairs: pl.DataFrame) -> dict[str, pl.Series]:
        """Level numbers of every comparison of records, by its name."""
        levels = side_by_side(lambda rule: self.compare(pairs, rule), self.rules, self.effort)
        return {rule.name: found for rule, found in zip(self.rules, levels, strict=True)}

    def code_values(self) -> pl.DataFrame:
        """For each comparison the value of each record as a number (UInt32), null where there is none."""
        columns = {}
        for rule in self.rules:
            column = next(iter(self.equal_columns(rule).values()), rule.attributes[0])
            if column in self.records.columns:
                columns[rule.name] = self.records[column].rank("dense").cast(pl.UInt32)
        return pl.DataFrame(columns)

    def code(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """`left`, `right`, `match_key` and `code_<comparison>` of pairs of records."""
        return self._code(pairs, lambda rule: self.compare(pairs, rule))

    def code_probes(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The same of pairs whose right row is a probe."""
        places = pairs.select("left", right=pl.col("right") - len(self.records))
        return self._code(
            pairs,
            lambda rule: compare_one(places, self.records, rule, self.library[rule.kind], self.copies),
        )

    def recode(self, coded: pl.DataFrame) -> pl.DataFrame:
        """Coded pairs of records with the rarities counted last; their levels stay."""
        return self._code(coded, lambda rule: pl.Series(split_code(coded[f"code_{rule.name}"])[0]))

    def _code(self, pairs: pl.DataFrame, compare: Callable[[ComparisonRule], pl.Series]) -> pl.DataFrame:
        left = pairs["left"].to_numpy()

        def code_one(rule: ComparisonRule) -> pl.Series:
            rarities = {
                self.levels[rule.name].index(level): self._rarity[column]
                for level, column in self.parts[rule.name].items()
            }
            return code_levels(compare(rule), rarities, left).alias(f"code_{rule.name}")

        return pairs.with_columns(side_by_side(code_one, self.rules, self.effort))
