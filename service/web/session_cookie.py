"""The cookie a signed-in browser holds, and the proof that a form it sends was made by a page of this service for it.

The cookie is nothing but random bits: who it is, is in the database. A proof is a number used once and an HMAC of it
under those bits, so it belongs to one session, cannot be made elsewhere, and is never the same twice in two pages (a
compressed page gives nothing away by its length).
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from service.settings import is_loopback

PROOF = "proof"
_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
_NONCE_LENGTH = 22  # characters, of 16 bytes
_NAME, _SAFE_NAME, _ON_THE_WAY = "threshold", "__Host-threshold", "-sign-in"


def session_of(request: Request) -> str | None:
    """Return what a browser shows of its session, if it shows anything."""
    shown = request.cookies
    return shown.get(_name(request)) if shown else None  # a screen shows none, and working out the name takes a while


def begin_session(request: Request, answer: Response, text: str) -> None:
    """Have a browser hold a session until it is closed."""
    answer.set_cookie(_name(request), text, path="/", secure=_secure(request), httponly=True, samesite="lax")


def end_session(request: Request, answer: Response) -> None:
    """Have a browser let its session go."""
    answer.delete_cookie(_name(request), path="/", secure=_secure(request), httponly=True, samesite="lax")


def sign_in_of(request: Request) -> str | None:
    """Return what a browser shows of a sign-in it set out on, if it shows anything."""
    return request.cookies.get(_name(request) + _ON_THE_WAY)


def begin_sign_in(request: Request, answer: Response, text: str) -> None:
    """Have a browser hold what it has to show when it comes back from the identity provider."""
    name = _name(request) + _ON_THE_WAY
    answer.set_cookie(name, text, 600, path="/", secure=_secure(request), httponly=True, samesite="lax")


def end_sign_in(request: Request, answer: Response) -> None:
    """Have a browser let go of the sign-in it came back from."""
    name = _name(request) + _ON_THE_WAY
    answer.delete_cookie(name, path="/", secure=_secure(request), httponly=True, samesite="lax")


def _name(request: Request) -> str:
    """Return the name of the cookie: one that browsers keep other sites from setting, where they can."""
    return _SAFE_NAME if _secure(request) else _NAME


def _secure(request: Request) -> bool:
    """Return whether the cookie is for encrypted connections alone: always, but for a service on this machine."""
    return request.url.scheme == "https" or not is_loopback(request.url.hostname or "")


def with_proof(page: str, session: str) -> str:
    """Return a page with a proof in every form of it that is posted."""
    field = f'<input type="hidden" name="{PROOF}" value="{_proof(session, secrets.token_urlsafe(16))}">'
    return _FORM.sub(lambda found: found[0] + field, page)


def proves(session: str, sent: str) -> bool:
    """Return whether what a form sent was made for this session.

    >>> proves("bits", _proof("bits", "abcdefghijklmnopqrstuv")), proves("other", _proof("bits", "a" * 22))
    (True, False)
    """
    return hmac.compare_digest(_proof(session, sent[:_NONCE_LENGTH]).encode(), sent.encode())


def _proof(session: str, nonce: str) -> str:
    digest = hmac.digest(session.encode(), nonce.encode(), sha256)
    return nonce + urlsafe_b64encode(digest).rstrip(b"=").decode()
