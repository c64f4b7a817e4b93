"""What linking is told besides records and rules."""

from dataclasses import dataclass, field

import polars as pl

from mdm.score import Classifier, LinkModel, weigh_pairs

DECIDED = {"left": pl.UInt32, "right": pl.UInt32, "verdict": pl.String, "stale": pl.Boolean}


def no_decisions() -> pl.DataFrame:
    """An empty frame of decisions."""
    return pl.DataFrame(schema=DECIDED)


@dataclass(frozen=True)
class ReusedModel:
    """What an earlier run learned: its model, its link line (a match probability), and its `run_id`."""

    model: LinkModel
    link: float
    run_id: str


@dataclass(frozen=True)
class Instructions:
    """`duplicate_free`: sources that hold each entity once. `decisions`: what reviewers decided on pairs of
    rows: `left` < `right`, each pair once, `verdict` (same, different, unsure), and `stale` where the records
    have changed since. `reused`: the model of an earlier run, in place of learning one.
    `classifier`: judges pairs like those reviewers decided, in place of the model's weight."""

    duplicate_free: frozenset[str] = frozenset()
    decisions: pl.DataFrame = field(default_factory=no_decisions)
    reused: ReusedModel | None = None
    classifier: Classifier | None = None

    def weigh(self, evidence: pl.DataFrame, model: LinkModel) -> pl.DataFrame:
        """Weigh gathered evidence by the model, and by the classifier where there is one."""
        weighed = weigh_pairs(evidence, model)
        return weighed if self.classifier is None else self.classifier.judge(weighed)
