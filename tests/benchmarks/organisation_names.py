"""Speed of reading names of organisations: parts, keys, branches, remarks.

    python tests/benchmarks/organisation_names.py --rows 400000

All names are distinct and made up: regions, two invented characters, lines of business, legal forms; some are
branches, hold their region in brackets, a remark, a former name, or were typed with spaces and full width.
Prints names a second and the memory it took.
"""

import argparse
import resource
import time

import numpy as np
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise import standardise_values
from mdm.standardise.encoding import common_characters

FORMS = (
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "厂",
    "商行",
    "店",
    "经营部",
    "专业合作社",
    "合伙企业（有限合伙）",
)
REGIONS = ("苏州", "苏州市", "昆山市", "西安", "陕西", "江苏省", "宁波", "苏州市吴中区", "苏州工业园区", "")
ODD = ("园区分公司", "（已注销）", "(原吴县电子厂)", " 星湖街1号 张三 0512-60000000", "第1分公司", " ")


def make_names(rows: int) -> pl.Series:
    """Distinct names; one in ten is odd."""
    chance = np.random.default_rng(7)
    characters = np.array(sorted(common_characters())[:3000])
    industries = (
        read_reference("organisation_industries").filter(pl.col("theme") != "public")["word"].to_numpy()
    )

    def draw(choices: object) -> pl.Series:
        return pl.Series(np.asarray(choices)[chance.integers(0, len(choices), rows)])  # type: ignore[arg-type]

    odd = pl.Series(
        np.where(chance.random(rows) < 0.1, np.asarray(ODD)[chance.integers(0, len(ODD), rows)], "")
    )
    return draw(REGIONS) + draw(characters) + draw(characters) + draw(industries) + draw(FORMS) + odd


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    names = make_names(parser.parse_args().rows).unique()
    standardise_values("organisation_name", names.head(1000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    standardise_values("organisation_name", names)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"{len(names):,} distinct names in {seconds:.2f} s: {len(names) / seconds:,.0f} a second, {peak / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
