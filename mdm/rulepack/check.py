"""Faults of a pack that only show when its files are read together."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from mdm.errors import RulePackError
from mdm.rulepack.located_yaml import Location
from mdm.rulepack.model import Attribute, RulePack, Vocabulary, fold_column_name
from mdm.rulepack.reference import read_reference
from mdm.rulepack.references import SELF, Reference, ReferenceTarget
from mdm.rulepack.survivorship import InCharge
from mdm.rulepack.template import parse_template

Fault = tuple[str, Location, str]


def find_faults(pack: RulePack, vocabulary: Vocabulary | None) -> Iterator[Fault]:
    """Yield (file, location, text) for every name that points nowhere or stands twice."""
    yield from _aliases(pack)
    yield from _references(pack)
    yield from _vetoes(pack, vocabulary)
    yield from _first_ranks(pack)
    yield from _relations(pack)
    if vocabulary is not None:
        yield from _kinds(pack, vocabulary)
        yield from _columns(pack, vocabulary)


def suggest(word: str, known: Iterable[str], what: str) -> str:
    """Say that a word is unknown, which one was probably meant, and which there are."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, 1)
    meant = f' Did you mean "{close[0]}"?' if close else ""
    return f'"{word}" is not a known {what}.{meant} Known: {", ".join(names)}'


def _aliases(pack: RulePack) -> Iterator[Fault]:
    owner = {fold_column_name(name): name for name in pack.attributes}
    for name, attribute in pack.attributes.items():
        for index, alias in enumerate(attribute.aliases):
            other = owner.setdefault(fold_column_name(alias), name)
            if other != name:
                yield "attributes", (name, "aliases", index), f"alias {alias!r} already means {other}"


def _references(pack: RulePack) -> Iterator[Fault]:
    known = set(pack.attributes)

    def check(file: str, at: Location, names: Iterable[str | None]) -> Iterator[Fault]:
        for name in names:
            if name is not None and name.split(".")[0] not in known:
                yield file, at, suggest(name.split(".")[0], known, "attribute")

    for index, identifier in enumerate(pack.identifiers):
        yield from check("identifiers", (index,), identifier.columns())
    for index, completion in enumerate(pack.completions):
        yield from check("completions", (index,), completion.columns())
    if pack.hierarchy is not None:
        yield from check(
            "hierarchy", (), (pack.hierarchy.attribute, pack.hierarchy.level, *pack.hierarchy.names)
        )
        for index, step in enumerate(pack.hierarchy.steps):
            yield from check("hierarchy", ("steps", index), (*step.has, *step.lacks, *step.drop))
    for name, item in pack.survivorship.attributes.items():
        yield from check("survivorship", ("attributes", name, "collect"), item.collect)
    for index, rule in enumerate(pack.blocking):
        yield from check("blocking", (index,), rule.reads)
    for index, comparison in enumerate(pack.comparisons):
        yield from check("comparisons", (index,), [a for a in comparison.attributes if a != "source"])
        yield from check("comparisons", (index, "exchanged_with"), (comparison.exchanged_with,))
        yield from check("comparisons", (index, "stands_in"), (comparison.stands_in,))
    yield from check("vetoes", ("provisional",), pack.vetoes.provisional)
    for index, dates in enumerate(pack.vetoes.dates):
        yield from check("vetoes", ("dates", index), dates.columns())
    for index, crossing in enumerate(pack.vetoes.crossings):
        yield from check("vetoes", ("crossings", index), crossing.columns())
    yield from check("survivorship", ("attributes",), pack.survivorship.attributes)
    yield from check("survivorship", ("updated_at",), (pack.survivorship.updated_at,))
    for name, attribute in pack.attributes.items():
        yield from check("attributes", (name, "derive"), attribute.derive)
        yield from check("attributes", (name, "accepts_from"), attribute.accepts_from)
        yield from check("attributes", (name, "read_from"), attribute.read_from)
        yield from check("attributes", (name, "compose"), composed_of(attribute))
        yield from check("attributes", (name, "templates"), template_columns(attribute))
    for index, reference in enumerate(pack.references):
        own = (*reference.own_columns(), reference.fills, reference.lineage, reference.presumed)
        yield from check("references", (index,), own)
    named = {
        "blocking": [r.name for r in pack.blocking],
        "comparisons": [r.name for r in pack.comparisons],
        "references": [r.name for r in pack.references],
    }
    for file, names in named.items():
        for index, name in enumerate(names):
            if name in names[:index]:
                yield file, (index,), f'name "{name}" is given twice'


