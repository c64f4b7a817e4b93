"""Make a city's persons, bodies, doors, licences and credit events, with the truth about whom records mean.

    python tests/benchmarks/generate_city.py DIR --licences 1000000 [--seed 7]

For each 1,000 licences there are 300 credit events, 300 people, 120 bodies. Writes one Parquet file per source,
`truth_entities.parquet` (base, source, record_id, entity) and `truth_references.parquet` (source, record_id,
reference, position, meant, homonym, namesake): `meant` is the true entity where the record says enough to find
it, and null where it must stay open: no number, a masked or mistyped one, or the number of somebody else.
`homonym` marks those whose name others bear, `namesake` those who share name and birthday with another.
The same arguments give the same rows.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from city_bodies import SHOP, found_bodies
from city_papers import Papers, write_events, write_licences
from city_statements import gather_subjects
from population_batch import Batch, draw_known
from population_doors import make_places
from population_names import spell_names
from population_people import HAN, PEOPLE_A_HOUSEHOLD, People, Town, draw_people
from population_records import write_records
from population_styles import CITY

BASES = {
    "police": "population", "social_security": "population",
    "establishment": "legal_entity", "market_registry": "legal_entity", "tax": "legal_entity",
    "licence_platform": "e_licence", "issuer_files": "e_licence",
    "credit_city": "credit", "credit_province": "credit", "credit_web": "credit", "door_plates": "geography",
}  # fmt: skip
DEPARTMENTS = {
    "establishment": "establishment", "market_registry": "market", "tax": "tax", "licence_platform": "platform",
    "issuer_files": "issuer", "credit_city": "authority", "credit_province": "credit_office", "credit_web": "web",
    "door_plates": "plates",
}  # fmt: skip
# a register that holds everyone under a number of their own: what references are resolved against
REGISTER = replace(
    CITY["police"],
    knows=1.0,
    knows_children=1.0,
    no_number=0.0,
    wrong_digit=0.0,
    relative_number=0.0,
    masked_name=0.0,
)
BEFORE_1999 = (1999 - 1925) * 365


def generate(folder: Path, licences: int, seed: int = 7) -> None:
    """Write all files into `folder`."""
    rng = np.random.Generator(np.random.PCG64(seed))
    folder.mkdir(parents=True, exist_ok=True)
    papers = Papers()
    town = Town.of_size(max(int(0.3 * licences / PEOPLE_A_HOUSEHOLD), 60))
    people = draw_people(town, max(int(0.3 * licences / PEOPLE_A_HOUSEHOLD), 60), rng)
    _write_people(papers, people, town, rng)
    known = _known_people(people)
    bodies = found_bodies(int(0.12 * licences), len(known), rng)
    _write_bodies(papers, bodies.frame, known, rng)
    subjects = gather_subjects(known, bodies.frame)
    write_licences(papers, subjects, bodies.public, licences, rng)
    write_events(papers, subjects, bodies.public, int(0.3 * licences), rng)
    for source, table in papers.tables.items():
        table.write_parquet(folder / f"{source}.parquet")
    pl.concat(papers.entities).write_parquet(folder / "truth_entities.parquet")
    pl.concat(papers.references).write_parquet(folder / "truth_references.parquet")


def _known_people(people: People) -> pl.DataFrame:
    """People with Chinese names and citizen numbers: entity, name, old_name, number, birth, before_1999."""
    chosen = np.flatnonzero(people.kind == HAN)
    former = people.former_surname[chosen] >= 0
    old = spell_names(
        people.former_surname[chosen] * former,
        people.former_first[chosen] * former,
        people.former_second[chosen],
    )
    name = spell_names(people.surname[chosen], people.first[chosen], people.second[chosen])
    frame = pl.DataFrame({
        "entity": _person_ids(people, chosen), "name": name, "old": old, "former": former,
        "number": people.number.gather(pl.Series(chosen)), "birth": people.birth[chosen],
        "before_1999": people.birth[chosen] < BEFORE_1999,
    })  # fmt: skip
    return frame.with_columns(old_name=pl.when("former").then("old")).filter(pl.col("number").is_unique())


def _person_ids(people: People, chosen: np.ndarray) -> pl.Series:
    return "P" + pl.Series(people.entity[chosen]).cast(pl.String).str.zfill(8)


def _write_people(papers: Papers, people: People, town: Town, rng: np.random.Generator) -> None:
    places = make_places(town.doors)
    for source, habits in (("police", REGISTER), ("social_security", CITY["social_security"])):
        batch = Batch(habits, people, draw_known(people, habits, rng), rng)
        frame = write_records(batch, places, agents=max(len(people) // 1000, 3))
        frame = frame.with_columns(paper=_person_ids(people, batch.who))
        papers.add("population", source, frame, {c: c for c in frame.columns if c != "paper"}, {})


def _write_bodies(
    papers: Papers, bodies: pl.DataFrame, people: pl.DataFrame, rng: np.random.Generator
) -> None:
    frame = bodies.with_columns(
        paper="entity",
        code=pl.when("has_uscc").then("uscc"),
        parent_code=pl.when("has_parent").then(bodies["uscc"].gather(bodies["parent"])),
        head_name=people["name"].gather(bodies["head"]),
        head_number=pl.when(pl.Series(rng.random(len(bodies)) < 0.85)).then(people["number"].gather(bodies["head"])),
        head_entity=people["entity"].gather(bodies["head"]),
        status=pl.when("cancelled").then(pl.lit("注销")).otherwise(pl.lit("存续")),
        homonym=False, namesake=False,
    ).with_columns(meant=pl.when(pl.col("head_number").is_not_null()).then("head_entity"))  # fmt: skip
    public = frame.filter(sort=0)
    papers.add(
        "legal_entity",
        "establishment",
        public,
        {"单位名称": "name", "统一社会信用代码": "uscc", "登记状态": "status"},
        {},
    )
    private = frame.filter(pl.col("sort") > 0)
    papers.add("legal_entity", "market_registry", private, {
        "企业名称": "name", "曾用名": "old_name", "统一社会信用代码": "code", "注册号": "registration_number",
        "法定代表人": "head_name", "法定代表人证件号码": "head_number", "住所": "seat", "登记状态": "status",
        "隶属企业代码": "parent_code",
    }, {"representative": "meant"})  # fmt: skip
    taxed = private.filter(pl.Series(rng.random(len(private)) < 0.6) & pl.col("has_uscc"))
    old = pl.Series(rng.random(len(taxed)) < 0.3)
    taxed = taxed.with_columns(
        tax_name=pl.when(pl.Series(rng.random(len(taxed)) < 0.1)).then(pl.coalesce("old_name", "name")).otherwise("name"),
        tax_number=pl.when(old & (pl.col("sort") < SHOP)).then(pl.col("uscc").str.slice(2, 15)).otherwise("uscc"),
    )  # fmt: skip
    papers.add(
        "legal_entity",
        "tax",
        taxed,
        {"纳税人名称": "tax_name", "纳税人识别号": "tax_number", "生产经营地址": "seat"},
        {},
    )
    doors = private.select(paper="seat", seat="seat").unique(maintain_order=True)
    papers.add("geography", "door_plates", doors, {"标准地址": "seat"}, {})


def main() -> None:
    """Read the arguments and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--licences", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    generate(given.folder, given.licences, given.seed)


if __name__ == "__main__":
    main()
