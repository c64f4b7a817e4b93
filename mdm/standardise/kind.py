"""What a kind of value is: its name, its parts, and the column function that reads it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from polars._typing import PolarsDataType

from mdm.standardise.steps import Step


@dataclass(frozen=True)
class Context:
    """What is known about all values of one column besides the values themselves.

    `at` is the date whose districts and codes are wanted (None: today). `division` is a division
    code beneath which the values are known to lie, such as `320500`. `steps` asks for the named
    steps. `options` are per-source remarks of the job file or pack, such as `date_system: "1904"`
    or a map of codes.
    """

    at: date | None = None
    division: str | None = None
    steps: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


Standardiser = Callable[[pl.Series, Context], pl.DataFrame]
Writer = Callable[[pl.DataFrame, Context], pl.DataFrame]


@dataclass(frozen=True)
class Kind:
    """One kind of value.

    `standardise` takes a String series (nulls allowed) and a context and returns a frame of the same
    length and order with the columns `value`, `issue`, `lead`, then `parts` in order, and, when
    `context.steps`, `steps` (list of strings). It must be a pure function of each single value.
    `on_distinct` says that the caller should pass distinct values only and join back, `alike_together` that many are
    read faster where those that begin alike stand together. `steps_of` gives the
    named steps from a delivered text to its value: replaying those listed for a value gives the value.
    `options` are the remarks on a source that it reads, `must_declare` those without which a source is refused.
    `write` gives the columns of things of which only the parts that name them are known. `most_rows` bounds how
    many values are read at a time, for kinds whose work takes many columns.
    """

    name: str
    title: str
    title_en: str
    parts: Mapping[str, PolarsDataType]
    standardise: Standardiser
    on_distinct: bool = False
    alike_together: bool = False
    value_type: PolarsDataType = field(default_factory=pl.String)
    steps_of: Callable[[Context], Sequence[Step]] | None = None
    options: tuple[str, ...] = ()
    must_declare: tuple[str, ...] = ()
    write: Writer | None = None
    most_rows: int = 1 << 20

    def read_options(self, options: Mapping[str, str]) -> dict[str, str]:
        """Those of a source's remarks that this kind reads."""
        return {name: value for name, value in options.items() if name in self.options}

    @property
    def schema(self) -> dict[str, PolarsDataType]:
        """Columns the standardiser returns, without `steps`."""
        return {"value": self.value_type, "issue": pl.String(), "lead": pl.String(), **self.parts}
