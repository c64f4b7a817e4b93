"""What linking promises whatever the data: order, threads and partitions change nothing, no cluster breaks a
veto, every pair stands once, missing never adds weight."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import mdm
from mdm.column_use import wanted_parts
from mdm.compare import COMPARISONS, compare_pairs
from mdm.rulepack import load_rulepack
from mdm.rulepack.job import load_job
from mdm.run_folder import FRAMES
from mdm.score import LinkModel, code_levels, count_levels, gather_evidence, random_pairs, weigh_pairs
from mdm.sources import read_sources
from mdm.standardise import Context, standardise_records

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "population"
PACK = load_rulepack("population")
LIBRARY = {comparison.kind: comparison for comparison in COMPARISONS}
PARTITIONS = 7
MISSING = code_levels(pl.Series([0], dtype=pl.UInt8), {}, np.zeros(1, np.uint32))[0]
AGAIN = """
import sys, datetime, polars as pl, mdm
folder, out = sys.argv[1:]
frames = {n: pl.read_parquet(f"{folder}/{n}.parquet").sample(fraction=1.0, shuffle=True, seed=7) for n in ORDER}
mdm.reconcile(frames, out=out, city="320500", as_of=datetime.date(2026, 1, 1))
assert pl.thread_pool_size() == 1
"""


@pytest.fixture(scope="module")
def raw() -> pl.DataFrame:
    """The records of the fixtures as they were delivered."""
    return read_sources(load_job(FIXTURES / "job.yml").sources, PACK).records


@pytest.fixture(scope="module")
def delivered(raw: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, one Parquet file a source."""
    folder = tmp_path_factory.mktemp("delivered")
    for (source,), records in raw.group_by("source"):
        given = records.drop("row", "source")
        given[[c for c in given.columns if given[c].null_count() < len(given)]].write_parquet(
            folder / f"{source}.parquet"
        )
    return folder


