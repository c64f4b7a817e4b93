"""JSON Schemas of the job file and of each file of a rule pack, for editors."""

from typing import Any

from pydantic import TypeAdapter

from mdm.rulepack.job import Job
from mdm.rulepack.load import FILES
from mdm.rulepack.model import RulePack

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of `job` and of every file a pack may have, by name.

    >>> sorted(build_schemas())[:3]
    ['attributes', 'blocking', 'comparisons']
    """
    schemas = {"job": Job.model_json_schema()}
    for name in FILES:
        shape: Any = RulePack.model_fields[name].annotation
        schemas[name] = TypeAdapter(shape).json_schema()
    return {name: {"$schema": DIALECT, **schema, "title": f"mdm {name}"} for name, schema in schemas.items()}
