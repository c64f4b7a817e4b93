"""Sample golden records: each value, masked, with its source, the rule that chose it and what it beat."""

from functools import cache
from typing import Any

from mdm.report.masking import hide, shows_birth_date
from mdm.report.wording import Words, title_of
from mdm.rulepack import read_reference

RULES = {
    "only_value": Words("说法一致", "all agree"),
    "latest": Words("日期最新", "the latest"),
    "longest": Words("内容最全", "the completest"),
    "most_sources": Words("来源最多", "most sources"),
    "source_rank": Words("来源权威", "the source with most authority"),
    "tie_break": Words("不分高下，取排在最前的", "a tie: the first"),
    "written": Words("由各要素写成", "written from its parts"),
    "all_values": Words("全部说法", "every value there is"),
    "implied": Words("由下属地点推定", "implied by what lies in it"),
}


def describe_golden_records(sample: list[dict[str, Any]], titles: dict[str, Any]) -> list[dict[str, Any]]:
    """Cards of golden records; `sample` is what `sample_golden_records` makes, `titles` the attributes."""
    return [_describe(entity, titles) for entity in sample]


def _describe(entity: dict[str, Any], titles: dict[str, Any]) -> dict[str, Any]:
    values = entity["values"]
    dated = shows_birth_date({value["attribute"]: value["value"] for value in values}, titles)

    def kind(attribute: str) -> Any:
        return titles.get(attribute, {}).get("kind")

    def mask(text: str | None, attribute: str) -> str:
        return hide(text or "", attribute, kind(attribute), beside_birth_date=dated)

    def meaning(code: str | None, attribute: str) -> Words | None:
        return _meanings().get((kind(attribute), code))

    return {
        "entity_id": entity["entity_id"],
        "records": entity["records"],
        "heading": mask(values[0]["value"], values[0]["attribute"]) if values else "–",
        "values": [
            {
                "words": title_of(value["attribute"], titles),
                "value": mask(value["value"], value["attribute"]),
                "meaning": meaning(value["value"], value["attribute"]),
                "origin": f"{value['source']}:{mask(value['record_id'], 'record_id')}",
                "rule": RULES.get(value["rule"], Words(value["rule"], value["rule"])),
                "runner_up": mask(value["runner_up"], value["attribute"]),
                "runner_up_meaning": meaning(value["runner_up"], value["attribute"]),
            }
            for value in values
        ],
    }


@cache
def _meanings() -> dict[tuple[str | None, str | None], Words]:
    """What the codes of the standards mean, by kind and code: 2 of kind sex is 女性."""
    codes = read_reference("codes").select("kind", "code", "name", "name_en")
    named = codes.iter_rows()  # the table of codes, once a process
    return {(kind, code): Words(name, name_en or name) for kind, code, name, name_en in named}
