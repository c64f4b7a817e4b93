"""Which entities do the keys of a reference reach, and does anything speak against them?

Keys are tried from the strongest down, in all bases at once; the first that reaches anybody is the last one
asked. A subject reached is `good` unless its names speak against the one stated (`other_name`; a person's name
beside a firm's code does), or it holds another number of a kind that the record states too (`contradicted`).
Where the pack asks for more than a surname, a name masked behind it is too little (`surname_only`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain

import polars as pl

from mdm.relate.base import Base
from mdm.rulepack import Identifier, Reference, ReferenceTarget

Compare = Callable[[str, pl.Series, pl.Series], pl.Series]

GOOD, OTHER_NAME, CONTRADICTED, SURNAME_ONLY = "good", "other_name", "contradicted", "surname_only"
HITS = dict.fromkeys(("base", "entity_id", "key", "how", "verdict"), pl.String)
ON = ["claim", "entity_id"]
MASK = "[某*＊●•×]"


@dataclass(frozen=True)
class Key:
    """One key of one target, with the base it asks; `columns` are own columns and attributes there."""

    target: ReferenceTarget
    base: Base
    columns: Mapping[str, str]

    @property
    def identifiers(self) -> list[Identifier]:
        """Identifiers of the base that stand in the key, be it as a part of another number."""
        pack, asked = self.base.pack, set(self.columns.values())
        return [i for i in pack.identifiers if i.joins and not asked.isdisjoint(pack.telling(i.attribute))]


def usable_keys(reference: Reference, bases: Mapping[str, Base], claims: pl.DataFrame) -> list[list[Key]]:
    """Keys of bases that are built and of columns that are delivered, the strongest of each target first."""
    return [
        [
            Key(target, bases[target.base], key)
            for key in target.keys
            if all(column in claims.columns for column in key)
        ]
        for target in reference.to
        if target.base in bases
    ]


def find_hits(
    claims: pl.DataFrame, reference: Reference, bases: Mapping[str, Base], compare: Compare
) -> pl.DataFrame:
    """Entities reached by each claim: `claim` and the columns of HITS.

    `how` says whether an identifier or only a name led there.
    """
    ladders = usable_keys(reference, bases, claims)
    found = [pl.DataFrame(schema={"claim": pl.UInt32, **HITS})]
    asking = claims
    for step in range(max(map(len, ladders), default=0)):
        keys = [ladder[step] for ladder in ladders if step < len(ladder)]
        reached = [_judge(_reach(asking, key), asking, key, reference, compare) for key in keys]
        found += reached
        asking = asking.join(pl.concat(reached).select("claim").unique(), on="claim", how="anti")
    return pl.concat(found)


def _reach(claims: pl.DataFrame, key: Key) -> pl.DataFrame:
    """`claim` and `entity_id` where all columns of the key are equal."""
    own = claims.select("claim", *(pl.col(column).cast(pl.String) for column in key.columns))
    own = own.drop_nulls(list(key.columns))
    asked = {there: pl.col(here) for here, there in key.columns.items()}
    theirs = key.base.values(list(asked), own.select(**asked))
    theirs = theirs.select("entity_id", *(pl.col(there).alias(here) for here, there in key.columns.items()))
    return own.join(theirs, on=list(key.columns), nulls_equal=False).select(ON).unique()


def _judge(
    reached: pl.DataFrame, claims: pl.DataFrame, key: Key, reference: Reference, compare: Compare
) -> pl.DataFrame:
    verdict = pl.lit(GOOD)
    marks = reached
    if not reference.names_suffice:
        marks = marks.join(_contradicted(reached, claims, key), on=ON, how="left")
        strangers = _of_other_name(reached, claims, key, compare)
        strangers = strangers.vstack(_of_other_sort(reached, claims, key, reference))
        marks = marks.join(strangers.unique(), on=ON, how="left")
        verdict = (
            pl.when("other_name").then(pl.lit(OTHER_NAME))
            .when("contradicted").then(pl.lit(CONTRADICTED))
            .otherwise(verdict)
        )  # fmt: skip
    if key.target.beyond_surname:
        surname_only = pl.col("stated").str.contains(rf"{MASK}\s*$")
        marks = marks.join(claims.select("claim", surname_only=surname_only), on="claim")
        verdict = (
            pl.when((verdict == GOOD) & pl.col("surname_only")).then(pl.lit(SURNAME_ONLY)).otherwise(verdict)
        )
    how = "identifier" if key.identifiers else "name"
    return marks.select(
        "claim",
        base=pl.lit(key.base.name),
        entity_id="entity_id",
        key=pl.lit("+".join(key.columns)),
        how=pl.lit(how),
        verdict=verdict,
    )


def _contradicted(reached: pl.DataFrame, claims: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Those reached who hold a number, but not the one stated, of a kind that keeps entities apart."""
    vetoing = key.base.pack.keeping_apart()
    found = [reached.clear()]
    for other in key.target.keys:
        ((here, there),) = other.items() if len(other) == 1 else (("", ""),)
        if here not in claims.columns or there not in vetoing or there in key.columns.values():
            continue
        stated = reached.join(claims.select("claim", stated=here), on="claim").drop_nulls("stated")
        held = key.base.values([there]).join(stated.select("entity_id").unique(), on="entity_id", how="semi")
        both = stated.join(held, on="entity_id")
        agrees = pl.col("stated") == pl.col(there)
        found.append(both.group_by(ON).agg(agrees.any()).filter(~pl.col("stated")).select(ON))
    return pl.concat(found).unique().with_columns(contradicted=pl.lit(True))


