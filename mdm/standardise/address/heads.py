"""The head of an address: the run of division names it opens with. Heads repeat and are resolved once each."""

from functools import cache

import numpy as np
import polars as pl

from mdm.standardise.address.division_path import COUNTRY, FILLERS, NAMESAKE, find_short_ending, resolve_heads
from mdm.standardise.address.gazetteer import Gazetteer
from mdm.standardise.address.prefixes import PrefixIndex, code_units, row_starts
from mdm.standardise.address.rows import replace_rows


def read_heads(text: pl.Series, heads: pl.Series, known: Gazetteer, context_code: str | None) -> pl.DataFrame:
    """What path each head names: the columns of `HEAD_SCHEMA`, a row per text."""
    distinct = heads.unique()
    plain = known.plain if context_code is None else known.plain.clear()
    odd = distinct.filter(~distinct.is_in(plain["head"].implode()))
    plain = pl.concat([plain, _plain_with_name(odd, plain, known)])
    odd = odd.filter(~odd.is_in(plain["head"].implode()))
    guarded = _guard_heads(text, heads, odd, known)
    if not guarded.equals(heads):  # 南汇|新城|镇 gives back two names
        heads = _guard_heads(text, guarded, guarded.filter(guarded != heads).unique(), known)
    odd = pl.concat([odd, heads.unique()]).unique()
    odd = odd.filter(~odd.is_in(plain["head"].implode()))
    paths = pl.concat([plain, resolve_heads(odd, known, context_code)])
    again = _guard_used(text, heads, paths, known)
    if not again.equals(heads):
        heads, odd = again, again.filter(~again.is_in(paths["head"].implode())).unique()
        paths = pl.concat([paths, resolve_heads(odd, known, context_code)])
    return heads.to_frame().join(paths, on="head", how="left", maintain_order="left")


def _guard_used(text: pl.Series, heads: pl.Series, paths: pl.DataFrame, known: Gazetteer) -> pl.Series:
    """The same guard for the last name that is used of a head: 平安县|平安|镇平 leaves 平安 to 平安镇."""
    partly = pl.col("used") < pl.col("head").str.len_chars()
    cuts = paths.filter(partly & pl.col("short_from").is_not_null()).select("head", "used", cut="short_from")
    rows = heads.is_in(cuts["head"].implode()).arg_true()
    if rows.is_empty():
        return heads
    some = pl.DataFrame({"text": text.gather(rows), "head": heads.gather(rows)})
    some = some.join(cuts, on="head", maintain_order="left")
    guarded = _is_guarded(
        pl.col("text").str.slice(pl.col("used")), pl.col("head").str.head(pl.col("used")), known
    )
    kept = pl.when(guarded).then(pl.col("head").str.head(pl.col("cut"))).otherwise("head")
    return replace_rows(heads, rows, some.select(kept).to_series())


def _plain_with_name(odd: pl.Series, plain: pl.DataFrame, known: Gazetteer) -> pl.DataFrame:
    """Plain heads behind which a road or the like begins with a short name: 桃源县|解放(路).

    A name that is not one of the path itself is none of the head's.
    """
    found = [
        odd.to_frame()
        .with_columns(whole="head", name=pl.col("head").str.tail(size), head=pl.col("head").str.head(-size))
        .filter(pl.col("name").is_in(known.short_names.implode()) & ~pl.col("name").is_in(FILLERS.split("|")))
        .join(plain, on="head")
        for size in (2, 3)
    ]
    named = pl.any_horizontal(
        pl.col(level).str.starts_with(pl.col("name")).fill_null(False)
        for level in ("province", "city", "district")
    )
    every = (
        pl.concat(found)
        .filter(~named)
        .with_columns(head="whole")
        .unique("head", keep="none", maintain_order=True)
    )
    return every.select(plain.columns)


def find_heads(text: pl.Series, known: Gazetteer) -> pl.Series:
    """The run of division names at the start of each text ("" where there is none).

    >>> from datetime import date
    >>> from mdm.standardise.address.gazetteer import gazetteer
    >>> find_heads(pl.Series(["苏州市姑苏区人民路1号"]), gazetteer(date(2024, 1, 1))).to_list()
    ['苏州市姑苏区']

    """
    codes = code_units(text)
    starts = row_starts(codes)
    ends = starts.copy()
    rows = np.arange(len(starts))
    while len(rows):
        _, length = known.names.find(codes, ends[rows])
        unnamed = np.flatnonzero(length == 0)
        # The country opens an address, or it is part of a name: 姑苏区|中国银行大厦.
        for opens in (True, False):
            these = unnamed[(ends[rows[unnamed]] == starts[rows[unnamed]]) == opens]
            length[these] = _fillers(opens).find(codes, ends[rows[these]])[1]
        rows = rows[length > 0]
        ends[rows] += length[length > 0]
        apart = rows[_SEPARATORS[codes[ends[rows]]]]
        while len(apart):
            ends[apart] += 1
            apart = apart[_SEPARATORS[codes[ends[apart]]]]
    # 东方市场 is no place in 东方市: the 市 goes back to the text.
    markets = np.flatnonzero((ends > starts) & (codes[ends] == ord("场")))
    markets = markets[codes[ends[markets] - 1] == ord("市")]
    ends[markets] -= 1
    found = pl.DataFrame({"text": text, "length": ends - starts})
    return found.select(head=pl.col("text").str.head(pl.col("length"))).to_series()


_SEPARATORS = np.zeros(0x10000, dtype=np.bool_)
_SEPARATORS[[ord(sign) for sign in " ,-"]] = True


