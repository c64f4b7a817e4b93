"""Every case of the numbers, dates, codes and phones, as a data steward wrote it down."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from mdm.standardise.kind import Context
from mdm.standardise.kinds import find_kind

CASES = Path(__file__).parents[2] / "fixtures" / "cases" / "standardise"
KINDS = (
    "birth_certificate",
    "certificate_type",
    "coordinates",
    "date",
    "e_licence_id",
    "email",
    "ethnic_group",
    "family_relation",
    "foreigner_permit",
    "full_name",
    "hk_macau_permit",
    "licence_number",
    "marital_status",
    "money",
    "name_part",
    "organisation_code",
    "passport",
    "phone",
    "place",
    "postcode",
    "registration_number",
    "resident_id",
    "sex",
    "street",
    "taiwan_permit",
    "tax_number",
    "telephone",
    "uscc",
)


def read_cases():
    for kind in KINDS:
        for case in yaml.safe_load((CASES / f"{kind}.yml").read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(strict=True)] if case["kind"] == "known_failure" else []
            yield pytest.param(kind, case, marks=marks, id=f"{kind}: {case['label']}")


def standardise_one(kind, case):
    context = Context(options=case.get("options", {}))
    frame = find_kind(kind).standardise(pl.Series([case["given"]], dtype=pl.String), context)
    return frame.row(0, named=True)


@pytest.mark.parametrize(("kind", "case"), list(read_cases()))
def test_case_reads_as_written(kind, case):
    found = standardise_one(kind, case)
    assert {part: found[part] for part in case["expect"]} == case["expect"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_column_reads_as_its_values_one_by_one(kind):
    cases = yaml.safe_load((CASES / f"{kind}.yml").read_text(encoding="utf-8"))
    plain = [case for case in cases if not case.get("options")]
    together = find_kind(kind).standardise(pl.Series([case["given"] for case in plain] * 3), Context())
    alone = [standardise_one(kind, case) for case in plain]
    assert together.rows(named=True) == alone * 3


@pytest.mark.parametrize("kind", KINDS)
def test_labels_are_unique(kind):
    labels = [case["label"] for case in yaml.safe_load((CASES / f"{kind}.yml").read_text(encoding="utf-8"))]
    assert len(labels) == len(set(labels))
