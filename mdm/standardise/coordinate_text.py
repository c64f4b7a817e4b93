"""Read pairs of longitude and latitude from text."""

import polars as pl

_NUMBER = r"([+-]?\d+(?:\.\d+)?)"
_SIMPLE = r"^[+-]?\d+(?:\.\d+)?,[+-]?\d+(?:\.\d+)?$"
_BETWEEN = r"(?:\s*[,;、/|]\s*|\s+)"
_PAIR = rf"^\s*[\(\[]?\s*{_NUMBER}{_BETWEEN}{_NUMBER}(?:{_BETWEEN}{_NUMBER}米?)?\s*[\)\]]?\s*$"
_WELL_KNOWN_TEXT = r"^(SRID=\d+;)?\s*POINT\s*Z?"
_EAST = "E|东经"
_NORTH = "N|北纬"
# Other ways to write the same, brought to letters, degrees, minutes and seconds before anything is read
_REWRITTEN = (
    (r"经度|\b(?:LONGITUDE|LON|LNG)\b", "东经"),
    (r"纬度|\b(?:LATITUDE|LAT)\b", "北纬"),
    (r"\"(?:TYPE|COORDINATES)\"\s*:|\"POINT\"\s*,", " "),  # GeoJSON
    (r"[{}&=]", " "),
    (r"\"(东经|北纬)\"", "$1"),
    (r"(^|[^\d.])(\d{2,3})[-:](\d{1,2})[-:](\d{1,2}(?:\.\d+)?)", "$1$2°$3′$4″"),
    (r"(E|N|东经|北纬)\s*(\d{2,3})\s+(\d{1,2})\s+(\d{1,2}(?:\.\d+)?)", "$1$2°$3′$4″"),
    *[(r"(^|[^\d.])(\d{2,3})(\d{2})(\d{2}(?:\.\d+)?)(E|N)", "$1$2°$3′$4″$5")]
    * 2,  # 311756N1203507E: one after the other
)
_FIGURES = r"(\d+(?:\.\d+)?)[°度º](?:\s*(\d+(?:\.\d+)?)['′’分])?(?:\s*(\d+(?:\.\d+)?)(?:''|′′|[\"″”秒]))?"
_METRES_PER_DEGREE = 111_320.0
_SECONDS_PER_DEGREE = 3600.0


def read_pairs(text: pl.Series, lon_first: bool) -> pl.DataFrame:
    """Read pairs: `given_lon`, `given_lat`, `height_metres`, `named_axes`, `precision_metres`.

    Takes folded texts; degrees are null when unreadable, the height unless a third number follows.
    `named_axes` says that letters told which number is which.

    >>> read_pairs(pl.Series(["120.5,31.3", "31°18'N 120°30'E"]), True).rows()
    [(120.5, 31.3, None, False, 11132.0), (120.5, 31.3, None, True, 1855.3333333333333)]
    """
    rows = pl.DataFrame({"text": text}).with_row_index("row")
    is_simple = pl.col("text").str.contains(_SIMPLE).fill_null(False)
    simple, odd = rows.filter(is_simple), rows.filter(~is_simple)
    read = (
        pl.concat([_read_simple(simple), _read_odd(odd)]).sort("row") if odd.height else _read_simple(simple)
    )
    lon_is_first = pl.when("named").then("east_first").otherwise(pl.lit(lon_first))
    whole = pl.col("one").is_not_null() & pl.col("two").is_not_null()
    return read.select(
        given_lon=pl.when(whole).then(pl.when(lon_is_first).then("one").otherwise("two")),
        given_lat=pl.when(whole).then(pl.when(lon_is_first).then("two").otherwise("one")),
        height_metres=pl.when(whole).then("height"),
        named_axes=pl.col("named"),
        precision_metres=pl.when(whole).then("step"),
    )


