"""Standardise the generator's columns for Splink as an expert would, in Polars and on distinct values."""

import re
from pathlib import Path

import opencc
import polars as pl
from pypinyin import lazy_pinyin

COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "尉迟",
    "皇甫",
    "令狐",
    "司徒",
    "慕容",
    "夏侯",
    "公孙",
    "端木",
    "万俟",
    "呼延",
)
SURNAME_READINGS = {
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "曾": "zeng",
    "朴": "piao",
    "翟": "zhai",
    "解": "xie",
    "盖": "ge",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "覃": "qin",
    "员": "yun",
}
WEIGHTS = [pow(2, 18 - i, 11) for i in range(1, 18)]
NO_IDENTITY = ["000000000000000000", "111111111111111111", "666666666666666666", "123456789012345678"]
DISTRICTS = (
    "姑苏区|沧浪区|平江区|金阊区|吴中区|吴县市|吴县|虎丘区|高新区|苏州新区|苏州高新区|相城区|吴江区|吴江市|"
    "苏州工业园区|工业园区|园区"
)


def read_records(folder: Path) -> pl.DataFrame:
    """All departments below one another, with `source`; truth is not looked at."""
    frames = []
    for path in sorted(folder.glob("*.parquet")):
        if path.stem != "truth":
            frames.append(pl.read_parquet(path).with_columns(source=pl.lit(path.stem)))
    return pl.concat(frames)


def prepare(records: pl.DataFrame) -> pl.DataFrame:
    """One row a record: unique_id, cleaned columns and block keys."""
    frame = (
        records.select(
            pl.concat_str("source", pl.lit("|"), "record_id").alias("unique_id"),
            "name",
            "former_name",
            _sex().alias("sex"),
            _birth().alias("birth"),
            _phone().alias("phone"),
            "address",
        )
        .with_columns(number=_read_numbers(records["id_number"]))
        .with_columns(_birth_of_number().alias("number_birth"))
    )
    names = prepare_names(frame["name"].unique())
    addresses = prepare_addresses(frame["address"].unique())
    former = frame.select("unique_id", "former_name").drop_nulls()
    known = prepare_names(former["former_name"].unique()).select(former_name="name", former="given_name_full")
    frame = frame.join(names, on="name", how="left").join(addresses, on="address", how="left")
    frame = frame.join(known, on="former_name", how="left").with_columns(_valid("number").alias("valid"))
    # a valid number tells the birth date where the record does not
    return frame.with_columns(
        birth=pl.coalesce("birth", pl.when("valid").then("number_birth")),
        id=pl.when("valid").then("number"),
        id_other=pl.when(~pl.col("valid") & ~pl.col("number").str.contains("*", literal=True)).then("number"),
        id_masked=pl.when(pl.col("number").str.contains("*", literal=True)).then("number"),
    ).select(
        "unique_id",
        "number",
        "id",
        "id_other",
        "id_masked",
        "birth",
        "sex",
        "phone",
        "surname",
        "former",
        pl.col("birth").str.slice(0, 4).alias("birth_year"),
        pl.col("birth").str.slice(4).alias("birth_day"),
        pl.col("birth").str.to_date("%Y-%m-%d").to_physical().alias("birth_number"),
        pl.col("number").str.slice(-4).alias("id_tail"),
        pl.col("given_name_full").alias("name"),
        "pinyin",
        "surname_pinyin",
        "place",
        "numbers",
        "door",
    )


def _sex() -> pl.Expr:
    first = pl.col("sex").str.to_uppercase().str.slice(0, 1)
    return first.replace_strict({"男": "1", "1": "1", "M": "1", "女": "2", "2": "2", "F": "2"}, default=None)


def _birth() -> pl.Expr:
    text = pl.col("birth_date")
    digits = pl.coalesce(
        text.str.to_date("%Y%m%d", strict=False),
        text.str.to_date("%Y-%m-%d", strict=False),
        text.str.to_date("%Y/%m/%d", strict=False),
        text.str.to_date("%Y年%m月%d日", strict=False),
        text.str.to_date("%m/%d/%Y", strict=False),
    )
    day = digits.dt.to_string("%Y-%m-%d")
    return pl.when(~day.is_in(["1900-01-01", "1970-01-01"])).then(day)


def _read_numbers(numbers: pl.Series) -> pl.Series:
    """Eighteen characters or null; fifteen digits completed, Excel zeros and placeholders dropped."""
    frame = (
        numbers.alias("text")
        .to_frame()
        .select(pl.col("text").str.to_uppercase().str.replace_all("[^0-9X*]", ""))
    )
    text = pl.col("text")
    frame = frame.with_columns(
        body=pl.when(text.str.contains(r"^\d{15}$")).then(
            pl.concat_str(text.str.slice(0, 6), pl.lit("19"), text.str.slice(6))
        )
    ).with_columns(
        number=pl.when(pl.col("body").is_null()).then(text).otherwise(pl.concat_str("body", _check("body")))
    )
    number = pl.col("number")
    odd = number.is_in(NO_IDENTITY) | number.str.ends_with("000") | (number.str.len_chars() != 18)
    return frame.select(pl.when(~odd).then(number)).to_series()


