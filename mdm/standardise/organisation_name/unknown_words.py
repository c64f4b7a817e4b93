"""Where a trade name ends when the words behind it stand in no list: told by how often characters stand where.

山耕绿植 may be one trade name of four characters or 山耕 and a ware. Both readings are weighed: how often trade names
are so long and have such characters at each place, and how often words of line of business have them at theirs. The
characters of trade names are counted in `organisation_name_characters`, those of words in `organisation_industries`.
"""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.rulepack.reference import read_reference
from mdm.standardise.organisation_name.word_table import Codes, Places
from mdm.standardise.organisation_name.words import LIMIT, character_folds, industries

Weights = NDArray[np.float64]
LEAST, MOST = 4, 8  # characters of the text that is weighed
_TRADE, _WORD = (2, 3, 4), (2, 3, 4)  # characters of the trade name, of the word behind it
_UNKNOWN = 0.03  # of the words of line of business in names stand in no list
# Of trade names that no known word follows, those of more than four characters.
_LONGER = {5: 0.03, 6: 0.02, 7: 0.01, 8: 0.01}
# How much likelier a word must be than none, as a natural logarithm: of long texts no reading has been counted well.
_LIKELIER, _LIKELIER_LONG = 1.0, 3.0
_PLACES = [ord(c) for c in "街路巷弄道区村坊旁"]  # 小寨路老孙家: a place stands before the trade name
_SEEN = 0.5  # times a character counts as seen beyond those counted
_DOUBT_TRADE, _DOUBT_WORD = 0.05, 0.15  # how far a place's counts lean on those of all places
_SHOP = 0.1  # of a shop's endings, any one of two characters


def split_off_unknown(codes: Codes, start: Places, size: Places) -> Places:
    """Length of the trade name in front of each text of `size` characters from `start` on, the whole of it where no word
    is split off.

    >>> texts = np.array([ord(c) for c in "扎西德勒艾默生过程控制"], np.uint64)
    >>> split_off_unknown(texts, np.array([0, 4]), np.array([4, 7])).tolist()
    [4, 3]
    """
    length = size.copy()
    for total in range(LEAST, MOST + 1):
        rows = np.flatnonzero(size == total)
        if not len(rows):
            continue
        texts = _characters(codes, start[rows], total)
        cut = _weigh(texts, total, _trade_weight(texts, total), total)
        length[rows] = np.where(_are_placed(codes, start[rows], total), total, cut)
    return length


def split_off_dish(codes: Codes, start: Places, size: Places) -> Places:
    """Length of the trade name where a shop's ending lends its first character to a ware: 早酒|馆, not 早|酒馆.

    Texts hold that character as their last; zero where the ending keeps it.

    >>> texts = np.array([ord(c) for c in "楚味源早酒塞上江南酒"], np.uint64)
    >>> split_off_dish(texts, np.array([0, 5]), np.array([5, 5])).tolist()
    [3, 0]
    """
    length = np.zeros_like(size)
    for total in range(LEAST, MOST + 1):
        rows = np.flatnonzero(size == total)
        if not len(rows):
            continue
        texts = _characters(codes, start[rows], total)
        whole = _trade_weight(texts[:, :-1], total - 1) + np.log(_SHOP)
        cut = _weigh(texts, total, whole, total - 1)
        length[rows] = np.where((cut < total) & ~_are_placed(codes, start[rows], total), cut, 0)
    return length


def _weigh(texts: NDArray[np.uint16], total: int, whole: Weights, size: int) -> Places:
    """The best length of the trade name, `total` where no word behind it outweighs the other reading, in which the trade
    name has `size` characters."""
    margin = _LIKELIER if size <= max(_TRADE) else _LIKELIER_LONG
    best, length = whole + margin, np.full(len(texts), total, np.int64)
    for cut in _TRADE:
        if total - cut in _WORD:
            weight = _trade_weight(texts[:, :cut], cut) + np.log(_UNKNOWN / len(_WORD))
            for place, column in enumerate(_weights()[1][total - cut]):
                weight += column[texts[:, cut + place]]
            length[weight > best] = cut
            best = np.maximum(best, weight)
    return length


