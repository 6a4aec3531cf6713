"""How often one key or person may ask, and how often one address may show what is not good.

Counted in the memory of each process: nothing is asked of the database for it. Several processes, or several replicas,
each allow the whole rate; a limit for all of them together belongs in the proxy before them. In demo mode whoever did
not sign in is not counted, but what is not good is.
"""

from __future__ import annotations

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
    """What each address has shown in the minute that is running, and was not good. Safe to use from several threads."""

    def __init__(self, per_minute: int) -> None:
        self._rate = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def check(self, request: Request) -> None:
        """Raise Refusal, with the seconds to wait, when the address has shown too much that was not good."""
        address = _address_of(request)
        if self._rate is None or self._counted.test(self._rate, address):
            return
        seconds = _seconds_left(self._counted, self._rate, address)
        says = (
            f"{self._rate.amount:,} keys that are not good came from this address within a minute, so none that is not "
            f"known is looked at. Go on in {seconds} seconds"
        )
        raise Refusal("too-many-wrong-keys", says, headers={"Retry-After": str(seconds)})

    def count(self, request: Request) -> None:
        """Count what an address has shown and was not good."""
        if self._rate is not None:
            self._counted.hit(self._rate, _address_of(request))


def _address_of(request: Request) -> str:
    """Return where a request comes from; for IPv6 the network, of which one machine has all addresses."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "not an address"
    return str(ip_network(f"{host}/64", strict=False)) if isinstance(address, IPv6Address) else host


def _seconds_left(counted: FixedWindowRateLimiter, rate: RateLimitItemPerMinute, name: str) -> int:
    return max(1, math.ceil(counted.get_window_stats(rate, name).reset_time - time.time()))
