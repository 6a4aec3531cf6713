"""Tells from a request who asks. Nobody is guessed at: what cannot be told is refused, with how to mend it.

**Demo mode** is for one machine. A request without a key is then answered as a demo person with every role, but only
when it comes from this machine, by an address of this machine (so that a name of somebody else's that leads here, as
in DNS rebinding, is not enough), and not by way of a page of another site.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from service.records.errors import RecordsRefusal
from service.settings import is_loopback
from service.web.person import DEMO, Person
from service.web.problems import Refusal
from service.web.room import room_of

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
BEARER = {"WWW-Authenticate": "Bearer"}


async def recognise(request: Request) -> Person:
    """Return who asks. Raises Refusal when it cannot be told, and RecordsRefusal when the database does not say."""
    said = request.headers.get("authorization")
    if said is not None:
        return await _bearer(request, said)
    if room_of(request).settings.in_demo:
        return _demo(request)
    raise Refusal("no-key", headers=BEARER)


async def _bearer(request: Request, said: str) -> Person:
    """Return whose key was sent. Raises Refusal when it is none that may be used."""
    scheme, _, sent = said.partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal("wrong-key", headers=BEARER)
    ring = room_of(request).access.ring
    try:
        remembered = ring.remembered(sent)
        return remembered if remembered is not None else await run_in_threadpool(ring.look_up, sent)
    except RecordsRefusal as refused:
        if refused.code not in ("wrong-key", "key-expired", "key-revoked"):
            raise
        raise Refusal(refused.code, refused.message, headers=BEARER) from None


def _demo(request: Request) -> Person:
    """Return the demo person. Raises Refusal when the request does not come from this machine alone."""
    if not _from_this_machine(request):
        raise Refusal("no-key", "In demo mode only this machine is answered without a key", headers=BEARER)
    if _by_another_site(request):
        raise Refusal("from-another-site")
    return DEMO


def _from_this_machine(request: Request) -> bool:
    """Return whether a request comes from this machine, by no proxy, and asks for it by an address of its own."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        named = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        here = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return here and is_loopback(named)


def _by_another_site(request: Request) -> bool:
    """Return whether a page of another site sent the request; following a link from there is no such thing."""
    site = request.headers.get("sec-fetch-site")
    if site is None:  # an old browser, or none
        origin = request.headers.get("origin")
        return origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if site in ("same-origin", "none"):
        return False
    return request.method != "GET" or request.headers.get("sec-fetch-mode") != "navigate"
