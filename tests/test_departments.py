"""A stated department ranks a source as its own name would have."""

import polars as pl
import pytest

import mdm
from mdm.errors import UsageError
from mdm.rulepack.job import SourceSpec


@pytest.fixture
def specs(tmp_path):
    """Two sources that contradict each other about one person's sex."""

    def make(**departments: str) -> list[SourceSpec]:
        found = []
        for name, sex in (("table_a", "男"), ("table_b", "女"), ("tax", "男")):
            path = tmp_path / f"{name}.csv"
            row = {"id": ["1"], "name": ["王小明"], "sex": [sex], "id_number": ["32059919690108344X"]}
            pl.DataFrame(row).write_csv(path)
            found.append(SourceSpec(name=name, path=path, department=departments.get(name)))
        return found

    return make


@pytest.mark.parametrize(("trusted", "record"), [("table_a", "table_a"), ("table_b", "table_b")])
def test_the_department_in_authority_wins(specs, trusted, record) -> None:
    run = mdm.reconcile(specs(**{trusted: "police"}))
    entity = run.crosswalk.filter(source="table_a").collect()["entity_id"][0]
    name = run.explain(entity, "person_name").provenance
    assert name is not None
    assert name["source"] == record


def test_an_unknown_department_is_refused(specs) -> None:
    with pytest.raises(UsageError, match="department 'polic'"):
        mdm.reconcile(specs(table_a="polic"))
