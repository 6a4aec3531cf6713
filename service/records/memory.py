"""Keeps decisions in the memory of one running service: found by id, listed newest first, gone when the service stops.

Bounded: past `most`, the oldest decision is let go for each new one, and `let_go` counts them so that it can be said.
Safe to use from several threads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from threading import Lock
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it was answered, with the case it answered, its day and version settled: enough to replay."""

    id: str
    recorded_at: datetime
    case: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Search:
    """Which decisions to list: any of a reference, a ruleset family, and the days recorded, both included."""

    reference: str | None = None
    family: str | None = None
    start: date | None = None
    end: date | None = None

    def finds(self, decision: Decision) -> bool:
        """Return whether a decision is one of those looked for."""
        day = decision.recorded_at.date()
        return (
            (self.reference is None or decision.answer.get("reference") == self.reference)
            and (self.family is None or decision.answer["ruleset"]["family"] == self.family)
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )


class Keeps(Protocol):
    """Somewhere decisions are kept. A decision is saved before it is answered."""

    def save(self, decision: Decision) -> None:
        """Keep a decision. Returns only once it is kept."""

    def get(self, id: str) -> Decision | None:  # noqa: A002 - the word the answer uses
        """Return the decision with this id, or None when it is not here."""

    def list(self, search: Search, limit: int) -> list[Decision]:
        """Return up to `limit` of the decisions looked for, newest first."""


class MemoryKeeps:
    """Decisions in memory, the newest `most` of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.let_go = 0
        self._decisions: OrderedDict[str, Decision] = OrderedDict()
        self._lock = Lock()

    def save(self, decision: Decision) -> None:
        """Keep a decision, letting go of the oldest when there are too many."""
        with self._lock:
            self._decisions[decision.id] = decision
            if len(self._decisions) > self.most:
                self._decisions.popitem(last=False)
                self.let_go += 1

    def get(self, id: str) -> Decision | None:  # noqa: A002
        """Return the decision with this id, or None when it was never kept here or was let go."""
        with self._lock:
            return self._decisions.get(id)

    def list(self, search: Search, limit: int) -> list[Decision]:
        """Return up to `limit` of the decisions looked for, newest first."""
        with self._lock:
            newest_first = list(reversed(self._decisions.values()))
        return list(islice(filter(search.finds, newest_first), limit))