@cache
def _fillers(opens: bool) -> PrefixIndex:
    """Words that say nothing about the path, where it opens or within it."""
    fillers = pl.Series(FILLERS.split("|"))
    return PrefixIndex.build(fillers if opens else fillers.filter(~fillers.is_in(list(COUNTRY))))


def _guard_heads(text: pl.Series, heads: pl.Series, odd: pl.Series, known: Gazetteer) -> pl.Series:
    """Give a last short name back where what follows makes it part of a road or house: 南京|路."""
    cuts = pl.DataFrame(
        {"head": odd, "cut": [find_short_ending(head, known) for head in odd.to_list()]},
        schema={"head": pl.String, "cut": pl.UInt32},
    ).drop_nulls("cut")
    if cuts.is_empty():
        return heads
    rows = heads.is_in(cuts["head"].implode()).arg_true()
    short = pl.DataFrame({"text": text.gather(rows), "head": heads.gather(rows)})
    short = short.join(cuts, on="head", how="left", maintain_order="left")
    rest = pl.col("text").str.slice(pl.col("head").str.len_chars())
    head, cut = pl.col("head"), pl.col("cut")
    namesake = (cut > 0) & rest.str.contains(_CALLED_AFTER_ITS_PLACE)
    kept = (
        pl.when(_is_guarded(rest, head, known))
        .then(pl.when(namesake).then(head + NAMESAKE).otherwise(head.str.head(cut)))
        .otherwise(head)
    )
    return replace_rows(heads, rows, short.select(kept).to_series())


# Behind the province they lie in the place they are called after: 浙江省|义乌国际商贸城.
_CALLED_AFTER_ITS_PLACE = (
    "^(?:国际(?:[^机]|$)|小商品|商城|商贸|市场|大厦|大楼|广场|大酒店|酒店|宾馆|饭店|博物馆|图书馆|会展|体育)"
)


def _is_guarded(rest: pl.Expr, head: pl.Expr, known: Gazetteer) -> pl.Expr:
    """Whether what follows makes the last name of a head part of a longer one: 南京|路, 冠县|路 (but 达县|南外镇, 东区|大学路)."""
    return (
        pl.when(head.str.contains("[县区]$"))
        .then(rest.str.contains("^(?:[路街巷弄]|大[道街])"))
        .otherwise(rest.str.contains(known.guard))
    )


def drop_repeats(frame: pl.DataFrame, known: Gazetteer) -> pl.Series:
    """The text behind the head (`rest`) without another run of the names above it.

    `西安市雁塔区鱼化寨街道西安市雁塔区大寨路` repeats its division behind the town, `长城街道宁夏石嘴山市大武口区有色路` in
    another form.
    """
    # The cheap test first: a second run needs another name that ends like a division.
    maybe = frame["rest"].str.contains_any(["省", "市", "区", "县", "旗", "州"]).fill_null(False).arg_true()
    pairs = frame.select("rest", "last_name", "province", "city", "district")[maybe]
    col = pl.col
    deepest = pl.coalesce("district", "city", "province")
    # 芒市|芒市镇: a name of two characters begins too many others.
    names = {"last": col("last_name"), "deepest": pl.when(deepest.str.len_chars() > 2).then(deepest)}
    again = pairs.select(
        *(
            col("rest").str.contains(name, literal=True).fill_null(False).alias(which)
            for which, name in names.items()
        ),
        upper=pl.any_horizontal(
            col("rest").str.contains(col(level), literal=True) for level in ("province", "city")
        ).fill_null(False),
    )
    rest = frame["rest"]
    for name in ("last", "deepest"):
        rows = maybe.gather(again[name].arg_true())
        if not rows.is_empty():
            rest = replace_rows(
                rest,
                rows,
                _without_name(frame[rows].with_columns(rest=rest.gather(rows)), names[name], known),
            )
    rows = maybe.gather(again["upper"].arg_true())
    if rows.is_empty():
        return rest
    some = frame[rows].select("province", "city", "district", rest=rest.gather(rows))
    return replace_rows(rest, rows, some.select(_without_runs()).to_series())


def _without_name(frame: pl.DataFrame, name: pl.Expr, known: Gazetteer) -> pl.Series:
    """The texts without a name of their division and the run of names right before it."""
    pieces = pl.element().str.replace(rf"(?:中国|{known.upper_pattern})+$", "")
    return frame.select(
        pl.col("rest").str.split(name).list.eval(pieces).list.join(" ").str.strip_chars(" ,")
    ).to_series()


_GONE = "\x1f"


def _without_runs() -> pl.Expr:
    """The text without runs of its province, city and district, each in full or short, of two names or more."""
    endings = "(?:省|市|区|县|(?:壮族|回族|维吾尔)?自治区|特别行政区)$"

    def forms(level: str) -> list[pl.Expr]:
        return [pl.col(level), pl.col(level).str.replace(endings, "")]

    pairs = [
        *(upper + lower for upper in forms("province") for lower in forms("city")),
        *(upper + pl.col("district") for upper in (*forms("city"), *forms("province"))),
    ]
    text = pl.col("rest")
    for run in pairs:
        text = text.str.split(run.fill_null(_GONE)).list.join(_GONE)
    for level in ("city", "district"):
        for name in forms(level):
            text = text.str.split((_GONE + name).fill_null(_GONE)).list.join(_GONE)
    return text.str.replace_all(f"{_GONE}+", " ").str.strip_chars(" ,").alias("rest")
