"""The recipe: raw records of one base in, golden records and everything that explains them out."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from mdm._version import __version__
from mdm.cluster import complete_records, hide_identifier, primary_identifier
from mdm.coded_texts import MANY
from mdm.column_use import (
    LIBRARY,
    coded_parts,
    needed_after_linking,
    needed_for_linking,
    needed_from_here,
    wanted_parts,
)
from mdm.deriving import Deriving
from mdm.frames import DECISIONS, ISSUES, empty
from mdm.golden import DEFAULT_CITY, DEFAULT_KEY, Before, build_golden_records, scan_batches
from mdm.linking import (
    Instructions,
    Linked,
    ReusedModel,
    link_records,
    list_findings,
    row_mask,
)
from mdm.links import kept_apart, list_links, name_links
from mdm.originals import originals_of
from mdm.placing import Placing
from mdm.point_check import check_points
from mdm.referring import Referring
from mdm.relate import Base
from mdm.report_material import gather_report_material
from mdm.review import PlacedDecisions, place_decisions
from mdm.rulepack import RulePack
from mdm.score import Classifier
from mdm.shelf import Shelf, Shelved, read_beside
from mdm.standardise import (
    Context,
    are_usable,
    compose_attributes,
    compose_texts,
    describe_issues,
    standardise_records,
)
from mdm.stopwatch import Stopwatch

_AT_A_TIME = 1 << 18


@dataclass(frozen=True)
class Settings:
    """What a run is told besides its records and rules.

    `inputs_digest` identifies the delivered content; `source_options` are remarks on single sources;
    `duplicate_free` names sources that hold each entity once, `reference` the register among them;
    `decisions` are those of reviewers; `reused` is the model of an earlier run;
    `classifier` was trained on decisions; `before` is what the run before left, whose ids live on.
    """

    city: str | None = None
    as_of: date | None = None
    key: str = DEFAULT_KEY
    inputs_digest: str = ""
    source_options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    duplicate_free: frozenset[str] = frozenset()
    reference: str | None = None
    decisions: pl.DataFrame = field(default_factory=lambda: empty(DECISIONS))
    reused: ReusedModel | None = None
    classifier: Classifier | None = None
    before: Before | None = None

    def run_id(self, pack: RulePack) -> str:
        """Hash of inputs, rules and settings: equal input gives an equal id."""
        said = [__version__, pack.digest, self.inputs_digest, str(self.city), str(self.as_of)]
        said += [*sorted(self.duplicate_free), str(self.reference), *self.decisions["line"]]
        said += [self.reused.run_id] if self.reused else []
        said += [json.dumps(self.classifier.to_dict())] if self.classifier else []
        said += [self.before.run_id] if self.before else []
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """Everything a run produces; the frames are sorted and ready to be written."""

    run_id: str
    golden: pl.LazyFrame
    crosswalk: pl.LazyFrame
    links: pl.LazyFrame
    provenance: pl.LazyFrame
    references: pl.LazyFrame
    relations: pl.LazyFrame
    issues: pl.LazyFrame
    changes: pl.LazyFrame
    records: pl.LazyFrame
    derived: Mapping[str, pl.LazyFrame]
    parameters: dict[str, Any]
    summary: dict[str, Any]
    report: dict[str, Any]
    registry: pl.DataFrame | None = None


def run_pipeline(
    delivered: pl.DataFrame | Shelved,
    pack: RulePack,
    settings: Settings | None = None,
    watch: Stopwatch | None = None,
    bases: Mapping[str, Base] | None = None,
    shelf: Shelf | None = None,
) -> Outcome:
    """Standardise, refer, link and build golden records of raw records (`row`, `source`, `record_id`, texts).

    `bases` are those built before, to whose entities the pack's references lead. What one step does not need
    lies on `shelf` meanwhile.
    """
    settings = settings or Settings()
    watch = watch or Stopwatch()
    shelf = shelf or Shelf()
    shelved = delivered if isinstance(delivered, Shelved) else shelf.put(delivered)

    context = Context(at=settings.as_of, division=settings.city)

    parts, coded = wanted_parts(pack), coded_parts(pack) if shelved.height >= MANY else {}

    def read_records(some: pl.DataFrame) -> pl.DataFrame:
        return standardise_records(some, pack, parts, context, settings.source_options).records

    referring = Referring(pack, bases or {}, read_records, context)
    watch.begin("standardise")
    if are_usable(pack, shelved.columns):
        shelved = shelf.put(compose_texts(shelved.read(), pack, context, settings.source_options))
    standard = standardise_records(shelved, pack, parts, context, settings.source_options, coded)
    watch.begin("refer")
    needed = referring.asks or len(settings.decisions)
    raw = shelved.read() if needed else shelved.read(("row", "source", "record_id"))
    meant = referring.find_subjects(standard.records, raw)
    completed = complete_records(referring.fill(standard.records, meant), pack.completions)
    ready = compose_attributes(completed.records, pack)
    issues, ambiguous = standard.issues, completed.ambiguous
    del standard, completed  # columns nobody reads any more
    placed = place_decisions(settings.decisions, raw, pack)
    told = Instructions(
        duplicate_free=settings.duplicate_free,
        decisions=placed.pairs,
        reused=settings.reused,
        classifier=settings.classifier,
    )
    provisional = find_provisional(issues, len(raw), pack)
    del raw
    kept = shelf.put(needed_after_linking(ready, pack).drop("source", "record_id"))
    linking = needed_for_linking(ready, pack, MANY)
    del ready
    linked = link_records(linking, pack, LIBRARY, provisional, watch.begin, told)
    watch.begin("golden")
    del linking
    links = shelf.put(list_links(linked, pack))
    ready = kept.read().with_columns(shelved["source"], shelved["record_id"])
    issues = _name_issues(issues, linked, shelved, ready, pack, ambiguous)
    ready = hide_identifier(ready, pack, row_mask(len(ready), linked.identity.contested))
    checked = check_points(ready, linked.clusters, pack)
    issues = pl.concat([issues, checked.issues])
    book, dtypes = shelf.put(checked.records, to_stay=True), checked.records.schema
    del ready, checked
    wanted = needed_from_here(book.columns, pack)
    run_id = settings.run_id(pack)
    city = settings.city or DEFAULT_CITY
    placing = Placing(pack, context, city, settings.key, run_id) if pack.hierarchy else None
    golden = build_golden_records(
        read_beside(book, originals_of(shelved, book, pack)),
        linked.clusters,
        pack,
        city=city,
        key=settings.key,
        run_id=run_id,
        written=placing.written if placing else (),
        write=placing.write if placing else None,
        before=settings.before,
    )
    watch.begin("relate")
    deriving = Deriving(pack, city, settings.key)
    refers = referring.reads(wanted)
    records = book.read(wanted) if refers else deriving.read(book, wanted)
    raw = shelved.read() if refers else records
    references, relations = referring.relate(records, raw, meant, golden.crosswalk)
    if placing is not None:
        golden, relations = placing.place(golden, book.read(placing.reads(wanted)), relations)
        golden = golden if settings.before is None else golden.without_created(settings.before)
    owners = golden.owners_of(records["row"])
    documents, two_holders = deriving.list_documents(records, owners)
    homes = deriving.build_households(records, owners, golden.golden, references)
    if len(homes.relations):
        relations = pl.concat([relations, homes.relations]).sort(relations.columns)
    issues = pl.concat([issues, _named(describe_issues([two_holders]), shelved)])
    del records, raw, owners
    told_of_links = links.read(("decision", "veto"))
    levels = {rule.name: linked.model.comparisons[rule.name].levels for rule in pack.comparisons}
    watch.end()
    return Outcome(
        run_id=run_id,
        golden=golden.golden,
        crosswalk=golden.crosswalk,
        links=name_links(links, levels, shelved),
        provenance=golden.provenance,
        references=references.lazy(),
        relations=relations.lazy(),
        issues=issues.lazy(),
        changes=golden.changes,
        records=_readable(book, shelved, pack, dtypes),
        derived=deriving.frames_of(documents, homes),
        parameters=_parameters(linked, settings),
        summary=summarise(linked, told_of_links, issues) | _decisions_fared(linked, placed),
        report=gather_report_material(shelved, linked, told_of_links, issues, pack, LIBRARY),
        registry=golden.registry,
    )


def _parameters(linked: Linked, settings: Settings) -> dict[str, Any]:
    """What was learned, or from which run it was taken."""
    learned: dict[str, Any] = {"model": linked.model.to_dict(), "thresholds": linked.thresholds.to_dict()}
    learned |= {"reused_from": settings.reused.run_id} if settings.reused else {}
    return learned | ({"classifier": settings.classifier.to_dict()} if settings.classifier else {})


def find_provisional(issues: pl.DataFrame, size: int, pack: RulePack) -> pl.Series:
    """Records that name nobody, as the pack's issue codes say, such as 王芳之女."""
    mask = np.zeros(size, bool)
    for attribute, codes in pack.vetoes.provisional.items():
        hit = (pl.col("attribute") == attribute) & pl.col("rule").is_in(list(codes))
        mask[issues.filter(hit)["row"].to_numpy()] = True
    return pl.Series(mask)