def _read_simple(rows: pl.DataFrame) -> pl.DataFrame:
    """The bulk: two plain decimals and a comma."""
    parts = rows.select(
        "row", pl.col("text").str.split_exact(",", 1).struct.rename_fields(["one", "two"]).alias("pair")
    )
    return parts.unnest("pair").select(
        "row",
        named=pl.lit(False),
        east_first=pl.lit(True),
        one=pl.col("one").cast(pl.Float64),
        two=pl.col("two").cast(pl.Float64),
        height=pl.lit(None, pl.Float64),
        step=_decimal_step(pl.col("one"), pl.col("two")),
    )


def _read_odd(rows: pl.DataFrame) -> pl.DataFrame:
    """Brackets, letters, heights, degrees with minutes and seconds."""
    clean = pl.col("text").str.to_uppercase().str.replace(_WELL_KNOWN_TEXT, "")
    for pattern, written in _REWRITTEN:
        clean = clean.str.replace_all(pattern, written)
    rows = rows.select("row", text=clean).with_columns(is_angle=pl.col("text").str.contains("[°度º]"))
    plain = pl.col("text").str.replace_all(f"[:：]|{_EAST}|{_NORTH}", " ").str.strip_chars()
    pair = plain.str.extract_groups(_PAIR)
    figures = pl.col("text").str.extract_groups(rf"^[^\d]*{_FIGURES}[^\d]+{_FIGURES}[^\d]*$")
    east = pl.col("text").str.find(_EAST)
    north = pl.col("text").str.find(_NORTH)
    read = rows.with_columns(pair=pair, figures=figures)
    one, two, height = (pl.col("pair").struct.field(str(n)) for n in (1, 2, 3))
    angle = pl.col("figures")
    return read.select(
        "row",
        named=(east.is_not_null() & north.is_not_null()).fill_null(False),
        east_first=(east < north).fill_null(True),
        one=pl.when("is_angle").then(_degrees(angle, 1)).otherwise(one.cast(pl.Float64)),
        two=pl.when("is_angle").then(_degrees(angle, 4)).otherwise(two.cast(pl.Float64)),
        height=pl.when(~pl.col("is_angle")).then(height.cast(pl.Float64)),
        step=pl.when("is_angle").then(_angle_step(angle)).otherwise(_decimal_step(one, two)),
    )


def _degrees(groups: pl.Expr, start: int) -> pl.Expr:
    """Degrees, minutes and seconds of three groups as decimal degrees."""
    degrees, minutes, seconds = (groups.struct.field(str(start + n)).cast(pl.Float64) for n in range(3))
    minutes, seconds = minutes.fill_null(0), seconds.fill_null(0)
    angle = degrees + minutes / 60 + seconds / _SECONDS_PER_DEGREE
    return pl.when((minutes < 60) & (seconds < 60)).then(angle)


def _decimals(number: pl.Expr) -> pl.Expr:
    point = number.str.find(".", literal=True)
    return (number.str.len_bytes() - point - 1).fill_null(0)  # figures and a point are one byte each


def _decimal_step(one: pl.Expr, two: pl.Expr) -> pl.Expr:
    decimals = pl.max_horizontal(_decimals(one), _decimals(two)).cast(pl.Float64)
    return _METRES_PER_DEGREE / pl.lit(10.0).pow(decimals)


def _angle_step(groups: pl.Expr) -> pl.Expr:
    """Metres of the last figure written: of seconds, minutes or degrees."""
    degrees, minutes, seconds = (groups.struct.field(str(n)) for n in (4, 5, 6))
    unit = (
        pl.when(seconds.is_not_null())
        .then(_METRES_PER_DEGREE / _SECONDS_PER_DEGREE)
        .when(minutes.is_not_null())
        .then(_METRES_PER_DEGREE / 60)
        .otherwise(_METRES_PER_DEGREE)
    )
    last = pl.coalesce(seconds, minutes, degrees)
    return unit / pl.lit(10.0).pow(_decimals(last).cast(pl.Float64))
