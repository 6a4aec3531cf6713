"""Many callers, one writer: whatever is waiting when the writer is free goes into one transaction together.

Nobody waits for a group to fill: a lone caller is written at once, and while one group is on its way to the disk the
next gathers. Every caller learns what became of its own item, once it is certain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition, Thread
from typing import Generic, TypeVar

from service.records.errors import Busy, Closing, RecordsRefusal

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """A writer thread and what waits for it.

    `commit` writes all of its items or none, and returns for each its result or the refusal of that item alone. It
    raises a refusal to refuse them all. When it raises anything else, one of them spoilt it for the others, so each
    is tried by itself.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Sequence[Result | RecordsRefusal]],
        most_waiting: int,
        most_at_once: int,
    ) -> None:
        self._commit = commit
        self._most_waiting, self._most_at_once = most_waiting, most_at_once
        self._waiting: deque[tuple[Item, Future[Result]]] = deque()
        self._changed = Condition()
        self._closing = False
        self._writer = Thread(target=self._write, name="records-writer", daemon=True)
        self._writer.start()

    def submit(self, item: Item) -> Result:
        """Return the result of an item, once it is written. Raises Busy, Closing, or whatever became of the item."""
        return self.begin(item).result()

    def begin(self, item: Item) -> Future[Result]:
        """Return what will have the result of an item once it is written, come what may. Raises Busy and Closing."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()  # who no longer waits takes nothing back: it is written all the same
        with self._changed:
            if self._closing:
                raise Closing
            if len(self._waiting) >= self._most_waiting:
                raise Busy
            self._waiting.append((item, future))
            self._changed.notify()
        return future

    def close(self) -> None:
        """Take nothing more, and return when all that was waiting is written."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._writer.join()

    def _write(self) -> None:
        while group := self._next():
            self._settle(group)

    def _next(self) -> list[tuple[Item, Future[Result]]]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_at_once))]

    def _settle(self, group: list[tuple[Item, Future[Result]]]) -> None:
        try:
            results = self._commit([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it was, those who wait have to hear of it
            self._refuse(group, error)
            return
        for (_, future), result in zip(group, results, strict=True):
            if isinstance(result, RecordsRefusal):
                future.set_exception(result)
            else:
                future.set_result(result)

    def _refuse(self, group: list[tuple[Item, Future[Result]]], error: Exception) -> None:
        if len(group) == 1 or isinstance(error, RecordsRefusal):
            for _, future in group:
                future.set_exception(error)
        else:
            for each in group:
                self._settle([each])
