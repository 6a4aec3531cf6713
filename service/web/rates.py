"""How often one key or person may ask, and how often one address may show what is not good.

Counted in the memory of each process: nothing is asked of the database for it. Several processes, or several replicas,
each allow the whole rate; a limit for all of them together belongs in the proxy before them. In demo mode whoever did
not sign in is not counted, but what is not good is.
"""

from __future__ import annotations

import hashlib
import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
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
        seconds = _seconds_left(self._counted, self._rate, person.id)
        says = f"{person.name} may ask {self._rate.amount:,} times a minute. Go on in {seconds} seconds"
        raise Refusal("too-many-requests", says, headers={"Retry-After": str(seconds)})


class WrongKeys:
    """What each address has shown in the minute that is running, and was not good. Safe to use from several threads.

    What is shown over and over, as by a screen with an old key, counts once for its address, and otherwise for itself,
    so it does not stop the others there. Whoever guesses shows something else each time.
    """

    def __init__(self, per_minute: int) -> None:
        self._rate = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def check(self, request: Request, shown: str) -> None:
        """Raise Refusal, with the seconds to wait, when the address has shown this, or others, too often."""
        if self._rate is None:
            return
        address, many = _address_of(request), f"{self._rate.amount:,}"
        for name, says in (
            ((address, _digest(shown)), f"This was shown {many} times within a minute, and is not good"),
            ((address,), f"{many} keys that are not good came from this address within a minute"),
        ):
            if not self._counted.test(self._rate, *name):
                seconds = _seconds_left(self._counted, self._rate, *name)
                detail = f"{says}. Go on in {seconds} seconds"
                raise Refusal("too-many-wrong-keys", detail, headers={"Retry-After": str(seconds)})

    def count(self, request: Request, shown: str) -> None:
        """Count what an address has shown and was not good."""
        if self._rate is None:
            return
        address, itself = _address_of(request), _digest(shown)
        before = self._counted.get_window_stats(self._rate, address, itself).remaining
        if before == self._rate.amount:
            self._counted.hit(self._rate, address)
        self._counted.hit(self._rate, address, itself)


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode("utf-8", "surrogateescape")).hexdigest()


def _address_of(request: Request) -> str:
    """Return where a request comes from; for IPv6 the network, of which one machine has all addresses."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "not an address"
    return str(ip_network(f"{host}/64", strict=False)) if isinstance(address, IPv6Address) else host


def _seconds_left(counted: FixedWindowRateLimiter, rate: RateLimitItemPerMinute, *name: str) -> int:
    return max(1, math.ceil(counted.get_window_stats(rate, *name).reset_time - time.time()))
