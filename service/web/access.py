"""Everything that tells who asks, for one service."""

from __future__ import annotations

from dataclasses import dataclass

from service.records.keys import Keys
from service.records.ledger import Ledger
from service.web.key_ring import KeyRing


@dataclass(frozen=True, slots=True)
class Access:
    """The keys, and those shown lately."""

    keys: Keys
    ring: KeyRing

    @classmethod
    def to(cls, ledger: Ledger) -> Access:
        """Return the access to the records of a ledger."""
        keys = Keys(ledger)
        return cls(keys, KeyRing(keys, ledger.clock))
