"""Keys: what a screen shows to be answered. Made, found, revoked; each of these but finding is a record.

A key is `threshold_`, its id, and a secret of 256 random bits. The secret is shown once and never kept: only its
SHA-256 is. A slow hash with a salt is for passwords, which can be guessed; nobody guesses 256 bits, so one quick hash
protects a stolen table as well, and costs a request a microsecond.

Which keys there are and which were revoked follow from the ledger, so `threshold records verify` finds a key put into
the tables by hand, and nobody takes back a revocation. Only the day of last use is kept beside it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from service.records.append import Draft
from service.records.chain import stamp
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.roles import Role
from service.records.standings import day_of
from service.records.tables import key_uses, keys, revoked_keys
from service.records.tables import ledger as records

KIND, MADE, REVOKED = "key", "made", "revoked"
LONGEST_NAME = 100
OPENING = "threshold_"
_FORM = re.compile(rf"{OPENING}([0-9a-f]{{8}})_([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is listed. The secret is not in it."""

    id: str
    name: str
    roles: frozenset[Role]
    made_at: str
    made_by: str
    expires_at: str | None
    revoked: bool
    last_used_on: str | None
    secret_hash: str = field(repr=False)

    def state(self, now: datetime) -> str:
        """Return `revoked`, `expired` or `in use`."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= stamp(now) else "in use"


class Keys:
    """The keys in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def make(self, name: str, roles: Iterable[Role], who: str, expires_at: datetime | None = None) -> tuple[Key, str]:
        """Return a new key, once it is recorded, and the text of it, which nothing returns again.

        Raises RecordsRefusal.
        """
        now = self._ledger.clock()
        short, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        said = {
            "act": MADE,
            "key": short,
            "name": _checked_name(name),
            "roles": " ".join(_checked_roles(roles)),
            "secret_hash": _hash(secret),
            "expires_at": stamp(_checked_end(expires_at, now)) if expires_at else None,
        }
        self._ledger.append(Draft(KIND, new_id(now), who, now, said))
        return self._one(short), f"{OPENING}{short}_{secret}"

    def find(self, text: str) -> Key:
        """Return the key somebody shows. Raises RecordsRefusal when there is none, or none that may be used."""
        shown = _FORM.fullmatch(text)
        found = self._query(keys.c.key == shown[1]) if shown else ()
        # The id is no secret. What is, is compared in a time that does not depend on it.
        if not shown or not found or not compare_digest(found[0].secret_hash, _hash(shown[2])):
            raise RecordsRefusal("wrong-key", "The key that was sent is none of those given out here")
        key, state = found[0], found[0].state(self._ledger.clock())
        if state == "revoked":
            raise RecordsRefusal("key-revoked", f"The key {key.id} was revoked")
        if state == "expired":
            raise RecordsRefusal("key-expired", f"The key {key.id} could be used until {key.expires_at}")
        return key

    def revoke(self, id: str, who: str) -> Key:  # noqa: A002 - the word a key uses
        """Return a key, once it is recorded that it is revoked. Revoking it twice is fine. Raises RecordsRefusal."""
        if not self._one(id).revoked:
            now = self._ledger.clock()
            with suppress(_RevokedBefore):
                self._ledger.append(
                    Draft(
                        KIND, new_id(now), who, now, {"act": REVOKED, "key": id},
                        check=lambda connection: _check_not_revoked(connection, id),
                    )
                )  # fmt: skip
        return self._one(id)

    def list(self) -> Sequence[Key]:
        """Return every key, the newest first."""
        return self._query()[::-1]

    def in_use(self, id: str) -> Key | None:  # noqa: A002
        """Return the key with an id, if it may be used."""
        key = next(iter(self._query(keys.c.key == id)), None)
        return key if key and key.state(self._ledger.clock()) == "in use" else None

    def any_in_use(self) -> bool:
        """Return whether there is a key that may be used."""
        now = self._ledger.clock()
        return any(key.state(now) == "in use" for key in self._query())

    def note_use(self, key: Key) -> None:
        """Keep the day a key was last used, once a day. Says nothing when it cannot: nobody is refused for that."""
        today = day_of(self._ledger.clock()).isoformat()
        if key.last_used_on is not None and key.last_used_on >= today:
            return
        with suppress(RecordsRefusal), self._ledger.writing() as connection:
            changed = connection.execute(update(key_uses).where(key_uses.c.key == key.id), {"last_used_on": today})
            if not changed.rowcount:
                connection.execute(insert(key_uses).values(key=key.id, last_used_on=today))

    def _one(self, id: str) -> Key:  # noqa: A002
        found = self._query(keys.c.key == id)
        if not found:
            raise RecordsRefusal("no-such-key", "There is no key with this id", "`threshold key list` lists them")
        return found[0]

    def _query(self, *where: ColumnElement[bool]) -> Sequence[Key]:
        query = (
            select(keys, records.c.recorded_at, records.c.who, revoked_keys.c.key, key_uses.c.last_used_on)
            .join_from(keys, records, records.c.sequence == keys.c.sequence)
            .outerjoin(revoked_keys, revoked_keys.c.key == keys.c.key)
            .outerjoin(key_uses, key_uses.c.key == keys.c.key)
            .where(*where)
            .order_by(keys.c.sequence)
        )
        with self._ledger.reading() as connection:
            return tuple(_key(row) for row in connection.execute(query))


class _RevokedBefore(RecordsRefusal):
    """Somebody else revoked the key just before."""


def _check_not_revoked(connection: Connection, id: str) -> None:  # noqa: A002
    if connection.execute(select(revoked_keys.c.key).where(revoked_keys.c.key == id)).first():
        raise _RevokedBefore("key-revoked", f"The key {id} was revoked")


def _key(row: Row[*tuple[Any, ...]]) -> Key:
    _, id_, name, roles, secret_hash, expires_at, made_at, made_by, revoked, last_used_on = row
    return Key(
        id_, name, frozenset(map(Role, roles.split())), made_at, made_by, expires_at, revoked is not None,
        last_used_on, secret_hash,
    )  # fmt: skip


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _checked_name(name: str) -> str:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        message = f"A key needs a name of at most {LONGEST_NAME} characters"
        raise RecordsRefusal("key-has-mistakes", message, "Say which screen or person it is for", "/name")
    return name.strip()


def _checked_roles(roles: Iterable[Role]) -> list[Role]:
    listed = sorted(set(roles))
    if not listed:
        message = "A key needs at least one role"
        raise RecordsRefusal("key-has-mistakes", message, f"The roles are {', '.join(Role)}", "/roles")
    return listed


def _checked_end(end: datetime, now: datetime) -> datetime:
    if end <= now:
        message = "A key cannot expire before it is made"
        raise RecordsRefusal("key-has-mistakes", message, "Give a day that is still to come", "/expires")
    return end
