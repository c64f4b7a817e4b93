"""Columns of people under ordinary English names, names in letters, and names in two columns."""

import polars as pl
import pytest

import mdm
from mdm.rulepack import load_rulepack
from mdm.sources import read_sources

HEADERS = {
    "resident_id": ["ID Number", "id_no", "ID Card No.", "identity_card_number", "National ID Number"],
    "person_name": ["Name", "Full Name", "Chinese Name", "name_cn", "patient_name"],
    "name_in_letters": ["English Name", "name_pinyin", "Pinyin", "拼音"],
    "sex": ["Gender", "sex"],
    "birth_date": ["Birth Date", "DOB", "date_of_birth", "Born"],
    "phone": ["Phone No.", "Mobile Number", "contact_number", "Telephone Number", "cell_phone"],
    "address": ["Address", "Home Address", "home_addr", "Living Address"],
    "hukou_address": ["Registered Address", "permanent_address"],
    "updated_at": ["update_time", "Last Updated", "update_date"],
}


@pytest.mark.parametrize(("attribute", "header"), [(a, h) for a, headers in HEADERS.items() for h in headers])
def test_ordinary_english_names_are_understood(attribute, header):
    table = pl.DataFrame({"record_id": ["1"], header: ["x"]})
    read = read_sources({"one": table}, load_rulepack("population"), id_column="record_id").sources
    assert dict(read[0].columns) == {header: attribute}


def test_a_name_in_letters_meets_the_name_in_characters(tmp_path):
    """Beside the name it says nothing new; in its place, or in two columns, it is the name."""
    told = {"birth_date": ["1980-01-12"], "phone": ["16912345678"], "gender": ["F"]}
    address = {"address": ["江苏省苏州市姑苏区平江路18号"]}
    number = {"id_number": ["320599198001121286"]}
    both = pl.DataFrame(
        {"record_id": ["1"], "name": ["欧阳晓明"], "name_pinyin": ["Ouyang Xiaoming"], **number, **told}
    )
    letters = pl.DataFrame({"record_id": ["1"], "english_name": ["Xiao-ming OUYANG"], **number, **told})
    parts = pl.DataFrame(
        {"record_id": ["1"], "last_name": ["欧阳"], "first_name": ["晓明"], **number, **told}
    )
    sources = {
        "both": both,
        "letters": letters,
        "parts": parts.with_columns(**{k: pl.lit(v[0]) for k, v in address.items()}),
    }
    run = mdm.reconcile(sources, rules="population", out=tmp_path / "run", id_column="record_id")
    golden = run.golden.collect()
    assert golden["person_name"].to_list() == ["欧阳晓明"]
    assert golden["resident_id"].to_list() == ["320599198001121286"]
