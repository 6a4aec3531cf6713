"""Everything that tells who asks, for one service: keys and sessions, and who was recognised by them lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.records.errors import RecordsRefusal
from service.records.keys import Key, Keys
from service.records.ledger import Ledger
from service.records.sessions import Limits, Sessions
from service.settings import Settings
from service.web.lately import Lately, Recognised
from service.web.person import Person


@dataclass(frozen=True, slots=True)
class Access:
    """The keys and the sessions of a service."""

    keys: Keys
    sessions: Sessions
    by_key: Lately
    by_session: Lately

    @classmethod
    def to(cls, ledger: Ledger, settings: Settings) -> Access:
        """Return the access to the records of a ledger."""
        limits = Limits(timedelta(minutes=settings.session_idle), timedelta(minutes=settings.session_longest))
        keys, sessions = Keys(ledger), Sessions(ledger, limits)
        return cls(
            keys,
            sessions,
            Lately(lambda text: _by_key(keys, text), ledger.clock),
            Lately(lambda text: _by_session(keys, sessions, text), ledger.clock),
        )


def person_with(key: Key) -> Person:
    """Return who asks with a key."""
    return Person(f"key {key.id}", key.name, key.roles, "key")


def _by_key(keys: Keys, text: str) -> Recognised:
    key = keys.find(text)
    keys.note_use(key)
    return Recognised(person_with(key), key.expires_at)


def _by_session(keys: Keys, sessions: Sessions, text: str) -> Recognised:
    """Return who is signed in. Who signed in with a key is so for as long as the key may be used."""
    session = sessions.find(text)
    person = Person(session.person, session.name, session.roles, "session")
    if session.way != "key":
        return Recognised(person, session.ends_at)
    key = keys.in_use(session.person.removeprefix("key "))
    if key is None:
        raise RecordsRefusal("not-signed-in", "The key that was signed in with may not be used any more")
    return Recognised(person, min(session.ends_at, key.expires_at or session.ends_at))
