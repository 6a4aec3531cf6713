"""The identity provider (OpenID Connect): what it says of itself, its keys, and the code a browser brings from it.

Everything it says is kept for an hour. A key it has newly begun to use is fetched when it is first met, but no more
than once in ten seconds, so that nobody can make this service ask and ask. Nothing of it is believed before it is
checked, and no secret, code or credential is ever in a message or a log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx2
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from service.settings import is_loopback
from service.telemetry import log
from service.web.problems import Refusal

SECONDS = 5.0
LONGEST_ANSWER = 1_000_000
AN_HOUR = 3600.0
SOONEST_AGAIN = 10.0
KINDS_OF_KEY = ("RSA", "EC")  # a shared secret among the keys of a provider could be anybody's, and signs nothing here
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Client:
    """What this service is to its identity provider."""

    issuer: str
    id: str
    secret: str = field(repr=False)


@dataclass(slots=True)
class _Said:
    """What a provider said of itself, and its keys, by their ids."""

    about: Mapping[str, Any]
    keys: Mapping[str, Key]
    at: float


class Provider:
    """One identity provider. Safe to use from several threads."""

    def __init__(self, client: Client, passed: Callable[[], float] = monotonic) -> None:
        self.client = client
        self._passed = passed
        self._http = httpx2.Client(timeout=SECONDS, follow_redirects=False, trust_env=True)
        self._said: _Said | None = None
        self._asking = Lock()

    def close(self) -> None:
        """Let its connections go."""
        self._http.close()

    def address_to_sign_in(self, **asked: str) -> str:
        """Return where a browser goes to sign in. Raises Refusal when the provider does not answer."""
        where = str(self._about()["authorization_endpoint"])
        query = {"response_type": "code", "client_id": self.client.id, **asked}
        return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"

    def redeem(self, code: str, verifier: str, back: str) -> str:
        """Return the ID token the provider gives for a code. Raises Refusal."""
        about = self._about()
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": back}
        ways = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        headers = {"Accept": "application/json"}
        if self.client.secret and "client_secret_basic" in ways:
            # Each part is form-encoded first (RFC 6749 section 2.3.1), or a secret with a `:` or `%` goes wrong.
            basic = httpx2.BasicAuth(quote_plus(self.client.id), quote_plus(self.client.secret))
        else:
            basic = None
            form |= {"client_id": self.client.id} | (
                {"client_secret": self.client.secret} if self.client.secret else {}
            )
        answer = self._ask("POST", str(about["token_endpoint"]), data=form, headers=headers, auth=basic)
        if not isinstance(answer.get("id_token"), str):
            raise Refusal("not-confirmed", "The identity provider does not take the code it sent back as proof")
        return str(answer["id_token"])

    def key(self, name: str | None) -> Key:
        """Return the key with an id, asking again when it is not known. Raises Refusal when there is none."""
        said = self._known()
        if _chosen(said.keys, name) is None and self._passed() - said.at >= SOONEST_AGAIN:
            said = self._asked_again(said)
        key = _chosen(said.keys, name)
        if key is None:
            raise Refusal("not-confirmed", "It is not signed with any key of the identity provider")
        return key

    def _about(self) -> Mapping[str, Any]:
        return self._known().about

    def _known(self) -> _Said:
        said = self._said
        if said is None or self._passed() - said.at >= AN_HOUR:
            said = self._asked_again(said)
        return said

    def _asked_again(self, before: _Said | None) -> _Said:
        """Return what the provider says now, unless somebody else has just asked. Raises Refusal."""
        with self._asking:
            if self._said is not None and self._said is not before:
                return self._said
            about = self._ask("GET", self.client.issuer.rstrip("/") + DISCOVERY)
            if about.get("issuer") != self.client.issuer:
                log.error("provider-is-another", expected=self.client.issuer)
                raise Refusal("provider-away", "What answers for the identity provider calls itself something else")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not safe_address(str(about.get(name, ""))):
                    log.error("provider-not-usable", lacks=name)
                    raise Refusal("provider-away", "The identity provider does not say all it has to of itself")
            keys = _keys(self._ask("GET", str(about["jwks_uri"])))
            self._said = _Said(about, keys, self._passed())
            return self._said

    def _ask(self, method: str, address: str, **sent: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own
        """Return the JSON the provider answers with; nothing when it refuses. Raises Refusal when it is silent."""
        try:
            with self._http.stream(method, address, **sent) as answer:
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > LONGEST_ANSWER:
                        raise Refusal("provider-away", "The identity provider answers with more than can be right")
                if answer.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR:
                    raise _away(answer.status_code)
                said = orjson.loads(bytes(body)) if answer.is_success else {}
        except (httpx2.HTTPError, httpx2.InvalidURL, orjson.JSONDecodeError) as error:
            raise _away(type(error).__name__) from None
        return said if isinstance(said, dict) else {}


def _away(why: object) -> Refusal:
    log.error("provider-away", why=why)
    return Refusal("provider-away", headers={"Retry-After": "5"})


def safe_address(address: str) -> bool:
    """Return whether an address is one to send secrets to: encrypted, or on this machine.

    >>> safe_address("https://login.example"), safe_address("http://login.example"), safe_address("http://127.0.0.1:9")
    (True, False, True)
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _keys(said: Mapping[str, Any]) -> dict[str, Key]:
    """Return the keys that can confirm a signature, by their ids; one without an id under none. Others are left out."""
    found: dict[str, Key] = {}
    listed = said.get("keys")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get("kty") in KINDS_OF_KEY and each.get("use", "sig") == "sig":
            try:
                found[str(each.get("kid", ""))] = JWKRegistry.import_key(each)
            except (JoseError, ValueError, TypeError, KeyError):
                log.warning("provider-key-not-usable")
    return found


def _chosen(keys: Mapping[str, Key], name: str | None) -> Key | None:
    """Return the key that is named; the only one there is when none is."""
    if name is not None:
        return keys.get(name)
    return next(iter(keys.values())) if len(keys) == 1 else None
