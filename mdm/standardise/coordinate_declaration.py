"""In which frame are the points of a column, and which axis comes first? Said by its source, never guessed."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from mdm.errors import UsageError
from mdm.rulepack import read_reference
from mdm.standardise.coordinate_frames import FRAMES
from mdm.standardise.kind import Context

AXES = ("lon,lat", "lat,lon")
_NUMBER = r"^SRID=(\d+)\s*;\s*"
_WORD = r"^([^\s;:,(\[]*[\p{Han}A-Za-z][^\s;,(\[]*)(?:\s*[;:]\s*|\s+)"
_NOT_A_FRAME = r"^(?:POINT|LON|LAT|LNG|东经|北纬|经度|纬度|[EN][\s:]*\d|\d+(?:\.\d+)?[°度ºEN]|[{\[(])"


@dataclass(frozen=True)
class Declaration:
    """What the source says of all its points; `frame` is None where it says nothing."""

    frame: str | None
    axes: str

    @classmethod
    def read(cls, context: Context) -> "Declaration":
        """Take it from the options of a column; UsageError for words that mean nothing."""
        frame, axes = context.options.get("frame"), context.options.get("axes", AXES[0])
        if frame is not None and frame not in FRAMES:
            raise UsageError(f"unknown coordinate frame {frame!r}", hint=f"one of: {', '.join(FRAMES)}")
        if axes not in AXES:
            raise UsageError(f"unknown order of axes {axes!r}", hint=f"known: {' and '.join(AXES)}")
        return cls(frame, axes)


def refuse_undeclared() -> UsageError:
    """The error for a column of points about whose frame nobody says anything."""
    return UsageError(
        "the coordinate frame is not declared", hint=f"give the option frame, one of: {', '.join(FRAMES)}"
    )


def split_own_frame(text: pl.Series) -> pl.DataFrame:
    """Take a frame that stands before a point off it: `said` (the word), `own_frame` (null where unknown), `rest`.

    >>> split_own_frame(pl.Series(["GCJ-02 120.5,31.3", "SRID=4490;POINT(120.5 31.3)", "北京54 120,31"])).rows()
    [('gcj02', 'gcj02', '120.5,31.3'), ('4490', 'cgcs2000', 'POINT(120.5 31.3)'), ('北京54', None, '120,31')]
    """
    frame = pl.DataFrame({"text": text})
    has_word = (text.str.contains(r"[\p{Han}A-Za-z]")).fill_null(False)
    if not has_word.any():  # the bulk: plain numbers
        nothing = pl.lit(None, pl.String)
        return frame.select(said=nothing, own_frame=nothing, rest="text")
    asked = frame.with_columns(upper=pl.col("text").str.to_uppercase()).with_columns(
        number=pl.col("upper").str.extract(_NUMBER),
        word=pl.when(~pl.col("upper").str.contains(_NOT_A_FRAME)).then(pl.col("text").str.extract(_WORD)),
    )
    said = pl.coalesce("number", pl.col("word").str.to_lowercase().str.replace_all(r"[-_()]|坐标系?$", ""))
    return asked.with_columns(said=said).select(
        "said",
        own_frame=pl.col("said").replace_strict(_words(), default=None, return_dtype=pl.String),
        rest=pl.when(pl.col("number").is_not_null())
        .then(pl.col("text").str.replace(f"(?i){_NUMBER}", ""))
        .when(pl.col("said").is_not_null())
        .then(pl.col("text").str.replace(_WORD, ""))
        .otherwise("text"),
    )


@cache
def _words() -> dict[str, str | None]:
    """Words for frames, with and without the ending 坐标系."""
    listed = read_reference("coordinate_frames")
    words = listed["word"].str.replace("坐标系?$", "")
    both = pl.concat([listed["word"], words]), pl.concat([listed["frame"]] * 2)
    return dict(zip(*(column.to_list() for column in both), strict=True))
