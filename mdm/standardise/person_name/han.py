"""What a name in Chinese characters says: surname, given name, reading and keys, by position in numpy."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.code_points import CodePoints, from_columns, look_up, to_columns
from mdm.standardise.person_name.spoken import join_syllables
from mdm.standardise.person_name.tables import NameTables, name_tables, pair_code
from mdm.standardise.two_paths import replace_rows

SHORT = 4  # names of up to four characters are the bulk
LONGEST = 40  # characters; whatever is longer is no name and gets no parts
DOT = "·"
PARTS = ("surname", "given_name", "pinyin", "key", "sound", "shape")


def derive_han_parts(names: pl.Series) -> pl.DataFrame:
    """Derive the parts of Han names (no nulls; the only sign besides characters is U+00B7).

    >>> derive_han_parts(pl.Series(["單田芳", "尉迟恭"])).select("surname", "pinyin", "key").rows()
    [('單', 'shan tian fang', '单田芳'), ('尉迟', 'yu chi gong', '尉迟恭')]
    """
    bare = names.str.replace_all(DOT, "", literal=True)
    longest = int(np.max(bare.str.len_chars().to_numpy(), initial=0))
    is_dotted = names.str.contains(DOT, literal=True)
    columns, length = to_columns(bare, min(max(longest, 2), LONGEST))
    parts = derive_parts(bare, columns, length, is_dotted.to_numpy())
    first = names.str.split(DOT).list.first()
    return parts.with_columns(given_name=first.zip_with(is_dotted, parts.get_column("given_name")))


def derive_parts(
    names: pl.Series,
    columns: list[CodePoints],
    length: NDArray[np.int64],
    is_dotted: NDArray[np.bool_] | None = None,
) -> pl.DataFrame:
    """Parts of names without their dots, each position a column of code points."""
    tables = name_tables()
    keys = [look_up(tables.key, column) for column in columns]
    surname_length = _find_surname(keys, length, tables)
    if is_dotted is not None:
        surname_length[is_dotted] = 0
    readings = _read(columns, keys, surname_length, length, tables)
    key = _fold(names, columns, keys)
    shape = _fold(key, keys, [look_up(tables.shape, column) for column in keys])
    surname, given_name = _cut(names, surname_length, length)
    return pl.DataFrame(
        {
            "surname": surname,
            "given_name": given_name,
            "pinyin": join_syllables(readings, tables.syllables),
            "key": key,
            "sound": join_syllables(readings, tables.sounds),
            "shape": shape,
        }
    )


def _cut(
    names: pl.Series, surname_length: NDArray[np.int64], length: NDArray[np.int64]
) -> tuple[pl.Series, pl.Series]:
    """Surname and given name; one character is the rule, the exceptions are put in afterwards."""
    surname, given_name = names.str.head(1), names.str.slice(1)
    is_named = (surname_length > 0) & (length > surname_length)
    rows = pl.Series(np.flatnonzero((surname_length != 1) | ~is_named))
    if not len(rows):
        return surname, given_name
    odd = pl.DataFrame({"name": names.gather(rows), "cut": surname_length[rows], "is_named": is_named[rows]})
    odd = odd.select(
        surname=pl.when("is_named").then(pl.col("name").str.head(pl.col("cut"))),
        given_name=pl.when("is_named").then(pl.col("name").str.slice(pl.col("cut"))),
    )
    return surname.scatter(rows, odd["surname"]), given_name.scatter(rows, odd["given_name"])


def _find_surname(keys: list[CodePoints], length: NDArray[np.int64], tables: NameTables) -> NDArray[np.int64]:
    """How many leading characters are the surname; 0 where the name has none that can be told.

    Compound surnames first; two frequent surnames before two characters stand side by side
    (陈方安生); longer names without a compound surname have none.
    """
    found = np.where(length <= 3, 1, 0)
    four = np.flatnonzero(length == 4)
    if len(four):
        first, second = keys[0][four], keys[1][four]
        is_double = (look_up(tables.surname_rank, first) > 0) & (look_up(tables.surname_rank, second) > 0)
        found[four] = np.where(is_double, 2, look_up(tables.is_surname, first))
    opens = np.flatnonzero(look_up(tables.opens_compound, keys[0]) & (length > 2))
    code = keys[0][opens].astype(np.uint64)
    for size in range(2, min(len(keys), 4) + 1):
        if size < 4:  # a surname of four characters is told by its first three
            code = (code << np.uint64(21)) | keys[size - 1][opens].astype(np.uint64)
        fits = (length[opens] > size) & (length[opens] <= size + 3)
        fits &= np.isin(code, tables.compounds[size][0])
        fits &= (length[opens] > 3) | ~np.isin(code, tables.only_in_four)
        found[opens[fits]] = size
    return found


def _read(
    columns: list[CodePoints],
    keys: list[CodePoints],
    surname_length: NDArray[np.int64],
    length: NDArray[np.int64],
    tables: NameTables,
) -> list[NDArray[np.int16]]:
    """Places of the syllables: surnames as listed, given names of two as phrases, the rest singly."""
    readings = [look_up(tables.reading, column) for column in columns]
    width = len(columns)
    codes, spoken = tables.phrases
    for start in range(1, min(width - 1, 3)):
        opens = look_up(tables.opens_phrase, keys[start])
        rows = np.flatnonzero(opens & (length == start + 2) & (surname_length == start))
        _set_readings(
            readings, rows, start, pair_code(keys[start][rows], keys[start + 1][rows]), codes, spoken
        )
    readings[0] = np.where(surname_length > 0, look_up(tables.surname_reading, keys[0]), readings[0])
    for size in (2, 3, 4):
        if size <= width:
            rows = np.flatnonzero(surname_length == size)
            code = keys[0][rows].astype(np.uint64)
            for place in range(1, min(size, 3)):
                code = (code << np.uint64(21)) | keys[place][rows].astype(np.uint64)
            if size == 2:  # a double surname is read as two; a compound one, below, as it is listed
                readings[1][rows] = look_up(tables.surname_reading, keys[1][rows])
            _set_readings(readings, rows, 0, code, *tables.compounds[size])
    # A field with a compound surname and no more (万俟) is read as the surname, whoever 欧 and 阳 may be.
    bare = np.flatnonzero((length == 2) & look_up(tables.opens_compound, keys[0]))
    code = pair_code(keys[0][bare], keys[1][bare])
    is_surname = ~np.isin(code, tables.only_in_four)
    _set_readings(readings, bare[is_surname], 0, code[is_surname], *tables.compounds[2])
    return readings


def _set_readings(
    readings: list[NDArray[np.int16]],
    rows: NDArray[np.intp],
    start: int,
    wanted: NDArray[np.uint64],
    codes: NDArray[np.uint64],
    spoken: NDArray[np.int16],
) -> None:
    """Where a code is listed, put its syllables from position `start` on."""
    if not len(codes) or not len(rows):
        return
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    hit = codes[place] == wanted
    for offset in range(spoken.shape[1]):
        readings[start + offset][rows[hit]] = spoken[place[hit], offset]


def _fold(texts: pl.Series, before: list[CodePoints], after: list[CodePoints]) -> pl.Series:
    """Texts with their characters replaced; unchanged texts are shared, only the others are built."""
    changed = np.zeros(len(texts), np.bool_)
    for one, other in zip(before, after, strict=True):
        changed |= one != other
    rows = np.flatnonzero(changed)
    if not len(rows):
        return texts
    built = from_columns([column[rows] for column in after])
    return replace_rows(texts, pl.Series(rows), built)
