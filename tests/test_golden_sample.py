"""The report's sample of golden records counts the records behind each."""

import polars as pl

from mdm.golden_sample import sample_golden_records

SAID = {
    "attribute": "level",
    "value": "road",
    "source": "plates",
    "record_id": "1",
    "rule": "only_value",
    "runner_up": None,
}


def test_an_entity_that_others_imply_has_no_record_of_its_own(tmp_path):
    pl.DataFrame([{"entity_id": "G-1", **SAID}, {"entity_id": "G-2", **SAID}]).write_parquet(
        tmp_path / "provenance.parquet"
    )
    pl.DataFrame({"source": ["plates"], "record_id": ["1"], "entity_id": ["G-2"]}).write_parquet(
        tmp_path / "crosswalk.parquet"
    )
    counts = {one["entity_id"]: one["records"] for one in sample_golden_records(tmp_path)}
    assert counts == {"G-1": 0, "G-2": 1}
