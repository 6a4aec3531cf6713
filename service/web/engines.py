"""One pair of engines for each version of a ruleset, made when it is first asked for and kept.

Inference runs in one child process shared by every ruleset, so that a crash in its library costs one request and never
the service.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from service.decision.decide import Decider
from service.decision.errors import Late
from service.decision.isolated import EngineProcess, IsolatedInference
from service.ruleset.model import Ruleset

Made = TypeVar("Made")


class Engines:
    """Deciders by the digest of their ruleset, and by its name: a proposal and the version it becomes have one digest.

    Safe to use from several threads; close it when the service stops.
    """

    def __init__(self) -> None:
        self._process: EngineProcess | None = None
        self._deciders: dict[tuple[str, str], Decider] = {}
        self._lock = Lock()

    def decider(self, ruleset: Ruleset) -> Decider:
        """Return the decider of a ruleset. Raises CouldNotDecide when the engine cannot take the ruleset.

        Raises Late in a hurry when it would have to be made first.
        """
        named = ruleset.digest, ruleset.version
        made = self._deciders.get(named)
        if made is not None:
            return made
        if self._process and self._process.in_a_hurry:
            raise Late
        with self._lock:
            self._process = self._process or EngineProcess()
            if named not in self._deciders:
                self._deciders[named] = Decider(ruleset, IsolatedInference(ruleset, self._process))
            return self._deciders[named]

    async def prompt(self, work: Callable[[], Made]) -> Made:
        """Return what deciding comes to: here and now if the engine answers at once, or in a thread that waits for it.

        A thread for every decision costs as much as the decision, and many of them stand in each other's way.
        """
        if self._process:
            with self._process.hurried(), suppress(Late):
                return work()
        return await run_in_threadpool(work)

    def close(self) -> None:
        """End the child process. Asking for a decider starts another."""
        with self._lock:
            self._deciders.clear()
            if self._process:
                self._process.close()
            self._process = None
