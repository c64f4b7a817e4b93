"""Find records, entities and links in a run folder."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from mdm.errors import UsageError
from mdm.explanation.layout import Key, say
from mdm.rulepack import RulePack
from mdm.run_folder import ENTITIES, RULES

SIMILAR = 2000


def read_pack(folder: Path) -> RulePack:
    """The rule pack as it was when the run was made."""
    return RulePack.model_validate_json((folder / RULES).read_text(encoding="utf-8"))


def read_records(folder: Path, keys: Sequence[Key]) -> pl.DataFrame:
    """Records in the order of `keys`, with `entity_id`; the keys are known to exist."""
    wanted = _frame(keys)
    records = pl.scan_parquet(folder / "records.parquet")
    owners = pl.scan_parquet(folder / "crosswalk.parquet")
    on = ["source", "record_id"]
    found = wanted.join(records.join(wanted, on=on, how="semi"), on=on, how="left", maintain_order="left")
    return found.join(
        owners.join(wanted, on=on, how="semi"), on=on, how="left", maintain_order="left"
    ).collect()


def find_entities(folder: Path, manifest: Mapping[str, Any], keys: Sequence[Key]) -> list[str]:
    """Entity of each record; UsageError with close matches for one that is not in the run."""
    sources = [said["name"] for said in manifest["inputs"]]
    owners = pl.scan_parquet(folder / "crosswalk.parquet")
    found = owners.join(_frame(keys), on=["source", "record_id"], how="semi").collect()
    entity = {(source, record_id): entity for source, record_id, entity in found.iter_rows()}  # two rows
    for key in keys:
        if key in entity:
            continue
        if key[0] not in sources:
            raise UsageError(f"no source {key[0]!r} in this run", hint=_meant(key[0], sources, "sources"))
        ids = owners.filter(source=key[0]).select("record_id")
        raise UsageError(f"no record {say(key)} in this run", hint=_similar(ids, "record_id", key[1]))
    return [entity[key] for key in keys]


def find_members(folder: Path, entity_ids: Sequence[str]) -> pl.DataFrame:
    """Crosswalk rows of some entities; UsageError with close matches for one that is not in the run."""
    owners = pl.scan_parquet(folder / "crosswalk.parquet")
    members = owners.filter(pl.col("entity_id").is_in(list(entity_ids))).collect()
    for entity_id in entity_ids:
        if entity_id not in members["entity_id"]:
            _refuse_merged(folder, entity_id)
            raise UsageError(
                f"no entity {entity_id!r} in this run",
                hint=_similar(owners.select("entity_id").unique(), "entity_id", entity_id),
            )
    return members


def _refuse_merged(folder: Path, entity_id: str) -> None:
    """Say where an id of an earlier run leads, if it was merged or has no record left."""
    if not (folder / ENTITIES).is_file():
        return
    told = pl.scan_parquet(folder / ENTITIES).filter(entity_id=entity_id).collect()
    if len(told):
        successor = told["successor"][0]
        raise UsageError(
            f"entity {entity_id!r} lives no more",
            hint=f"it was merged into {successor}" if successor else "no record of it is left",
        )


def find_links(folder: Path, members: pl.DataFrame) -> pl.DataFrame:
    """Links whose two sides are both among `members`."""
    keys = members.lazy().select("source", "record_id")
    links = pl.scan_parquet(folder / "links.parquet")
    for side in ("left", "right"):
        links = links.join(
            keys,
            left_on=[f"{side}_source", f"{side}_record_id"],
            right_on=["source", "record_id"],
            how="semi",
        )
    order = ["left_source", "left_record_id", "right_source", "right_record_id", "match_key"]
    return links.sort(order).collect()


def _frame(keys: Sequence[Key]) -> pl.LazyFrame:
    return pl.LazyFrame(keys, schema={"source": pl.String, "record_id": pl.String}, orient="row")


def _similar(known: pl.LazyFrame, column: str, word: str) -> str:
    """Hint with ids that begin alike: a run may hold millions, so only those are looked at."""
    begins = pl.col(column).str.starts_with(word[: max(1, len(word) - 2)])
    near = known.filter(begins).sort(column).head(SIMILAR).collect()[column].to_list()
    return _meant(word, near or known.sort(column).head(3).collect()[column].to_list(), "examples")


def _meant(word: str, known: Sequence[str], what: str) -> str:
    close = difflib.get_close_matches(word, known, 3)
    meant = f"did you mean {', '.join(close)}? " if close else ""
    return f"{meant}{what}: {', '.join(known[:5])}"
