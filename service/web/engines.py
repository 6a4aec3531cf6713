"""One pair of engines for each version of a ruleset, made when it is first asked for and kept.

Inference runs in one child process shared by every ruleset, so that a crash in its library costs one request and never
the service.
"""

from __future__ import annotations

from threading import Lock

from service.decision.decide import Decider
from service.decision.isolated import EngineProcess, IsolatedInference
from service.ruleset.model import Ruleset


class Engines:
    """Deciders by the digest of their ruleset. Safe to use from several threads; close it when the service stops."""

    def __init__(self) -> None:
        self._process: EngineProcess | None = None
        self._deciders: dict[str, Decider] = {}
        self._lock = Lock()

    def decider(self, ruleset: Ruleset) -> Decider:
        """Return the decider of a ruleset. Raises CouldNotDecide when the engine cannot take the ruleset."""
        with self._lock:
            self._process = self._process or EngineProcess()
            if ruleset.digest not in self._deciders:
                self._deciders[ruleset.digest] = Decider(ruleset, IsolatedInference(ruleset, self._process))
            return self._deciders[ruleset.digest]

    def close(self) -> None:
        """End the child process. Asking for a decider starts another."""
        with self._lock:
            self._deciders.clear()
            if self._process:
                self._process.close()
            self._process = None
