"""What an identity provider says of a person, believed only when all of it holds: who signed it, for whom, until when.

A signature is checked with a key of the provider, fetched from it, by an algorithm of ALGORITHMS alone. None of these
shares a secret, so a public key can never be passed off as one, and "not signed" is no algorithm.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import GuestProtocol, Key

from service.records.chain import stamp
from service.records.roles import Role
from service.web.lately import Recognised
from service.web.person import Person
from service.web.problems import Refusal
from service.web.provider import Provider

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds that two clocks may differ by
LONGEST = 16_000
LAST_MOMENT = 253_402_300_000  # the year 9999, in seconds
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RolesClaim:
    """Which claim carries the roles, and which role each of its values is; none given, the values are the roles."""

    name: str
    roles: Mapping[str, Role]


class Confirmed:
    """What one provider says, checked."""

    def __init__(self, provider: Provider, audience: str, claim: RolesClaim, clock: Callable[[], datetime]) -> None:
        self._provider, self._audience, self._claim, self._clock = provider, audience, claim, clock

    def bearer(self, text: str) -> Recognised:
        """Return who sends a bearer token for the API, and until when it is good. Raises Refusal."""
        claims = self._claims(text, self._audience)
        return Recognised(self._person(claims), stamp(datetime.fromtimestamp(claims["exp"], UTC)))

    def signed_in(self, text: str, nonce: str) -> Person:
        """Return who signed in, by an ID token that answers to this very sign-in. Raises Refusal."""
        client = self._provider.client.id
        claims = self._claims(text, client)
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise _refused("It does not belong to this sign-in")
        if claims.get("azp", client) != client:
            raise _refused("It was made for another service")
        return self._person(claims)

    def _claims(self, text: str, audience: str) -> Claims:
        claims = self._signed(text)
        if claims.get("iss") != self._provider.client.issuer:
            raise _refused("It was made by somebody else than the identity provider")
        said = claims.get("aud")
        if audience not in (said if isinstance(said, list) else [said]):
            raise _refused("It was made for another service")
        now = self._clock().timestamp()
        if not _is_moment(claims.get("exp")):
            raise _refused("It does not say until when it is good")
        if claims["exp"] + LEEWAY <= now:
            raise _refused("It has expired. Sign in again, or ask for a new one")
        if any(_is_moment(claims.get(name)) and claims[name] - LEEWAY > now for name in ("nbf", "iat")):
            raise _refused("It is only good later than now. Check the clock of this service")
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise _refused("It does not say who it is about")
        return claims

    def _signed(self, text: str) -> Claims:
        if len(text) > LONGEST:
            raise _refused("It is longer than any that can be right")
        try:
            return jwt.decode(text, self._key, algorithms=list(ALGORITHMS)).claims
        except UnsupportedAlgorithmError:
            raise _refused(f"It is not signed in a way that is taken here, which are {', '.join(ALGORITHMS)}") from None
        except BadSignatureError:
            raise _refused("Its signature does not fit it") from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise _refused("It cannot be read") from None

    def _key(self, signed: GuestProtocol) -> Key:
        name = signed.headers().get("kid")
        return self._provider.key(name if isinstance(name, str) else None)

    def _person(self, claims: Claims) -> Person:
        roles = self._roles(claims)
        name = _name(claims)
        if not roles:
            says = f"The identity provider knows {name}, and gives them no role of this service in `{self._claim.name}`"
            raise Refusal("no-role-here", says)
        return Person(f"person {claims['sub']}"[:200], name, roles, "token")

    def _roles(self, claims: Claims) -> frozenset[Role]:
        said = _found(claims, self._claim.name)
        values = said if isinstance(said, list) else [said]
        known: Mapping[str, Role] = self._claim.roles or {str(role): role for role in Role}
        return frozenset(known[each] for each in values if isinstance(each, str) and each in known)


def _refused(why: str) -> Refusal:
    return Refusal("not-confirmed", why)


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LAST_MOMENT


def _found(claims: Claims, name: str) -> object:
    """Return a claim by its name, or by the names of those it stands in with dots between.

    >>> _found({"realm_access": {"roles": ["triage"]}}, "realm_access.roles")
    ['triage']
    """
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _name(claims: Claims) -> str:
    """Return what to call a person: the first there is of the names a provider may give."""
    for each in ("name", "preferred_username", "email", "sub"):
        said = claims.get(each)
        if isinstance(said, str) and said.strip() and said.isprintable():
            return said.strip()[:100]
    return "a person without a name"
