"""Codes of the standards: sex, ethnic group, marital status, family relation, certificate type.

A source's own map (`codes` of the pack, or options of the column) is asked first: 0 means 女 in some
systems and 20 means 初婚 in others, so numbers are never read without their source where it has a map.
Other spellings come from `rules/reference/codes.csv`. Where number and word stand together (`01 汉族`,
`女(0)`), the word counts. What neither knows is an issue.

>>> SEX.standardise(pl.Series(["女性", "0", "?"]), Context(options={"0": "2"})).select("value", "issue").rows()
[('2', None), ('2', None), (None, 'placeholder')]
"""

from collections.abc import Mapping
from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.distinct import apply_on_distinct
from mdm.standardise.kind import Context, Kind, Standardiser
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.text import drop_spaces, fold_width, is_placeholder, strip_invisible
from mdm.standardise.variants import fold_variants

PARTS = {"name": pl.String()}
_NUMBER_BEFORE = r"^[(\[]?[0-9]{1,3}[)\]]?[-_.、:,|/]*(\p{Han}.*)$"
_NUMBER_BEHIND = r"^(.*\p{Han})[-_.:,|/]*[(\[]?[0-9]{1,3}[)\]]?$"


def _fold_variants(text: pl.Expr) -> pl.Expr:
    return text.map_batches(fold_variants, return_dtype=pl.String)


FOLDS = (
    Step("strip_invisible", strip_invisible),
    Step("fold_width", fold_width),
    Step("drop_spaces", drop_spaces),
    Step("to_lower", lambda text: text.str.to_lowercase()),
    Step("strip_decimal_zero", lambda text: text.str.replace(r"^([0-9]{1,3})\.0+$", "$1")),
)
WORDS = (
    Step(
        "drop_number", lambda text: text.str.replace(_NUMBER_BEFORE, "$1").str.replace(_NUMBER_BEHIND, "$1")
    ),
    Step("fold_variants", _fold_variants),
)


@cache
def _spellings(kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Code of each folded spelling, and name of each code."""
    codes = read_reference("codes").filter(pl.col("kind") == kind)
    spelled = codes.select("code", spelling=pl.col("aliases").str.split("|")).explode("spelling")
    folded = fold_variants(spelled["spelling"])
    return dict(zip(folded, spelled["code"], strict=True)), dict(
        zip(codes["code"], codes["name"], strict=True)
    )


def code_steps(kind: str, options: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps from a delivered spelling to a code; `options` are the source's own map."""
    stated = dict(
        zip(run_steps(pl.Series(list(options), dtype=pl.String), FOLDS), options.values(), strict=True)
    )
    spellings, _ = _spellings(kind)
    return (
        *FOLDS,
        Step("source_map", lambda text: text.replace(stated)),
        *WORDS,
        Step("look_up", lambda text: text.replace(spellings)),
    )


def _reads(kind: str) -> Standardiser:
    def standardise(values: pl.Series, context: Context) -> pl.DataFrame:
        steps = code_steps(kind, context.options)
        frame = apply_on_distinct(values, lambda texts: _read(kind, texts, steps, context.options))
        return frame.with_columns(list_steps(values, steps)) if context.steps else frame

    return standardise


def _read(kind: str, texts: pl.Series, steps: tuple[Step, ...], options: Mapping[str, str]) -> pl.DataFrame:
    names = _spellings(kind)[1]
    spelling, code = pl.col("spelling"), pl.col("code")
    folded = run_steps(texts, FOLDS)
    facts = pl.DataFrame({"spelling": folded, "code": run_steps(folded, steps[len(FOLDS) :])})
    is_known = code.is_in([*names, *options.values()]).fill_null(False)
    is_missing = spelling.is_null() | (spelling == "")
    issue = (
        pl.when(is_known | is_missing)
        .then(None)
        .when(is_placeholder(spelling))
        .then(pl.lit("placeholder"))
        .otherwise(pl.lit("unknown_code"))
    )
    return facts.with_columns(issue=issue).select(
        value=pl.when(is_known).then(code),
        issue="issue",
        lead=pl.when(pl.col("issue") == "unknown_code").then(spelling),
        name=code.replace_strict(names, default=None, return_dtype=pl.String),
    )


def _kind(name: str, title: str, title_en: str) -> Kind:
    return Kind(
        name,
        title,
        title_en,
        PARTS,
        _reads(name),
        steps_of=lambda context: code_steps(name, context.options),
    )


SEX = _kind("sex", "性别", "Sex")
ETHNIC_GROUP = _kind("ethnic_group", "民族", "Ethnic group")
MARITAL_STATUS = _kind("marital_status", "婚姻状况", "Marital status")
FAMILY_RELATION = _kind("family_relation", "家庭关系", "Family relation")
CERTIFICATE_TYPE = _kind("certificate_type", "证件类型", "Certificate type")
