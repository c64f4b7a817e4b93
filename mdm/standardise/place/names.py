"""What is a name the name of: a division, a road, an estate, a crossing, an address, or something that stands there?

The category the table gives decides; where it gives none, how the name itself reads. A name that reads as nothing but a
road, an estate or a division is one; anything else is a point of interest.
"""

from functools import cache

import polars as pl

from mdm.rulepack import read_reference

DIVISIONS = ("province", "city", "district", "zone", "town")
COMMUNITIES = ("community", "group")
DOORS = ("gate", "subgate", "building", "unit", "floor", "room")
_OF_ONE_SORT = {
    "division": DIVISIONS,
    "community": (*DIVISIONS, *COMMUNITIES),
    "road": (*DIVISIONS, *COMMUNITIES, "road", "lane"),
    "estate": (*DIVISIONS, *COMMUNITIES, "estate"),
    "crossing": (*DIVISIONS, "road", "intersection"),
}
_ALL = (*DIVISIONS, *COMMUNITIES, "road", "lane", "estate", "intersection", "poi", "remark", *DOORS)


def find_class(category: pl.Series, named: pl.DataFrame, beside_a_gate: pl.Series) -> pl.Series:
    """Class of each named place: division, community, road, estate, crossing, address or poi.

    `named` holds the parts that the names read as by themselves; `beside_a_gate` says that an address with a
    gate or more was given as well, beside which an estate is only what its name plainly says.
    """
    frame = pl.DataFrame({"said": class_of_category(category), "beside": beside_a_gate}).hstack(named)
    pure = [
        pl.when(_is_only(parts) & _goes_as_deep_as(name)).then(pl.lit(name))
        for name, parts in _OF_ONE_SORT.items()
    ]
    read = pl.coalesce(*pure)
    has_door = pl.any_horizontal(pl.col(part).is_not_null() for part in DOORS)
    is_address = has_door & (pl.col("road").is_not_null() | pl.col("estate").is_not_null())
    plainly_an_estate = pl.col("estate").str.contains(name_endings("estate"))
    by_itself = (
        pl.when(is_address)
        .then(pl.lit("address"))
        .when((read == "estate") & pl.col("beside") & ~plainly_an_estate)
        .then(pl.lit("poi"))
        .otherwise(read.fill_null("poi"))
    )
    told = pl.when(is_address & (pl.col("said") != "poi")).then(pl.lit("address")).otherwise("said")
    return frame.select(pl.coalesce(told, by_itself).alias("class")).to_series()


def class_of_category(category: pl.Series) -> pl.Series:
    """Class that a category means, by the longest known word in it; null where it says nothing.

    >>> class_of_category(pl.Series(["商务住宅;住宅区", "道路附属设施", "其他", None])).to_list()
    ['estate', 'poi', None, None]
    """
    words = _category_words()
    told = {}
    for text in category.drop_nulls().unique().to_list():  # distinct categories: hundreds at most
        found = [word for word in words if word in text.lower()]
        told[text] = words[max(found, key=len)] if found else None
    return category.replace_strict(told, default=None, return_dtype=pl.String)


def _is_only(parts: tuple[str, ...]) -> pl.Expr:
    return pl.all_horizontal(pl.col(part).is_null() for part in _ALL if part not in parts)


def _goes_as_deep_as(name: str) -> pl.Expr:
    deepest = {
        "division": DIVISIONS,
        "community": COMMUNITIES,
        "road": ("road", "lane"),
        "estate": ("estate",),
    }
    return pl.any_horizontal(pl.col(p).is_not_null() for p in deepest.get(name, ("intersection",)))


@cache
def _category_words() -> dict[str, str]:
    table = read_reference("place_categories")
    return dict(zip(table["word"].str.to_lowercase().to_list(), table["class"].to_list(), strict=True))


@cache
def name_endings(sort: str) -> str:
    """Pattern of the endings by which a name says that it is an estate or a tower."""
    table = read_reference("place_names").filter(pl.col("class") == sort)
    return f"(?:{'|'.join(table['ending'])})$"
