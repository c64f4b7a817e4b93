"""Licences and credit events as the departments of an invented city write them, with the truth about whom they mean."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from city_bodies import AREAS, DEPARTMENTS
from city_codes import licence_id_of
from city_statements import Habits, state
from population_vocabulary import Ints

TYPE_HEAD = "11100000000013338W"  # the defining authority of the standard's own sample
# kind, department that issues it (position in DEPARTMENTS), held by people, number before the running digits
LICENCES = (
    ("食品经营许可证", 0, False, "JY"), ("营业执照", 0, False, "YZ"), ("道路运输经营许可证", 1, False, "苏交运管许可字"),
    ("排污许可证", 2, False, "PW"), ("公共场所卫生许可证", 3, False, "卫公证字"), ("安全生产许可证", 7, False, "（苏）WH安许证字"),
    ("道路运输从业资格证", 1, True, "苏运字第"), ("医师执业证书", 3, True, "卫医证"), ("不动产权证书", 5, True, "苏（2020）不动产权第"),
    ("教师资格证书", 8, True, "教资"), ("居住证", 4, True, "居"), ("驾驶证", 4, True, "档"),
)  # fmt: skip
PROPERTY = 8
MARKS = ("〔{}〕", "[{}]", "（{}）", "({})", "〔 {} 〕")
CITY, PROVINCE, WEB = "credit_city", "credit_province", "credit_web"


@dataclass
class Papers:
    """Tables by source, the true entity of each record, and whom each record means."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    entities: list[pl.DataFrame] = field(default_factory=list)
    references: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self, base: str, source: str, frame: pl.DataFrame, heads: dict[str, str], refers: dict[str, str]
    ) -> None:
        """Put a table aside; `heads` says what stands under which heading, `refers` who each reference means."""
        ids = pl.lit(source[-3:]) + pl.int_range(pl.len()).cast(pl.String).str.zfill(8)
        frame = frame.with_columns(ids.alias("record_id"), source=pl.lit(source))
        self.tables[source] = frame.select(
            "record_id", **{head: pl.col(name) for head, name in heads.items()}
        )
        self.entities.append(
            frame.select(base=pl.lit(base), source="source", record_id="record_id", entity="paper")
        )
        for reference, meant in refers.items():
            named = ("homonym", "namesake") if meant == "meant" else ()
            several = (
                [(1, meant), (2, "meant_second")]
                if "meant_second" in frame.columns and named
                else [(1, meant)]
            )
            for position, column in several:
                told = frame if position == 1 else frame.filter("shared")
                self.references.append(told.select(
                    "source", "record_id", reference=pl.lit(reference), position=pl.lit(position, pl.UInt16), meant=column,
                    homonym=pl.col("homonym") if named else False, namesake=pl.col("namesake") if named else False,
                ))  # fmt: skip


def write_licences(
    papers: Papers, subjects: pl.DataFrame, public: pl.DataFrame, count: int, rng: np.random.Generator
) -> None:
    """`count` licences, one in twelve in two versions, one in five also as the issuing department's own file."""
    place = np.arange(count)
    kind, area = place % len(LICENCES), place // len(LICENCES) % len(AREAS)
    by_person = np.array([held for _, _, held, _ in LICENCES])[kind]
    who = _choose(subjects, by_person, rng)
    number = place // (len(LICENCES) * len(AREAS)) + 1  # short numbers recur from issuer to issuer
    again = np.concatenate([place, np.flatnonzero(rng.random(count) < 1 / 12)])
    version = pl.Series(np.where(np.arange(len(again)) < count, "001", "002").tolist())
    own_file = np.flatnonzero(rng.random(count) < 0.2)
    everyone = pl.concat([_licence(subjects, public, kind[rows], who[rows], area[rows], number[rows], rows, rng)
                          for rows in (again, own_file)], how="vertical")  # fmt: skip
    platform, issuers = everyone[: len(again)], everyone[len(again) :]
    types = TYPE_HEAD + (pl.Series(kind[again]) + 1).cast(pl.String).str.zfill(3)
    oid = licence_id_of(types, again.astype(np.int64), version)
    platform = platform.with_columns(oid=pl.when(pl.Series(rng.random(len(again)) < 0.6)).then(oid))
    heads = {"证照名称": "kind", "证照编号": "number_text", "持证主体": "name", "持证主体代码": "number", "颁发机构": "body_text",
             "颁发机构代码": "body_code", "颁发日期": "day", "有效期截止日期": "until"}  # fmt: skip
    refers = {"holder": "meant", "issuer": "body"}
    papers.add("e_licence", "licence_platform", platform, {**heads, "电子证照标识": "oid"}, refers)
    papers.add("e_licence", "issuer_files", issuers, heads, refers)


