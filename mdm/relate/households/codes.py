"""Persons, numbers and records as small integers while households are derived, and what each stands for.

Codes follow the order of the texts, so that nothing depends on the order of rows. The key of a registered household is
negative, that of one somebody founded tells who and on which day.
"""

from dataclasses import dataclass

import polars as pl

from mdm.rulepack import Households

_DAYS = 1 << 22  # more than there are from the year 1 to the year 9999
_EPOCH = 719_163  # days from the year 0 to 1970
_WITHIN = "\t"  # between a source and the number it gives a family; no number holds it
_A_NUMBER = "[1-9A-Za-z]"  # 00000 is the number of everybody who has none


@dataclass(frozen=True)
class Coded:
    """`records` and `ties` with codes in place of texts; `persons`, `numbers`, `evidence`: what the codes stand for."""

    records: pl.DataFrame
    ties: pl.DataFrame
    persons: pl.Series
    numbers: pl.Series
    evidence: pl.Series


def encode(records: pl.DataFrame, ties: pl.DataFrame, told: Households) -> Coded:
    """Codes for `person`, `evidence` and the number of the household in `records`, `evidence` and `other` in `ties`.

    The number is the register's or, of persons whom no register numbers, the family's within its source.
    """
    missing = [name for name in dict.fromkeys(told.attributes()) if name not in records.columns]
    records = records.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    number = _known(told.number)
    if told.family is not None:
        families = pl.when(number.is_null().all().over("person")).then(_known(told.family))
        number = pl.coalesce(number, pl.format(f"{{}}{_WITHIN}{{}}", "source", families))
    records = records.with_columns(number.alias(told.number))
    persons = pl.concat([records["person"], ties["other"]]).unique().sort()
    numbers = records[told.number].drop_nulls().unique().sort()
    evidence = records["evidence"].unique().sort()
    ties = ties.join(evidence.to_frame(), on="evidence", how="semi")
    return Coded(
        _code(_code(_code(records, "person", persons), told.number, numbers), "evidence", evidence),
        _code(_code(ties, "other", persons), "evidence", evidence),
        persons,
        numbers,
        evidence,
    )


def _known(number: str) -> pl.Expr:
    return pl.when(pl.col(number).str.contains(_A_NUMBER)).then(number)


def of_register(numbers: pl.Series) -> pl.Series:
    """Numbers of households; null for those of families, which mean nothing outside their source."""
    return numbers.set(numbers.str.contains(_WITHIN, literal=True), None)


def encode_persons(persons: pl.DataFrame, coded: Coded, told: Households) -> pl.DataFrame:
    """`person`, `born`, `sex` and `address` of the golden records of those concerned."""
    known = pl.DataFrame({"entity_id": coded.persons}).with_row_index("person")
    columns = {
        "born": (told.born, pl.Date),
        "sex": (told.sex, pl.String),
        "address": (told.address, pl.String),
    }
    return persons.join(known, on="entity_id").select(
        "person",
        *(
            (pl.col(name).cast(dtype) if name in persons.columns else pl.lit(None, dtype)).alias(alias)
            for alias, (name, dtype) in columns.items()
        ),
    )


def _code(frame: pl.DataFrame, column: str, texts: pl.Series) -> pl.DataFrame:
    codes = pl.DataFrame({column: texts}).with_row_index("code")
    coded = frame.join(codes, on=column, how="left", maintain_order="left")
    return coded.with_columns(pl.col("code").alias(column)).drop("code")


def registered(number: pl.Expr) -> pl.Expr:
    """Key of the household that a register numbers."""
    return -number.cast(pl.Int64) - 1


def founded(person: str, day: str) -> pl.Expr:
    """Key of the household that a person founded on a day."""
    return (pl.col(person).cast(pl.Int64) + 1) * _DAYS + pl.col(day).to_physical().cast(pl.Int64) + _EPOCH


def name_households(keys: pl.Series, coded: Coded) -> pl.Series:
    """The text that each key stands for: `no:H1`, or `of:P-…@1986-05-01`."""
    told = pl.DataFrame({"key": keys}).with_columns(
        number=(-pl.col("key") - 1).clip(0), person=(pl.col("key") // _DAYS - 1).clip(0),
        day=(pl.col("key") % _DAYS - _EPOCH).cast(pl.Int32).cast(pl.Date),
    )  # fmt: skip
    number = coded.numbers.gather(pl.Series(told["number"]).set(keys >= 0, 0)) if len(coded.numbers) else None
    person = coded.persons.gather(pl.Series(told["person"]).set(keys < 0, 0))
    return told.select(
        pl.when(pl.col("key") < 0)
        .then(pl.format("no:{}", pl.lit(number, pl.String)))
        .otherwise(pl.format("of:{}@{}", pl.lit(person), "day"))
    ).to_series()