def _name_issues(
    issues: pl.DataFrame,
    linked: Linked,
    raw: Shelved,
    ready: pl.DataFrame,
    pack: RulePack,
    ambiguous: pl.DataFrame,
) -> pl.DataFrame:
    """Issues with source and record id, those found while linking included."""
    primary = primary_identifier(pack)
    found = list_findings(linked)
    if primary is not None and primary.attribute in ready.columns:
        given = [raw[primary.attribute]] if primary.attribute in raw.columns else []
        texts = ready.select("row", original=pl.coalesce(*given, primary.attribute))
        found = found.join(texts, on="row").with_columns(attribute=pl.lit(primary.attribute))
    else:
        found = found.with_columns(original=pl.lit(None, pl.String), attribute=pl.lit("record_id"))
    found = pl.concat([found.select("row", "original", "attribute", "rule"), _open_ends(ambiguous, raw)])
    if len(found):
        issues = pl.concat([issues, describe_issues([found])]).sort("row", "attribute", "rule")
    return _named(issues, raw)


def _named(issues: pl.DataFrame, raw: Shelved) -> pl.DataFrame:
    """Issues with source and record id in place of rows."""
    keys = raw.read(("source", "record_id"))[issues["row"]]
    return keys.hstack(issues.drop("row")).select(list(ISSUES))


