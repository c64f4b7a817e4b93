"""How did an entity come together?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mdm.explanation.layout import Key, say, say_weight, table
from mdm.explanation.lookup import find_links, find_members, read_pack, read_records


@dataclass(frozen=True)
class EntityStory:
    """The answer of `Run.how`.

    `records`: the entity's records with their standard values and originals. `groups`: records that an
    identifier both hold joined, each group alone. `links`: the pairs that were linked, strongest first;
    `doubts`: pairs within the entity that were not decided automatically.
    """

    entity_id: str
    records: pl.DataFrame
    groups: tuple[tuple[Key, ...], ...]
    links: pl.DataFrame
    doubts: pl.DataFrame
    titles: Mapping[str, str]

    def __str__(self) -> str:
        return "\n".join(_tell(self))

    __repr__ = __str__


def explain_entity(folder: Path, _manifest: Mapping[str, Any], entity_id: str) -> EntityStory:
    """Gather the records and links of one entity."""
    members = find_members(folder, [entity_id]).sort("source", "record_id")
    # one entity's records
    keys = [(source, record_id) for source, record_id in members.select("source", "record_id").iter_rows()]
    links = find_links(folder, members)
    joined = links.filter(decision="link")
    strongest = joined.sort("match_weight", descending=True, nulls_last=False, maintain_order=True)
    titles = {name: attribute.title for name, attribute in read_pack(folder).attributes.items()}
    return EntityStory(
        entity_id,
        read_records(folder, keys),
        tuple(_groups(keys, joined)),
        strongest,
        links.filter(pl.col("decision") != "link"),
        titles,
    )


def _groups(keys: list[Key], links: pl.DataFrame) -> Iterable[tuple[Key, ...]]:
    """Sets of records that identifiers alone hold together."""
    home = {key: key for key in keys}

    def root(key: Key) -> Key:
        while home[key] != key:
            key = home[key]
        return key

    for row in links.filter(pl.col("match_key").str.starts_with("identifier")).iter_rows():  # one entity's
        one, other = sorted((root((row[0], row[1])), root((row[2], row[3]))))
        home[other] = one
    groups: dict[Key, list[Key]] = {}
    for key in keys:
        groups.setdefault(root(key), []).append(key)
    return (tuple(group) for group in groups.values())


def _tell(story: EntityStory) -> Iterable[str]:
    yield f"{story.entity_id}: {len(story.records)} 条记录 · records"
    attributes = [
        name
        for name in story.titles
        if name in story.records.columns and story.records[name].is_not_null().any()
    ]
    head = ["", *(story.titles[name] for name in attributes)]
    rows = [
        [
            say((row["source"], row["record_id"])),
            *("–" if row[n] is None else str(row[n]) for n in attributes),
        ]
        for row in story.records.iter_rows(named=True)  # one entity's records
    ]
    yield table([head, *rows])
    proved = [group for group in story.groups if len(group) > 1]
    if proved:
        yield "号码相同，直接合并 · joined by an identifier:"
        yield from (f"  {', '.join(say(key) for key in group)}" for group in proved)
    scored = story.links.filter(pl.col("match_weight").is_not_null())
    if len(scored):
        yield "按证据关联 · linked by evidence:"
        yield table(_link_rows(scored))
    if len(story.doubts):
        yield "其中存疑 · doubtful within it:"
        yield table(_link_rows(story.doubts))


def _link_rows(links: pl.DataFrame) -> Iterable[tuple[str, ...]]:
    for row in links.iter_rows(named=True):  # one entity's links
        left, right = (
            (row["left_source"], row["left_record_id"]),
            (row["right_source"], row["right_record_id"]),
        )
        yield (
            f"{say(left)} ↔ {say(right)}",
            str(row["match_key"]),
            say_weight(row["match_weight"]),
            row["veto"] or "",
        )
