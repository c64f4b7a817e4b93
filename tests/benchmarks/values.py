"""Rows a second of the kinds that must run at column speed, beside python-stdnum called per row.

python tests/benchmarks/values.py [rows]
"""

import resource
import sys
import time

import numpy as np
import polars as pl
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from mdm.standardise.byte_matrix import byte_matrix
from mdm.standardise.identifiers.check_characters import (
    ALPHABET_31,
    VALUES_31,
    VALUES_36,
    check_11_2,
    check_31,
    check_organisation,
)
from mdm.standardise.values import standardise_values

SAMPLE = 20_000


def _append(body, alphabet, values):
    return pl.select(pl.concat_str(body, pl.Series(list(alphabet)).gather(values))).to_series()


def citizen_numbers(rows, random):
    days = _days(rows, random).dt.strftime("%Y%m%d")
    sequence = pl.Series(random.integers(0, 1000, rows)).cast(pl.String).str.zfill(3)
    body = pl.select(pl.concat_str(pl.lit("110105"), days, sequence)).to_series()
    check = check_11_2(byte_matrix(body, 17) - np.uint8(48))
    return _append(body, "0123456789X", np.where(check == ord("X"), 10, check - np.uint8(48)))


def unified_codes(rows, random):
    serial = pl.Series(random.integers(0, 10**8, rows)).cast(pl.String).str.zfill(8)
    inner = _append(serial, "0123456789X", check_organisation(VALUES_36[byte_matrix(serial, 8)]))
    body = pl.select(pl.concat_str(pl.lit("91320500"), inner)).to_series()
    return _append(body, ALPHABET_31, check_31(VALUES_31[byte_matrix(body, 17)]))


def phones(rows, random):
    return pl.Series(random.integers(13_000_000_000, 19_999_999_999, rows)).cast(pl.String)


def dates(rows, random):
    return _days(rows, random).dt.strftime("%Y-%m-%d")


def _days(rows, random):
    return pl.Series(random.integers(-14_000, 18_000, rows), dtype=pl.Int32).cast(pl.Date)


def _per_row(check, values):
    started = time.perf_counter()
    for value in values.head(SAMPLE).to_list():
        check(value)
    return SAMPLE / (time.perf_counter() - started)


def main(rows):
    """Print one line per kind."""
    random = np.random.default_rng(20261122)
    makers = {"resident_id": citizen_numbers, "uscc": unified_codes, "date": dates, "phone": phones}
    rivals = {"resident_id": ric.is_valid, "uscc": stdnum_uscc.is_valid}
    for kind, make in makers.items():
        values = make(rows, random)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        frame = standardise_values(kind, values)
        speed = rows / (time.perf_counter() - started)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        rival = f", {speed / _per_row(rivals[kind], values):.0f} times stdnum" if kind in rivals else ""
        issues = frame["issue"].is_not_null().mean()
        print(f"{kind}: {speed / 1e6:.2f} M rows/s, peak +{grown:.0f} MB, {issues:.2%} issues{rival}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000)
