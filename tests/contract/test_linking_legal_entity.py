"""What linking promises holds for organisations too: vetoes, one row a pair, one code an entity, any order of rows."""

import sys
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.rulepack import load_rulepack

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from generate_enterprises import generate

PACK = load_rulepack("legal_entity")
BODIES = 1500
DISPUTED = {"same_identifier_other_name", "different_identifier_in_cluster"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("organisations")
    generate(made, BODIES, seed=3)
    return made


def frames(folder: Path) -> dict[str, pl.DataFrame]:
    return {
        path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet")) if path.stem != "truth"
    }


@pytest.fixture(scope="module")
def run(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> mdm.Run:
    return mdm.reconcile(frames(folder), rules="legal_entity", out=tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture(scope="module")
def links(run: mdm.Run) -> pl.DataFrame:
    """Links with the entity of either side."""
    owner, links = run.crosswalk.collect(), run.links.collect()
    for side in ("left", "right"):
        keys = owner.rename({"source": f"{side}_source", "record_id": f"{side}_record_id", "entity_id": side})
        links = links.join(keys, on=[f"{side}_source", f"{side}_record_id"])
    return links


def test_links_stay_inside_entities(links: pl.DataFrame) -> None:
    linked = links.filter(decision="link")
    assert len(linked) > BODIES / 4
    assert (linked["left"] == linked["right"]).all()


def test_pairs_that_must_not_be_merged_are_apart(links: pl.DataFrame) -> None:
    never = {v.name for v in (*PACK.vetoes.levels, *PACK.vetoes.of_records()) if v.outcome == "never"}
    vetoed = links.filter(pl.col("veto").is_in(sorted(never | DISPUTED)))
    assert not vetoed.is_empty()
    assert (vetoed["left"] != vetoed["right"]).all()


def test_every_pair_stands_once(links: pl.DataFrame) -> None:
    keys = links.select("left_source", "left_record_id", "right_source", "right_record_id")
    assert not keys.is_duplicated().any()


def test_no_entity_holds_two_organisation_codes_that_nobody_contests(run: mdm.Run) -> None:
    contested = run.issues.filter(pl.col("rule") == "contested_identifier").select("source", "record_id")
    held = (
        run.records.select("source", "record_id", "organisation_code")
        .drop_nulls()
        .join(contested, on=["source", "record_id"], how="anti")
        .join(run.crosswalk, on=["source", "record_id"])
        .group_by("entity_id")
        .agg(pl.col("organisation_code").n_unique())
        .collect()
    )
    assert held["organisation_code"].max() == 1


def test_no_branch_shares_an_entity_with_its_host(run: mdm.Run, folder: Path) -> None:
    truth = pl.read_parquet(folder / "truth.parquet")
    found = run.crosswalk.collect().rename({"entity_id": "found"}).join(truth, on=["source", "record_id"])
    branches = found.drop_nulls("parent_id").select("found", "parent_id").unique()
    hosts = found.select("found", "entity_id").unique()
    assert len(branches) > 50
    assert branches.join(hosts, left_on=["found", "parent_id"], right_on=["found", "entity_id"]).is_empty()


def test_the_order_of_rows_and_sources_changes_nothing(run: mdm.Run, folder: Path, tmp_path: Path) -> None:
    shuffled = {
        name: frame.sample(fraction=1.0, shuffle=True, seed=5)
        for name, frame in reversed(list(frames(folder).items()))
    }
    again = mdm.reconcile(shuffled, rules="legal_entity", out=tmp_path / "again")
    for name in ("golden", "crosswalk", "links", "relations", "references", "issues"):
        file = f"{name}.parquet"
        assert (again.path / file).read_bytes() == (run.path / file).read_bytes(), name
