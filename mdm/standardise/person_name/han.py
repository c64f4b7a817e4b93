"""What a name in Chinese characters says: surname, given name, reading and keys, by position in numpy."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.standardise.person_name.code_points import CodePoints, from_columns, look_up, to_columns
from mdm.standardise.person_name.tables import NameTables, name_tables, pair_code

SHORT = 4  # names of up to four characters are the bulk
LONGEST = 40  # characters; whatever is longer is no name and gets no parts
DOT = "·"
PARTS = ("surname", "given_name", "pinyin", "key", "sound", "shape", "initials")


def derive_han_parts(names: pl.Series) -> pl.DataFrame:
    """Derive the parts of Han names (no nulls; the only sign besides characters is U+00B7).

    >>> derive_han_parts(pl.Series(["單田芳", "尉迟恭"])).select("surname", "pinyin", "key").rows()
    [('單', 'shan tian fang', '单田芳'), ('尉迟', 'yu chi gong', '尉迟恭')]
    """
    has_dot = names.str.contains(DOT, literal=True)
    bare = names.str.replace_all(DOT, "", literal=True) if has_dot.any() else names
    length = bare.str.len_chars()
    frames, places = [], []
    for is_in, width in ((length <= SHORT, SHORT), (length > SHORT, None)):
        rows = is_in.arg_true()
        if len(rows):
            cut = bare if len(rows) == len(bare) else bare.gather(rows)
            dotted = names.gather(rows).zip_with(has_dot.gather(rows), pl.Series([None], dtype=pl.String))
            longest = int(np.max(cut.str.len_chars().to_numpy()))
            wide = width or min(longest, LONGEST)
            frames.append(_derive(cut, dotted, wide))
            places.append(rows)
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(PARTS, pl.String))
    if len(frames) == 1:
        return frames[0]
    return pl.concat(frames)[np.argsort(np.concatenate([p.to_numpy() for p in places]), kind="stable")]


def _derive(bare: pl.Series, dotted: pl.Series, width: int) -> pl.DataFrame:
    """Parts of names without dots that fit `width`; `dotted` is the same name with its dots, or null."""
    tables = name_tables()
    columns = to_columns(bare, width)
    keys = [look_up(tables.key, column) for column in columns]
    length = bare.str.len_chars().to_numpy().astype(np.int64)
    is_dotted = dotted.is_not_null().to_numpy()
    surname_length = _find_surname(keys, length, is_dotted, tables)
    readings = _read(columns, keys, surname_length, length, tables)
    key = _fold(bare, columns, keys)
    shape = _fold(key, keys, [look_up(tables.shape, column) for column in keys])
    cut = pl.Series(surname_length)
    is_named = pl.Series((surname_length > 0) & (length > surname_length))
    frame = pl.DataFrame({"name": bare, "dotted": dotted, "cut": cut, "is_named": is_named})
    return frame.select(
        surname=pl.when("is_named").then(pl.col("name").str.head(pl.col("cut"))),
        given_name=pl.when("is_named")
        .then(pl.col("name").str.slice(pl.col("cut")))
        .otherwise(pl.col("dotted").str.split(DOT).list.first()),
        pinyin=_join(readings, tables.syllables, " "),
        key=key,
        sound=_join(readings, tables.sounds, ""),
        shape=shape,
        initials=_join(readings, tables.initials, ""),
    )


def _find_surname(
    keys: list[CodePoints], length: NDArray[np.int64], is_dotted: NDArray[np.bool_], tables: NameTables
) -> NDArray[np.int64]:
    """How many leading characters are the surname; 0 where the name has none that can be told.

    Compound surnames first; two frequent surnames before two characters stand side by side
    (陈方安生); longer names without a compound surname and names with a dot have none.
    """
    width = len(keys)
    is_listed = look_up(tables.is_surname, keys[0])
    found = np.where((length <= 3) | ((length == 4) & is_listed), 1, 0)
    if width >= 4:
        rank = [look_up(tables.surname_rank, keys[place]) for place in (0, 1)]
        found[(length == 4) & (rank[0] > 0) & (rank[1] > 0)] = 2
    code = keys[0].astype(np.uint64)
    for size in (2, 3, 4):
        if size > width:
            break
        if size < 4:  # a surname of four characters is told by its first three
            code = (code << np.uint64(21)) | keys[size - 1].astype(np.uint64)
        is_compound = np.isin(code, tables.compounds[size][0]) & (length > size) & (length <= size + 3)
        found[is_compound] = size
    found[is_dotted] = 0
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
        rows = np.flatnonzero((length == start + 2) & (surname_length == start))
        _set_readings(
            readings, rows, start, pair_code(keys[start][rows], keys[start + 1][rows]), codes, spoken
        )
    single = look_up(tables.surname_reading, keys[0])
    has_surname = surname_length > 0
    readings[0] = np.where(has_surname, single, readings[0])
    for size in (2, 3, 4):
        if size <= width:
            rows = np.flatnonzero(surname_length == size)
            code = keys[0][rows].astype(np.uint64)
            for place in range(1, min(size, 3)):
                code = (code << np.uint64(21)) | keys[place][rows].astype(np.uint64)
            if size == 2:  # a double surname is read as two; a compound one, below, as it is listed
                readings[1][rows] = look_up(tables.surname_reading, keys[1][rows])
            _set_readings(readings, rows, 0, code, *tables.compounds[size])
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
    place = np.arange(len(texts), dtype=np.uint32)
    place[rows] = len(texts) + np.arange(len(rows), dtype=np.uint32)
    return pl.concat([texts.rename("text"), built.rename("text")]).gather(place)


def _join(readings: list[NDArray[np.int16]], syllables: pl.Series, separator: str) -> pl.Series:
    """One text per row from the syllables of its characters; null where one of them has no reading."""
    later = (
        syllables
        if not separator
        else pl.select(pl.when(syllables != "").then(separator + syllables).otherwise(syllables)).to_series()
    )
    texts = [syllables.gather(readings[0]), *(later.gather(column) for column in readings[1:])]
    return pl.select(pl.concat_str(texts)).to_series()
