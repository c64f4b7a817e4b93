"""What blocking reached is told with intervals, and rules that would reach more can be pasted into the pack."""

import shutil

import polars as pl
import pytest
import yaml

import mdm
from mdm._resources import rules_root
from mdm.errors import RunError
from mdm.explanation import explain_blocking

GIVEN = "嘉懿煜城轩烨伟苑博泽熠彤鸿煊涛霖华祺智宸"


def citizen_number(index: int, day: str) -> str:
    body = f"320599{day.replace('-', '')}{10 + 2 * (index % 400):03d}"
    return body + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11]


def people(count: int) -> pl.DataFrame:
    """Everybody twice under one number: the second time without birth date, and half of them with a slip."""
    rows = []
    for n in range(count):
        day = f"{1950 + n % 50}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        name = "赵钱孙李周吴郑王"[n % 8] + GIVEN[n % 20] + GIVEN[(n // 20) % 20]
        same = {"身份证号": citizen_number(n, day), "电话": f"160{n:08d}"}
        rows.append({"编号": f"a{n}", "姓名": name, "出生日期": day, **same})
        rows.append({"编号": f"b{n}", "姓名": name, "出生日期": day if n % 2 else None, **same})
    return pl.DataFrame(rows)


def run_with(tmp_path, *lines: str) -> mdm.Run:
    pack = tmp_path / "mine"
    shutil.copytree(rules_root() / "population", pack, dirs_exist_ok=True)
    text = "- {name: name_birth_date, keys: [person_name.key, birth_date], max_block: 200}\n"
    (pack / "blocking.yml").write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return mdm.reconcile({"city": people(400)}, rules=pack)


def test_reach_is_told_with_its_interval(tmp_path):
    story = run_with(tmp_path).blocking()
    row = story.rules.row(0, named=True)
    assert story.hidden == 400
    assert row["pair_reach_so_far_low"] <= row["pair_reach"] == row["pair_reach_so_far"]
    assert 0.5 < row["pair_reach"] < 0.9
    assert row["pairs_so_far"] == row["new_pairs"]
    assert story.suggestions is None
    assert "name_birth_date" in str(story)


def test_what_is_suggested_can_be_accepted_and_reaches_more(tmp_path):
    run = run_with(tmp_path)
    before = run.blocking(suggest=True)
    assert before.suggestions
    best = before.suggestions[0]
    assert best.low <= best.reach <= best.high
    assert best.line in str(before)
    accepted = yaml.safe_load(best.line)[0]
    assert accepted["keys"] == list(best.rule.keys)
    after = run_with(tmp_path, best.line).blocking()
    gained = after.rules["reached_so_far"][-1] - before.rules["reached_so_far"][-1]
    assert gained >= 100
    assert after.rules["new_pairs"][-1] <= best.new_pairs


def test_without_proved_pairs_nothing_is_suggested():
    frame = pl.DataFrame({"编号": ["1", "2"], "姓名": ["王小明", "王小明"]})
    story = mdm.reconcile({"a": frame}).blocking(suggest=True)
    assert story.suggestions == ()
    assert "没有号码证实" in str(story)


def test_a_run_that_kept_no_account_is_refused(tmp_path):
    with pytest.raises(RunError, match="kept no account"):
        explain_blocking(tmp_path, {})
