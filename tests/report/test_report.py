"""The report as a file: self-contained, masked, bilingual, the same bytes every time."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import mdm
from mdm.report import write_link_report

NUMBERS = ("320599195311092739", "320599198701014417", "16091951100")
SECTIONS = (
    "overview",
    "sources",
    "issues",
    "blocking",
    "model",
    "weights",
    "entities",
    "golden",
    "pairs",
    "method",
)


class Page(HTMLParser):
    """Tags, attributes and text of a report, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.marked: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.texts.append(data)
        if self.open and self.open[-1] == "mark":
            self.marked.append(data)


def write(tmp_path: Path, material: dict[str, Any]) -> str:
    path = write_link_report(tmp_path / "report.html", material)
    return path.read_text(encoding="utf-8")


def test_returns_the_path_it_wrote(tmp_path: Path, material: dict[str, Any]) -> None:
    target = tmp_path / "report.html"
    assert write_link_report(target, material) == target
    assert target.is_file()


def test_nothing_is_fetched(tmp_path: Path, material: dict[str, Any]) -> None:
    text = write(tmp_path, material)
    for tag, attributes in Page(text).tags:
        assert tag not in ("link", "img", "iframe", "object", "form", "base")
        assert not {"src", "srcset", "style", "action"} & set(attributes), tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "//" not in re.sub(r"(?s)<script>.*?</script>", "", text).replace("<!doctype html>", "")
    assert "@import" not in text
    assert "url(" not in text