def _trade_weight(texts: NDArray[np.uint16], size: int) -> Weights:
    columns = _weights()[0]
    if size in columns:
        places, share = columns[size], _share(size)
    else:  # further characters as the third of four
        places, share = [*columns[4], *(columns[4][2:3] * (size - 4))], _LONGER[size]
    weight = np.full(len(texts), np.log(share))
    for place, column in enumerate(places):
        weight += column[texts[:, place]]
    return weight


def _are_placed(codes: Codes, start: Places, size: int) -> NDArray[np.bool_]:
    """Whether a street or village is named inside the text."""
    inside = codes[start[:, None] + np.arange(1, size - 1)]
    return np.asarray(np.isin(inside, _PLACES).any(axis=1), np.bool_)


def _characters(codes: Codes, start: Places, size: int) -> NDArray[np.uint16]:
    """Numbers of the characters of each text, 0 for those never counted."""
    table, _ = _numbers()
    texts: NDArray[np.uint16] = table[codes[start[:, None] + np.arange(size)].astype(np.int64)]
    return texts


@cache
def _counted() -> pl.DataFrame:
    return read_reference("organisation_name_characters").with_columns(
        pl.exclude("character").cast(pl.Float64).fill_null(0.0)
    )


@cache
def _share(size: int) -> float:
    """Of all trade names, those of so many characters."""
    name = {2: "two_1", 3: "three_1", 4: "four_1"}[size]
    return float(_counted()[name].sum()) / 1e6


@cache
def _numbers() -> tuple[NDArray[np.uint16], int]:
    """Code point to the number of the character, and how many numbers there are."""
    table = np.zeros(LIMIT, np.uint16)
    words = [word for word in industries().words if len(word) in _WORD]
    characters = sorted(set("".join(words)) | set(_counted()["character"]))
    places = character_folds()[[ord(c) for c in characters]]
    table[places] = np.arange(1, len(places) + 1)
    return table, len(places) + 1


@cache
def _weights() -> tuple[dict[int, list[Weights]], dict[int, list[Weights]]]:
    """For trade names and for words, by length and place: the logarithm of each character's share."""
    table, count = _numbers()
    counted = _counted()
    at = table[[ord(c) for c in counted["character"]]]
    names = {2: "two", 3: "three", 4: "four"}
    folds = character_folds()
    trade: dict[int, list[Weights]] = {size: [] for size in _TRADE}
    words: dict[int, list[Weights]] = {size: [] for size in _WORD}
    for size in _TRADE:
        for place in range(size):
            times = np.zeros(count)
            times[at] = counted[f"{names[size]}_{place + 1}"].to_numpy()
            trade[size].append(times)
    for size in _WORD:
        texts = [word for word in industries().words if len(word) == size]
        for place in range(size):
            numbers = table[folds[[ord(text[place]) for text in texts]]]
            words[size].append(np.bincount(numbers, minlength=count).astype(np.float64))
    anywhere = np.mean([_shares(columns) for columns in (*trade.values(), *words.values())], axis=0)
    for kind, doubt in ((trade, _DOUBT_TRADE), (words, _DOUBT_WORD)):
        for size, columns in kind.items():
            kind[size] = [_logarithms(times, anywhere, doubt) for times in columns]
    return trade, words


def _shares(columns: list[Weights]) -> Weights:
    """Share of each character at any of some places."""
    times = sum(columns, np.full(len(columns[0]), _SEEN))
    share: Weights = times / times.sum()
    return share


def _logarithms(times: Weights, anywhere: Weights, doubt: float) -> Weights:
    """Logarithm of the share at one place, leaning on the share at any place as if that were `doubt` of the counts."""
    share: Weights = np.log((1 - doubt) * times / times.sum() + doubt * anywhere)
    return share