def _open_ends(ambiguous: pl.DataFrame, raw: Shelved) -> pl.DataFrame:
    """What completion could not settle: `row`, `original`, `attribute`, `rule`, each once."""
    told = ambiguous.with_columns(attribute=pl.col("column").str.split(".").list.first())
    told = told.unique(["row", "attribute", "rule"], maintain_order=True)
    pieces = []
    for name in told["attribute"].unique().sort():
        rows = told.filter(attribute=name)
        given = raw[name].gather(rows["row"]) if name in raw.columns else pl.lit(None, pl.String)
        pieces.append(rows.select("row", "attribute", "rule").with_columns(given.alias("original")))
    shape = {"row": pl.UInt32, "original": pl.String, "attribute": pl.String, "rule": pl.String}
    return pl.concat([pl.DataFrame(schema=shape), *(piece.select(list(shape)) for piece in pieces)])


def _readable(book: Shelved, raw: Shelved, pack: RulePack, dtypes: pl.Schema) -> pl.LazyFrame:
    """Standard values beside the text delivered, one row a record, made batch by batch."""
    names = [name for name in pack.attributes if name in book.columns]
    given = {name: f"{name}.original" for name in names if name in raw.columns}
    columns = ["source", "record_id", *names]

    def batches() -> Iterator[pl.DataFrame]:
        delivered = raw.slices(["row", *given], _AT_A_TIME)
        for part, texts in zip(book.slices(columns, _AT_A_TIME), delivered, strict=True):
            yield part.hstack(texts.drop("row").rename(given))

    schema = {name: dtypes[name] for name in columns} | dict.fromkeys(given.values(), pl.String())
    return scan_batches(batches, schema)


def summarise(linked: Linked, links: pl.DataFrame, issues: pl.DataFrame) -> dict[str, Any]:
    """Counts for the summary people see."""
    decisions = dict(links.group_by("decision").len().iter_rows())  # three rows at most
    rules = (
        issues.group_by("attribute", "rule")
        .len("count")
        .sort("count", "attribute", "rule", descending=[True, False, False])
    )
    return {
        **linked.funnel,
        "links": decisions.get("link", 0),
        "review": decisions.get("review", 0),
        "vetoed": int(links.select(kept_apart()).sum().item()),
        "weak_bridges": len(linked.weak_bridges),
        "issues": rules.to_dicts(),
        "estimates": linked.thresholds.to_dict(),
    }


def _decisions_fared(linked: Linked, placed: PlacedDecisions) -> dict[str, Any]:
    """What came of the reviewers' decisions; nothing where there were none."""
    counts = linked.settled.counts() | {"unknown_records": placed.unknown, "not_on_pairs": placed.elsewhere}
    return {"decisions": counts} if any(counts.values()) else {}
