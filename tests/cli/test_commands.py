"""The command line: right result or a clear letter, the right exit code, never a traceback."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from mdm.cli import main

POLICE = "编号,姓名,公民身份号码,出生日期\nGA1,王小明,11010519491231002X,1949-12-31\nGA2,李芳,,1988-02-29\n"
HEALTH = "档案号,患者姓名,身份证号,备注\nWJ1,王小明,11010519491231002x,老\n"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call `mdm` in an empty folder; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    Path("police.csv").write_bytes(POLICE.encode("gbk"))
    Path("health.csv").write_text(HEALTH, encoding="utf-8-sig")

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return int(ended.value.code or 0), told.out, told.err

    return run


def left_behind() -> set[str]:
    return {path.name for path in Path().iterdir()} - {"police.csv", "health.csv"}


def test_run_and_ask(call: Call) -> None:
    code, out, err = call(
        "run", "--rules", "population", "--out", "runs/a", "police=police.csv", "health.csv"
    )
    assert (code, err) == (0, "")
    for said in (
        "gb18030",
        "2 条 records",
        "身份证号→resident_id",
        "left aside: 备注",
        "实体 entities",
        "runs/a",
    ):
        assert said in out
    code, out, _ = call("why", "runs/a", "police:GA1", "health:WJ1")
    assert code == 0
    assert "同一实体 · one entity" in out
    entity = pl.read_parquet("runs/a/crosswalk.parquet")["entity_id"][0]
    assert "police:GA1" in call("how", "runs/a", entity)[1]
    assert "王小明" in call("explain", "runs/a", entity, "person_name")[1]
    assert call("report", "runs/a")[1].strip() == "runs/a/report.html"
    assert call("verify", "runs/a")[0] == 0
    (Path("runs/a/golden.parquet")).write_bytes(Path("runs/a/links.parquet").read_bytes())
    assert call("verify", "runs/a")[0] != 0


def test_run_by_job_file(call: Call) -> None:
    Path("job.yml").write_text(
        "out: runs/b\ncity: '320500'\nsources:\n"
        "  - {name: police, path: police.csv, encoding: gbk, columns: {姓名: person_name}}\n",
        encoding="utf-8",
    )
    assert call("run", "job.yml")[0] == 0
    code, _, err = call("run", "job.yml")
    assert (code, "--overwrite" in err) == (2, True)
    assert call("run", "job.yml", "--overwrite", "--as-of", "2026-01-01")[0] == 0
    manifest = json.loads(Path("runs/b/manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["as_of"] == "2026-01-01"
    assert pl.read_parquet("runs/b/golden.parquet")["entity_id"].str.starts_with("P-320500-").all()


def test_plain_progress_goes_to_standard_error(call: Call) -> None:
    code, out, err = call("run", "--out", "a", "--progress", "plain", "police.csv")
    assert code == 0
    assert "黄金记录 golden" in err
    assert "黄金记录 golden" not in out


REFUSED = [
    (["run", "--out", "o", "none.csv"], "none.csv: no such file"),
    (["run", "police.csv"], "no run folder is named"),
    (["run", "--out", "o", "--rules", "populaton", "police.csv"], "did you mean 'population'"),
    (["run", "--out", "o", "--id-column", "nr", "police.csv"], "no column 'nr'"),
    (["run", "--out", "o", "police.csv", "police=health.csv"], "two sources are called 'police'"),
    (["run", "--out", "o", "none.yml"], "no such job file"),
    (["run", "--out", "o", "empty.csv"], "the file is empty"),
    (["run", "--out", "o", "twice.csv"], "1 (line 2, line 3)"),
    (["run", "--out", "o", "noid.csv"], "@row"),
    (["run", "--out", "o", "strange.csv"], "no column means anything"),
    (["run", "--out", "o", "names.csv"], "columns '姓名' and '名字' both mean person_name"),
    (["run", "--out", "o", "police.csv", "police.csv"], "two sources are called 'police'"),
    (["run", "--out", "police.csv/o", "police.csv"], "is a file, not a folder"),
    (["run", "--out", "o", "bytes.csv"], "bytes.csv:3: byte"),
    (["run", "--out", "full", "police.csv"], "not empty"),
    (["run", "--out", "full", "--overwrite", "police.csv"], "something other than a run"),
    (["run", "--out", "o", "--city", "Suzhou", "police.csv"], "no division code"),
    (["why", "full", "a:1", "b:2"], "not a run folder"),
    (["why", "nowhere", "a:1", "b:2"], "no such run folder"),
    (["verify", "nowhere"], "no such run folder"),
    (["report", "nowhere"], "no such run folder"),
    (["standardise", "sexx", "police.csv", "--column", "姓名", "--out", "x.csv"], "unknown kind"),
    (["standardise", "text", "police.csv", "--column", "名", "--out", "x.csv"], "no column '名'"),
    (["standardise", "text", "police.csv", "--column", "姓名", "--out", "x.doc"], "unknown format"),
    (["standardise", "text", "police.csv", "--column", "姓名", "--out", "police.csv"], "--overwrite"),
    (["rules", "check", "nothing"], "no rule pack"),
    (["run"], "Missing argument"),
    (["runn"], "No such command"),
    (["run", "--out", "o", "--as-of", "yesterday", "police.csv"], "--as-of"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=lambda value: str(value)[-40:])
def test_refusals(call: Call, words: list[str], said: str) -> None:
    Path("empty.csv").touch()
    Path("twice.csv").write_text("id,姓名\n1,a\n1,b\n", encoding="utf-8")
    Path("noid.csv").write_text("姓名\na\n", encoding="utf-8")
    Path("bytes.csv").write_bytes(b"id,name\n1,a\n2,\xff\xff\n")
    Path("strange.csv").write_text("编号,甲\n1,a\n", encoding="utf-8")
    Path("names.csv").write_text("编号,姓名,名字\n1,a,a\n", encoding="utf-8")
    Path("full").mkdir()
    Path("full/x").touch()
    before = left_behind()
    code, out, err = call(*words)
    assert code == 2
    assert said in err
    assert out == ""
    assert left_behind() == before


def test_an_unexpected_error_is_told_without_its_values(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("11010519491231002X")

    monkeypatch.setattr("mdm.reconciling.run_pipeline", fail)
    code, _, err = call("run", "--out", "o", "police.csv")
    assert code == 1
    assert "ValueError" in err
    assert "11010519491231002X" not in err
    assert left_behind() == set()
    with pytest.raises(ValueError, match="1101"):
        main(["--traceback", "run", "--out", "o", "police.csv"])


def test_an_interrupt_ends_with_130(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mdm.reconciling.run_pipeline", stop)
    code, out, err = call("run", "--out", "o", "police.csv")
    assert (code, out) == (130, "")
    assert "已中断" in err
    assert "Interrupted" in err
    assert left_behind() == set()


def test_an_interrupt_from_outside_ends_with_130_and_says_so(tmp_path: Path) -> None:
    program = (
        "import os, signal, mdm.reconciling, mdm.cli\n"
        "mdm.reconciling.run_pipeline = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)\n"
        "mdm.cli.main(['run', '--out', 'o', 'police.csv'])"
    )
    (tmp_path / "police.csv").write_bytes(POLICE.encode("gbk"))
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 130
    assert "Interrupted" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["police.csv"]


def test_chinese_names_of_files_folders_and_sources(call: Call) -> None:
    Path("人口 数据").mkdir()
    Path("人口 数据/公安局.csv").write_bytes(POLICE.encode("gbk"))
    code, out, err = call("run", "--out", "结果/第一次", "人口 数据/公安局.csv", "卫健=health.csv")
    assert (code, err) == (0, "")
    assert "公安局" in out
    assert pl.read_parquet("结果/第一次/crosswalk.parquet")["source"].unique().sort().to_list() == [
        "公安局",
        "卫健",
    ]
    assert call("why", "结果/第一次", "公安局:GA1", "卫健:WJ1")[0] == 0


def test_rows_may_be_numbered(call: Call) -> None:
    Path("rows.csv").write_text("姓名,性别\n张三,男\n李四,女\n", encoding="utf-8")
    assert call("run", "--out", "o", "--id-column", "@row", "rows.csv")[0] == 0
    assert pl.read_parquet("o/crosswalk.parquet")["record_id"].to_list() == ["1", "2"]


def test_one_row_and_no_rows_make_a_run(call: Call) -> None:
    Path("one.csv").write_text("编号,姓名\n1,张三\n", encoding="utf-8")
    Path("none.csv").write_text("编号,姓名\n", encoding="utf-8")
    for name, count in (("one", 1), ("none", 0)):
        assert call("run", "--out", name, f"{name}.csv")[0] == 0
        assert pl.read_parquet(f"{name}/golden.parquet").height == count
        assert call("verify", name)[0] == 0


def test_standardise_a_column(call: Call) -> None:
    code, out, _ = call(
        "standardise", "resident_id", "health.csv", "--column", "身份证号", "--out", "read.csv"
    )
    assert code == 0
    assert "1 个值 values" in out
    read = pl.read_csv("read.csv", infer_schema=False)
    assert read.columns[:5] == ["档案号", "患者姓名", "身份证号", "备注", "身份证号.value"]
    assert read["身份证号.value"].to_list() == ["11010519491231002X"]
    assert read["身份证号.birth_date"].to_list() == ["1949-12-31"]


def test_standardise_with_the_encoding_and_a_remark_on_the_column(call: Call) -> None:
    Path("mac.csv").write_bytes("日期\n27759\n".encode("utf-16-le"))
    words = [
        "standardise",
        "date",
        "mac.csv",
        "--column",
        "日期",
        "--out",
        "read.csv",
        "--encoding",
        "utf-16-le",
    ]
    assert call(*words, "--option", "date_system=1904")[0] == 0
    assert pl.read_csv("read.csv", infer_schema=False)["日期.value"].to_list() == ["1980-01-01"]
    code, _, said = call(*words, "--overwrite", "--option", "date_system")
    assert code == 2
    assert "no equals sign" in said


@pytest.mark.parametrize("name", ["read.parquet", "read.xlsx", "read.csv"])
def test_standardise_writes_steps_to_every_form(call: Call, name: str) -> None:
    words = ["standardise", "person_name", "health.csv", "--column", "患者姓名", "--steps", "--out", name]
    assert call(*words)[0] == 0
    assert call(*words)[0] == 2
    assert call(*words, "--overwrite")[0] == 0
    read = {"parquet": pl.read_parquet, "xlsx": pl.read_excel, "csv": pl.read_csv}[name.split(".")[1]](name)
    assert "患者姓名.steps" in read.columns


def test_evaluate(call: Call) -> None:
    Path("found.csv").write_text("source,record_id,entity_id\na,1,x\na,2,x\na,3,y\n", encoding="utf-8")
    Path("truth.csv").write_text("record_id,entity_id\n1,p\n2,p\n3,p\n", encoding="utf-8")
    code, out, _ = call("evaluate", "found.csv", "truth.csv")
    assert code == 0
    assert "1.0000   0.3333" in out
    assert call("evaluate", "found.csv", "none.csv")[0] == 2
    known = pl.read_csv("truth.csv", infer_schema=False)
    known.write_excel("truth.xlsx")
    known.write_parquet("truth.parquet")
    Path("semicolons.csv").write_bytes(known.write_csv(separator=";").encode("gb18030"))
    for same in ("truth.xlsx", "truth.parquet", "semicolons.csv"):
        assert call("evaluate", "found.csv", same)[1] == out


def test_rules(call: Call) -> None:
    assert "population\t人口" in call("rules", "list")[1]
    code, out, _ = call("rules", "check", "population")
    assert code == 0
    assert "no faults" in out
    assert json.loads(call("rules", "schema")[1])["job"]["title"] == "mdm job"
    assert call("rules", "schema", "--out", "schemas")[0] == 0
    assert Path("schemas/mdm-job.schema.json").is_file()


def test_rules_check_tells_all_faults(call: Call) -> None:
    Path("mine").mkdir()
    Path("mine/pack.yml").write_text("name: mine\ntitle: x\ntitle_en: x\nletter: pp\n", encoding="utf-8")
    Path("mine/attributes.yml").write_text("a: {kind: sexx, title: x}\n", encoding="utf-8")
    code, _, err = call("rules", "check", "mine")
    assert code == 2
    assert "mine/pack.yml:4" in err
    assert "mine/attributes.yml:1" in err


def test_help_is_light() -> None:
    program = "import sys, mdm.cli; print('polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_module_and_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mdm", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("mdm ")


def test_decisions_and_model_go_from_run_to_run(call: Call) -> None:
    assert call("run", "--out", "a", "police=police.csv", "health=health.csv")[0] == 0
    said = {
        "left_source": "police",
        "left_record_id": "GA1",
        "right_source": "police",
        "right_record_id": "GA2",
    }
    Path("said.jsonl").write_text(json.dumps(said | {"verdict": "unsure"}) + "\n", encoding="utf-8")
    code, out, _ = call("decisions", "import", "a", "said.jsonl")
    assert (code, "1 new, 1 in all" in out) == (0, True)
    options = ("--decisions", "a", "--model", "a", "--duplicate-free", "police", "--reference", "police")
    code, out, _ = call("run", "--out", "b", *options, "police=police.csv", "health=health.csv")
    assert code == 0
    assert "parameters reused from run" in out
    assert "不确定 unsure" in out
    code, out, _ = call("decisions", "export", "b", "doubtful.csv")
    assert (code, Path("doubtful.csv").is_file()) == (0, True)
    assert call("decisions", "export", "b", "待复核.xlsx")[0] == 0
    with zipfile.ZipFile("待复核.xlsx") as parts:
        assert "相同,不同,不确定" in parts.read("xl/worksheets/sheet1.xml").decode()  # words to choose from
    book = pl.read_excel("待复核.xlsx", infer_schema_length=0)
    assert book.columns == pl.read_csv("doubtful.csv", infer_schema=False).columns
    assert len(book) > 0
    book.with_columns(verdict=pl.lit("不同")).write_excel("待复核.xlsx")
    code, out, _ = call("decisions", "import", "b", "待复核.xlsx")
    assert (code, f"{len(book)} new" in out) == (0, True)
    assert call("run", "--out", "c", "--decisions", "none.jsonl", "police=police.csv")[0] == 2
    assert call("run", "--out", "c", "--reference", "tax", "police=police.csv")[0] == 2


def test_a_classifier_needs_decisions(call: Call) -> None:
    assert call("run", "--out", "a", "police=police.csv", "health=health.csv")[0] == 0
    code, _, err = call("classifier", "train", "a", "--out", "c.json")
    assert (code, "no decisions in it" in err) == (2, True)
    Path("c.json").write_text("{}", encoding="utf-8")
    code, _, err = call("run", "--out", "b", "--classifier", "c.json", "police=police.csv")
    assert (code, "no classifier" in err) == (2, True)
    assert not Path("b").exists()


def test_ids_live_on_from_the_run_before(call: Call) -> None:
    assert call("run", "--out", "a", "police=police.csv", "health=health.csv")[0] == 0
    assert call("run", "--out", "b", "--previous", "a", "police=police.csv", "health=health.csv")[0] == 0
    assert pl.read_parquet("b/changes.parquet").is_empty()
    assert pl.read_parquet("b/crosswalk.parquet").equals(pl.read_parquet("a/crosswalk.parquet"))
    code, _, err = call("run", "--out", "c", "--previous", "none", "police=police.csv")
    assert (code, "no such run folder" in err) == (2, True)


def test_a_place_where_nothing_can_be_written_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("locked").mkdir()
    words = ("standardise", "person_name", "police.csv", "--column", "姓名", "--out", "locked/x.csv")
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, _mode: str(path) != "locked")
        code, _, err = call(*words)
    assert "locked: nothing can be written there" in err
    assert code == 2

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "locked/x.csv")

    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_csv", full)
        code, _, err = call(*words)
    assert (code, "locked/x.csv: No space left on device; nothing was written" in err) == (1, True)
    assert not list(Path("locked").iterdir())
