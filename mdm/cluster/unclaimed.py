"""Numbers that only one record bears: are they its own?

Where two records of one number disagree, the number shows whose it is. A number that nobody else bears has no such
witness but its own record: it states a birth date and a sex, and the number tells them as well. A slip of the pen
errs in one of them. Works on everything: whether anybody else bears a number depends on all records.
"""

from dataclasses import replace

import polars as pl

from mdm.cluster.identity import AGREES, FLATLY, Agreement, Identity, primary_identifier
from mdm.rulepack import RulePack


def question_unclaimed(
    records: pl.DataFrame, pack: RulePack, identity: Identity, agreement: Agreement
) -> Identity:
    """Reject numbers that nobody else bears and that their record contradicts in all they tell; doubt some others.

    A rejected number proves nothing and keeps nobody apart, as if there were none: it is a relative's. One that tells
    another date alone is `doubted`: number or date is wrong, and neither is taken to be right. Those, and numbers of
    which their record states too little to tell, are `unproved`. Rows stand for themselves, since nobody shares their
    number. Only where the pack says so.
    """
    primary = primary_identifier(pack)
    if primary is None or not primary.own_word or primary.attribute not in records.columns:
        return identity
    value = records[primary.attribute]
    alone = (identity.holds & ~value.is_duplicated()).arg_true().cast(pl.UInt32)
    stated = [f"{target}.stated" for target in pack.attributes[primary.attribute].derive]
    stated = [name for name in stated if name in records.columns]
    told = pl.DataFrame({"row": alone, "agreement": agreement(alone, primary.attribute)})
    unproved = told.filter(pl.col("agreement") < AGREES)["row"]
    told = told.filter(pl.col("agreement") <= -AGREES)
    says = records.select(stated)[told["row"]].select(
        all=pl.all_horizontal(pl.lit(len(stated) > 1), *(pl.col(name).is_not_null() for name in stated))
    )
    surely = (told["agreement"] <= FLATLY) & says["all"]
    unclaimed = told["row"].filter(surely)
    return replace(
        identity,
        holds=identity.holds.scatter(unclaimed, False) if len(unclaimed) else identity.holds,
        contested=pl.concat([identity.contested, unclaimed]).unique().sort(),
        rejected=pl.concat([identity.rejected, unclaimed]).unique().sort(),
        unclaimed=unclaimed,
        doubted=told["row"].filter(~surely),
        unproved=unproved,
    )
