"""Who was recognised lately by what they showed, so that a request need not wait for the database.

What was found is looked up again after FRESH_SECONDS. So a key that is revoked, or a session that is ended, stops being
answered at once by the service that did it, and within that time by every other on the same database. What expires
does so on the moment. Only what is good is remembered, by its hash; nothing of a wrong key is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from service.records.chain import stamp
from service.records.errors import RecordsRefusal
from service.web.person import Person
from service.web.problems import Refusal

FRESH_SECONDS = 5.0
MOST_REMEMBERED = 10_000
# What is said of something shown that is not good, rather than of not being able to look.
NOT_GOOD = ("wrong-key", "key-expired", "key-revoked", "not-confirmed", "not-signed-in")


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose it is that was shown, and until when it is good, as a record has moments; None when that is not known."""

    person: Person
    ends_at: str | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was found, and until when it is taken to be as it was."""

    recognised: Recognised
    fresh_until: float


class Lately:
    """What was shown lately to one service. Safe to use from several threads.

    `find` looks up what is shown, and raises a refusal when it is not good.
    """

    def __init__(
        self,
        find: Callable[[str], Recognised],
        clock: Callable[[], datetime],
        passed: Callable[[], float] = monotonic,
        fresh: float = FRESH_SECONDS,
    ) -> None:
        self._find, self._clock, self._passed, self._fresh = find, clock, passed, fresh
        self._shown: dict[bytes, _Shown] = {}

    def remembered(self, text: str) -> Person | None:
        """Return whose this is, if that need not be looked up."""
        shown = self._shown.get(_hash(text))
        if shown is None or shown.fresh_until < self._passed():
            return None
        ends_at = shown.recognised.ends_at
        return None if ends_at is not None and ends_at <= stamp(self._clock()) else shown.recognised.person

    def knows(self, text: str) -> bool:
        """Return whether this was good when it was last looked up, however long ago."""
        return _hash(text) in self._shown

    def look_up(self, text: str) -> Person:
        """Return whose this is, having looked. Raises what `find` raises."""
        asked_at = self._passed()
        try:
            found = self._find(text)
        except (Refusal, RecordsRefusal) as refused:
            if refused.code in NOT_GOOD:
                self._shown.pop(_hash(text), None)
            raise
        if len(self._shown) >= MOST_REMEMBERED:
            self._shown.clear()
        self._shown[_hash(text)] = _Shown(found, asked_at + self._fresh)
        return found.person

    def forget(self, person_id: str) -> None:
        """Look up again whatever a person shows next."""
        for digest, shown in list(self._shown.items()):
            if shown.recognised.person.id == person_id:
                self._shown.pop(digest, None)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
