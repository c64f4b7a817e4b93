"""Train a classifier on reviewers' decisions, and compare it with the default on decisions held back.

Needs the packages of the extra `supervised`; using a trained classifier needs none of them.
"""

import importlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from mdm.column_use import LIBRARY
from mdm.compare import level_names
from mdm.errors import InputError, UsageError
from mdm.explanation.layout import table
from mdm.explanation.lookup import read_pack
from mdm.review import PAIR, place_decisions, read_decisions
from mdm.rulepack import RulePack
from mdm.run_folder import DECIDED, read_manifest
from mdm.score import Classifier, LinkModel, mix, wilson

FEWEST = 20  # decisions of each verdict, below which nothing is learned
HELD_BACK = 3  # one decision in so many is held back


@dataclass(frozen=True)
class Judged:
    """How one way of deciding fared on the decisions held back: `right` of `pairs`, `precision` and `recall`
    of *same*, and the mean surprise in bits (the lower the better; 1 is a coin)."""

    right: int
    pairs: int
    precision: float
    recall: float
    surprise: float


@dataclass(frozen=True)
class Training:
    """A classifier, how it and the default (at even odds) fared on the decisions held back, and `chance`: how
    likely a difference as large would be if both were equally good (McNemar's exact test)."""

    classifier: Classifier
    default: Judged
    trained: Judged
    chance: float
    held_back: int
    left_out: int

    def write(self, path: str | Path) -> Path:
        """Write the classifier as JSON, with what it was judged by; return the path."""
        told = {"default": vars(self.default), "classifier": vars(self.trained), "chance": self.chance}
        text = json.dumps({**self.classifier.to_dict(), "held_back": told}, ensure_ascii=False, indent=1)
        path = Path(path)
        path.write_text(text + "\n", encoding="utf-8")
        return path

    def __str__(self) -> str:
        return "\n".join(_tell(self))


def train_classifier(run: str | Path, decisions: str | Path | Iterable[str | Path] | None = None) -> Training:
    """Train on the decisions about pairs that the run in folder `run` scored.

    `decisions` are files; without them those imported into the run. One decision in three, chosen by hashing,
    is held back to judge by; the classifier that is returned has not seen them. Raises UsageError where
    packages are missing, the decisions are too few, or the run itself used a classifier.

    >>> train_classifier("runs/2026-11-22")
    Traceback (most recent call last):
    mdm.errors.RunError: runs/2026-11-22: no such run folder
    Hint: `mdm run --out DIR` makes one
    """
    folder = Path(run)
    manifest = read_manifest(folder)
    if "classifier" in manifest["parameters"]:
        raise UsageError(
            f"{folder}: this run was itself decided by a classifier", hint="train on one that was not"
        )
    if decisions is None and not (folder / DECIDED).is_file():
        raise UsageError(f"{folder}: no decisions in it", hint="`mdm decisions import` brings them there")
    model = LinkModel.from_dict(manifest["parameters"]["model"])
    said = read_decisions(folder if decisions is None else decisions)
    shown, left_out = _scored_decisions(folder, said)
    for verdict in ("same", "different"):
        count = int((shown["verdict"] == verdict).sum())
        if count < FEWEST:
            raise UsageError(
                f"{count} decisions of {verdict} on pairs that the run scored, too few to learn from",
                hint=f"at least {FEWEST} of same and of different are needed; `mdm decisions export` lists pairs",
            )
    held = pl.Series(mix(np.arange(len(shown), dtype=np.uint32)) % np.uint64(HELD_BACK) == 0)
    seen, judged = shown.filter(~held), shown.filter(held)
    classifier = _fit(seen, model)
    numbered = judged.with_columns(
        pl.col(f"level_{name}").replace_strict(
            list(c.levels), list(range(len(c.levels))), return_dtype=pl.UInt8
        )
        for name, c in model.comparisons.items()
    )
    truth = (judged["verdict"] == "same").to_numpy()
    default = _probability(judged["match_weight"])
    trained = _probability(classifier.judge(numbered)["match_weight"])
    return Training(
        classifier,
        _judge(default, truth),
        _judge(trained, truth),
        _mcnemar((default >= 0.5) == truth, (trained >= 0.5) == truth),
        len(judged),
        left_out,
    )


def read_classifier(path: str | Path, pack: RulePack) -> Classifier:
    """Read a classifier's file; InputError where it is none, UsageError where it does not fit the pack."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such classifier", hint="check the path")
    try:
        classifier = Classifier.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: no classifier: {type(error).__name__}", hint="`mdm classifier train` writes one"
        ) from None
    wanted = {rule.name: level_names(rule, LIBRARY[rule.kind]) for rule in pack.comparisons}
    if dict(classifier.levels) != wanted:
        differing = sorted(
            name for name in {*wanted, *classifier.levels} if wanted.get(name) != classifier.levels.get(name)
        )
        raise UsageError(
            f"{path}: the classifier does not fit the rule pack {pack.name}: it differs in {', '.join(differing)}",
            hint="train one on a run of this pack",
        )
    return classifier


def _scored_decisions(folder: Path, said: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The scored links that were decided, sorted by their records, with `verdict`; and how many are no such."""
    keys = ["source", "record_id"]
    records = pl.scan_parquet(folder / "records.parquet")
    spoken = pl.concat(
        [said.select(pl.col(f"{side}_source").alias("source"), pl.col(f"{side}_record_id").alias("record_id"))
         for side in ("left", "right")]
    ).drop_nulls().unique()  # fmt: skip
    raw = (
        records.join(spoken.lazy(), on=keys, how="semi")
        .select(*keys, pl.col(r"^.*\.original$").name.replace(r"\.original$", ""))
        .sort(keys)
        .with_row_index("row")
        .collect()
    )
    placed = place_decisions(said, raw, read_pack(folder)).pairs
    current = placed.filter(~pl.col("stale") & pl.col("verdict").is_in(["same", "different"]))
    one, other = raw.select(keys)[current["left"]], raw.select(keys)[current["right"]]
    named = pl.DataFrame(
        {
            "left_source": one["source"], "left_record_id": one["record_id"],
            "right_source": other["source"], "right_record_id": other["record_id"],
            "verdict": current["verdict"],
        }
    )  # fmt: skip
    links = pl.scan_parquet(folder / "links.parquet").filter(pl.col("match_weight").is_not_null())
    shown = links.join(named.lazy(), on=list(PAIR)).sort(PAIR).collect()
    return shown, int((said["kind"] == "pair").sum()) - len(shown)


