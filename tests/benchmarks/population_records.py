"""What departments write down about people: each field its own way, with its own faults."""

import numpy as np
import polars as pl
from population_batch import Batch
from population_doors import write_addresses
from population_names import write_former_names, write_names
from population_numbers import write_numbers
from population_people import FIRST_DAY, LAST, PHONES, TODAY
from population_vocabulary import load_lunar

COLUMNS = (
    *("record_id", "name", "former_name", "sex", "birth_date"),
    *("id_number", "phone", "address", "updated_at"),
)


def write_records(batch: Batch, places: pl.DataFrame, agents: int) -> pl.DataFrame:
    """All columns but the record id."""
    name, newborn = write_names(batch)
    birth = _write_births(batch)
    no_column = pl.repeat(None, len(name), dtype=pl.String, eager=True)
    former = write_former_names(batch) if batch.habits.former_column else no_column
    return pl.DataFrame(
        {
            "name": name,
            "former_name": former,
            "sex": _write_sexes(batch),
            "birth_date": birth,
            "id_number": write_numbers(batch, newborn),
            "phone": _write_phones(batch, agents),
            "address": _write_doors(batch, places),
            "updated_at": _write_updates(batch),
        }
    ).with_columns(pl.all().replace("", None))


def _write_sexes(batch: Batch) -> pl.Series:
    sex = batch.people.sex[batch.who]
    wrong, none = batch.befalls(0.003), batch.befalls(0.025)
    batch.count("wrong sex", wrong & ~none)
    sex = np.where(wrong, 3 - sex, sex)
    return pl.Series([*batch.habits.sexes, None]).gather(pl.Series(np.where(none, 2, sex - 1)))


def _write_births(batch: Batch) -> pl.Series:
    rng, habits = batch.rng, batch.habits
    birth = batch.people.birth[batch.who]
    day = np.datetime64(FIRST_DAY) + birth
    month_start = day.astype("datetime64[M]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    month, of_month = month_start.astype(np.int64) % 12 + 1, (day - month_start).astype(np.int64) + 1
    draw = rng.random(len(birth))
    older = np.where(year < 1960, 2.0, np.where(year < 1985, 1.0, 0.4))
    lunar = batch.befalls(habits.lunar_birth) & (rng.random(len(birth)) < older)
    table = load_lunar(FIRST_DAY, TODAY)
    proper = ~((table[1][birth] == 2) & (table[2][birth] > 28)) & (table[2][birth] < 31)
    proper &= ~(np.isin(table[1][birth], (4, 6, 9, 11)) & (table[2][birth] > 30))
    lunar &= proper
    true = (year, month, of_month)
    year, month, of_month = (np.where(lunar, t[birth], p) for t, p in zip(table, true, strict=True))
    slip = batch.befalls(habits.birth_slip) & ~lunar
    swap = slip & (draw < 0.35) & (of_month <= 12)
    month, of_month = np.where(swap, of_month, month), np.where(swap, month, of_month)
    year = np.where(
        slip & (draw >= 0.35) & (draw < 0.6), year + rng.choice((-10, -1, 1, 1, 2, 10), len(birth)), year
    )
    month = np.where(slip & (draw >= 0.6) & (draw < 0.75), rng.integers(1, 13, len(birth)), month)
    of_month = np.where(slip & (draw >= 0.75), rng.integers(1, 29, len(birth)), of_month)
    of_month = np.where(slip, np.minimum(of_month, 28), of_month)
    default = batch.befalls(habits.default_birth)
    month = np.where(default & (draw < 0.6), 1, month)
    of_month = np.where(default, 1, of_month)
    year = np.where(default & (draw < 0.3), rng.choice((1900, 1970, 1900), len(birth)), year)
    changed = (year != true[0]) | (month != true[1]) | (of_month != true[2])
    none = batch.befalls(habits.no_birth)
    batch.count("birth date missing", none)
    batch.count("default or lunar birth date", changed & (default | lunar) & ~none)
    batch.count("birth date mistyped", changed & ~default & ~lunar & ~none)
    frame = pl.DataFrame({"y": year, "m": month, "d": of_month, "none": none})
    two = [pl.col(c).cast(pl.String).str.zfill(2) for c in "md"]
    forms = {
        "compact": pl.concat_str("y", *two),
        "iso": pl.concat_str("y", *two, separator="-"),
        "slash": pl.concat_str("y", "m", "d", separator="/"),
        "chinese": pl.format("{}年{}月{}日", "y", "m", "d"),
        "us": pl.concat_str(*two, "y", separator="/"),
    }
    return frame.select(pl.when(~pl.col("none")).then(forms[habits.date_form])).to_series()


def _write_phones(batch: Batch, agents: int) -> pl.Series:
    people, who, rng = batch.people, batch.who, batch.rng
    phone = np.where(batch.old_entry, people.old_phone[who], people.phone[who])
    agent = rng.random(len(who)) < batch.habits.agent_phone
    busy = (agents * rng.random(len(who)) ** 2).astype(np.int64)
    phone = np.where(agent, (busy * 7_654_321 + 11) % PHONES, phone)
    wrong = batch.befalls(0.012)
    phone = np.where(wrong, (phone + 10 ** rng.integers(0, 6, len(who))) % PHONES, phone)
    none = batch.befalls(batch.habits.no_phone)
    batch.count("an agent's phone", agent & ~none)
    batch.count("phone missing", none)
    batch.count("phone mistyped", wrong & ~agent & ~none)
    # 160, 161, 163, 164, 168, 169: segments without mobile service
    prefix = pl.Series(["160", "161", "163", "164", "168", "169"]).gather(pl.Series(phone // 10**8))
    tail = pl.Series("t", phone % 10**8).cast(pl.String).str.zfill(8)
    frame = pl.DataFrame({"p": prefix, "t": tail, "none": none, "form": rng.random(len(who))})
    form, first, last = pl.col("form"), pl.col("t").str.slice(0, 4), pl.col("t").str.slice(4)
    text = (
        pl.when("none")
        .then(None)
        .when(form < 0.015)
        .then(pl.concat_str("p", first, last, separator="-"))
        .when(form < 0.03)
        .then(pl.concat_str("p", first, last, separator=" "))
        .when(form < 0.04)
        .then(pl.concat_str(pl.lit("+86"), "p", "t"))
        .otherwise(pl.concat_str("p", "t"))
    )
    return frame.select(text).to_series()


def _write_doors(batch: Batch, places: pl.DataFrame) -> pl.Series:
    people, who = batch.people, batch.who
    door = np.where(batch.old_entry, people.old_door[who], people.door[who])
    none = batch.befalls(batch.habits.no_address)
    batch.count("address missing", none)
    batch.count("moved (address is not the present one)", (door != people.door[who]) & ~none)
    text = write_addresses(door, places, batch.habits.care, batch.rng)
    return text.to_frame("a").select(pl.when(pl.Series(~none)).then("a")).to_series()


def _write_updates(batch: Batch) -> pl.Series:
    low = np.where(batch.old_entry, (2010 - 1925) * 365, (2019 - 1925) * 365)
    high = np.where(batch.old_entry, (2019 - 1925) * 365, LAST)
    first = np.minimum(np.maximum(low, batch.people.birth[batch.who]), LAST)
    span = np.maximum(high - first, 0)
    day = first + (batch.rng.random(len(first)) * (span + 1)).astype(np.int64)
    return pl.Series(np.datetime64(FIRST_DAY) + np.minimum(day, LAST)).cast(pl.Date).dt.to_string("%Y-%m-%d")