def _of_other_name(reached: pl.DataFrame, claims: pl.DataFrame, key: Key, compare: Compare) -> pl.DataFrame:
    """Those reached none of whose names may be the one stated, as the base's rules on the identifier say."""
    rule = next((i for i in key.identifiers if i.compatible is not None), None)
    pairs = _pairs_of_names(reached, claims, key)
    if rule is None or pairs.is_empty():
        return reached.clear().with_columns(other_name=pl.lit(True))
    unlike = pairs.filter(~(pl.col("name") == pl.col("stated")).any().over(ON))
    distinct = unlike.select("stated", "name").unique()
    kind = next(c.kind for c in key.base.pack.comparisons if c.name == rule.compatible)
    level = compare(kind, distinct["stated"], distinct["name"])
    may_be = level.is_in(["missing", "exact", *rule.compatible_levels])
    judged = unlike.join(distinct.with_columns(may_be=may_be), on=["stated", "name"])
    strangers = judged.group_by(ON).agg(pl.col("may_be").any()).filter(~pl.col("may_be"))
    return strangers.select(ON).with_columns(other_name=pl.lit(True))


def _of_other_sort(
    reached: pl.DataFrame, claims: pl.DataFrame, key: Key, reference: Reference
) -> pl.DataFrame:
    """Those reached, where the text stated is no name of this target's sort and fits none of their names.

    A masked name fits where what it shows agrees; another text speaks against them if it reads as a name of
    another target's sort. Who has no name, such as a sole trader without one, is spoken against by nothing.
    """
    own = [here for here in key.target.names if here in claims.columns]
    others = {here for target in reference.to for here in target.names} - set(key.target.names)
    elsewhere = pl.any_horizontal(
        pl.lit(False), *(pl.col(c).is_not_null() for c in others & set(claims.columns))
    )
    odd = claims.filter(pl.all_horizontal(pl.lit(True), *(pl.col(c).is_null() for c in own)))
    odd = odd.select("claim", "stated", masked=pl.col("stated").str.contains(MASK), elsewhere=elsewhere)
    odd = reached.join(odd.filter(pl.col("masked") | pl.col("elsewhere")), on="claim")
    if not own or odd.is_empty():
        return reached.clear().with_columns(other_name=pl.lit(True))
    named = key.base.names(list(dict.fromkeys(chain.from_iterable(key.target.names.values()))))
    pairs = odd.join(named, on="entity_id")
    shown = pl.col("stated").str.replace_all(r"\s", "")
    fits = (
        pl.col("masked")
        & pl.col("name").str.starts_with(shown.str.extract(rf"^(.*?){MASK}"))
        & pl.col("name").str.ends_with(shown.str.extract(rf".*{MASK}(.*)$"))
    )
    judged = pairs.group_by(ON).agg(fits.any().alias("fits")).filter(~pl.col("fits"))
    return judged.select(ON).with_columns(other_name=pl.lit(True))


def _pairs_of_names(reached: pl.DataFrame, claims: pl.DataFrame, key: Key) -> pl.DataFrame:
    """`claim`, `entity_id`, the name `stated` and each `name` that the entity has."""
    found = [reached.clear().with_columns(stated=pl.lit("", pl.String), name=pl.lit("", pl.String))]
    for here, theirs in key.target.names.items():
        if here in claims.columns:
            stated = reached.join(claims.select("claim", stated=here), on="claim").drop_nulls("stated")
            known = key.base.names(theirs).join(
                stated.select("entity_id").unique(), on="entity_id", how="semi"
            )
            found.append(stated.join(known, on="entity_id").select(*ON, "stated", "name"))
    return pl.concat(found)