def _fit(seen: pl.DataFrame, model: LinkModel) -> Classifier:
    """Fit recordlinkage's logistic regression to levels, one column each, and match weight."""
    recordlinkage, pandas = _packages()
    columns: dict[str, Any] = {"weight": seen["match_weight"].to_numpy()}
    for name, learned in model.comparisons.items():
        for level in learned.levels[1:]:
            columns[f"{name}.{level}"] = (seen[f"level_{name}"] == level).to_numpy().astype(float)
    numbers = range(len(seen))
    index = pandas.MultiIndex.from_arrays([numbers, numbers], names=["left", "right"])
    fitted = recordlinkage.LogisticRegressionClassifier()
    fitted.kernel.set_params(max_iter=10_000)
    fitted.fit(pandas.DataFrame(columns, index=index), index[(seen["verdict"] == "same").to_numpy()])
    found = dict(zip(columns, (float(value) for value in fitted.coefficients), strict=True))
    verdicts = seen["verdict"].to_list()
    return Classifier(
        levels={name: learned.levels for name, learned in model.comparisons.items()},
        weights={
            name: (0.0, *(found[f"{name}.{level}"] for level in learned.levels[1:]))
            for name, learned in model.comparisons.items()
        },
        per_bit=found["weight"],
        intercept=float(np.ravel(fitted.intercept)[0]),
        lowest=float(columns["weight"].min()),
        highest=float(columns["weight"].max()),
        trained_on={verdict: verdicts.count(verdict) for verdict in ("same", "different")},
    )


def _packages() -> tuple[Any, Any]:
    try:
        return importlib.import_module("recordlinkage"), importlib.import_module("pandas")
    except ImportError:
        raise UsageError(
            "training a classifier needs recordlinkage", hint="pip install 'mdm-cn[supervised]'"
        ) from None


def _probability(weight: pl.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    found: np.ndarray[Any, np.dtype[np.float64]] = 1 / (1 + np.exp2(-weight.to_numpy()))
    return found


def _judge(probability: Any, truth: Any) -> Judged:
    says = probability >= 0.5
    both, found, wanted = int((says & truth).sum()), int(says.sum()), int(truth.sum())
    surprise = -np.log2(np.clip(np.where(truth, probability, 1 - probability), 1e-6, 1.0))
    return Judged(
        right=int((says == truth).sum()),
        pairs=len(truth),
        precision=both / found if found else 1.0,
        recall=both / wanted if wanted else 1.0,
        surprise=float(surprise.mean()),
    )


def _mcnemar(one: Any, other: Any) -> float:
    """Two-sided exact test on the pairs that only one of the two got right."""
    first, second = int((one & ~other).sum()), int((~one & other).sum())
    trials = first + second
    if not trials:
        return 1.0
    tail = sum(math.comb(trials, k) for k in range(min(first, second) + 1)) / 2**trials
    return float(min(1.0, 2 * tail))


def _tell(training: Training) -> Iterable[str]:
    seen: Mapping[str, int] = training.classifier.trained_on
    yield f"学自 {sum(seen.values()):,} 条判定（相同 {seen['same']:,}，不同 {seen['different']:,}） · learned from decisions"
    yield f"以未参与训练的 {training.held_back:,} 条判定比较 · compared on decisions held back"
    rows = [("", "正确 right", "95 %", "准确率 precision", "召回率 recall", "意外 surprise, bits")]
    for title, judged in (("默认 default", training.default), ("分类器 classifier", training.trained)):
        share = wilson(float(judged.right), float(judged.pairs))
        rows.append(
            (
                title,
                f"{share.value:.1%}",
                f"{share.low:.1%}–{share.high:.1%}",
                f"{judged.precision:.1%}",
                f"{judged.recall:.1%}",
                f"{judged.surprise:.3f}",
            )
        )
    yield table(rows)
    better = training.trained.right > training.default.right
    if training.chance < 0.05:
        yield "分类器较好 · the classifier is better" if better else "默认较好 · the default is better"
    else:
        yield f"差别可能出于偶然 · the difference may be chance (p = {training.chance:.2f})"
    if training.left_out:
        yield (
            f"{training.left_out:,} 条判定未用：未作定论、已过时，或所指记录对未被打分 · decisions left out: unsure, out of "
            "date, or on pairs that were not scored"
        )
