"""The resource catalogue: what fields each base offers, of what type and values, from whom, to whom.

After GB/T 21063 and 《政务信息资源目录编制指南（试行）》 (metadata of an information resource and its items).
"""

from collections.abc import Iterable

import polars as pl

from mdm.errors import RulePackError
from mdm.rulepack import Attribute, RulePack, departments_of, list_packs, load_rulepack, read_reference
from mdm.standardise import KINDS
from mdm.vocabulary import library_vocabulary

SHARE_TYPES = {"unconditional": "无条件共享", "conditional": "有条件共享", "none": "不予共享"}
COLUMNS = (
    "base", "base_title", "field", "title", "title_en", "kind", "type", "value_domain", "code_list", "provider",
    "provider_title", "share_type", "update_cycle",
)  # fmt: skip


def describe_resources(packs: Iterable[RulePack] | None = None) -> pl.DataFrame:
    """One row for each field of the golden records of these packs (default: all packaged ones of a city).

    `provider` is the department of the first rank for the field (several where each is in charge of entities of its own, such as
    the registering departments), `code_list` the standard or the codes a value is one of. Raises
    RulePackError that lists every field without Chinese name, type or value domain.

    >>> fields = describe_resources([load_rulepack("population")])
    >>> fields.filter(field="resident_id").select("title", "type", "code_list", "provider_title").row(0)
    ('公民身份号码', '字符型', 'GB 11643-1999', '公安')
    """
    chosen = list(packs) if packs is not None else [_load(name) for name in list_packs() if _is_base(name)]
    rows = [row for pack in chosen for row in _fields(pack)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    lacking = frame.filter(pl.any_horizontal(pl.col("title", "type", "value_domain").is_null()))
    if len(lacking):
        named = "\n".join(
            f"{base}.{field}: Chinese name, type or value domain is missing"
            for base, field in lacking.select("base", "field").iter_rows()  # fields of packs, some dozens
        )
        raise RulePackError(
            f"the catalogue lacks what a field must have\n{named}",
            hint="titles stand in attributes.yml, value domains in rules/reference/value_domains.csv",
        )
    return frame


def _is_base(name: str) -> bool:
    """Packs of one's own making and those without Chinese knowledge are no resources of a city."""
    return not name.endswith("_generic")


def _load(name: str) -> RulePack:
    return load_rulepack(name, library_vocabulary())


def _fields(pack: RulePack) -> list[tuple[str | None, ...]]:
    return [
        (
            pack.name,
            pack.pack.title,
            name,
            attribute.title or None,
            attribute.title_en,
            attribute.kind,
            _types().get(attribute.kind),
            *_domain(attribute),
            *_provider(pack, name),
            SHARE_TYPES[attribute.share or pack.pack.share],
            pack.pack.update_cycle,
        )
        for name, attribute in pack.attributes.items()
        if attribute.golden
    ]


def _types() -> dict[str, str]:
    return {kind.name: "日期型" if kind.value_type == pl.Date() else "字符型" for kind in KINDS}


def _domain(attribute: Attribute) -> tuple[str | None, str | None]:
    """What values may be, and the list they are taken from: the pack's own codes, or the kind's standard."""
    known = read_reference("value_domains").filter(kind=attribute.kind)
    domain = None if known.is_empty() else known["domain"].item()
    codes = sorted(set(attribute.codes.get("default", {}).values()))
    if attribute.kind == "text" and codes:
        return "代码", "、".join(codes)
    return domain, None if known.is_empty() else known["code_list"].item()


def _provider(pack: RulePack, name: str) -> tuple[str | None, str | None]:
    """Departments of the first rank for a field, by name and by the first word that means them."""
    order = pack.survivorship.for_attribute(name)
    ranked = pack.survivorship.for_attribute(order.collect[0]).sources if order.collect else order.sources
    departments = departments_of(ranked[0]) if ranked else ()
    words = [pack.survivorship.departments.get(one, (one,))[0] for one in departments]
    return ";".join(departments) or None, "、".join(words) or None