def test_policy_allows_only_the_files_own_script_and_style(tmp_path: Path, material: dict[str, Any]) -> None:
    text = write(tmp_path, material)
    policy = next(
        a["content"] for t, a in Page(text).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        (inline,) = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", text)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_no_clear_number_stands_in_the_file(tmp_path: Path, material: dict[str, Any]) -> None:
    text = write(tmp_path, material)
    bare = re.sub(r"<[^>]*>|\s", "", text)
    for number in NUMBERS:
        assert number not in bare
        wide = number.translate({ord("0") + i: ord("０") + i for i in range(10)})
        assert wide not in bare
    assert "160••••1100" in bare
    assert "320599••••••••2739" in re.sub(r"\s", "", text)  # in a birth date, where nothing is marked


def test_numbers_are_compared_before_they_are_masked(tmp_path: Path, material: dict[str, Any]) -> None:
    text = write(tmp_path, material)
    assert "隐藏部分不同" in text  # the linked pair: two numbers
    assert "隐藏部分相同" in text  # the vetoed pair: one number, written differently
    assert any("•" in marked for marked in Page(text).marked)


def test_differing_characters_are_marked(tmp_path: Path, material: dict[str, Any]) -> None:
    marked = Page(write(tmp_path, material)).marked
    assert "小" in marked
    assert "晓" in marked


def test_markup_in_a_name_stays_text(tmp_path: Path, material: dict[str, Any]) -> None:
    text = write(tmp_path, material)
    page = Page(text)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "img" not in [tag for tag, _ in page.tags]
    assert "</script><script>alert(1)</script>" in "".join(page.texts)


def test_both_languages_stand_in_it(tmp_path: Path, material: dict[str, Any]) -> None:
    text = write(tmp_path, material)
    assert '<html lang="zh-CN">' in text
    for words in (
        "概览",
        "Overview",
        "暂名或无名",
        "a provisional name or none",
        "相同",
        "different",
        "unheard_of",
    ):
        assert words in text
    assert text.count('class="zh"') == text.count('class="en"')


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_there_and_linked(tmp_path: Path, material: dict[str, Any], section: str) -> None:
    text = write(tmp_path, material)
    assert f'<section id="{section}">' in text
    assert f'href="#{section}"' in text


def test_a_date_compared_by_another_than_the_written_value_says_so(
    tmp_path: Path, material: dict[str, Any]
) -> None:
    pairs = material["pairs"].head(1)
    dates = material["comparisons"][0] | {"name": "birth_date", "title": "出生日期", "title_en": "Birth date"}
    said = {"comparisons": [dates]}
    level = {"level_birth_date": pl.lit("exact"), "weight_birth_date": pl.lit(13.1)}
    for right, noted in (("1953/11/9", False), ("1990-02-03", True)):
        written = {"left_birth_date": pl.lit("19531109"), "right_birth_date": pl.lit(right)}
        text = write(tmp_path, material | said | {"pairs": pairs.with_columns(**level, **written)})
        assert ("比较的是规范后的值" in text) is noted


def test_veto_gives_its_reason(tmp_path: Path, material: dict[str, Any]) -> None:
    assert "号码相同而姓名不符" in write(tmp_path, material)


def test_every_id_is_unique(tmp_path: Path, material: dict[str, Any]) -> None:
    ids = [a["id"] for _, a in Page(write(tmp_path, material)).tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_equal_material_gives_equal_bytes(tmp_path: Path, material: dict[str, Any]) -> None:
    shuffled = material | {
        name: material[name].reverse() for name in ("issues", "weights")
    }  # their order carries nothing
    first = write_link_report(tmp_path / "a.html", material).read_bytes()
    assert write_link_report(tmp_path / "b.html", material).read_bytes() == first
    assert write_link_report(tmp_path / "c.html", shuffled).read_bytes() == first


def test_nothing_linked_still_reports(tmp_path: Path, material: dict[str, Any]) -> None:
    empty = {
        name: material[name].clear() for name in ("issues", "blocking", "weights", "cluster_sizes", "pairs")
    }
    zero = {
        "funnel": dict.fromkeys(material["funnel"], 0),
        "comparisons": [],
        "estimates": None,
        "sources": [],
    }
    text = write(tmp_path, material | empty | zero)
    assert "无从估计" in text
    assert '<svg class="histogram"' not in text


@pytest.fixture(scope="module")
def run() -> mdm.Run:
    """Two sources, one person in both."""
    police = pl.DataFrame(
        {
            "编号": ["1", "2"],
            "姓名": ["王小明", "欧阳娜"],
            "身份证号": [NUMBERS[0], None],
            "电话": [NUMBERS[2], None],
            "出生日期": ["1953-11-09", "1990-02-03"],
        }
    )
    health = pl.DataFrame(
        {
            "编号": ["a", "b"],
            "姓名": ["王小明", "欧阳娜"],
            "出生日期": ["1953-11-09", "19900203"],
            "备注": ["x", "y"],
        }
    )
    return mdm.reconcile({"police": police, "health": health}, rules="population")


def test_a_run_leaves_a_report(run: mdm.Run) -> None:
    text = run.report().read_text(encoding="utf-8")
    assert "欧阳娜" in text
    assert run.manifest["run_id"] in text
    assert "备注" in text
    for number in NUMBERS:
        assert number not in text


def test_a_run_without_records_leaves_a_report() -> None:
    none = pl.DataFrame(schema={"编号": pl.String, "姓名": pl.String})
    text = mdm.reconcile({"police": none}).report().read_text(encoding="utf-8")
    assert "<b>0</b>" in text


def test_values_filled_in_the_wrong_way_round_are_said_to_be_compared_crosswise(tmp_path: Path) -> None:
    people = pl.DataFrame(
        {
            "record_id": ["1", "2"],
            "given_name": ["Anika", "Spicer"],
            "surname": ["Spicer", "Anika"],
            "date_of_birth": ["1986-10-12"] * 2,
            "suburb": ["View Bank"] * 2,
        }
    )
    text = mdm.reconcile({"clinic": people}, rules="person_generic").report().read_text(encoding="utf-8")

    assert text.count("一方与另一项填反，交叉比较") == 2


PEOPLE = pl.DataFrame(
    {
        "编号": [str(n) for n in range(6)],
        "姓名": ["王小明", "王晓明", "李芳", "李芳", "赵婷婷", "孙立军"],
        "身份证号": [
            "32059919940411144X",
            None,
            "320599195909292575",
            "320599195909292575",
            None,
            "32059919530207****",
        ],
        "出生日期": ["1994-04-11", "1994-04-11", None, "1959-09-29", "1988-02-29", None],
        "现住址": ["苏州市桃花源1幢3单元602室"] * 2
        + ["苏州市桃花源2幢3单元602室", None, None, "身份证320599195909292575"],
        "更新时间": ["2020-01-01", "2021-01-01", "2019-05-05", "2022-02-02", "2020-01-01", "2020-01-01"],
    }
)


def test_a_sample_of_golden_records_says_where_each_value_comes_from() -> None:
    run = mdm.reconcile({"police": PEOPLE})
    text = run.report().read_text(encoding="utf-8")
    section = text[text.index('<section id="golden">') : text.index('<section id="pairs">')]
    assert section.count("<details") == run.golden.collect().height
    assert all(entity in section for entity in run.golden.collect()["entity_id"])
    assert "police:3" in section
    assert section.count("说法一致") == run.provenance.filter(rule="only_value").collect().height


def test_golden_records_say_what_a_code_means() -> None:
    text = mdm.reconcile({"police": PEOPLE}).report().read_text(encoding="utf-8")
    section = text[text.index('<section id="golden">') : text.index('<section id="pairs">')]
    assert re.search(r'<td class="value">1 <small><span class="zh"[^>]*>男性</span>.*?male', section)


def test_no_number_can_be_put_together_again_from_a_birth_date_and_what_is_left_of_it() -> None:
    text = mdm.reconcile({"police": PEOPLE}).report().read_text(encoding="utf-8")
    assert "1994-04-11" in text
    for number in ("32059919940411144X", "320599195909292575"):
        assert number not in text
        assert f"{number[:3]}•" not in text
        assert f"•{number[-1]}" not in text
    assert "32••••••••••••••••" in text
