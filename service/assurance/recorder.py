"""Who is told how each scenario of a run went: a pytest plugin registered under a name that `plugin.py` looks for.

Apart from `plugin.py`, which pytest has to read in itself before anything else does.
"""

from __future__ import annotations

from typing import Final, Protocol

from service.assurance.bench import Bench
from service.assurance.scenarios import Result

RECORDER: Final = "threshold-recorder"


class Recorder(Protocol):
    """Told how each scenario went, as soon as it ends."""

    bench: Bench

    def ended(self, result: Result) -> None:
        """Take in how one scenario went."""