def _kinds(pack: RulePack, vocabulary: Vocabulary) -> Iterator[Fault]:
    for name, attribute in pack.attributes.items():
        if attribute.kind not in vocabulary.kinds:
            yield "attributes", (name, "kind"), suggest(attribute.kind, vocabulary.kinds, "kind")
    for index, rule in enumerate(pack.comparisons):
        if rule.kind not in vocabulary.comparisons:
            yield "comparisons", (index, "kind"), suggest(rule.kind, vocabulary.comparisons, "comparison")
            continue
        levels, _ = vocabulary.comparisons[rule.kind]
        for place, level in enumerate(rule.levels):
            if level not in levels:
                yield "comparisons", (index, "levels", place), suggest(level, levels, "level")


def _first_ranks(pack: RulePack) -> Iterator[Fault]:
    """One department comes first for each field (一数一源), or one for each class of entities."""
    for at, item in pack.survivorship.rankings():
        for place, rank in enumerate(item.sources):
            if isinstance(rank, InCharge) and rank.by not in pack.attributes:
                yield (
                    "survivorship",
                    (*at, "sources", place, "by"),
                    suggest(rank.by, pack.attributes, "attribute"),
                )
        first = item.sources[0] if item.sources else ()
        if isinstance(first, tuple) and len(first) > 1:
            yield (
                "survivorship",
                (*at, "sources", 0),
                f"{len(first)} sources come first: {', '.join(first)}; one field has one source of first rank "
                "(一数一源): rank them, or say by `in_charge` whose entities are whose",
            )


def _relations(pack: RulePack) -> Iterator[Fault]:
    """Relations are known words, and no name alone finds a subject of the pack's own base."""
    known = read_reference("relations")["relation"].to_list()
    for index, step in enumerate(pack.hierarchy.steps if pack.hierarchy else ()):
        if step.relation not in known:
            yield "hierarchy", ("steps", index, "relation"), suggest(step.relation, known, "relation")
    for index, reference in enumerate(pack.references):
        for relation in (reference.relation, *([reference.of_some.relation] if reference.of_some else [])):
            if relation not in known:
                yield "references", (index, "relation"), suggest(relation, known, "relation")
        for place, target in enumerate(reference.to):
            if target.base == SELF:
                faults = find_unsafe_keys(reference, target, pack)
                yield from (("references", (index, "to", place, "keys"), text) for text in faults)


def find_unsafe_keys(reference: Reference, target: ReferenceTarget, base: RulePack) -> Iterator[str]:
    """Say which keys of a reference would find a subject of `base` by what does not identify it there."""
    identifying = {identifier.attribute for identifier in base.identifiers if identifier.joins}
    identifying |= {name for name, held in base.attributes.items() if identifying & held.derive.keys()}
    if target.place is not None and base.hierarchy is None:
        yield f"{base.name} has no hierarchy of places in which {target.place} could be found"
    for key in target.keys:
        wrong = sorted({theirs for theirs in key.values() if theirs not in base.attributes})
        yield from (suggest(theirs, base.attributes, f"attribute of {base.name}") for theirs in wrong)
        if not wrong and not reference.names_suffice and identifying.isdisjoint(key.values()):
            yield f"no identifier of {base.name} in the key {key}; identifiers: {', '.join(sorted(identifying))}"
    for names in target.names.values():
        yield from (
            suggest(name, base.attributes, f"attribute of {base.name}")
            for name in names
            if name not in base.attributes
        )