@pytest.fixture(scope="module")
def run(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> mdm.Run:
    frames = {path.stem: pl.read_parquet(path) for path in sorted(delivered.glob("*.parquet"))}
    out = tmp_path_factory.mktemp("runs") / "run"
    return mdm.reconcile(frames, out=out, city="320500", as_of=date(2026, 1, 1))


def test_row_order_and_number_of_threads_change_nothing(
    run: mdm.Run, delivered: Path, tmp_path: Path
) -> None:
    """Rows shuffled, sources in another order, one thread: the same bytes."""
    order = sorted((path.stem for path in delivered.glob("*.parquet")), reverse=True)
    program = AGAIN.replace("ORDER", repr(order))
    out = tmp_path / "again"
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "11"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(delivered), str(out)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for name in FRAMES:
        assert (out / f"{name}.parquet").read_bytes() == (run.path / f"{name}.parquet").read_bytes(), name


def in_partitions(
    frame: pl.DataFrame, work: Callable[[pl.DataFrame], pl.DataFrame], order: list[str]
) -> pl.DataFrame:
    """Do the work on seven random parts, one after the other, and put the results together.

    A document in the column of another makes a column of its own, which parts without any do not have.
    """
    part = pl.Series(np.random.default_rng(5).integers(0, PARTITIONS, len(frame)))
    done = [work(frame.filter(part == number)) for number in range(PARTITIONS)]
    return pl.concat(done, how="diagonal").sort(order)


@pytest.fixture(scope="module")
def records(raw: pl.DataFrame) -> pl.DataFrame:
    return standardise_records(raw, PACK, wanted_parts(PACK), Context(division="320500")).records


def test_records_are_standardised_alike_in_any_partition(raw: pl.DataFrame, records: pl.DataFrame) -> None:
    def standardise(part: pl.DataFrame) -> pl.DataFrame:
        return standardise_records(part, PACK, wanted_parts(PACK), Context(division="320500")).records

    assert in_partitions(raw, standardise, ["row"]).select(records.columns).equals(records)


def test_pairs_are_compared_and_weighed_alike_in_any_partition(run: mdm.Run, records: pl.DataFrame) -> None:
    model = LinkModel.from_dict(run.manifest["parameters"]["model"])
    known = records.with_columns(pl.col("source").alias("source.key"))
    pairs = random_pairs(len(known), 4000).unique(maintain_order=True).sort("left", "right")

    def compare(part: pl.DataFrame) -> pl.DataFrame:
        return compare_pairs(part, known, PACK, LIBRARY)

    levels = compare(pairs)
    assert in_partitions(pairs, compare, ["left", "right"]).equals(levels)
    coded = levels.select(
        "left",
        "right",
        pl.lit(0, pl.UInt8).alias("match_key"),
        *(
            code_levels(levels[f"level_{rule.name}"], {}, levels["left"].to_numpy()).alias(
                f"code_{rule.name}"
            )
            for rule in PACK.comparisons
        ),
    )
    weighed = weigh_pairs(coded, model)
    assert in_partitions(coded, lambda part: weigh_pairs(part, model), ["left", "right"]).equals(weighed)


def test_counts_of_levels_add_up_over_partitions(records: pl.DataFrame) -> None:
    """Training needs nothing else of the pairs."""
    known = records.with_columns(pl.col("source").alias("source.key"))
    levels = compare_pairs(random_pairs(len(known), 4000), known, PACK, LIBRARY)["level_person_name"]
    parts = [count_levels(levels.gather_every(PARTITIONS, offset), 20) for offset in range(PARTITIONS)]
    assert np.array_equal(np.sum(parts, axis=0), count_levels(levels, 20))


def test_evidence_is_gathered_alike_in_any_order(evidence: tuple[LinkModel, pl.DataFrame]) -> None:
    _, coded = evidence
    group = pl.Series(np.arange(1000) // 3 * 3, dtype=pl.UInt32)
    found = gather_evidence(coded, group)
    assert gather_evidence(coded.sample(fraction=1.0, shuffle=True, seed=2), group).equals(found)


def test_every_pair_stands_once(run: mdm.Run) -> None:
    keys = run.links.select("left_source", "left_record_id", "right_source", "right_record_id").collect()
    assert not keys.is_duplicated().any()
    left = keys["left_source"] + "\0" + keys["left_record_id"]
    right = keys["right_source"] + "\0" + keys["right_record_id"]
    assert (left < right).all()


def test_links_stay_inside_entities_and_vetoed_pairs_outside(run: mdm.Run) -> None:
    owner = run.crosswalk.collect()
    links = run.links.collect()
    for side in ("left", "right"):
        keys = owner.rename({"source": f"{side}_source", "record_id": f"{side}_record_id", "entity_id": side})
        links = links.join(keys, on=[f"{side}_source", f"{side}_record_id"])
    together = links["left"] == links["right"]
    assert together.filter(links["decision"] == "link").all()
    apart = {
        veto.name for veto in (*PACK.vetoes.levels, *PACK.vetoes.of_records()) if veto.outcome == "never"
    }
    apart |= {"same_identifier_other_name", "different_identifier_in_cluster"}
    assert not together.filter(links["veto"].is_in(sorted(apart))).any()


def test_no_entity_holds_two_numbers_of_its_own(run: mdm.Run) -> None:
    contested = run.issues.filter(pl.col("rule") == "contested_identifier").select("source", "record_id")
    held = (
        run.records.select("source", "record_id", "resident_id")
        .drop_nulls()
        .join(contested, on=["source", "record_id"], how="anti")
        .join(run.crosswalk, on=["source", "record_id"])
        .group_by("entity_id")
        .agg(pl.col("resident_id").n_unique())
        .collect()
    )
    assert held["resident_id"].max() == 1


@pytest.fixture(scope="module")
def evidence(run: mdm.Run) -> tuple[LinkModel, pl.DataFrame]:
    """Random levels of all comparisons, and the model that weighs them."""
    model = LinkModel.from_dict(run.manifest["parameters"]["model"])
    generator = np.random.default_rng(3)
    left = np.arange(500, dtype=np.uint32)
    columns = {"left": left, "right": left + 500, "match_key": np.zeros(500, np.uint8)}
    for name, learned in model.comparisons.items():
        levels = pl.Series(generator.integers(0, len(learned.levels), 500).astype(np.uint8))
        columns[f"code_{name}"] = code_levels(levels, {}, left).to_numpy()
    return model, pl.DataFrame(columns)


@pytest.mark.parametrize("name", [rule.name for rule in PACK.comparisons])
def test_missing_never_adds_weight(evidence: tuple[LinkModel, pl.DataFrame], name: str) -> None:
    """A comparison that is missing weighs what the others weigh without it."""
    model, coded = evidence
    learned = model.comparisons[name]
    assert learned.m[0] == learned.u[0] == learned.h[0] == 1.0
    silent = coded.with_columns(pl.lit(MISSING, dtype=pl.UInt32).alias(f"code_{name}"))
    weight = weigh_pairs(silent, model)["match_weight"].to_numpy()
    others = {other: told for other, told in model.comparisons.items() if other != name}
    uniform = learned.__class__(learned.levels, *[(1.0,) * len(learned.levels)] * 3)
    without = LinkModel.from_dict(model.to_dict() | {"comparisons": {}})
    without = without.__class__(
        **{**vars(without), "comparisons": {n: others.get(n, uniform) for n in model.comparisons}}
    )
    assert weight == pytest.approx(weigh_pairs(silent, without)["match_weight"].to_numpy(), abs=1e-9)


def test_two_records_that_share_nothing_known_weigh_the_prior(
    evidence: tuple[LinkModel, pl.DataFrame],
) -> None:
    model, coded = evidence
    silent = coded.with_columns(
        pl.lit(MISSING, dtype=pl.UInt32).alias(c) for c in coded.columns if "code_" in c
    )
    assert weigh_pairs(silent, model)["match_weight"].to_list() == pytest.approx([model.prior_weight] * 500)