def _licence(
    subjects: pl.DataFrame, public: pl.DataFrame, kind: Ints, who: Ints, area: Ints, number: Ints,
    paper: Ints, rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    count = len(kind)
    said = state(subjects, who, Habits(), rng)
    second = state(
        subjects, _choose(subjects, np.ones(count, bool), rng, seed=paper), Habits(none=0, masked=0), rng
    )
    shared = (kind == PROPERTY) & (paper % 10 == 2)
    between = pl.Series(np.where(rng.random(count) < 0.5, "、", "，").tolist())
    frame = pl.DataFrame({
        "kind": pl.Series([name for name, *_ in LICENCES]).gather(pl.Series(kind)),
        "number_text": pl.Series([head for *_, head in LICENCES]).gather(pl.Series(kind))
        + _mark(rng, 2015 + paper % 8) + pl.Series(number).cast(pl.String).str.zfill(5) + "号",
        "day": _day(2015 + paper % 8, paper), "until": pl.repeat("长期", count, eager=True),
        "paper": "E" + pl.Series(paper).cast(pl.String).str.zfill(8), "shared": pl.Series(shared), "between": between,
        "meant_second": second["meant"], "name_second": second["name"], "number_second": second["number"],
    })  # fmt: skip
    frame = frame.hstack(said).hstack(
        _bodies(public, area, np.array([d for _, d, *_ in LICENCES])[kind], paper, rng)
    )
    both_numbers = pl.concat_str("number", "between", "number_second")
    whole = pl.col("number").is_not_null() & pl.col("number_second").is_not_null()
    return frame.with_columns(
        name=pl.when("shared").then(pl.concat_str("name", "between", "name_second")).otherwise("name"),
        number=pl.when(~pl.col("shared")).then("number").when(whole).then(both_numbers),
        meant=pl.when(~pl.col("shared") | whole).then("meant"),
        meant_second=pl.when(whole).then("meant_second"),
    )


def write_events(
    papers: Papers, subjects: pl.DataFrame, public: pl.DataFrame, count: int, rng: np.random.Generator
) -> None:
    """`count` penalties, each in one to three feeds; one in thirty befalls somebody with a namesake of the same birthday."""
    who = _choose(subjects, rng.random(count) < 0.4, rng)
    namesakes = np.flatnonzero(subjects["namesake"].to_numpy())
    planted = rng.random(count) < 1 / 30
    if len(namesakes):
        who = np.where(planted, rng.choice(namesakes, count), who)
    place = np.arange(count)
    area, department = place % len(AREAS), place // len(AREAS) % len(DEPARTMENTS)
    number = place // (len(AREAS) * len(DEPARTMENTS)) + 1
    feeds = np.array([1, 1, 1, 1, 1, 2, 2, 2, 3, 3])[rng.integers(0, 10, count)]
    for at, source in enumerate((CITY, PROVINCE, WEB)):
        rows = np.flatnonzero(feeds > at)
        said = state(subjects, who[rows], Habits(none=0.08, masked=0.05, borrowed=0.006), rng)
        frame = pl.DataFrame({
            "paper": "C" + pl.Series(rows).cast(pl.String).str.zfill(8),
            "document": pl.Series([f"{a[:2]}{d[:2]}罚" for a in AREAS for d, _ in DEPARTMENTS])
            .gather(pl.Series(area[rows] * len(DEPARTMENTS) + department[rows]))
            + _mark(rng, 2021 + rows % 4) + pl.Series(number[rows]).cast(pl.String) + "号",
            "day": _day(2021 + rows % 4, rows), "amount": pl.Series(rows % 90 * 100 + 200).cast(pl.String),
        })  # fmt: skip
        frame = frame.hstack(said).hstack(_bodies(public, area[rows], department[rows], rows, rng))
        papers.add("credit", source, frame, {
            "行政相对人名称": "name", "行政相对人代码": "number", "行政处罚决定书文号": "document", "处罚机关": "body_text",
            "处罚机关代码": "body_code", "处罚决定日期": "day", "罚款金额": "amount",
        }, {"subject": "meant", "authority": "body"})  # fmt: skip


def _choose(
    subjects: pl.DataFrame, by_person: Ints, rng: np.random.Generator, seed: Ints | None = None
) -> Ints:
    """Positions of subjects: people where `by_person`, else bodies that are not public; the same for the same `seed`."""
    persons = np.flatnonzero(subjects["is_person"].to_numpy())
    bodies = np.flatnonzero(~subjects["is_person"].to_numpy())[len(AREAS) * len(DEPARTMENTS) :]
    drawn = rng.integers(0, 2**40, len(by_person)) if seed is None else seed * 7_919_317 + 12_289
    return np.where(by_person, persons[drawn % len(persons)], bodies[drawn % len(bodies)])


def _bodies(
    public: pl.DataFrame, area: Ints, department: Ints, paper: Ints, rng: np.random.Generator
) -> pl.DataFrame:
    """Who issued or decided: the name of the day or the old one, sometimes the code, and the body it is now."""
    chosen = public[area * len(DEPARTMENTS) + department]
    count = len(area)
    old, coded = pl.Series(rng.random(count) < 0.25), pl.Series(rng.random(count) < 0.3)
    return chosen.select(
        body="entity",
        body_text=pl.when(old).then(pl.coalesce("old_name", "name")).otherwise("name"),
        body_code=pl.when(coded).then("uscc"),
    )


def _mark(rng: np.random.Generator, years: Ints) -> pl.Series:
    """A year in one of several brackets."""
    mark = pl.Series(list(MARKS)).gather(pl.Series(rng.integers(0, len(MARKS), len(years))))
    return pl.DataFrame({"m": mark, "y": pl.Series(years).cast(pl.String)}).select(
        pl.col("m").str.replace("{}", pl.col("y"), literal=True)
    ).to_series()  # fmt: skip


def _day(years: Ints, at: Ints) -> pl.Series:
    frame = pl.DataFrame({"y": years, "m": at * 7 % 12 + 1, "d": at * 11 % 28 + 1})
    two = [pl.col(c).cast(pl.String).str.zfill(2) for c in "md"]
    return frame.select(pl.concat_str(pl.col("y").cast(pl.String), *two, separator="-")).to_series()
