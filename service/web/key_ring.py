"""The keys shown lately, so that a request with one need not wait for the database.

A key that was found is looked up again after FRESH_SECONDS. So a revoked key stops being answered at once by the
service that revoked it, and within that time by every other on the same database. One that expires does so on the
moment. Only keys that are good are remembered, by their hash; nothing of a wrong one is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from service.records.chain import stamp
from service.records.keys import Key, Keys
from service.web.person import Person

FRESH_SECONDS = 5.0
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Shown:
    """A key that was found, and until when it is taken to be as it was."""

    person: Person
    key: str
    expires_at: str | None
    fresh_until: float


class KeyRing:
    """The keys of one service, as its requests meet them. Safe to use from several threads."""

    def __init__(self, keys: Keys, clock: Callable[[], datetime], passed: Callable[[], float] = monotonic) -> None:
        self._keys, self._clock, self._passed = keys, clock, passed
        self._shown: dict[bytes, _Shown] = {}

    def remembered(self, text: str) -> Person | None:
        """Return whose key this is, if that need not be looked up."""
        shown = self._shown.get(_hash(text))
        if shown is None or shown.fresh_until < self._passed():
            return None
        if shown.expires_at is not None and shown.expires_at <= stamp(self._clock()):
            return None
        return shown.person

    def look_up(self, text: str) -> Person:
        """Return whose key this is. Asks the database. Raises RecordsRefusal when it is none that may be used."""
        asked_at = self._passed()
        key = self._keys.find(text)
        self._keys.note_use(key)
        person = person_with(key)
        if len(self._shown) >= MOST_REMEMBERED:
            self._shown.clear()
        self._shown[_hash(text)] = _Shown(person, key.id, key.expires_at, asked_at + FRESH_SECONDS)
        return person

    def forget(self, id: str) -> None:  # noqa: A002 - the word a key uses
        """Look a key up again when it is shown next."""
        for digest, shown in list(self._shown.items()):
            if shown.key == id:
                del self._shown[digest]


def person_with(key: Key) -> Person:
    """Return who asks with a key."""
    return Person(f"key {key.id}", key.name, key.roles, "key")


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
