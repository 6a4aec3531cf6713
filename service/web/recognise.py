"""Tells from a request who asks. Nobody is guessed at: what cannot be told is refused, with how to mend it.

**Demo mode** is for one machine. A request without a key is then answered as a demo person with every role, but only
when it comes from this machine, by an address of this machine (so that a name of somebody else's that leads here, as
in DNS rebinding, is not enough), and not by way of a page of another site.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from service.records.errors import RecordsRefusal
from service.records.keys import OPENING
from service.settings import is_loopback
from service.web.lately import NOT_GOOD, Lately
from service.web.person import DEMO, Person
from service.web.problems import Refusal
from service.web.room import room_of
from service.web.session_cookie import session_of

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
BEARER = {"WWW-Authenticate": "Bearer"}


async def recognise(request: Request) -> Person:
    """Return who asks. Raises Refusal when it cannot be told, and RecordsRefusal when the database does not say."""
    said, session = request.headers.get("authorization"), session_of(request)
    in_demo = room_of(request).settings.in_demo
    if said is not None:
        return await _bearer(request, said)
    if session is not None:
        person = await _signed_in(request, session)
        if person is not None or not in_demo:
            return person or _nobody(request)
    return _demo(request) if in_demo else _nobody(request)


def _nobody(request: Request) -> NoReturn:
    """Refuse a request that says nothing of who asks. Raises Refusal."""
    if is_for_machines(request):
        raise Refusal("no-key", headers=BEARER)
    raise Refusal("not-signed-in")


def is_for_machines(request: Request) -> bool:
    """Return whether what is asked for is part of the API, rather than a page."""
    return request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", "")


async def _signed_in(request: Request, session: str) -> Person | None:
    """Return who is signed in; nobody when the session is over. Raises Refusal at what another site sends in it."""
    if request.method != "GET" and _by_another_site(request):
        raise Refusal("from-another-site")
    try:
        return await _looked_up(room_of(request).access.by_session, session)
    except RecordsRefusal as refused:
        if refused.code != "not-signed-in":
            raise
        return None


async def _bearer(request: Request, said: str) -> Person:
    """Return whose key was sent, or who the identity provider says sends it. Raises Refusal when it is not good."""
    scheme, _, sent = said.partition(" ")
    access = room_of(request).access
    lately = access.by_key
    if scheme.lower() != "bearer":
        sent = said  # which is no key
    elif access.by_provider is not None and not sent.startswith(OPENING):
        lately = access.by_provider.by_token
    if not lately.knows(sent):  # whoever was answered lately goes on, whatever else comes from where they are
        access.wrong_keys.check(request, sent)
    try:
        return await _looked_up(lately, sent)
    except (Refusal, RecordsRefusal) as refused:
        if refused.code not in NOT_GOOD:
            raise
        access.wrong_keys.count(request, sent)
        detail = refused.message if isinstance(refused, RecordsRefusal) else refused.detail
        raise Refusal(refused.code, detail, headers=BEARER) from None


async def _looked_up(lately: Lately, shown: str) -> Person:
    """Return whose this is that was shown, asking the database only when it was not shown lately."""
    person = lately.remembered(shown)
    return person if person is not None else await run_in_threadpool(lately.look_up, shown)


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
