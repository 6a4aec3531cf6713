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
    """Deciders by the digest of their ruleset, and by its name: a proposal and the version it becomes have one digest.

    Safe to use from several threads; close it when the service stops.
    """

    def __init__(self) -> None:
        self._process: EngineProcess | None = None
        self._deciders: dict[tuple[str, str], Decider] = {}
        self._lock = Lock()

    def decider(self, ruleset: Ruleset) -> Decider:
        """Return the decider of a ruleset. Raises CouldNotDecide when the engine cannot take the ruleset."""
        with self._lock:
            self._process = self._process or EngineProcess()
            named = ruleset.digest, ruleset.version
            if named not in self._deciders:
                self._deciders[named] = Decider(ruleset, IsolatedInference(ruleset, self._process))
            return self._deciders[named]

    def close(self) -> None:
        """End the child process. Asking for a decider starts another."""
        with self._lock:
            self._deciders.clear()
            if self._process:
                self._process.close()
            self._process = None
