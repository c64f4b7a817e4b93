"""Independent pieces of work at the same time."""

import threading

import pytest

from mdm import side_by_side as module
from mdm.side_by_side import side_by_side


def test_results_stand_in_the_order_of_the_pieces_and_the_heaviest_begins_first(monkeypatch) -> None:
    monkeypatch.setattr(module, "thread_pool_size", lambda: 2)
    heavy_began, begun = threading.Event(), []

    def work(piece: str) -> str:
        begun.append(piece)
        if len(piece) == max(map(len, pieces)):
            heavy_began.set()
        assert heavy_began.wait(10)
        return piece.upper()

    pieces = ["a", "bb", "c", "dddd", "ee"]
    assert side_by_side(work, pieces, effort=len) == ["A", "BB", "C", "DDDD", "EE"]
    assert begun[0] == "dddd"


def test_the_first_error_is_raised(monkeypatch) -> None:
    monkeypatch.setattr(module, "thread_pool_size", lambda: 2)

    def work(piece: int) -> int:
        return 1 // piece

    with pytest.raises(ZeroDivisionError):
        side_by_side(work, [1, 0, 2])
