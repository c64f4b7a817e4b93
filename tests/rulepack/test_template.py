"""Templates: read whole, or refused with what is wrong."""

import pytest

from mdm.rulepack import Field, parse_template


def test_pieces_and_segments() -> None:
    template = parse_template("[{district}]{road}[{gate+号}](名称:{name.key})")
    assert [segment.optional for segment in template.segments] == [True, False, True, False]
    assert list(template.fields()) == [
        Field("district"), Field("road"), Field("gate", "号"), Field("name.key"),
    ]  # fmt: skip
    assert template.required() == ("road", "name")
    assert template.segments[3].pieces == ("(名称:", Field("name.key"), ")")


@pytest.mark.parametrize("text", ["", "路", "{", "{}", "{Road}", "a}", "[{road}", "{road}]", "{road+}"])
def test_what_is_no_template(text: str) -> None:
    with pytest.raises(ValueError, match="is no template"):
        parse_template(text)
