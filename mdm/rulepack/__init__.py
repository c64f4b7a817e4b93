"""What do we know about this kind of entity? Rule packs as checked data."""

from mdm.rulepack.completions import Completion
from mdm.rulepack.documents import Document
from mdm.rulepack.hierarchy import Hierarchy, Step
from mdm.rulepack.households import HouseholdEvent, Households
from mdm.rulepack.load import list_packs, load_rulepack
from mdm.rulepack.model import (
    Attribute,
    BlockingRule,
    ComparisonRule,
    Identifier,
    Nearness,
    RulePack,
    Vocabulary,
)
from mdm.rulepack.profile import Profile, domains, list_profiles, load_profile, order_bases
from mdm.rulepack.reference import read_reference
from mdm.rulepack.references import SELF, Reference, ReferenceTarget
from mdm.rulepack.source_registry import SourceRegistry, System, load_source_registry
from mdm.rulepack.survivorship import AttributeSurvivorship, InCharge, departments_of
from mdm.rulepack.template import Field, Segment, Template, parse_template
from mdm.rulepack.vetoes import CrossVeto, DateVeto, LevelVeto

__all__ = [
    "SELF",
    "Attribute",
    "AttributeSurvivorship",
    "BlockingRule",
    "ComparisonRule",
    "Completion",
    "CrossVeto",
    "DateVeto",
    "Document",
    "Field",
    "Hierarchy",
    "HouseholdEvent",
    "Households",
    "Identifier",
    "InCharge",
    "LevelVeto",
    "Nearness",
    "Profile",
    "Reference",
    "ReferenceTarget",
    "RulePack",
    "Segment",
    "SourceRegistry",
    "Step",
    "System",
    "Template",
    "Vocabulary",
    "departments_of",
    "domains",
    "list_packs",
    "list_profiles",
    "load_profile",
    "load_rulepack",
    "load_source_registry",
    "order_bases",
    "parse_template",
    "read_reference",
]
