"""One child process with the inference engine in it: started, asked and ended. Knows how long to wait, never when."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from service.decision.engine_child import ANSWER, ASK
from service.decision.errors import CouldNotDecide

ROOT = Path(__file__).parents[2]
# How many seconds a child may take to start, or to load again what it had loaded before; and how many it may spend on
# anything when there is no one left to end it.
START_LIMIT, LEFT_ALONE = 30.0, 60

# All the child may know of the environment: where libraries are, and how memory or coverage is being watched.
PASSED_ON = ("PATH", "LD_", "DYLD_", "MALLOC_", "LANG", "LC_", "COVERAGE_")


class Lost(Exception):  # noqa: N818 - it says what became of the child
    """The child ended or did not answer in time. `was_asked` tells whether it had been given something to do."""

    def __init__(self, what: str, *, was_asked: bool = True) -> None:
        super().__init__(what)
        self.was_asked = was_asked


class Child:
    """The engine in a process of its own, answering one thing at a time.

    Raises CouldNotDecide when it cannot be started.
    """

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "service.decision.engine_child", str(LEFT_ALONE)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this project's own module, and nothing from outside
                command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
            )
        except OSError:
            raise CouldNotDecide("The inference engine could not be started, so nothing was decided") from None
        self.pid, self._owner = self._process.pid, os.getpid()
        self._ask, self._answer = (pipe.fileno() for pipe in self._pipes())
        self._may_ask, self._may_hear = select.poll(), select.poll()
        self._may_ask.register(self._ask, select.POLLOUT)
        self._may_hear.register(self._answer, select.POLLIN)
        os.set_blocking(self._ask, False)
        self._heard = b""
        self.owes = False  # an answer that whoever asked no longer waits for
        self._be_greeted()

    @property
    def is_ours(self) -> bool:
        """Whether this process started it, and is not a copy of the one that did."""
        return self._owner == os.getpid()

    def ask(self, what: int, number: int, body: bytes, time_limit: float) -> tuple[int, bytes]:
        """Return the kind of answer and the answer. Raises Lost."""
        self._tell(ASK.pack(len(body), what, number) + body, time_limit)
        return self.hear(time_limit)

    def end(self, patience: float = 0) -> None:
        """End the process: at once, or of its own accord if it does so within `patience` seconds."""
        for pipe in self._pipes():
            pipe.close()
        if self.is_ours:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
            self._process.kill()
            self._process.wait()

    def _pipes(self) -> list[IO[bytes]]:
        return [pipe for pipe in (self._process.stdin, self._process.stdout) if pipe]

    def _be_greeted(self) -> None:
        try:
            self.hear(START_LIMIT)
        except Lost:
            self.end()
            raise CouldNotDecide("The inference engine could not be started, so nothing was decided") from None

    def _tell(self, message: bytes, time_limit: float) -> None:
        left = message
        while left:
            try:
                left = left[os.write(self._ask, left) :]
            except BlockingIOError:
                _wait(self._may_ask, time_limit)
            except BrokenPipeError:
                raise Lost("stopped", was_asked=left is not message) from None

    def hear(self, time_limit: float) -> tuple[int, bytes]:
        """Return the answer to what was asked last; after Lost, what has come of it is there for the next try."""
        self.owes = True
        while len(self._heard) < ANSWER.size or len(self._heard) < ANSWER.size + ANSWER.unpack_from(self._heard)[0]:
            _wait(self._may_hear, time_limit)
            more = os.read(self._answer, 1 << 16)
            if not more:
                raise Lost("stopped")
            self._heard += more
        heard, self._heard, self.owes = self._heard, b"", False
        return ANSWER.unpack_from(heard)[1], heard[ANSWER.size :]


def _wait(until: select.poll, time_limit: float) -> None:
    if not until.poll(time_limit * 1000):
        raise Lost("took too long")


def _environment() -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    return {**passed_on, "PYTHONPATH": str(ROOT)}
