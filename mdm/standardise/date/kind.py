"""Dates as people and systems write them: value, precision, calendar.

Read: ISO and its variants, compact digits, times behind the date, Chinese dates in either kind of
numeral, years and months alone, Republic years (民国75年; a bare `75年3月5日` too, flagged), two-digit
years (flagged), spreadsheet serial numbers. `value` is the first day of the period that `precision`
names (day, month, year). Days that systems write for "no date" are null with `default_date`.

A lunar date is never converted in silence: `value` is null, the text stands in `lead`, and the solar day
it would be in `lunar_solar`. For other dates `lunar_solar` is the solar day their digits would mean if
they were lunar: that is how a lunar and a solar birthday of one person are recognised.

Options of a column: `date_system` (`1900` or `1904`, the base of serial numbers), `two_digit_pivot`
(years up to it are 20xx; default the year of `at`), `day_first` (`true`, `false`), `era` (`western`:
`75年` is 1975).

>>> read = KIND.standardise(pl.Series(["1980/1/1", "民国75年3月5日", "2017年底", "1900-01-01"]), Context())
>>> read.select("value", "issue", "precision", "calendar").rows()
[(datetime.date(1980, 1, 1), None, 'day', 'solar'),
 (datetime.date(1986, 3, 5), None, 'day', 'republic'),
 (datetime.date(2017, 1, 1), None, 'year', 'solar'),
 (None, 'default_date', None, None)]
"""

import polars as pl

from mdm.standardise.date.plain import is_plain, read_plain
from mdm.standardise.date.unplain import read_unplain, steps_of
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import list_steps
from mdm.standardise.two_paths import in_two_paths

PARTS = {"precision": pl.String(), "calendar": pl.String(), "lunar_solar": pl.Date()}


def standardise_date(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read dates: `value` (Date), `precision` (day, month, year), `calendar`, `lunar_solar`."""
    frame = in_two_paths(
        values, is_plain(values), "00000000", read_plain, lambda text: read_unplain(text, context)
    )
    return frame.with_columns(list_steps(values, steps_of(context))) if context.steps else frame


KIND = Kind(
    "date",
    "日期",
    "Date",
    PARTS,
    standardise_date,
    value_type=pl.Date(),
    options=("date_system", "day_first"),
    steps_of=steps_of,
)
