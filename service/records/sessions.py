"""Sessions of people who signed in on the pages, so that every service on the database knows them, and can end one.

A browser holds 256 random bits, and the database their SHA-256 (see `keys.py` for why that is enough). A session ends
when it is not used for a while, when it has lasted its longest, when somebody signs out, or when the key it was begun
with is over. Beginning and ending one by hand are records; the rows here are not, and go when the session does.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, insert, or_, select, update

from service.records.append import Draft
from service.records.chain import stamp
from service.records.errors import RecordsRefusal
from service.records.identity import new_id
from service.records.ledger import Ledger
from service.records.roles import Role
from service.records.tables import sessions, sign_ins

SIGNED_IN, SIGNED_OUT = "sign-in", "sign-out"
TOUCHED_EVERY = timedelta(minutes=1)
ON_THE_WAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, how, and until when. `ends_at` comes nearer unless the session is used."""

    person: str
    name: str
    roles: frozenset[Role]
    way: str
    ends_at: str
    hash: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: unused, and at the longest."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True, repr=False)
class SignIn:
    """A sign-in on its way through an identity provider: what has to come back, and where it then goes to."""

    state: str
    nonce: str
    verifier: str
    to: str


class Sessions:
    """The sessions on the database of one ledger."""

    def __init__(self, ledger: Ledger, limits: Limits) -> None:
        self._ledger, self._limits = ledger, limits

    def begin(self, person: str, name: str, roles: Iterable[Role], way: str, who: str) -> str:
        """Return the text a browser is to hold, once it is recorded who signed in, and how. Raises RecordsRefusal."""
        now, text, listed = self._ledger.clock(), secrets.token_urlsafe(32), " ".join(sorted(roles))
        self._ledger.append(Draft(SIGNED_IN, new_id(now), who, now, {"way": way, "roles": listed}))
        with self._ledger.writing() as connection:
            long_ago = stamp(now - self._limits.idle)
            over = or_(sessions.c.ends_at <= stamp(now), sessions.c.used_at <= long_ago)
            connection.execute(delete(sessions).where(over))
            connection.execute(
                insert(sessions).values(
                    hash=_hash(text), person=person, name=name, roles=listed, way=way, used_at=stamp(now),
                    ends_at=stamp(now + self._limits.longest),
                )
            )  # fmt: skip
        return text

    def find(self, text: str) -> Session:
        """Return the session a browser holds, and note that it is used. Raises RecordsRefusal when there is none."""
        now = self._ledger.clock()
        with self._ledger.reading() as connection:
            row = connection.execute(select(sessions).where(sessions.c.hash == _hash(text))).one_or_none()
        if row is None or row.ends_at <= stamp(now) or row.used_at <= stamp(now - self._limits.idle):
            raise RecordsRefusal("not-signed-in", "Nobody is signed in here, or not any more")
        if row.used_at <= stamp(now - TOUCHED_EVERY):
            with self._ledger.writing() as connection:
                connection.execute(update(sessions).where(sessions.c.hash == row.hash).values(used_at=stamp(now)))
        ends_at = min(row.ends_at, stamp(now + self._limits.idle))
        return Session(row.person, row.name, frozenset(map(Role, row.roles.split())), row.way, ends_at, row.hash)

    def end(self, text: str, who: str) -> None:
        """End a session, once it is recorded that somebody signs out. Raises RecordsRefusal."""
        now = self._ledger.clock()
        self._ledger.append(Draft(SIGNED_OUT, new_id(now), who, now, {}))
        with self._ledger.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == _hash(text)))

    def set_out(self, going: SignIn) -> str:
        """Return the text a browser is to hold while it signs in elsewhere. Raises RecordsRefusal."""
        now, text = self._ledger.clock(), secrets.token_urlsafe(32)
        with self._ledger.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.ends_at <= stamp(now)))
            connection.execute(
                insert(sign_ins).values(
                    hash=_hash(text), state=going.state, nonce=going.nonce, verifier=going.verifier, goes_to=going.to,
                    ends_at=stamp(now + ON_THE_WAY),
                )
            )  # fmt: skip
        return text

    def come_back(self, text: str) -> SignIn | None:
        """Return the sign-in that a browser comes back from, once; nothing when it took too long or is none."""
        taken = delete(sign_ins).where(sign_ins.c.hash == _hash(text)).returning(*sign_ins.c)
        with self._ledger.writing() as connection:
            row = connection.execute(taken).one_or_none()
        if row is None or row.ends_at <= stamp(self._ledger.clock()):
            return None
        return SignIn(row.state, row.nonce, row.verifier, row.goes_to)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
