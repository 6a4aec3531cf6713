"""Ids for decisions: no two alike, later ones sorting after earlier ones, and nothing about a case in them."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

VERSION_7 = 7 << 76
VARIANT = 2 << 62


def new_id(now: datetime) -> str:
    """Return a version 7 UUID: the millisecond, then 74 random bits (RFC 9562 section 5.7)."""
    millisecond = int(now.timestamp() * 1000) & (2**48 - 1)
    chance = secrets.randbits(12) << 64 | secrets.randbits(62)
    return str(UUID(int=millisecond << 80 | VERSION_7 | VARIANT | chance))
