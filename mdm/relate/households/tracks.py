"""Where every person belongs, day by day: facts become spans, and who follows goes where the other goes.

A *track* is where a person belongs or, once they are gone, where they belonged last: who followed a person that
dies stays in that household.
"""

import polars as pl

from mdm.relate.households.codes import founded, registered

DEEPEST = 40  # persons who follow one another: a child its mother, she her husband, he his father


def lay_tracks(facts: pl.DataFrame) -> pl.DataFrame:
    """Spans `person`, `household` (a key), `start`, `end` (null: open) with `relation` and `evidence`.

    `facts` are those of `state_facts`. Works on all facts of persons who follow one another.
    """
    moves = facts.filter(pl.col("rule") != "gone")
    spans = moves.with_columns(start="day", end=pl.col("day").shift(-1).over("person"))
    key = (
        pl.when(pl.col("rule") == "to").then(registered(pl.col("number")))
        .when(pl.col("rule") == "alone").then(founded("person", "day"))
    )  # fmt: skip
    spans = spans.with_columns(household=key).drop("day")
    tracks = spans.filter(pl.col("household").is_not_null())
    waiting = spans.filter(pl.col("household").is_null())
    for _ in range(DEEPEST):
        ready = ~waiting["other"].is_in(waiting["person"].implode())
        if not ready.any():
            break
        tracks = pl.concat([tracks, _follow(waiting.filter(ready), tracks)])
        waiting = waiting.filter(~ready)
    own = founded("person", "start")  # two who follow one another in a circle
    return pl.concat([tracks, waiting.with_columns(household=own)]).sort("person", "start")


def _follow(spans: pl.DataFrame, tracks: pl.DataFrame) -> pl.DataFrame:
    """Spans cut where the person followed changes household.

    Who is followed but never spoken of founds a household that day; before their first household they count as
    living in it already.
    """
    asked = spans.select(person="other").unique()
    led = (
        tracks.join(asked, on="person", how="semi")
        .select(other="person", led="household", since="start", until="end")
        .sort("other", "since")
    )
    first = pl.col("since") == pl.col("since").min().over("other")
    led = led.with_columns(since=pl.when(~first).then("since"))
    joined = spans.drop("household").join(led, on="other", how="left", maintain_order="left")
    begins = pl.col("since").is_null() | pl.col("end").is_null() | (pl.col("since") < pl.col("end"))
    lasts = pl.col("until").is_null() | (pl.col("until") > pl.col("start"))
    met = joined.filter(pl.col("led").is_null() | (begins & lasts))
    cut = met.with_columns(
        start=pl.max_horizontal("start", "since"),
        end=pl.min_horizontal("end", "until"),
        household=pl.coalesce("led", founded("other", "start")),
    )
    return cut.select(spans.columns)


def found_leaders(facts: pl.DataFrame, tracks: pl.DataFrame) -> pl.DataFrame:
    """Spans of persons who are followed but of whom no fact speaks: they live in what they are followed to."""
    followed = tracks.filter((pl.col("household") > 0) & (pl.col("rule") == "with"))
    unknown = followed.join(facts.select(other="person").unique(), on="other", how="anti")
    return (
        unknown.group_by("other")
        .agg(pl.col("household", "start", "evidence").sort_by("start", "household").first())
        .select(
            person="other",
            rule=pl.lit("alone", tracks["rule"].dtype),
            number=pl.lit(None, pl.UInt32),
            other=pl.lit(None, pl.UInt32),
            relation=pl.lit(None, pl.String),
            evidence="evidence",
            start="start",
            end=pl.lit(None, pl.Date),
            household="household",
        )
        .select(tracks.columns)
    )
