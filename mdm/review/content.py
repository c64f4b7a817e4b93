"""The content a decision was made on, as one hash of both records.

A decision is about what the reviewer saw. Where a record has changed since, the hash differs and the pair is
raised again. Only what is compared or proves identity counts: a new date of update makes no new case.
"""

from hashlib import blake2b

import polars as pl

from mdm.rulepack import RulePack

_DIGEST_BYTES = 16


def hash_pairs(pairs: pl.DataFrame, records: pl.DataFrame, pack: RulePack) -> pl.Series:
    """`content_hash` of pairs of rows of `records`, whose attributes are texts as delivered.

    Blank and missing are one, outer blanks do not count, and the order of the two records does not matter.
    """
    named = {attribute for rule in pack.comparisons for attribute in rule.attributes}
    named |= {identifier.attribute for identifier in pack.identifiers}
    shown = [name for name in sorted(named) if name in records.columns]
    rows = pl.concat([pairs["left"], pairs["right"]]).unique().sort()
    texts = records[rows].select(_told(name) for name in shown) if shown else pl.DataFrame()
    # hashlib has no vector form; these are the records of decided or doubtful pairs only
    content = texts.select(pl.concat_str(pl.all(), separator="\x1e")).to_series() if shown else None
    digests = [_digest(text) for text in content] if content is not None else [_digest("")] * len(rows)
    of_row = dict(zip(rows, digests, strict=True))
    both = zip(pairs["left"], pairs["right"], strict=True)
    return pl.Series(
        "content_hash",
        [_digest("".join(sorted((of_row[left], of_row[right])))) for left, right in both],
        pl.String,
    )


def _told(name: str) -> pl.Expr:
    return (pl.lit(f"{name}\x1f") + pl.col(name).str.strip_chars().fill_null("")).alias(name)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
