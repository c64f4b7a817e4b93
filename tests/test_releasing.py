"""What leaves, for whom, under which mask: the policy is a file, and what is not granted stays inside."""

from pathlib import Path

import polars as pl
import pytest
from made_up import citizen

import mdm
from mdm.cli import main
from mdm.errors import RulePackError, UsageError
from mdm.privacy import MASKS, load_policy
from mdm.releasing import release

NUMBER = citizen("19620511", 233)
FIELDS = ("person_name", "resident_id", "birth_date", "phone", "address")


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> mdm.Run:
    row = {"编号": "1", "姓名": "周国强", "公民身份号码": NUMBER, "出生日期": "1962-05-11", "联系电话": "16612345678",
           "现住址": "苏州市姑苏区十全街18号2幢301室"}  # fmt: skip
    alike = [
        {
            "编号": str(n),
            "姓名": "王" + "一二三四五六七八"[n],
            "出生日期": f"1970-0{n}-01",
            "现住址": "苏州市姑苏区平江路1号",
        }
        for n in range(2, 8)
    ]
    frame = pl.DataFrame([row, *alike], schema=dict.fromkeys(row, pl.String))
    return mdm.reconcile({"police": frame}, city="320500", out=tmp_path_factory.mktemp("runs") / "people")


def shown(run: mdm.Run, audience: str) -> dict[str, str | None]:
    rows = release(run, audience)
    held = [name for name in FIELDS if name in rows.columns]
    person = rows.filter(pl.col("person_name").str.starts_with("周"))
    return dict.fromkeys(FIELDS) | {
        name: str(value) for name, value in zip(held, person.select(held).row(0), strict=True)
    }


def test_C02_three_audiences_see_one_subject_under_three_masks(run: mdm.Run) -> None:
    address = "苏州市姑苏区十全街18号2幢301室"
    whole = {"person_name": "周国强", "resident_id": NUMBER, "birth_date": "1962-05-11"}
    itself = shown(run, "self")
    assert itself | whole == itself
    assert itself["phone"].endswith("16612345678")
    assert address.removeprefix("苏州市") in itself["address"]
    department = shown(run, "department")
    assert department | whole == department
    assert department["phone"].count("*") > 3
    agency = shown(run, "agency")
    assert agency["person_name"] == "周**"
    assert agency["resident_id"] == NUMBER[:6] + "********" + NUMBER[-4:]
    assert agency["address"].endswith("姑苏区")
    assert "household_no" not in release(run, "agency").columns


def policy_file(folder: Path, **change: str) -> Path:
    text = (Path(__file__).parents[1] / "rules/policy.yml").read_text(encoding="utf-8")
    for old, new in change.values():
        assert old in text
        text = text.replace(old, new)
    path = folder / "policy.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_I06_a_field_on_the_negative_list_is_refused_by_name(run: mdm.Run, tmp_path: Path) -> None:
    policy = load_policy(policy_file(tmp_path, a=("negative_list: []", "negative_list: [population.phone]")))
    with pytest.raises(UsageError, match=r"population\.phone: on the negative list"):
        release(run, "self", ["person_name", "phone"], policy)
    assert "phone" not in release(run, "self", policy=policy).columns


def test_I10_the_policy_file_changes_what_leaves_without_any_code(run: mdm.Run, tmp_path: Path) -> None:
    before = release(run, "agency")["person_name"].sort().to_list()
    policy = load_policy(policy_file(tmp_path, a=("person_name: first", "person_name: hidden")))
    assert release(run, "agency", policy=policy)["person_name"].to_list() == ["***"] * 7 != before


def test_I08_an_open_release_is_refused_where_too_few_look_alike(run: mdm.Run) -> None:
    with pytest.raises(UsageError, match="has 1, fewer than the 5"):
        release(run, "public", ["birth_date", "address"])  # 周国强 is the only one of 1962
    with pytest.raises(UsageError, match=r"population\.resident_id: withheld"):
        release(run, "public", ["resident_id"])
    opened = release(run, "public", ["address"])
    assert opened.columns == ["address"]  # not even the entity's id
    assert len(opened) == 7


def test_fields_may_be_called_as_people_call_them_and_are_refused_all_the_same(run: mdm.Run) -> None:
    assert release(run, "department", ["姓名"]).equals(release(run, "department", ["person_name"]))
    with pytest.raises(UsageError, match=r"population\.resident_id: "):
        release(run, "public", ["公民身份号码"])
    with pytest.raises(UsageError) as refused:
        release(run, "department", ["residnt"])
    assert "did you mean resident_id?" in str(refused.value.hint)


def test_what_an_audience_is_not_granted_stays_inside(run: mdm.Run, tmp_path: Path) -> None:
    policy = load_policy(policy_file(tmp_path, a=("[unconditional, conditional, none]", "[unconditional]")))
    with pytest.raises(UsageError, match="its share type is conditional"):
        release(run, "self", ["person_name"], policy)
    with pytest.raises(UsageError, match="no audience 'press'"):
        release(run, "press")


def test_faults_of_a_policy_are_told_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(
        RulePackError, match=r'policy\.yml:\d+: audiences\.agency\.masks: .*"blur" for phone is no mask'
    ):
        load_policy(
            policy_file(tmp_path, a=("person_name: first, phone: ends", "person_name: first, phone: blur"))
        )


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(
    "text", ["320599196205112333", "16612345678", "周国强", "1962-05-11", "苏州市姑苏区十全街18号", "a", None]
)
def test_masks_keep_missing_missing_and_are_stable(mask: str, text: str | None) -> None:
    masked = (
        pl.DataFrame({"text": pl.Series([text, text], dtype=pl.String)})
        .select(MASKS[mask](pl.col("text")))
        .to_series()
    )
    assert masked[0] == masked[1]
    assert (masked[0] is None) or text is not None
    if text is not None and len(text) > 3 and masked[0] is not None:
        assert masked[0] != text


def test_the_command_writes_what_an_audience_may_see(run: mdm.Run, tmp_path: Path, capsys) -> None:
    target = tmp_path / "out.csv"
    for words, code in (
        (["--audience", "agency"], 0),
        (["--audience", "public", "--field", "resident_id", "--overwrite"], 2),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["export", str(run.path), *words, "--out", str(target)])
        assert (ended.value.code or 0) == code
    assert NUMBER not in target.read_text(encoding="utf-8")
    assert "withheld" in capsys.readouterr().err
