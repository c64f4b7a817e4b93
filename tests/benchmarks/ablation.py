"""What each part of the linking brings: leave one out at a time, on generated files whose truth is known.

    python tests/benchmarks/ablation.py --records 100000 [--style city] [--seed 7] [--data DIR] [--docs]

generates the files if DIR does not hold them yet, standardises them once, links them whole and once without
each part, and prints pairwise precision, recall and F1. `--docs` writes them into docs/explanation/linking.md and
its English page.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import polars as pl
from pair_counts import pairwise

from mdm.column_use import LIBRARY, wanted_parts
from mdm.linking import link_records
from mdm.pipeline import find_provisional
from mdm.rulepack import RulePack, load_rulepack
from mdm.rulepack.vetoes import Vetoes
from mdm.score import LinkModel, weigh_pairs
from mdm.sources import read_sources
from mdm.standardise import Context, standardise_records

HERE = Path(__file__).parent
Change = Callable[[RulePack], RulePack]


def without_frequencies(pack: RulePack) -> RulePack:
    rules = tuple(rule.model_copy(update={"term_frequency": False}) for rule in pack.comparisons)
    return pack.model_copy(update={"comparisons": rules})


def without_households(pack: RulePack) -> RulePack:
    rules = tuple(rule.model_copy(update={"shared_by": "person"}) for rule in pack.comparisons)
    return pack.model_copy(update={"comparisons": rules})


def without_comparison(name: str) -> Change:
    """Vetoes that speak when the comparison says something never do."""

    def change(pack: RulePack) -> RulePack:
        kept = tuple(rule for rule in pack.comparisons if rule.name != name)
        levels = tuple(
            veto.model_copy(update={"unless": {n: told for n, told in veto.unless.items() if n != name}})
            for veto in pack.vetoes.levels
            if name not in veto.when
        )
        vetoes = pack.vetoes.model_copy(update={"levels": levels})
        return pack.model_copy(update={"comparisons": kept, "vetoes": vetoes})

    return change


def without_levels(comparison: str, *levels: str) -> Change:
    """Levels left out count as the next weaker one kept."""

    def change(pack: RulePack) -> RulePack:
        rules = []
        for rule in pack.comparisons:
            if rule.name == comparison:
                names = rule.levels or tuple(level.name for level in LIBRARY[rule.kind].levels)[1:]
                assert set(levels) <= set(names), f"{comparison} has no level {set(levels) - set(names)}"
                rule = rule.model_copy(update={"levels": tuple(n for n in names if n not in levels)})
            rules.append(rule)
        return pack.model_copy(update={"comparisons": tuple(rules)})

    return change


def in_turn(*changes: Change) -> Change:
    def change(pack: RulePack) -> RulePack:
        for step in changes:
            pack = step(pack)
        return pack

    return change


def without_keys(part: str) -> Change:
    """Blocking rules read the name as it is written in place of this part of it."""

    def change(pack: RulePack) -> RulePack:
        rules = [
            rule.model_copy(update={"keys": tuple(key.replace(part, "person_name.key") for key in rule.keys)})
            for rule in pack.blocking
        ]
        return pack.model_copy(update={"blocking": tuple(rules)})

    return change


def without_pair_vetoes(pack: RulePack) -> RulePack:
    return pack.model_copy(update={"vetoes": Vetoes(provisional=pack.vetoes.provisional)})


def whole(pack: RulePack) -> RulePack:
    return pack


@contextmanager
def by_expectation_maximisation(_: LinkModel) -> Iterator[None]:
    with patch("mdm.linking.training.FEWEST_PROVED", 10**12):
        yield


@contextmanager
def by_single_records(model: LinkModel) -> Iterator[None]:
    """Of all pairs of records between two groups only the strongest one speaks."""

    def gather(pairs: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
        one, other = group.gather(pairs["left"]), group.gather(pairs["right"])
        keyed = pairs.with_columns(one=one, other=other).filter(pl.col("one") != pl.col("other"))
        weight = weigh_pairs(keyed, model)["match_weight"]
        ends = [
            pl.min_horizontal("one", "other").alias("low"),
            pl.max_horizontal("one", "other").alias("high"),
        ]
        ranked = keyed.with_columns(*ends, weight=weight).sort(
            "weight", "left", "right", descending=[True, False, False]
        )
        best = ranked.unique(["low", "high"], keep="first", maintain_order=True)
        codes = [column for column in best.columns if column.startswith("code_")]
        return best.select(
            pl.col("low").alias("left"), pl.col("high").alias("right"), "match_key", *codes
        ).sort("left", "right")

    with ExitStack() as stack:
        for module in ("resolution", "probes"):
            stack.enter_context(patch(f"mdm.linking.{module}.gather_evidence", gather))
        yield


@contextmanager
def by_closure_alone(_: LinkModel) -> Iterator[None]:
    """Links are closed transitively, whatever comes of it."""
    from mdm.linking import resolution

    resolve = resolution.resolve_clusters

    def close(unit: pl.Series, links: pl.DataFrame, held_once: pl.DataFrame, never: pl.DataFrame) -> object:
        return resolve(unit, links, held_once.clear(len(unit)), never.clear())

    with patch("mdm.linking.resolution.resolve_clusters", close):
        yield


@contextmanager
def in_one_round(_: LinkModel) -> Iterator[None]:
    with patch("mdm.linking.resolution.ROUNDS", 1):
        yield


@contextmanager
def as_it_is(_: LinkModel) -> Iterator[None]:
    yield


VARIANTS: tuple[tuple[str, str, Change, Callable], ...] = (  # type: ignore[type-arg]
    ("完整", "everything", whole, as_it_is),
    ("不调整词频", "no term frequencies", without_frequencies, as_it_is),
    ("以 EM 代替号码锚定的训练", "EM instead of anchored training", whole, by_expectation_maximisation),
    ("以单条记录代替整组的证据", "single records instead of group evidence", whole, by_single_records),
    ("不以合成后的组再比一轮", "no second round with what clusters know", whole, in_one_round),
    ("不计同户之人", "no model of households", without_households, as_it_is),
    ("不计来源", "no evidence from sources", without_comparison("source"), as_it_is),
    ("成簇时不设否决", "no vetoes on clusters", whole, by_closure_alone),
    ("记录对不设否决", "no vetoes on pairs", without_pair_vetoes, as_it_is),
    (
        "姓名无形近（比较与分块）",
        "names: no look-alike, compared or blocked",
        in_turn(without_levels("person_name", "look_alike"), without_keys("person_name.shape")),
        as_it_is,
    ),
    (
        "姓名无同音、近音（比较与分块）",
        "names: no sound, compared or blocked",
        in_turn(without_levels("person_name", "same_sound", "similar_sound"), without_keys("person_name.sound")),
        as_it_is,
    ),
    ("姓名无曾用名", "names: no former name", without_levels("person_name", "former_name"), as_it_is),
    ("日期无农历", "dates: no lunar", without_levels("birth_date", "lunar_solar"), as_it_is),
    ("日期无默认日", "dates: no default day", without_levels("birth_date", "default_day"), as_it_is),
    ("日期无笔误", "dates: no slips", without_levels("birth_date", "swapped", "one_digit"), as_it_is),
    ("号码无脱敏、无笔误", "numbers: neither masked nor slips", without_comparison("resident_id"), as_it_is),
    ("不比电话", "no phones", without_comparison("phone"), as_it_is),
    ("不比住址", "no addresses", without_comparison("address"), as_it_is),
)  # fmt: skip


def ablate(data: Path) -> Iterator[tuple[str, str, dict[str, float]]]:
    """Each variant in both languages, with what it found and its seconds."""
    pack = load_rulepack("population")
    files = {path.stem: path for path in sorted(data.glob("*.parquet")) if path.stem != "truth"}
    raw = read_sources(files, pack).records
    standard = standardise_records(raw, pack, wanted_parts(pack), Context())
    provisional = find_provisional(standard.issues, len(standard.records), pack)
    truth = raw.select("source", "record_id").join(
        pl.read_parquet(data / "truth.parquet"), on=["source", "record_id"], how="left", maintain_order="left"
    )
    model: LinkModel | None = None
    for title, title_en, change, changed in VARIANTS:
        since = time.perf_counter()
        with changed(model):
            linked = link_records(standard.records, change(pack), LIBRARY, provisional, lambda _: None)
        model = model or linked.model
        found = pairwise(linked.clusters["cluster"], truth["entity_id"])
        yield title, title_en, found | {"seconds": time.perf_counter() - since}


HEADS = {
    "": ("在 {people:,} 人的 {records:,} 条生成记录上（风格 `{style}`，种子 {seed}）：",
         "| | 准确率 | 召回率 | F1 | 与完整者之差 | 误合的对 | 漏合的对 |"),
    ".en": ("On {records:,} generated records of {people:,} people (style `{style}`, seed {seed}):",
            "| | precision | recall | F1 | difference | wrong pairs | missed pairs |"),
}  # fmt: skip
BEGINS, ENDS = "<!-- ablation begins -->", "<!-- ablation ends -->"


def write_docs(about: dict[str, object], rows: list[tuple[str, str, list[str]]]) -> None:
    """Put the table into both pages, between their two marks."""
    for suffix, (opening, head) in HEADS.items():
        page = HERE.parents[1] / "docs" / "explanation" / f"linking{suffix}.md"
        lines = [opening.format(**about), "", head, "|---|---|---|---|---|---|---|"]
        lines += [
            f"| {title if not suffix else title_en} | {' | '.join(told)} |" for title, title_en, told in rows
        ]
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGINS)
        after = rest.partition(ENDS)[2]
        table = "\n".join(lines)
        page.write_text(f"{before}{BEGINS}\n{table}\n\n{ENDS}{after}", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--style", default="city")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder of generated files; kept and used again")
    parser.add_argument("--docs", action="store_true", help="write the table into the documentation")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ablation_") as name:
        data = given.data or Path(name)
        if not (data / "truth.parquet").exists():
            make = [sys.executable, str(HERE / "generate_population.py"), str(data), "--style", given.style]
            subprocess.run([*make, "--records", str(given.records), "--seed", str(given.seed)], check=True)
        base, rows = 0.0, []
        for title, title_en, found in ablate(data):
            base = base or found["f1"]
            figures = [f"{found[n]:.4f}" for n in ("precision", "recall", "f1")]
            figures += [
                f"{found['f1'] - base:+.4f}",
                f"{found['false_pairs']:,}",
                f"{found['missed_pairs']:,}",
            ]
            rows.append((title, title_en, figures))
            cells = "".join(f"{figure:>10}" for figure in figures)
            print(f"{title_en:42}{cells}{found['seconds']:8.1f} s", flush=True)
        if given.docs:
            write_docs(json.loads((data / "rates.json").read_text(encoding="utf-8")), rows)


if __name__ == "__main__":
    main()
