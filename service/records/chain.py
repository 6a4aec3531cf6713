"""One record of the ledger, and the hash that ties it to the record before it. Pure: no clock, no database.

The hash is SHA-256 over everything the row says, each part with its length first, so that no two different rows can
be the same bytes. What the record says is in it as a hash of its own: once a purge has taken the content away, the
chain still holds. The content begins with random bytes, so nothing can be guessed back from its hash.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import orjson

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NOTHING_BEFORE = "0" * 64
_OPENING = b"threshold ledger 1"
_ABSENT = (2**64 - 1).to_bytes(8)
_SALT = 16
_LEVEL, _ZSTD = 1, b"\x28\xb5\x2f\xfd"  # how a frame of Zstandard begins; records were first made small with zlib


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the ledger, as it stands in the database. `about` is the id of the record or case it concerns."""

    sequence: int
    kind: str
    id: str
    about: str | None
    recorded_at: str
    who: str
    content_hash: str
    previous: str
    hash: str = ""

    @property
    def reckoned(self) -> str:
        """The hash this row ought to have."""
        whole = hashlib.sha256(_OPENING)
        for each in fields(self)[:-1]:
            whole.update(_part(getattr(self, each.name)))
        return whole.hexdigest()

    @property
    def name(self) -> str:
        """What a person calls it.

        >>> Record(12, "decision", "0199", None, "", "", "", "").name
        'Record 12 (decision 0199)'
        """
        return f"Record {self.sequence} ({self.kind} {self.id})"


def _part(value: object) -> bytes:
    """Return a value with its length first. Text that a database hands over as something else is not the same."""
    if value is None:
        return _ABSENT
    kind, said = ("", value) if isinstance(value, str | int) else (type(value).__name__, value)
    data = f"{kind}{said}".encode("utf-8", "surrogateescape")
    return len(data).to_bytes(8) + data


def stamp(moment: datetime) -> str:
    """Return a moment as it is recorded: in UTC, to the millisecond, always as long, so that text sorts as time does.

    >>> stamp(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    '2026-11-23T09:30:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def pack(said: Mapping[str, Any]) -> bytes:
    """Return what a record says as it is stored: random bytes, then JSON in the order given, made small."""
    return secrets.token_bytes(_SALT) + zstd.compress(orjson.dumps(said), _LEVEL)


def unpack(content: bytes) -> dict[str, Any]:
    """Return what a stored record says. Raises Unreadable when it is not what `pack` made, now or in its first form."""
    small = content[_SALT:]
    try:
        said = orjson.loads(zstd.decompress(small) if small.startswith(_ZSTD) else zlib.decompress(small))
    except (zstd.ZstdError, zlib.error, orjson.JSONDecodeError) as error:
        raise Unreadable from error
    if not isinstance(said, dict):
        raise Unreadable
    return said


class Unreadable(Exception):  # noqa: N818 - it says what the content is
    """The content of a record has been altered, so that it cannot be read."""


def hash_of(content: bytes) -> str:
    """Return the hash of stored content."""
    return hashlib.sha256(content).hexdigest()
