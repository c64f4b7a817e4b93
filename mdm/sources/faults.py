"""What is wrong with several sources, told in one letter."""

from collections.abc import Iterator
from contextlib import contextmanager

from mdm.errors import InputError


class SourceFaults:
    """Gathers the faults of sources that are read one after the other.

    >>> faults = SourceFaults()
    >>> for name in ("a.csv", "b.csv"):
    ...     with faults.gathered():
    ...         raise InputError(f"{name}: no such file", hint="check the path")
    >>> faults.tell()
    Traceback (most recent call last):
    mdm.errors.InputError: 2 sources cannot be read as they stand
    a.csv: no such file
    Hint: check the path
    b.csv: no such file
    Hint: check the path
    """

    def __init__(self) -> None:
        self._found: list[InputError] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep an InputError raised inside for later."""
        try:
            yield
        except InputError as fault:
            self._found.append(fault)

    def tell(self) -> None:
        """Raise what was gathered: a single fault as it is, several as one."""
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            head = f"{len(self._found)} sources cannot be read as they stand"
            raise InputError("\n".join([head, *map(str, self._found)]))