def _check(column: str) -> pl.Expr:
    body = pl.col(column)
    total = pl.sum_horizontal(
        body.str.slice(i, 1).cast(pl.Int32, strict=False) * w for i, w in enumerate(WEIGHTS)
    )
    return (
        (total % 11)
        .cast(pl.String)
        .replace_strict({str(i): c for i, c in enumerate("10X98765432")}, default=None)
    )


def _birth_of_number() -> pl.Expr:
    return pl.col("number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False).dt.to_string("%Y-%m-%d")


def _valid(column: str) -> pl.Expr:
    number = pl.col(column)
    plain = number.str.contains(r"^\d{17}[\dX]$") & pl.col("number_birth").is_not_null()
    return (plain & (number.str.slice(17) == _check(column))).fill_null(False)


def _phone() -> pl.Expr:
    digits = pl.col("phone").str.replace_all(r"\D", "").str.slice(-11)
    return pl.when(digits.str.len_chars() == 11).then(digits)


def prepare_names(names: pl.Series) -> pl.DataFrame:
    """Distinct names: simplified without dots and spaces, surname, toneless pinyin in one order."""
    frame = names.drop_nulls().alias("name").to_frame()
    characters = frame.select(pl.col("name").str.split("").explode().unique()).to_series().to_list()
    simplify = opencc.OpenCC("t2s")
    simple = {c: simplify.convert(c) for c in characters if "一" <= c <= "龥"}
    sounds = {c: "".join(lazy_pinyin(c)) for c in {*simple, *simple.values()}}
    surname_sounds = {**sounds, **SURNAME_READINGS, **{c: "".join(lazy_pinyin(c)) for c in COMPOUND}}
    surname_sounds |= {"尉迟": "yuchi", "万俟": "moqi"}
    han = pl.col("name").str.contains("[一-龥]")
    clean = pl.col("name").str.replace_all(r"[\s·•.・‧?？]", "").str.replace_many(simple)
    usable = han & ~pl.col("name").str.contains("[*×某]|之[子女]$")
    compound = pl.col("clean").str.slice(0, 2).is_in(COMPOUND)
    surname = (
        pl.when(compound).then(pl.col("clean").str.slice(0, 2)).otherwise(pl.col("clean").str.slice(0, 1))
    )
    given = pl.col("clean").str.slice(pl.col("surname").str.len_chars()).str.replace_many(sounds)
    written = (
        frame.filter(usable)
        .with_columns(clean=clean)
        .with_columns(surname=surname)
        .with_columns(surname_pinyin=pl.col("surname").replace_strict(surname_sounds, default=None))
        .select(
            "name",
            pl.col("clean").alias("given_name_full"),
            "surname",
            pl.concat_str("surname_pinyin", given).alias("pinyin"),
            "surname_pinyin",
        )
    )
    return pl.concat([written, _latin_names(frame.filter(~han)["name"])])


def _latin_names(names: pl.Series) -> pl.DataFrame:
    rows = []
    for original in names.to_list():  # one name in a hundred
        words = re.findall("[a-z]+", original.lower())
        words = sorted(words, key=lambda w: w not in _surname_sounds()) if len(words) == 2 else words
        rows.append((original, None, None, "".join(words) or None, words[0] if len(words) > 1 else None))
    columns = ("name", "given_name_full", "surname", "pinyin", "surname_pinyin")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _surname_sounds() -> frozenset[str]:
    common = (
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
        "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    )
    if not _SOUNDS:
        _SOUNDS.update(SURNAME_READINGS.get(c) or lazy_pinyin(c)[0] for c in common)
    return frozenset(_SOUNDS)


_SOUNDS: set[str] = set()


def prepare_addresses(addresses: pl.Series) -> pl.DataFrame:
    """Distinct addresses: the place (estate, lane or village), its numbers, and both as the door."""
    text = addresses.drop_nulls().alias("address").to_frame()
    widths = {chr(ord("０") + i): str(i) for i in range(10)}
    numerals = {f"{d}幢": f"{i}幢" for i, d in enumerate("零一二三四五六七八九十")}
    bare = (
        pl.col("address")
        .str.replace_many(widths)
        .str.replace_all(r"[\s,]", "")
        .str.replace_all("江苏省|苏州市|^江苏苏州", "")
        .str.replace(f"^({DISTRICTS})", "")
        .str.replace(f"^({DISTRICTS})", "")
        .str.replace(r"^[^\d]{2,3}街道|^[^\d]{2,3}镇", "")
        .str.replace_all("栋|号楼|#", "幢")
        .str.replace_many(numerals)
    )
    return (
        text.with_columns(bare.alias("bare"))
        # "road and gate, then estate": the estate is what names the place
        .with_columns(pl.col("bare").str.replace(r"^[^\d]+(路|街|大道)\d+号([^\d-])", "${2}").alias("bare"))
        .with_columns(
            pl.col("bare").str.extract(r"^([^\d(]+)").alias("place"),
            pl.col("bare").str.extract_all(r"\d+").list.join("-").alias("numbers"),
        )
        .with_columns(
            door=pl.when(pl.col("numbers") != "").then(pl.concat_str("place", pl.lit("|"), "numbers"))
        )
        .select("address", "place", "numbers", "door")
    )
