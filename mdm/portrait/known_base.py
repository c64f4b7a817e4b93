"""What portraits read of one base: its golden records, households and documents."""

from dataclasses import dataclass, replace

import polars as pl

from mdm.explanation.lookup import read_pack
from mdm.frames import DOCUMENTS, HOUSEHOLD_MEMBERS, HOUSEHOLDS, empty
from mdm.rulepack import RulePack
from mdm.run import Run


@dataclass(frozen=True)
class KnownBase:
    """Frames of a finished run, as they lie in its folder or only what concerns some entities."""

    pack: RulePack
    golden: pl.LazyFrame
    households: pl.LazyFrame
    members: pl.LazyFrame
    documents: pl.LazyFrame

    @classmethod
    def of_run(cls, run: Run) -> "KnownBase":
        """All that a run has."""
        pack = read_pack(run.path)
        homes = pack.households is not None
        return cls(
            pack,
            run.golden,
            run.households if homes else empty(HOUSEHOLDS).lazy(),
            run.household_members if homes else empty(HOUSEHOLD_MEMBERS).lazy(),
            run.documents if pack.documents else empty(DOCUMENTS).lazy(),
        )

    def only(self, entities: pl.Series) -> "KnownBase":
        """What concerns these entities, in memory: to draw many portraits, files are read once."""
        wanted = entities.unique().implode()
        members = self.members.filter(
            pl.col("household_id").is_in(wanted)
            | pl.col("entity_id").is_in(wanted).any().over("household_id")
        ).collect()
        homes = members["household_id"].unique()
        people = pl.concat([entities, members["entity_id"]]).unique().implode()
        return replace(
            self,
            golden=self.golden.filter(pl.col("entity_id").is_in(people)).collect().lazy(),
            households=self.households.filter(pl.col("household_id").is_in(homes.implode())).collect().lazy(),
            members=members.lazy(),
            documents=self.documents.filter(pl.col("entity_id").is_in(wanted)).collect().lazy(),
        )
