"""Which rules are met, by forward chaining: the answer that the explanation must agree with.

A ruleset is planned once (`definitely.py`, `plan.py`) and then given one case after another (`slots.py`, `engine.py`).
Holds nothing of a case once it has answered. Never reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from importlib.metadata import version
from types import TracebackType
from typing import Protocol, Self

from service.decision.engine import Engine, Program
from service.decision.plan import plan
from service.decision.slots import Slots
from service.decision.values import Readings, Values
from service.ruleset.model import Ruleset

NAME = f"durable-rules {version('durable-rules')}"


class Running(Protocol):
    """Something that runs one program: the engine in this process, or in a process of its own."""

    def run(self, bodies: Sequence[str]) -> AbstractSet[str]:
        """Return the names that fired."""

    def close(self) -> None:
        """Give back what it holds."""


class Inference:
    """Says which rules of one ruleset are met. Safe to share between threads; close it when the ruleset is done with.

    The engine runs in this process unless another is given. Raises CouldNotDecide when it cannot take the ruleset.
    """

    name = NAME

    def __init__(self, ruleset: Ruleset, engine: Callable[[Program], Running] = Engine) -> None:
        planned = plan(ruleset)
        self._slots = Slots(planned)
        self._rules = planned.rules
        self._engine = engine(planned.program)

    def met(self, as_of: date, values: Values, measures: Readings) -> tuple[str, ...]:
        """Return the rules that are met, in the order of the ruleset file.

        Raises CouldNotDecide rather than give an answer that is not whole.
        """
        fired = self._engine.run(self._slots.bodies(as_of, values, measures))
        return tuple([self._rules[name] for name in sorted(fired & self._rules.keys())])

    def close(self) -> None:
        """Give back what the engine holds; nothing can be decided afterwards."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
