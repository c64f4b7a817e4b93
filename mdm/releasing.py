"""Golden records for an audience: its fields, masked, or a refusal that says why."""

import difflib
from collections.abc import Sequence

import polars as pl

from mdm.errors import UsageError
from mdm.explanation.lookup import read_pack
from mdm.privacy import MASKS, Audience, Policy, count_smallest_group, load_policy
from mdm.privacy.audience import WITHHELD
from mdm.rulepack import RulePack
from mdm.run import Run


def release(
    run: Run, audience: str, fields: Sequence[str] | None = None, policy: Policy | None = None
) -> pl.DataFrame:
    """Golden records as `audience` may see them; `entity_id` goes along except where groups must be large.

    Without `fields` everything the audience may see; fields asked for by name, title or alias must all be allowed. Fails
    closed with UsageError, naming the field: one on the negative list, of a share type not granted, or
    withheld; and where fewer rows than the policy wants look alike.
    """
    policy = policy or load_policy()
    if audience not in policy.audiences:
        raise UsageError(f"no audience {audience!r}", hint=f"known: {', '.join(policy.audiences)}")
    granted = policy.audiences[audience]
    pack = read_pack(run.path)
    held = run.golden.collect_schema().names()
    golden = [name for name, one in pack.attributes.items() if one.golden and name in held]
    fields = None if fields is None else [pack.attribute_called(name) for name in fields]
    reasons = {name: _withheld(name, pack, granted, policy) for name in fields or golden if name in golden}
    unknown = [name for name in fields or () if name not in golden]
    if unknown:
        close = difflib.get_close_matches(unknown[0], golden, 1)
        meant = f"did you mean {close[0]}? " if close else ""
        raise UsageError(
            f"no golden field {unknown[0]!r} in {pack.name}", hint=f"{meant}fields: {', '.join(golden)}"
        )
    refused = {name: why for name, why in reasons.items() if why}
    if fields is not None and refused:
        told = "\n".join(f"{pack.name}.{name}: {why}" for name, why in refused.items())
        raise UsageError(f"not for {audience} ({granted.title})\n{told}", hint="leave these fields out")
    chosen = [name for name in reasons if name not in refused]
    rows = run.golden.select("entity_id", *(_shown(name, pack, granted) for name in chosen)).collect()
    if granted.smallest_group > 1:
        found = count_smallest_group(rows, chosen)
        if found < granted.smallest_group:
            raise UsageError(
                f"the smallest group of rows that look alike has {found}, fewer than the {granted.smallest_group} of the policy",
                hint=f"ask for fewer of {', '.join(chosen)}, or sum the rows up",
            )
        return rows.select(chosen).sort(pl.all())
    return rows


def _withheld(name: str, pack: RulePack, granted: Audience, policy: Policy) -> str | None:
    """Why a field stays inside; None where it may leave."""
    attribute = pack.attributes[name]
    share = attribute.share or pack.pack.share
    if f"{pack.name}.{name}" in policy.negative_list:
        return "on the negative list"
    if share not in granted.share:
        return f"its share type is {share}"
    return "withheld by the policy" if _mask(name, pack, granted) == WITHHELD else None


def _mask(name: str, pack: RulePack, granted: Audience) -> str | None:
    return granted.masks.get(name, granted.masks.get(pack.attributes[name].kind))


def _shown(name: str, pack: RulePack, granted: Audience) -> pl.Expr:
    mask = _mask(name, pack, granted)
    value = pl.col(name)
    return value if mask is None else MASKS[mask](value.cast(pl.String)).alias(name)
