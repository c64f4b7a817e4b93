"""Where does a golden value come from?"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import UsageError
from mdm.explanation.layout import say, say_value, table
from mdm.explanation.lookup import find_members, read_pack, read_records
from mdm.golden.survivorship import STRATEGIES

OTHER_RULES = {
    "only_value": ("说法一致", "all records that say something agree"),
    "tie_break": ("各项不分高下，取排在最前的记录", "nothing tells them apart: the first record"),
}


@dataclass(frozen=True)
class ValueStory:
    """The answer of `Run.explain`: the provenance of one golden value, and what every record says.

    `provenance` is None when no record of the entity has a value that could be trusted. `claims` holds
    `source`, `record_id`, `value` and `original` of all records of the entity.
    """

    entity_id: str
    attribute: str
    title: str
    provenance: Mapping[str, Any] | None
    claims: pl.DataFrame

    def __str__(self) -> str:
        return "\n".join(_tell(self))

    __repr__ = __str__


def explain_value(folder: Path, _manifest: Mapping[str, Any], entity_id: str, attribute: str) -> ValueStory:
    """Gather the provenance of one attribute of one entity."""
    pack = read_pack(folder)
    known = {name: a.title for name, a in pack.attributes.items() if a.golden}
    attribute = pack.attribute_called(attribute)
    if attribute not in known:
        close = difflib.get_close_matches(attribute, known, 1)
        meant = f"did you mean {close[0]}? " if close else ""
        raise UsageError(f"no golden attribute {attribute!r}", hint=f"{meant}Attributes: {', '.join(known)}")
    members = find_members(folder, [entity_id]).sort("source", "record_id")
    # one entity's records
    keys = [(source, record_id) for source, record_id in members.select("source", "record_id").iter_rows()]
    rows = (
        pl.scan_parquet(folder / "provenance.parquet")
        .filter(entity_id=entity_id, attribute=attribute)
        .collect()
    )
    records = read_records(folder, keys)
    text = pl.lit(None, dtype=pl.String)
    claims = records.select(
        "source",
        "record_id",
        (pl.col(attribute) if attribute in records.columns else text).alias("value"),
        (pl.col(f"{attribute}.original") if f"{attribute}.original" in records.columns else text).alias(
            "original"
        ),
    )
    provenance = rows.row(0, named=True) if len(rows) else None
    return ValueStory(entity_id, attribute, known[attribute], provenance, claims)


def _tell(story: ValueStory) -> Iterable[str]:
    yield f"{story.entity_id} {story.title} {story.attribute}"
    origin = story.provenance
    if origin is None:
        yield "没有可信的值 · no value that could be trusted"
    else:
        yield f"取值 value {say_value(origin['value'], origin['original'])}"
        yield f"来自 from {say((origin['source'], origin['record_id']))}  规则 rule {_say_rule(origin['rule'])}"
        if origin["runner_up"] is not None:
            yield f"次优 runner-up {origin['runner_up']}"
        if origin["observed_at"] is not None:
            yield f"时间 observed {origin['observed_at']}"
    yield "各记录所说 · what the records say:"
    yield table(
        (say((row["source"], row["record_id"])), _say_claim(row["value"], row["original"]))
        for row in story.claims.iter_rows(named=True)  # one entity's records
    )


def _say_rule(rule: str) -> str:
    """The rule that decided, by name and in words.

    >>> _say_rule("source_rank")
    'source_rank（来源权威 · the source with most authority）'
    """
    strategy = STRATEGIES.get(rule)
    words = OTHER_RULES.get(rule) if strategy is None else (strategy.title, strategy.title_en)
    return rule if words is None else f"{rule}（{' · '.join(words)}）"


def _say_claim(value: object, original: str | None) -> str:
    """What a record says; a value it states nowhere was told by its number."""
    if value is not None and original is None:
        return f"{value}（由号码得出 · told by its number）"
    return say_value(value, original)
