"""The frames that rooms hand to one another: their columns, types and checks.

| frame | made by | columns |
|---|---|---|
| raw records | sources | `row`, `source`, `record_id`, `<attribute>` as delivered (strings) |
| records | standardise | `row`, `source`, `record_id`, `<attribute>`, `<attribute>.<part>` |
| originals | sources | the raw records, kept aside |
| issues | standardise | `row`, `attribute`, `rule`, `severity`, `original`, `message` |
| candidate_pairs | block | `left` < `right` (rows, unique), `match_key` |
| comparison_vectors | compare | `left`, `right`, `match_key`, `level_<comparison>` (UInt8, 0 is missing) |
| scored_pairs | score | + `match_weight`, `match_probability`, `decision`, `veto` |
| clusters | cluster | `row`, `cluster` (the smallest row of the cluster) |
| decisions | review | what reviewers decided; `line` is the decision as written |
| lookup | lookup | names asked for and the bodies they may mean |
| links, crosswalk, golden, provenance, changes | golden | see the constants below |
| references, relations | relate | see the constants below |

`row` is the place of a record when all records are sorted by source and record id; it means nothing
outside a run and is never written.
"""

from collections.abc import Mapping

import polars as pl
from polars._typing import PolarsDataType

from mdm.errors import MdmError

ROW = pl.UInt32

KEYS: Mapping[str, PolarsDataType] = {"row": ROW, "source": pl.String, "record_id": pl.String}

ISSUES: Mapping[str, PolarsDataType] = {
    "source": pl.String,
    "record_id": pl.String,
    "attribute": pl.String,
    "rule": pl.String,
    "severity": pl.String,
    "original": pl.String,
    "message": pl.String,
}

CANDIDATE_PAIRS: Mapping[str, PolarsDataType] = {"left": ROW, "right": ROW, "match_key": pl.UInt8}

CLUSTERS: Mapping[str, PolarsDataType] = {"row": ROW, "cluster": ROW}

LINKS: Mapping[str, PolarsDataType] = {
    "left_source": pl.String,
    "left_record_id": pl.String,
    "right_source": pl.String,
    "right_record_id": pl.String,
    "match_key": pl.String,
    "match_weight": pl.Float64,
    "match_probability": pl.Float64,
    "decision": pl.String,
    "veto": pl.String,
}

CROSSWALK: Mapping[str, PolarsDataType] = {
    "source": pl.String,
    "record_id": pl.String,
    "entity_id": pl.String,
}

PROVENANCE: Mapping[str, PolarsDataType] = {
    "entity_id": pl.String,
    "attribute": pl.String,
    "value": pl.String,
    "original": pl.String,
    "source": pl.String,
    "record_id": pl.String,
    "rule": pl.String,
    "runner_up": pl.String,
    "effective_from": pl.Date,
    "effective_to": pl.Date,
    "observed_at": pl.Date,
}

RELATIONS: Mapping[str, PolarsDataType] = {
    "from_entity": pl.String,
    "relation": pl.String,
    "to_entity": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "evidence": pl.String,
}

REFERENCES: Mapping[str, PolarsDataType] = {
    "entity_id": pl.String,
    "source": pl.String,
    "record_id": pl.String,
    "reference": pl.String,
    "position": pl.UInt16,
    "stated": pl.String,
    "relation": pl.String,
    "to_base": pl.String,
    "to_entity": pl.String,
    "reason": pl.String,
    "key": pl.String,
    "candidates": pl.List(pl.String),
    "candidate_count": pl.UInt32,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}

HOUSEHOLDS: Mapping[str, PolarsDataType] = {
    "household_id": pl.String,
    "household_no": pl.String,
    "head": pl.String,
    "address": pl.String,
    "members": pl.UInt32,
    "at_door": pl.UInt32,
    "founded_on": pl.Date,
    "ended_on": pl.Date,
}

HOUSEHOLD_MEMBERS: Mapping[str, PolarsDataType] = {
    "household_id": pl.String,
    "entity_id": pl.String,
    "family_relation": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "evidence": pl.String,
}

DOCUMENTS: Mapping[str, PolarsDataType] = {
    "entity_id": pl.String,
    "attribute": pl.String,
    "value": pl.String,
    "status": pl.String,
    "issued_on": pl.Date,
    "current": pl.Boolean,
    "reason": pl.String,
    "holders": pl.UInt32,
    "records": pl.UInt32,
    "source": pl.String,
    "record_id": pl.String,
}

CHANGES: Mapping[str, PolarsDataType] = {
    "entity_id": pl.String,
    "event": pl.String,
    "successor": pl.String,
    "run_id": pl.String,
}

DECISIONS: Mapping[str, PolarsDataType] = {
    "kind": pl.String,
    "left_source": pl.String,
    "left_record_id": pl.String,
    "right_source": pl.String,
    "right_record_id": pl.String,
    "verdict": pl.String,
    "reason": pl.String,
    "note": pl.String,
    "who": pl.String,
    "when": pl.String,
    "content_hash": pl.String,
    "line": pl.String,
}

LOOKUP: Mapping[str, PolarsDataType] = {
    "row": pl.UInt32,
    "asked": pl.String,
    "status": pl.String,
    "rank": pl.UInt32,
    "entity_id": pl.String,
    "name": pl.String,
    "uscc": pl.String,
    "score": pl.Float64,
    "known_name": pl.String,
    "known_as": pl.String,
    "level": pl.String,
    "agrees": pl.List(pl.String),
    "differs": pl.List(pl.String),
    "by_area": pl.Boolean,
    "reason": pl.String,
}

TRUTH: Mapping[str, PolarsDataType] = {"record_id": pl.String, "entity_id": pl.String}


def check_columns(
    frame: pl.DataFrame | pl.LazyFrame, columns: Mapping[str, PolarsDataType], name: str
) -> None:
    """Raise MdmError unless `frame` has all `columns` with their types.

    >>> check_columns(pl.DataFrame({"source": ["a"]}), {"source": pl.String}, "crosswalk")
    """
    schema = frame.collect_schema()
    wrong = [f"{c} ({t})" for c, t in columns.items() if c not in schema or schema[c] != t]
    if wrong:
        raise MdmError(f"frame {name} lacks or mistypes: {', '.join(wrong)}")


def empty(columns: Mapping[str, PolarsDataType]) -> pl.DataFrame:
    """Return an empty frame with these columns."""
    return pl.DataFrame(schema=dict(columns))
