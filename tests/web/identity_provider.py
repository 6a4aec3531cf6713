"""A real, small OpenID provider for tests: discovery, keys that rotate, and the authorisation code flow with PKCE.

Whoever is `person` signs in at once. It refuses what a provider has to refuse: an unknown client or address to send
back to, a wrong secret, a code used twice or without its verifier.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

Claims = dict[str, Any]
CLIENT, SECRET = "threshold-test", "s3cret:with%odd characters"


class IdentityProvider:
    """What it knows, and the ASGI app it is."""

    def __init__(self) -> None:
        self.issuer = ""
        self.keys: list[RSAKey | ECKey] = []
        self.rotate()
        self.person: Claims = {"sub": "ada-1", "name": "Ada Lovelace", "roles": ["Front Door"]}
        self.changed: Claims = {}  # claims to say wrongly, for one test
        self.extra: Claims = {}  # what to add to the discovery document
        self.codes: dict[str, Claims] = {}
        self.asked: list[str] = []
        self.clock = time.time
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._about),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def rotate(self) -> None:
        """Sign with a new key from now on; the one before stays known."""
        made: RSAKey | ECKey = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})
        self.keys = [*self.keys[-1:], made]

    def signed(self, claims: Claims, key: Any = None, **header: Any) -> str:
        """Return a token as this provider would sign it, or with another key or header."""
        key = key or self.keys[-1]
        return jwt.encode(
            {"alg": "RS256", "kid": key.kid, **header}, claims, key, algorithms=["RS256", "ES256", "HS256"]
        )

    def claims(self, **more: Any) -> Claims:
        """Return what it says of the person in a token made now."""
        now = int(self.clock())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 600, **self.person, **more, **self.changed}
        return {name: value for name, value in said.items() if value is not None}

    async def _about(self, _: Request) -> Response:
        self.asked.append("about")
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                **self.extra,
            }
        )

    async def _keys(self, _: Request) -> Response:
        self.asked.append("keys")
        public = [key.as_dict(private=False) for key in self.keys]
        return JSONResponse({"keys": [*public, {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"}, {"kty": "odd"}]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if asked.get("client_id") != CLIENT or not asked.get("redirect_uri", "").endswith("/sign-in/back"):
            return HTMLResponse("unknown client", 400)
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return HTMLResponse("no PKCE", 400)
        back = {"state": asked["state"], "iss": self.issuer, "session_state": "anything"}
        if not self.person:
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'access_denied'})}", 302)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'code': code})}", 302)

    async def _token(self, request: Request) -> Response:
        self.asked.append("token")
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        name, _, secret = base64.b64decode(sent).decode().partition(":") if scheme == "Basic" else ("", "", "")
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proves = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        sound = (unquote_plus(name), unquote_plus(secret)) == (CLIENT, SECRET)
        if not sound or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked["code_challenge"] != proves or asked["redirect_uri"] != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.signed(self.claims(nonce=asked["nonce"]))
        return JSONResponse({"id_token": token, "access_token": "opaque", "token_type": "Bearer"})


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """A provider that listens on a free port of this machine."""
    provider = IdentityProvider()
    config = uvicorn.Config(provider.app, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
