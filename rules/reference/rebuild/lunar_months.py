"""Rebuild `lunar_months.csv`: first day and length of every month of the lunar calendar, 1800-2100.

    pip install lunar_python zhdate
    python rules/reference/rebuild/lunar_months.py

Source: PyPI `lunar_python` (MIT), astronomical. Every month of 1900-2100 is compared with PyPI `zhdate`
(MIT), which carries the Hong Kong Observatory's table; differences are printed and `lunar_python` wins.
"""

import csv
from datetime import date
from pathlib import Path

from lunar_python import LunarYear
from zhdate import ZhDate

TABLE = Path(__file__).parents[1] / "lunar_months.csv"
FIRST_YEAR, LAST_YEAR = 1800, 2100
JULIAN_DAY_OF_ORDINAL_ZERO = 1721424.5


def months() -> list[tuple[int, int, int, date, int]]:
    """Year, month, 1 for a leap month, first solar day, length in days."""
    rows = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in LunarYear.fromYear(year).getMonthsInYear():
            first = date.fromordinal(int(month.getFirstJulianDay() - JULIAN_DAY_OF_ORDINAL_ZERO))
            rows.append((year, abs(month.getMonth()), int(month.isLeap()), first, month.getDayCount()))
    return rows


def main() -> None:
    """Write the table and print where the second source differs."""
    rows = months()
    for year, month, leap, first, _ in rows:
        if year >= 1900 and (other := _other(year, month, leap)) != first:
            print(year, month, leap, first, "but zhdate", other)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.write("# Lunar months: first solar day and length. Rebuilt by rebuild/lunar_months.py.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("year", "month", "leap", "first_day", "days"))
        writer.writerows(rows)


def _other(year: int, month: int, leap: int) -> date | None:
    try:
        return ZhDate(year, month, 1, leap_month=bool(leap)).to_datetime().date()
    except TypeError:
        return None


if __name__ == "__main__":
    main()