def refuse_unsafe_keys(pack: RulePack, bases: Mapping[str, RulePack]) -> None:
    """Raise RulePackError where a reference of `pack` to one of these bases could attach by a name alone."""
    faults = [
        f"references.yml: {reference.name}: {text}"
        for reference in pack.references
        for target in reference.to
        if target.base in bases
        for text in find_unsafe_keys(reference, target, bases[target.base])
    ]
    if faults:
        raise RulePackError(
            f"rule pack {pack.name} has {len(faults)} fault{'s' * (len(faults) > 1)}\n" + "\n".join(faults),
            hint="a key holds an identifier of the base it asks; names_suffice and why are for public bodies",
        )


def _columns(pack: RulePack, vocabulary: Vocabulary) -> Iterator[Fault]:
    read: list[tuple[str, Location, str]] = [
        ("blocking", (index, field, place), column)
        for index, rule in enumerate(pack.blocking)
        for field in ("keys", "refine")
        for place, column in enumerate(getattr(rule, field))
    ]
    read += [
        ("identifiers", (index,), column)
        for index, identifier in enumerate(pack.identifiers)
        for column in identifier.columns()
    ]
    read += [
        ("completions", (index,), column)
        for index, completion in enumerate(pack.completions)
        for column in completion.columns()
    ]
    read += [
        ("references", (index,), column)
        for index, reference in enumerate(pack.references)
        for column in reference.own_columns()
    ]
    read += [
        ("attributes", (name, "compose"), column)
        for name, attribute in pack.attributes.items()
        for column in composed_of(attribute)
    ]
    read += [
        ("attributes", (name, "templates"), column)
        for name, attribute in pack.attributes.items()
        for column in template_columns(attribute)
    ]
    read += [
        ("vetoes", ("crossings", index), column)
        for index, crossing in enumerate(pack.vetoes.crossings)
        for column in crossing.columns()
    ]
    for file, at, column in read:
        attribute, _, part = column.partition(".")
        kind = pack.attributes[attribute].kind if attribute in pack.attributes else ""
        parts = vocabulary.kinds.get(kind, ())
        if part and kind in vocabulary.kinds and part not in parts:
            yield file, at, suggest(part, parts, f"part of {kind}")


def composed_of(attribute: Attribute) -> tuple[str, ...]:
    """All columns that an attribute is composed of, alternatives included."""
    return tuple(c for item in attribute.compose for c in ((item,) if isinstance(item, str) else item))


def template_columns(attribute: Attribute) -> list[str]:
    """All columns that the templates of an attribute name."""
    return [field.column for text in attribute.templates for field in parse_template(text).fields()]


def _vetoes(pack: RulePack, vocabulary: Vocabulary | None) -> Iterator[Fault]:
    """Levels named by vetoes and identifiers belong to comparisons of the pack."""
    kinds = {rule.name: rule.kind for rule in pack.comparisons}
    named: list[tuple[str, Location, str, tuple[str, ...]]] = [
        ("vetoes", ("levels", index, key, comparison), comparison, levels)
        for index, veto in enumerate(pack.vetoes.levels)
        for key in ("when", "unless")
        for comparison, levels in getattr(veto, key).items()
    ]
    named += [
        ("identifiers", (index, field), identifier.compatible, getattr(identifier, field))
        for index, identifier in enumerate(pack.identifiers)
        for field in ("compatible_levels", "tolerated_levels")
        if identifier.compatible is not None
    ]
    named += [
        ("identifiers", (index, "support", place), support.comparison, (*support.levels, *support.against))
        for index, identifier in enumerate(pack.identifiers)
        for place, support in enumerate(identifier.support)
    ]
    for file, at, comparison, levels in named:
        if comparison not in kinds:
            yield file, at, suggest(comparison, kinds, "comparison")
        elif vocabulary is not None and kinds[comparison] in vocabulary.comparisons:
            known, _ = vocabulary.comparisons[kinds[comparison]]
            yield from ((file, at, suggest(level, known, "level")) for level in levels if level not in known)
