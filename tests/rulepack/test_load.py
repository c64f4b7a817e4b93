from pathlib import Path

import pytest

from mdm.errors import RulePackError
from mdm.rulepack import Vocabulary, list_packs, load_rulepack

VOCABULARY = Vocabulary(
    kinds={"text": ("key",)},
    comparisons={"text": (("missing", "exact", "similar", "else"), ("key",))},
)
GOOD = {
    "pack": "name: p\ntitle: 甲\ntitle_en: P\nletter: P\n",
    "attributes": "name: {kind: text, title: 名, title_en: Name, aliases: [名称]}\n",
    "blocking": "- {name: same, keys: [name.key]}\n",
    "comparisons": "- {name: name, kind: text, attributes: [name], title: 名, title_en: Name}\n",
}


def write(folder: Path, **changed: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in {**GOOD, **changed}.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, vocabulary: Vocabulary | None = VOCABULARY) -> str:
    with pytest.raises(RulePackError) as caught:
        load_rulepack(folder, vocabulary)
    return str(caught.value)


def test_a_good_pack_loads_and_its_digest_follows_its_content(tmp_path):
    pack = load_rulepack(write(tmp_path / "p"), VOCABULARY)
    other = load_rulepack(write(tmp_path / "p", blocking="- {name: other, keys: [name.key]}\n"), VOCABULARY)
    assert pack.aliases()["名称"] == "name"
    assert pack.digest != other.digest


def test_all_faults_come_at_once_with_file_line_and_hint(tmp_path):
    text = faults(
        write(
            tmp_path / "p",
            attributes="name: {kind: txt, title: 名, title_en: Name}\n",
            blocking="- name: same\n  keys: [nam.key]\n",
            comparisons="- {name: name, kind: text, attributes: [name], title: 名, title_en: N,\n   levels: [simular]}\n",
        )
    )
    assert "has 3 faults" in text
    assert 'p/attributes.yml:1: name.kind: "txt" is not a known kind. Did you mean "text"?' in text
    assert 'p/blocking.yml:1: 0: "nam" is not a known attribute. Did you mean "name"?' in text
    assert 'p/comparisons.yml:2: 0.levels.0: "simular" is not a known level. Did you mean "similar"?' in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pack": "name: p\nname: q\ntitle: 甲\ntitle_en: P\nletter: P\n"}, "pack.yml:2: key 'name' is given twice"),
        ({"pack": "name: [p\n"}, "pack.yml:2: not YAML"),
        ({"pack": "name: p\ntitle: 甲\ntitle_en: P\nletter: pp\n"}, "pack.yml:4: letter"),
        ({"blocking": "- {name: same, keys: []}\n"}, "blocking.yml:1: 0.keys"),
        ({"blocking": "- {name: same, keys: [name.kee]}\n"}, "part of text"),
        (
            {"comparisons": "- {name: n, kind: text, attributes: [name], title: 名, title_en: N, exchanged_with: nam}\n"},
            '0.exchanged_with: "nam" is not a known attribute. Did you mean "name"?',
        ),
        ({"extra": "a: 1\n"}, "extra.yml:1: unknown file"),
        (
            {"attributes": "a: {kind: text, title: 名, title_en: N, aliases: [x]}\n"
             "name: {kind: text, title: 名, title_en: N, aliases: [X]}\n"},
            "alias 'X' already means a",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_named(tmp_path, changed, said):
    assert said in faults(write(tmp_path / "p", **changed))


def test_a_missing_required_file_is_a_fault(tmp_path):
    folder = write(tmp_path / "p")
    (folder / "attributes.yml").unlink()
    assert "attributes.yml:1: file is missing" in faults(folder)


def test_an_unknown_pack_names_the_packaged_ones():
    with pytest.raises(RulePackError, match="did you mean 'population'"):
        load_rulepack("populatoin")


def test_scalars_are_read_as_written(tmp_path):
    pack = load_rulepack(
        write(tmp_path / "p", attributes="name: {kind: text, title: no, title_en: 0123, aliases: [yes]}\n")
    )
    assert (pack.attributes["name"].title, pack.attributes["name"].title_en) == ("no", "0123")


def test_every_packaged_pack_loads():
    assert "population" in list_packs()
    for name in list_packs():
        assert load_rulepack(name).name == name


def test_faults_of_every_sort_come_in_one_letter(tmp_path):
    text = faults(
        write(
            tmp_path / "p",
            pack="name: p\ntitle: 甲\ntitle_en: P\nletter: pp\n",
            blocking="- {nam: same, keys: [name.key]}\n",
            comparisons="- {name: name, kind: txt, attributes: [name], title: 名, title_en: Name}\n",
            vetoes="levels: [\n",
        )
    )
    assert "letter" in text
    assert '"nam" is not a known key. Did you mean "name"?' in text
    assert "vetoes.yml:2: not YAML" in text
