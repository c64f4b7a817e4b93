"""The job file: every fault at once, with its line."""

from pathlib import Path

import pytest

from mdm.errors import InputError, RulePackError
from mdm.rulepack.job import load_job
from mdm.rulepack.schema import build_schemas

GOOD = """\
rules: population
out: runs/x
city: 320500
as_of: 2026-11-22
sources:
  - {name: police, path: police.csv, encoding: gb18030, record_id: 编号, columns: {姓名: person_name}}
  - {name: 卫健, path: ../health.xlsx, sheet: 2, date_system: "1904", department: health}
"""


def test_a_good_job(deliver) -> None:
    path = deliver(GOOD, "job.yml")
    job = load_job(path)
    assert job.city == "320500"
    assert job.out == path.parent / "runs/x"
    assert [s.path for s in job.sources] == [path.parent / "police.csv", path.parent.parent / "health.xlsx"]
    assert job.sources[1].sheet == 2


def test_a_pack_beside_the_job(deliver) -> None:
    path = deliver("rules: mine\nsources: [{name: a, path: a.csv}]\n", "job.yml")
    (path.parent / "mine").mkdir()
    (path.parent / "mine" / "pack.yml").touch()
    assert Path(load_job(path).rules) == path.parent / "mine"


def test_all_faults_at_once(deliver) -> None:
    text = (
        "ruls: population\ncity: suzhou\nsources:\n"
        "  - name: a:b\n    path: a.csv\n    encodng: gbk\n  - path: b\n"
    )
    with pytest.raises(RulePackError) as refused:
        load_job(deliver(text, "job.yml"))
    lines = refused.value.message.splitlines()
    assert "has 5 faults" in lines[0]
    assert lines[1].startswith('job.yml:1: ruls: unknown key; did you mean "rules"?')
    assert lines[2].startswith("job.yml:2: city:")
    assert lines[3].startswith("job.yml:4: sources.0.name: a source name is short text")
    assert lines[4].startswith('job.yml:6: sources.0.encodng: unknown key; did you mean "encoding"?')
    assert lines[5].startswith("job.yml:7: sources.1.name:")


def test_shapes_are_told_in_words_of_the_file(deliver) -> None:
    text = "rules: populaton\ncity: 苏州\nsources: {a: a.csv}\n"
    with pytest.raises(RulePackError) as refused:
        load_job(deliver(text, "job.yml"))
    rules, city, sources = refused.value.message.splitlines()[1:]
    assert "did you mean 'population'?" in rules
    assert "six digits, such as 320500" in city
    assert (
        sources
        == "job.yml:3: sources: a list of sources, each with name and path: - {name: police, path: police.csv}"
    )
    with pytest.raises(RulePackError, match=r"job\.yml:1: sources: a list of sources"):
        load_job(deliver("", "job.yml"))


def test_faults_of_every_sort_come_in_one_letter(deliver) -> None:
    text = (
        "rules: popultion\nout: [x]\ncitty: 320500\nsources:\n"
        "  - {name: police, path: a.csv, encodng: gbk}\n"
        "  - {name: police, path: b.csv, encoding: klingon}\n"
        "  - {name: police, name: health}\n"
    )
    with pytest.raises(RulePackError) as refused:
        load_job(deliver(text, "job.yml"))
    said = refused.value.message
    assert [line.split(": ")[0] for line in said.splitlines()[1:]] == [
        f"job.yml:{line}" for line in (1, 2, 3, 5, 6, 6, 7, 7)
    ]
    for words in (
        "no rule pack",
        "valid path",
        "citty",
        "encodng",
        "klingon",
        '"police" is given twice',
        "key 'name'",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "job.yml:1: sources"),
        ("just text", "job.yml:1: sources"),
        ("sources: []\n", "job.yml:1: sources"),
        ("sources: [\n", "not YAML"),
        (
            "sources:\n - {name: a, path: a}\n - {name: a, path: b}\n",
            'job.yml:3: sources.1.name: "a" is given twice',
        ),
        ("sources:\n - {name: a}\n", "job.yml:2: sources.0: path is missing"),
        ("sources:\n - {name: a, path: a, sheet: [1]}\n", "job.yml:2: sources.0.sheet"),
        ("rules: popultion\nsources:\n - {name: a, path: a}\n", "job.yml:1: rules: no rule pack 'popultion'"),
        (
            "sources:\n - name: a\n   path: a\n   columns: {姓名: persn_name, 编号: record_id, 备注: null}\n",
            'job.yml:4: sources.0.columns.姓名: "persn_name" is no attribute of population; '
            'did you mean "person_name"?',
        ),
        (
            "sources:\n - name: a\n   path: a\n   department: polise\n",
            'job.yml:4: sources.0.department: "polise" is no department of population; did you mean "police"?',
        ),
        (
            "sources:\n - {name: a, path: a, encoding: klingon}\n",
            'sources.0.encoding: "klingon" is not a known',
        ),
        (
            "sources:\n - {name: a, path: a}\nsources:\n - {name: a, path: a}\n",
            "key 'sources' is given twice",
        ),
    ],
)
def test_faults_have_a_line(deliver, text, said) -> None:
    with pytest.raises(RulePackError) as refused:
        load_job(deliver(text, "job.yml"))
    assert said in str(refused.value)


def test_no_such_job(tmp_path) -> None:
    with pytest.raises(InputError, match="no such job file"):
        load_job(tmp_path / "job.yml")


def test_schemas_cover_the_job_and_every_file_of_a_pack() -> None:
    schemas = build_schemas()
    assert {"job", "pack", "attributes", "blocking", "comparisons", "identifiers", "vetoes"} <= set(schemas)
    assert "sources" in schemas["job"]["properties"]
    assert schemas["blocking"]["type"] == "array"
