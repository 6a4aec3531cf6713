"""Inference with the engine in a process of its own, so that its worst costs one request and never the service.

The engine is a C library that can crash or never come back. In a child process neither harms more than the request it
was working on: that caller is told so, a new child takes its place at once, and everyone else gets their answer. Only
names made by `plan.py` and whole numbers cross over to it.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from types import TracebackType
from typing import Self

from service.decision.child import START_LIMIT, Child, Lost
from service.decision.engine import Program
from service.decision.engine_child import COULD_NOT, DECIDE, FORGET, LOAD
from service.decision.errors import CouldNotDecide, Late
from service.decision.inference import Inference
from service.ruleset.model import Ruleset

TIME_LIMIT, PATIENCE = 5.0, 2.0
AT_ONCE = 0.02  # seconds within which an answer comes, unless the machine is busy or something is wrong


class EngineProcess:
    """A child process with the engine in it, for any number of rulesets. Safe to share between threads.

    An answer may take `time_limit` seconds. Close it when done; it also ends when this process does.
    """

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._lock = threading.Lock()
        self._hurry = threading.local()
        self._numbers = count(1)
        self._programs: dict[int, Program] = {}
        self._children: list[Child] = []  # the one child, or none before the first program and after the last
        self._end = weakref.finalize(self, _end_all, self._children)

    def load(self, ruleset: Ruleset) -> Inference:
        """Return the ruleset ready to decide in the child. Raises CouldNotDecide when the engine cannot take it."""
        return Inference(ruleset, self.hold)

    def hold(self, program: Program) -> Held:
        """Return the program, loaded and tried in the child. Raises CouldNotDecide when the engine cannot take it."""
        with self._lock:
            number = next(self._numbers)
            self._ask(LOAD, number, _written(program), program.ruleset)
            self._programs[number] = program
        return Held(self, number, program.ruleset)

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        return self._children[0].pid if self._children else None

    def run(self, number: int, ruleset: str, bodies: Sequence[str]) -> set[str]:
        """Return what fired in one program. Raises CouldNotDecide when the child is lost over it, or says so itself.

        Raises Late to who asks in a hurry, and would have to wait.
        """
        in_a_hurry = self.in_a_hurry
        if not self._lock.acquire(timeout=AT_ONCE if in_a_hurry else -1):
            raise Late
        try:
            if number not in self._programs:
                raise CouldNotDecide(f"The ruleset `{ruleset}` is no longer with the engine, so nothing was decided")
            body = "\n".join(bodies).encode()
            answer = self._ask_in_a_hurry(number, body) if in_a_hurry else self._ask(DECIDE, number, body, ruleset)
        finally:
            self._lock.release()
        return set(answer.decode().split())

    @property
    def in_a_hurry(self) -> bool:
        """Whether this thread asks in a hurry."""
        return getattr(self._hurry, "on", False)

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Let this thread ask in a hurry: what the engine does not answer within AT_ONCE seconds raises Late."""
        self._hurry.on = True
        try:
            yield
        finally:
            self._hurry.on = False

    def forget(self, number: int) -> None:
        """Give back what one program holds in the child."""
        with self._lock:
            program = self._programs.pop(number, None)
            if program and self._children:
                self._ask(FORGET, number, b"", program.ruleset)

    def close(self) -> None:
        """End the child; nothing can be decided afterwards."""
        with self._lock:
            self._programs.clear()
            for child in self._children:
                child.end(PATIENCE)
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- with the lock held ---------------------------------------------------------------------------------------

    def _ask(self, what: int, number: int, body: bytes, ruleset: str) -> bytes:
        try:
            return _answer(self._ask_one(what, number, body))
        except Lost as lost:
            self._start_again()
            raise CouldNotDecide(f"The inference engine {lost} over `{ruleset}`, so nothing was decided") from None

    def _ask_one(self, what: int, number: int, body: bytes, *, again: bool = True) -> tuple[int, bytes]:
        """Ask the child, or the next one when the last had ended before it could be asked anything."""
        child = self._ready()
        try:
            return child.ask(what, number, body, self._time_limit)
        except Lost as lost:
            if lost.was_asked or not again:
                raise
        except BaseException:
            _end_all(self._children)  # an answer nobody waited for must never be taken for another's
            raise
        _end_all(self._children)
        return self._ask_one(what, number, body, again=False)

    def _ask_in_a_hurry(self, number: int, body: bytes) -> bytes:
        """Ask the child there is, if it is free. What it does not answer now it owes: `_ready` will wait for that."""
        if not self._end.alive or not self._children or not self._children[0].is_ours or self._children[0].owes:
            raise Late
        try:
            return _answer(self._children[0].ask(DECIDE, number, body, AT_ONCE))
        except Lost:
            if not self._children[0].owes:
                _end_all(self._children)  # it was not asked in full
            raise Late from None
        except CouldNotDecide:
            raise
        except BaseException:
            _end_all(self._children)
            raise

    def _ready(self) -> Child:
        if not self._end.alive:
            raise CouldNotDecide("The inference engine has been closed, so nothing was decided")
        if self._children and not self._children[0].is_ours:  # after a fork: two processes must never share a child
            self._children.clear()
        if self._children and self._children[0].owes:
            self._hear_what_is_owed(self._children[0])
        if not self._children:
            self._start_again()
        return self._children[0]

    def _hear_what_is_owed(self, child: Child) -> None:
        """Take in an answer nobody waits for any more, or end the child that does not give it."""
        try:
            child.hear(self._time_limit)
        except Lost:
            _end_all(self._children)
        except BaseException:
            _end_all(self._children)
            raise

    def _start_again(self) -> None:
        """Put a new child in place with every program loaded, or none: the next request will try again."""
        _end_all(self._children)
        child = Child()
        try:
            for number, program in self._programs.items():
                _answer(child.ask(LOAD, number, _written(program), START_LIMIT))
        except Lost as lost:
            child.end()
            raise CouldNotDecide(
                f"The inference engine {lost} when it was started again, so nothing was decided"
            ) from None
        except BaseException:
            child.end()
            raise
        self._children.append(child)


class Held:
    """One program in the child."""

    def __init__(self, process: EngineProcess, number: int, ruleset: str) -> None:
        self._process, self._number, self._ruleset = process, number, ruleset

    def run(self, bodies: Sequence[str]) -> set[str]:
        """Return the names that fired. Raises CouldNotDecide when there is no whole and sound answer."""
        return self._process.run(self._number, self._ruleset, bodies)

    def close(self) -> None:
        """Give back what the program holds in the child."""
        self._process.forget(self._number)


class IsolatedInference(Inference):
    """Inference whose engine runs in a child process: one of its own, or one shared with other rulesets."""

    def __init__(self, ruleset: Ruleset, process: EngineProcess | None = None) -> None:
        self._own = None if process else EngineProcess()
        try:
            super().__init__(ruleset, (process or self._own or EngineProcess()).hold)
        except CouldNotDecide:
            self._close_own()
            raise

    def close(self) -> None:
        """Give back what the engine holds, and end the child when it is this ruleset's own."""
        super().close()
        self._close_own()

    def _close_own(self) -> None:
        if self._own:
            self._own.close()


def _written(program: Program) -> bytes:
    return json.dumps(program.plain()).encode()


def _answer(answered: tuple[int, bytes]) -> bytes:
    kind, answer = answered
    if kind == COULD_NOT:
        raise CouldNotDecide(answer.decode())
    return answer


def _end_all(children: list[Child]) -> None:
    while children:
        children.pop().end()
