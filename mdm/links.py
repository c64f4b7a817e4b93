"""The links of a run as its file shows them: who was joined with whom, by what, and how strongly."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from mdm.frames import LINKS
from mdm.golden import scan_batches
from mdm.linking import BY_DECISION, BY_IDENTIFIER, Linked, list_apart
from mdm.rulepack import RulePack
from mdm.shelf import Shelved

_DECISIONS = pl.Enum(["link", "non_link", "review"])
_AT_A_TIME = 1 << 18


def list_links(linked: Linked, pack: RulePack) -> pl.DataFrame:
    """Links by row: `left`, `right`, then the columns of LINKS from `match_key` on and `level_<comparison>`, numbers yet.

    Identity first, then scored pairs; sorted by rows and match key.
    """
    keys = match_keys(pack)
    rules = {index: rule.name for index, rule in enumerate(pack.blocking)}
    by_rule = (
        pl.col("match_key").replace_strict(rules, return_dtype=keys) if rules else pl.lit(None, keys)
    )  # none: by keys alone
    scored = linked.pairs.with_columns(by_rule.alias("match_key"), pl.col("decision").cast(_DECISIONS))
    scored = scored.drop([c for c in linked.pairs.columns if c.startswith("weight_")])
    further = _joined_by_further(linked)
    scored = scored.join(further, on=["left", "right"], how="anti", maintain_order="left")
    proved = _identity_links(linked, scored, further)
    decided = linked.settled.pairs().with_columns(said=pl.lit(BY_DECISION).cast(keys))
    rows = pl.concat([proved, scored.select(proved.columns)], how="vertical_relaxed")
    if len(decided):
        rows = rows.join(decided, on=["left", "right"], how="left", maintain_order="left")
        rows = rows.with_columns(match_key=pl.coalesce("said", "match_key")).drop("said")
    return rows.sort("left", "right", "match_key")


def kept_apart() -> pl.Expr:
    """Whether a veto decided a pair; one that a veto hands to a person is for review, not kept apart."""
    return pl.col("veto").is_not_null() & (pl.col("decision") != "review")


def match_keys(pack: RulePack) -> pl.Enum:
    """What may have brought a pair together, in alphabetical order."""
    further = {f"{BY_IDENTIFIER}:{identifier.attribute}" for identifier in pack.identifiers}
    return pl.Enum(sorted({BY_IDENTIFIER, BY_DECISION, *further, *(rule.name for rule in pack.blocking)}))


def name_links(rows: Shelved, levels: Mapping[str, Sequence[str]], records: Shelved) -> pl.LazyFrame:
    """Links by source and record id, levels by name, made batch by batch.

    `levels`: names of the levels of each comparison; `records`: all records, of which the keys are read.
    """
    named = {f"level_{name}": pl.Series(list(texts)) for name, texts in levels.items()}
    said = [column for column in LINKS if column in rows.columns]

    def batches() -> Iterator[pl.DataFrame]:
        keys = records.read(("source", "record_id"))
        for part in rows.slices(rows.columns, _AT_A_TIME):
            sides = [
                keys.select(pl.col("source", "record_id").name.prefix(f"{side}_"))[part[side]]
                for side in ("left", "right")
            ]
            texts = [texts.gather(part[column]).alias(column) for column, texts in named.items()]
            told = part.select(pl.col(column).cast(LINKS[column]) for column in said)
            yield pl.concat([*sides, told, pl.DataFrame(texts)], how="horizontal")

    return scan_batches(batches, {**LINKS, **dict.fromkeys(named, pl.String())})


def _joined_by_further(linked: Linked) -> pl.DataFrame:
    """Pairs of different units that an identifier besides the primary one joins, each once."""
    unit, joins = linked.identity.unit, linked.identity.joins
    apart = unit.gather(joins["left"]) != unit.gather(joins["right"])
    return joins.filter(apart).unique(["left", "right"], keep="first", maintain_order=True)


def _identity_links(linked: Linked, scored: pl.DataFrame, further: pl.DataFrame) -> pl.DataFrame:
    """Pairs that an identifier proved, those it would have joined, and those reviewers decided."""
    identity = linked.identity
    rows = pl.int_range(len(identity.unit), dtype=pl.UInt32, eager=True)
    members = pl.DataFrame({"left": identity.unit, "right": rows}).filter(pl.col("left") != pl.col("right"))
    nothing = {column: dtype for column, dtype in scored.schema.items() if column not in ("left", "right")}
    blank = [pl.lit(None, dtype=dtype).alias(column) for column, dtype in nothing.items()]
    joined = pl.concat(
        [
            members.with_columns(match_key=pl.lit(BY_IDENTIFIER)),
            further.select("left", "right", match_key=pl.format("identifier:{}", "identifier")),
        ]
    )
    joined = joined.join(linked.settled.pairs(), on=["left", "right"], how="anti", maintain_order="left")
    linked_pairs = joined.select("left", "right", *blank).with_columns(
        match_key=joined["match_key"], match_probability=pl.lit(1.0), decision=pl.lit("link")
    )
    apart = list_apart(linked).join(scored, on=["left", "right"], how="anti")
    told = apart.select("left", "right", *blank).with_columns(
        match_key=apart["match_key"], decision=apart["decision"], veto=apart["veto"]
    )
    typed = [pl.col(name).cast(scored.schema[name]) for name in ("match_key", "decision")]
    return pl.concat([linked_pairs, told]).with_columns(typed).select(scored.columns)
