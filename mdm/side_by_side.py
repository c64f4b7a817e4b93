"""Do independent pieces of work side by side; results come in the order of the pieces."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from polars import thread_pool_size

Piece = TypeVar("Piece")
Result = TypeVar("Result")

MOST = 4  # beyond it, memory grows faster than speed


def side_by_side(
    work: Callable[[Piece], Result],
    pieces: Iterable[Piece],
    effort: Callable[[Piece], int] | None = None,
) -> list[Result]:
    """Apply `work` to every piece, as many at once as Polars has threads; the first error is raised.

    Polars and numpy let go of the interpreter while they work, so threads are enough. Pieces of most `effort`
    begin first, so that no long one is left over when the others are done.

    >>> side_by_side(len, ["a", "bcd"], effort=len)
    [1, 3]
    """
    listed = list(pieces)
    workers = min(thread_pool_size(), MOST, len(listed))
    if workers < 2:
        return [work(piece) for piece in listed]
    order = sorted(range(len(listed)), key=lambda at: -effort(listed[at]) if effort else 0)
    with ThreadPoolExecutor(workers, thread_name_prefix="mdm") as pool:
        begun = {at: pool.submit(work, listed[at]) for at in order}
        return [begun[at].result() for at in range(len(listed))]
