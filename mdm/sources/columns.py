"""Which source column means which attribute."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mdm._resources import rules_root
from mdm.errors import InputError
from mdm.rulepack import RulePack
from mdm.rulepack.located_yaml import LocatedYaml
from mdm.rulepack.model import fold_column_name

RECORD_ID = "record_id"
ROW_NUMBER = "@row"


@dataclass(frozen=True)
class ColumnMap:
    """`record_id` is a column or `@row`; `attributes` maps source column to attribute, in file order."""

    record_id: str
    attributes: Mapping[str, str]
    unmapped: tuple[str, ...]


@cache
def record_id_aliases() -> frozenset[str]:
    """Folded column names that mean the record id, from `rules/reference/record_id_aliases.yml`."""
    file = LocatedYaml(rules_root() / "reference" / "record_id_aliases.yml")
    return frozenset(fold_column_name(alias) for alias in file.data["aliases"])


def map_columns(
    where: str,
    header: Sequence[str],
    pack: RulePack,
    stated: Mapping[str, str | None],
    id_column: str | None,
) -> ColumnMap:
    """Map a header: `stated` pairs first, then exact attribute names, then the pack's aliases.

    Raises InputError for a stated column or attribute that does not exist, two columns for one attribute, no
    or several record id columns, and when no column means anything to the pack.
    """
    chosen = _stated(where, header, pack, stated)
    taken = {attribute for attribute in chosen.values() if attribute is not None}
    aliases = dict.fromkeys(record_id_aliases(), RECORD_ID) | pack.aliases()
    for column in header:
        attribute = column if column in pack.attributes else aliases.get(fold_column_name(_bare(column)))
        if column not in chosen and attribute is not None and attribute not in taken:
            chosen[column] = attribute
    record_id = _find_record_id(where, header, chosen, id_column)
    attributes = {c: a for c in header if (a := chosen.get(c)) is not None and a != RECORD_ID}
    _refuse_doubles(where, attributes)
    if not attributes:
        raise InputError(
            f"{where}: no column means anything to the rule pack {pack.name}: {', '.join(header)}",
            hint="name them in the job file: columns: {their name: attribute}",
        )
    unmapped = tuple(c for c in header if c not in attributes and c != record_id)
    return ColumnMap(record_id, attributes, unmapped)


def find_column(where: str, header: Sequence[str], wanted: str) -> str:
    """Return the column called `wanted`, exactly or after folding; InputError names the columns there are."""
    if wanted in header:
        return wanted
    folded = [column for column in header if fold_column_name(column) == fold_column_name(wanted)]
    if len(folded) == 1:
        return folded[0]
    close = difflib.get_close_matches(wanted, header, 1)
    meant = f"did you mean {close[0]!r}? " if close else ""
    raise InputError(f"{where}: no column {wanted!r}", hint=f"{meant}Columns: {', '.join(header)}")


def _stated(
    where: str, header: Sequence[str], pack: RulePack, stated: Mapping[str, str | None]
) -> dict[str, str | None]:
    chosen: dict[str, str | None] = {}
    for column, attribute in stated.items():
        if attribute is not None and attribute != RECORD_ID and attribute not in pack.attributes:
            close = difflib.get_close_matches(attribute, pack.attributes, 1)
            meant = f"did you mean {close[0]!r}? " if close else ""
            raise InputError(
                f"{where}: column {column!r} is to be {attribute!r}, which is no attribute of {pack.name}",
                hint=f"{meant}Attributes: {', '.join(pack.attributes)}",
            )
        chosen[find_column(where, header, column)] = attribute
    return chosen


def _bare(column: str) -> str:
    """The name as delivered, without the number that tells repeated names apart."""
    name, _, number = column.rpartition(" (")
    return name if name and number[:-1].isdigit() and number.endswith(")") else column


def _find_record_id(
    where: str, header: Sequence[str], chosen: Mapping[str, str | None], id_column: str | None
) -> str:
    if id_column == ROW_NUMBER:
        return ROW_NUMBER
    if id_column is not None:
        return find_column(where, header, id_column)
    found = [column for column in header if chosen.get(column) == RECORD_ID]
    if RECORD_ID in found:
        return RECORD_ID
    if not found:
        raise InputError(
            f"{where}: no column holds the record id; columns: {', '.join(header)}",
            hint="say which one: --id-column NAME or record_id: in the job file; @row numbers the rows",
        )
    if len(found) > 1:
        raise InputError(
            f"{where}: several columns could hold the record id: {', '.join(found)}",
            hint="say which one: --id-column NAME or record_id: in the job file",
        )
    return found[0]


def _refuse_doubles(where: str, attributes: Mapping[str, str]) -> None:
    owner: dict[str, str] = {}
    for column, attribute in attributes.items():
        other = owner.setdefault(attribute, column)
        if other != column:
            raise InputError(
                f"{where}: columns {other!r} and {column!r} both mean {attribute}",
                hint=f"choose one in the job file: columns: {{{other}: {attribute}, {column}: null}}",
            )
