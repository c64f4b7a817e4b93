"""One field has one source of first rank (一数一源); a pack that names two is refused where it says so."""

import shutil
from pathlib import Path

import pytest

from mdm.errors import RulePackError
from mdm.rulepack import list_packs, load_rulepack
from mdm.rulepack.survivorship import InCharge, departments_of

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture
def pack(tmp_path) -> Path:
    return Path(shutil.copytree(RULES / "legal_entity", tmp_path / "own_pack"))


def rewrite(pack: Path, old: str, new: str) -> None:
    path = pack / "survivorship.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_I20_two_sources_of_first_rank_for_one_field_are_refused(pack: Path) -> None:
    rewrite(pack, "[social_security, tax, market]", "[[social_security, tax], market]")
    with pytest.raises(
        RulePackError, match=r"survivorship\.yml:\d+: attributes\.phone\.sources\.0: 2 sources come first"
    ) as told:
        load_rulepack(pack)
    assert "一数一源" in str(told.value)
    assert "social_security, tax" in str(told.value)


def test_I20_two_departments_in_charge_of_one_class_are_refused(pack: Path) -> None:
    rewrite(pack, 'agriculture: ["N"]', 'agriculture: ["N", "93"]')
    with pytest.raises(RulePackError, match='both "market" and "agriculture" are in charge of uscc 93'):
        load_rulepack(pack)


def test_who_is_in_charge_is_said_by_a_known_attribute(pack: Path) -> None:
    rewrite(pack, "by: uscc", "by: usc")
    with pytest.raises(RulePackError, match=r'"usc" is not a known attribute\. Did you mean "uscc"'):
        load_rulepack(pack)


@pytest.mark.parametrize("name", list_packs())
def test_I20_every_packaged_field_has_one_source_of_first_rank(name: str) -> None:
    for _, item in load_rulepack(name).survivorship.rankings():
        for first in item.sources[:1]:
            assert isinstance(first, InCharge) or len(departments_of(first)) == 1
