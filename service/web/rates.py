"""How often one key or person may ask. Counted in the memory of each process: nothing is asked of the database for it.

Several processes, or several replicas, each allow the whole rate; a limit for all of them together belongs in the proxy
before them. In demo mode whoever did not sign in is not counted.
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from service.web.person import Person
from service.web.problems import Refusal


class Rates:
    """What each key and person has asked in the minute that is running. Safe to use from several threads."""

    def __init__(self, per_minute: int) -> None:
        self._rate = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def count(self, person: Person) -> None:
        """Count one request. Raises Refusal, with the seconds to wait, when there have been too many."""
        if self._rate is None or person.by == "demo" or self._counted.hit(self._rate, person.id):
            return
        ends_at = self._counted.get_window_stats(self._rate, person.id).reset_time
        seconds = max(1, math.ceil(ends_at - time.time()))
        says = f"{person.name} may ask {self._rate.amount:,} times a minute. Go on in {seconds} seconds"
        raise Refusal("too-many-requests", says, headers={"Retry-After": str(seconds)})
