"""Callers share a writer, and each learns what became of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from service.records.errors import Busy, Closing, NotKept, RecordsRefusal
from service.records.group_commit import GroupCommit


class Desk:
    """Writes numbers, when it is let; keeps what it wrote, group by group."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.may_write = Event()
        self.writes = Event()
        self.may_write.set()

    def commit(self, items: Sequence[int]) -> list[int | RecordsRefusal]:
        self.writes.set()
        assert self.may_write.wait(10)
        if 13 in items:
            raise ZeroDivisionError
        if 99 in items:
            raise NotKept
        self.groups.append(list(items))
        return [RecordsRefusal("seven", "Not seven") if each == 7 else each * 10 for each in items]


@contextmanager
def held(desk: Desk, most_waiting: int = 100, most_at_once: int = 100) -> Iterator[GroupCommit[int, int]]:
    """Give a writer that is stuck on its first item, -1, until the test lets it write."""
    desk.may_write.clear()
    group: GroupCommit[int, int] = GroupCommit(desk.commit, most_waiting, most_at_once)
    with ThreadPoolExecutor(1) as first:
        first.submit(group.submit, -1)
        assert desk.writes.wait(10)
        yield group
        desk.may_write.set()
    group.close()


def wait_until(holds: Callable[[], bool]) -> None:
    Event().wait(0.001)
    while not holds():
        Event().wait(0.001)


def test_what_gathers_while_the_writer_is_busy_is_written_together() -> None:
    desk = Desk()
    with held(desk) as group, ThreadPoolExecutor(20) as callers:
        results = [callers.submit(group.submit, number) for number in range(20, 40)]
        wait_until(lambda: len(group._waiting) == 20)
        desk.may_write.set()
        assert [each.result() for each in results] == [number * 10 for number in range(20, 40)]
    assert [len(each) for each in desk.groups] == [1, 20]


def test_a_group_is_no_larger_than_allowed() -> None:
    desk = Desk()
    with held(desk, most_at_once=8) as group, ThreadPoolExecutor(20) as callers:
        results = [callers.submit(group.submit, number) for number in range(20, 40)]
        wait_until(lambda: len(group._waiting) == 20)
        desk.may_write.set()
        assert [each.result() for each in results] == [number * 10 for number in range(20, 40)]
    assert [len(each) for each in desk.groups] == [1, 8, 8, 4]


def test_one_that_spoils_a_group_fails_alone() -> None:
    desk = Desk()
    with held(desk) as group, ThreadPoolExecutor(5) as callers:
        results = {number: callers.submit(group.submit, number) for number in (1, 7, 13, 2)}
        wait_until(lambda: len(group._waiting) == 4)
        desk.may_write.set()
        assert (results[1].result(), results[2].result()) == (10, 20)
        with pytest.raises(RecordsRefusal, match="Not seven"):
            results[7].result()
        with pytest.raises(ZeroDivisionError):
            results[13].result()


def test_when_the_database_is_gone_nobody_is_tried_again_one_by_one() -> None:
    desk = Desk()
    with held(desk) as group, ThreadPoolExecutor(5) as callers:
        results = [callers.submit(group.submit, number) for number in (1, 99, 2)]
        wait_until(lambda: len(group._waiting) == 3)
        desk.may_write.set()
        for each in results:
            with pytest.raises(NotKept):
                each.result()
    assert desk.groups == [[-1]]


def test_when_too_many_wait_the_next_is_told_so_at_once() -> None:
    desk = Desk()
    with held(desk, most_waiting=2) as group, ThreadPoolExecutor(2) as callers:
        waiting = [callers.submit(group.submit, number) for number in (1, 2)]
        wait_until(lambda: len(group._waiting) == 2)
        with pytest.raises(Busy):
            group.submit(3)
        desk.may_write.set()
        assert [each.result() for each in waiting] == [10, 20]


def test_closing_writes_what_waits_and_takes_nothing_more() -> None:
    desk = Desk()
    with held(desk) as group, ThreadPoolExecutor(9) as callers:
        waiting = [callers.submit(group.submit, number) for number in range(1, 6)]
        wait_until(lambda: len(group._waiting) == 5)
        closed = callers.submit(group.close)
        wait_until(lambda: group._closing)
        with pytest.raises(Closing):
            group.submit(8)
        desk.may_write.set()
        closed.result()
        assert [each.result() for each in waiting] == [10, 20, 30, 40, 50]
