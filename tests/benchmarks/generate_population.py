"""Make a city's departmental files, as many records as wanted, in bounded memory.

    python tests/benchmarks/generate_population.py DIR --records 1000000 [--seed 7] [--style mixed]

writes one Parquet file per department and `truth.parquet` (source, record_id, entity_id) into DIR and prints
how often each mess befell a record. The same arguments give the same rows.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from population_batch import Batch, draw_known
from population_doors import make_places
from population_people import PEOPLE_A_HOUSEHOLD, People, Town, draw_people
from population_records import COLUMNS, write_records
from population_styles import STYLES

HOUSEHOLDS_A_CHUNK = 60_000
ID_SPREAD, ID_SPACE = 61_803_399, 100_000_000
# share of records that each mess befalls at least
MINIMUM_RATES = {
    "no number": 0.15,
    "masked number": 0.01,
    "15-digit number": 0.01,
    "wrong digit": 0.01,
    "sound-alike or look-alike name": 0.02,
    "birth date missing": 0.03,
    "default or lunar birth date": 0.02,
    "moved (address is not the present one)": 0.15,
    "a relative's number": 0.002,
}


class Writer:
    """A Parquet file that grows by chunks."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._schema = pa.schema([(c, pa.large_string()) for c in columns])
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, frame: pl.DataFrame) -> None:
        self._file.write_table(frame.select(self._schema.names).to_arrow().cast(self._schema))

    def close(self) -> None:
        self._file.close()


def generate(folder: Path, records: int, seed: int = 7, style: str = "city") -> dict[str, float]:
    """Write the files; return the share of records (of people, for twins and households) with each mess."""
    departments = STYLES[style]
    adults, children = (sum(getattr(h, k) for h in departments.values()) for k in ("knows", "knows_children"))
    households = round(records / (PEOPLE_A_HOUSEHOLD * (0.85 * adults + 0.15 * children) * 1.01))
    town = Town.of_size(households)
    places = make_places(town.doors)
    folder.mkdir(parents=True, exist_ok=True)
    writers = {name: Writer(folder / f"{name}.parquet", COLUMNS) for name in departments}
    truth = Writer(folder / "truth.parquet", ("source", "record_id", "entity_id"))
    written: Counter[str] = Counter()
    messes: Counter[str] = Counter()
    for chunk, start in enumerate(range(0, households, HOUSEHOLDS_A_CHUNK)):
        rng = np.random.Generator(np.random.PCG64([seed, chunk]))
        people = draw_people(town, min(HOUSEHOLDS_A_CHUNK, households - start), rng)
        messes.update(_count_people(people))
        for name, habits in departments.items():
            batch = Batch(habits, people, draw_known(people, habits, rng), rng)
            frame = write_records(batch, places, agents=max(records // 4000, 3))
            ids = _record_ids(habits.prefix, written[name], len(frame), seed)
            writers[name].write(frame.with_columns(record_id=ids))
            entity = (people.entity[batch.who] * ID_SPREAD + seed) % ID_SPACE
            truth.write(
                pl.DataFrame(
                    {
                        "source": pl.repeat(name, len(frame), eager=True),
                        "record_id": ids,
                        "entity_id": pl.Series(entity).cast(pl.String).str.zfill(8),
                    }
                )
            )
            written[name] += len(frame)
            messes.update(batch.messes)
    for writer in (*writers.values(), truth):
        writer.close()
    rates = _rates(messes, written.total(), town.people)
    about = {"records": written.total(), "people": town.people, "seed": seed, "style": style, "rates": rates}
    (folder / "rates.json").write_text(
        json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return rates


def _record_ids(prefix: str, start: int, count: int, seed: int) -> pl.Series:
    """Ids that tell nothing about the person or the order of entry."""
    number = ((start + np.arange(count)) * ID_SPREAD + seed * 7919) % ID_SPACE
    return prefix + pl.Series(number).cast(pl.String).str.zfill(8)


def _count_people(people: People) -> dict[str, int]:
    same = (people.household[1:] == people.household[:-1]) & (people.birth[1:] == people.birth[:-1])
    twins = same & (people.role[1:] == 3)
    return {
        "people who are a twin": 2 * int(twins.sum()),
        "people with a relative": int((people.relative >= 0).sum()),
    }


def _rates(messes: Counter[str], records: int, people: int) -> dict[str, float]:
    rates = {
        mess: count / (people if mess.startswith("people") else records) for mess, count in messes.items()
    }
    return dict(sorted(rates.items(), key=lambda item: -item[1]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--style", choices=list(STYLES), default="city")
    given = parser.parse_args()
    rates = generate(given.folder, given.records, given.seed, given.style)
    about = json.loads((given.folder / "rates.json").read_text(encoding="utf-8"))
    print(f"{about['records']:,} records of {about['people']:,} people in {given.folder}")
    for mess, rate in rates.items():
        least = f"   at least {MINIMUM_RATES[mess]:.1%}" if mess in MINIMUM_RATES else ""
        print(f"  {rate:8.3%}  {mess}{least}")


if __name__ == "__main__":
    main()
