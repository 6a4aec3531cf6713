"""Signing in through the identity provider: there with a code to come back for, and back with it (OpenID Connect).

The authorisation code flow with PKCE. What a browser has to bring back is bound to it by a cookie and kept in the
database, so that the way back may lead to another replica; it is used once, and for ten minutes at the longest.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.records.sessions import SignIn
from service.web.access import ByProvider
from service.web.person import Person
from service.web.problems import Refusal
from service.web.room import Here, Room
from service.web.screens.failures import ScreenRoute
from service.web.screens.sign_in import HOME, LONGEST_ADDRESS, begin, here
from service.web.session_cookie import begin_sign_in, end_sign_in, sign_in_of

BACK = "/sign-in/back"
Short = Annotated[str, Query(max_length=4_000)]

router = APIRouter(include_in_schema=False, route_class=ScreenRoute)


@router.get("/sign-in/provider")
def go(request: Request, room: Here, to: Annotated[str, Query(max_length=LONGEST_ADDRESS)] = HOME) -> Response:
    """Send the browser to the identity provider, with what it has to bring back."""
    through = _provider(room)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    going = SignIn(state, nonce, verifier, here(to))
    challenge = urlsafe_b64encode(sha256(going.verifier.encode()).digest()).rstrip(b"=").decode()
    address = through.provider.address_to_sign_in(
        redirect_uri=_back(request, room),
        scope=room.settings.oidc_scopes,
        state=going.state,
        nonce=going.nonce,
        code_challenge=challenge,
        code_challenge_method="S256",
    )
    answer = RedirectResponse(address, 303)
    begin_sign_in(request, answer, room.access.sessions.set_out(going))
    return answer


@router.get(BACK)
async def back(
    request: Request, room: Here, code: Short = "", state: Short = "", iss: Short = "", error: Short = ""
) -> Response:
    """Begin the session of whoever the identity provider sends back."""
    text = sign_in_of(request)
    going = await run_in_threadpool(room.access.sessions.come_back, text) if text else None
    if going is None or not hmac.compare_digest(going.state.encode(), state.encode()):
        raise Refusal("sign-in-lost")
    through = _provider(room)
    if error or not code:
        raise Refusal("not-confirmed", "The identity provider did not sign anybody in")
    if iss and iss != through.provider.client.issuer:
        raise Refusal("not-confirmed", "The answer came from somebody else than the identity provider")
    person = await run_in_threadpool(_person, through, going, code, _back(request, room))
    answer = await begin(request, room, person, "provider", going.to)
    end_sign_in(request, answer)
    return answer


def _person(through: ByProvider, going: SignIn, code: str, back: str) -> Person:
    return through.confirmed.signed_in(through.provider.redeem(code, going.verifier, back), going.nonce)


def _provider(room: Room) -> ByProvider:
    if room.access.by_provider is None:
        raise Refusal("nothing-here")
    return room.access.by_provider


def _back(request: Request, room: Room) -> str:
    """Return where the provider is to send a browser back to."""
    base = room.settings.public_address or str(request.base_url).rstrip("/")
    return base + BACK
