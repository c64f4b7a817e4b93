"""The shape of a rule pack: what is known about one kind of entity, as data."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, field_validator

from mdm.rulepack.completions import Completion
from mdm.rulepack.documents import Document
from mdm.rulepack.hierarchy import Hierarchy
from mdm.rulepack.households import Households
from mdm.rulepack.part import Part
from mdm.rulepack.references import Reference
from mdm.rulepack.survivorship import Survivorship
from mdm.rulepack.template import parse_template
from mdm.rulepack.vetoes import Vetoes

ShareType = Literal["unconditional", "conditional", "none"]


class Attribute(Part):
    """A canonical field. `kind` says how its values are read; `aliases` are column names that mean it."""

    kind: str = Field(description="kind of value that standardises it; `text` keeps it as it is")
    title: str = Field(description="Chinese name")
    title_en: str
    aliases: tuple[str, ...] = ()
    golden: bool = Field(True, description="stands in the golden record")
    share: ShareType | None = Field(None, description="how this field is shared, where not as its base is")
    codes: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="source name (or `default`): raw value: code of the standard"
    )
    derive: dict[str, str] = Field(
        default_factory=dict,
        description="attributes that this one's parts can fill where they are missing: attribute: part",
    )
    read_from: tuple[str, ...] = Field(
        (),
        description="attributes whose delivered texts, put together, are read by this kind as well; issues stay theirs",
    )
    compose: tuple[str | tuple[str, ...], ...] = Field(
        (), description="columns whose values together make this one's; a list gives alternatives in order"
    )
    templates: tuple[str, ...] = Field(
        (), description="how delivered texts of other attributes together make this one's where it is missing"
    )
    declares: Literal["frame"] | None = Field(
        None, description="its values say this of the attributes whose templates name it"
    )
    accepts_from: tuple[str, ...] = Field(
        (),
        description="attributes in whose column a value of this kind may stand by mistake; it fills this one",
    )
    note: str = ""

    @field_validator("templates")
    @classmethod
    def _templates_can_be_read(cls, templates: tuple[str, ...]) -> tuple[str, ...]:
        for text in templates:
            parse_template(text)
        return templates


class Nearness(Part):
    """Points that lie close to one another."""

    attribute: str = Field(description="attribute of kind `coordinates`")
    metres: float = Field(gt=0, description="largest distance between two records that may be joined")


class Support(Part):
    """What a comparison says where the name leaves an identifier in doubt."""

    comparison: str
    levels: tuple[str, ...] = Field(description="levels that speak for one entity")
    weight: int = Field(1, ge=1)
    against: tuple[str, ...] = Field((), description="levels that rule one entity out")


class Identifier(Part):
    """Whether an identifier may join two records alone, and whether two different ones keep them apart."""

    attribute: str
    joins: bool = Field(description="equal valid values are one entity when `compatible` attributes agree")
    vetoes: bool = Field(description="two different valid values are never one entity")
    compatible: str | None = Field(None, description="comparison whose level must not speak against joining")
    compatible_levels: tuple[str, ...] = Field((), description="levels of that comparison that allow joining")
    tolerated_levels: tuple[str, ...] = Field(
        (),
        description="levels that allow joining where all else the record states agrees with the number, or where"
        " `support` does",
    )
    support: tuple[Support, ...] = Field(
        (),
        description="a tolerated level allows joining where these comparisons weigh `least_support` or more",
    )
    least_support: int = Field(2, ge=1, description="weight of support that is needed")
    yielding: str | None = Field(
        None,
        description="attribute.part: records that have it yield a disputed number to those that do not, as branches"
        " yield their parent's code",
    )
    own_word: bool = Field(
        False,
        description="a value that nobody else bears is not its record's where that contradicts all the value tells,"
        " such as birth date and sex",
    )
    through_others: bool = Field(
        False, description="names may agree by way of a third record of the same value, as former names do"
    )
    agree: tuple[str, ...] = Field(
        (),
        description="columns in which two records must not differ where both say something, if it joins them",
    )
    within: Nearness | None = Field(None, description="equal values join only records whose points lie close")
    why: str = Field(description="the reason, for the reader")

    def columns(self) -> tuple[str, ...]:
        """Every column it reads."""
        near = tuple(f"{self.within.attribute}.{axis}" for axis in ("lon", "lat")) if self.within else ()
        yielding = (self.yielding,) if self.yielding else ()
        return (self.attribute, *self.agree, *near, *yielding)


class BlockingRule(Part):
    """A pair is worth comparing when both records have equal, non-missing values in all `keys`."""

    name: str
    keys: Annotated[tuple[str, ...], Field(min_length=1, description="columns: attribute or attribute.part")]
    or_else: dict[str, str] = Field(
        default_factory=dict,
        description="key: column that speaks where the key is missing; a block then needs one record that has the key",
    )
    refine: tuple[str, ...] = Field((), description="further columns that split a block above `max_block`")
    max_block: int = Field(200, ge=2, description="records in one block before it is refined")
    budget: float | None = Field(
        None,
        gt=0,
        description="pairs it may propose per record that seeks a match; its largest blocks are refined, "
        "then left out and counted, until it keeps to that",
    )

    @property
    def reads(self) -> tuple[str, ...]:
        """All columns it reads."""
        return (*self.keys, *self.or_else.values(), *self.refine)


class Follows(Part):
    """A value that is made of others, so that people equal in those are equal in this one too by chance."""

    comparisons: Annotated[tuple[str, ...], Field(min_length=1)]
    levels: tuple[str, ...] = Field(description="levels that may follow from the others")
    chance: float = Field(
        gt=0,
        lt=1,
        description="how often strangers who agree in all of these show such a level; for each of them in which they"
        " do not agree, that share again",
    )


class ComparisonRule(Part):
    """One comparison of the pack: which attributes it reads and how its levels are weighed."""

    name: str
    kind: str = Field(description="ready-made comparison of `mdm.compare.library`")
    attributes: Annotated[
        tuple[str, ...], Field(min_length=1, description="first the main, then alternatives")
    ]
    exchanged_with: str | None = Field(
        None,
        description="attribute it is mistaken for when a form is filled in, such as surname for given name",
    )
    stands_in: str | None = Field(
        None,
        description="attribute that stands in for a main one nobody stated, such as the registered address for the "
        "present one: that it agrees is evidence, that it differs is none",
    )
    title: str
    title_en: str
    levels: tuple[str, ...] = Field((), description="levels kept, strongest first; empty: all of the kind")
    term_frequency: bool = Field(False, description="rare values weigh more at levels that mean equality")
    chance: float = Field(
        1e-4,
        gt=0,
        lt=1,
        description="share of pairs of strangers that are equal; leaned on where data are few",
    )
    expected: Literal["agreement", "nothing"] = Field(
        "agreement",
        description="what matches are taken to show before any is seen; `nothing` of such as their sources",
    )
    follows: Follows | None = Field(None, description="what it is made of, as an address is of a name")
    shared_by: Literal["person", "household"] = Field(
        "person", description="`household`: relatives at one door agree on it as well"
    )
    home: bool = Field(
        False, description="says where somebody lives: who has moved differs in all such comparisons at once"
    )

    @property
    def reads(self) -> tuple[str, ...]:
        """All attributes it reads."""
        return (
            *self.attributes,
            *(name for name in (self.exchanged_with, self.stands_in) if name is not None),
        )


class Decision(Part):
    """How much error is accepted, and when a pair goes to a person."""

    false_merge_rate: float = Field(0.0004, gt=0, lt=1, description="wanted share of wrong links among links")
    review_probability: float = Field(0.05, gt=0, lt=1, description="pairs at least this likely are reviewed")


class PackHead(Part):
    """Who the pack is."""

    name: str
    title: str
    title_en: str
    letter: Annotated[str, Field(pattern=r"^[A-Z]$", description="first letter of entity ids")]
    decision: Decision = Decision()
    share: ShareType = Field("conditional", description="how the base is shared: 无条件, 有条件 or 不予共享")
    update_cycle: str = Field("每日", description="how often the base is brought up to date")
    called_by: tuple[str, ...] = Field(
        (), description="golden attributes that together name an entity; unsaid: the first it has"
    )


class RulePack(Part):
    """A whole pack. `digest` identifies its content in manifests and run ids."""

    pack: PackHead
    attributes: dict[str, Attribute]
    identifiers: tuple[Identifier, ...] = ()
    blocking: tuple[BlockingRule, ...] = ()
    comparisons: tuple[ComparisonRule, ...] = ()
    vetoes: Vetoes = Vetoes()
    survivorship: Survivorship = Survivorship()
    references: tuple[Reference, ...] = ()
    completions: tuple[Completion, ...] = ()
    hierarchy: Hierarchy | None = None
    households: Households | None = None
    documents: tuple[Document, ...] = ()
    digest: str = ""

    @property
    def name(self) -> str:
        """Name of the pack."""
        return self.pack.name

    def aliases(self) -> dict[str, str]:
        """Map from every folded column name the pack knows to its attribute."""
        known = {fold_column_name(name): name for name in self.attributes}
        for name, attribute in self.attributes.items():
            known.update({fold_column_name(alias): name for alias in attribute.aliases})
        return known

    def attribute_called(self, name: str) -> str:
        """The attribute of this name, title or alias; the name itself where it is none of them."""
        if name in self.attributes:
            return name
        titles = {fold_column_name(attribute.title): own for own, attribute in self.attributes.items()}
        folded = fold_column_name(name)
        return titles.get(folded, self.aliases().get(folded, name))

    def telling(self, attribute: str) -> tuple[str, ...]:
        """An attribute and those that hold it as a part, as a credit code holds an organisation code."""
        holders = [
            name for name, held in self.attributes.items() if attribute in held.derive and name != attribute
        ]
        return (attribute, *holders)

    def standing_in(self, columns: Collection[str]) -> set[str]:
        """Columns of what stands in for some of the given ones: `hukou_address.key` for `address.key`."""
        stands_in = {
            rule.attributes[0]: rule.stands_in for rule in self.comparisons if rule.stands_in is not None
        }
        split = [column.partition(".") for column in columns]
        return {f"{stands_in[main]}{dot}{part}" for main, dot, part in split if main in stands_in}

    def keeping_apart(self) -> set[str]:
        """Attributes whose difference keeps entities apart, be it by an identifier they hold as a part."""
        apart = {name for held in self.identifiers if held.vetoes for name in self.telling(held.attribute)}
        return apart - {held.attribute for held in self.identifiers if not held.vetoes}


def fold_column_name(name: str) -> str:
    """Fold a column name for comparison with aliases: width, case, blanks, underscores, a remark in brackets.

    >>> fold_column_name("ID_Number ") == fold_column_name("id number")
    True
    >>> fold_column_name("姓名（必填）")
    '姓名'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = re.sub(r"(?<=.)\([^()]*\)\s*[*]?$", "", folded.strip())
    return "".join(c for c in folded if c.isalnum())


@dataclass(frozen=True)
class Vocabulary:
    """What the rooms above can do, so that a pack's words can be checked without importing them.

    `kinds`: kind: its part names. `comparisons`: comparison kind: (its level names, the parts it reads).
    """

    kinds: Mapping[str, tuple[str, ...]]
    comparisons: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
