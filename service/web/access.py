"""Everything that tells who asks, for one service: keys, sessions and an identity provider, and who was told lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from service.records.errors import RecordsRefusal
from service.records.keys import Key, Keys
from service.records.ledger import Ledger
from service.records.sessions import Limits, Sessions
from service.settings import Settings
from service.web.lately import Lately, Recognised
from service.web.person import Person
from service.web.rates import Rates, WrongKeys

if TYPE_CHECKING:
    from service.web.confirmed import Confirmed
    from service.web.provider import Provider

# What an identity provider signed stays good until it expires; asking again only spares a large reckoning.
SIGNED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ByProvider:
    """The identity provider, what it says checked, and who was recognised by that lately."""

    provider: Provider
    confirmed: Confirmed
    by_token: Lately

    @classmethod
    def of(cls, settings: Settings, clock: Callable[[], datetime]) -> ByProvider:
        """Return the provider that the settings name."""
        from service.web.confirmed import Confirmed, RolesClaim  # noqa: PLC0415 - slow to read in, and not always wanted
        from service.web.provider import Client, Provider  # noqa: PLC0415 - the same

        provider = Provider(Client(settings.oidc_issuer, settings.oidc_client, settings.oidc_secret.get_secret_value()))
        claim = RolesClaim(settings.oidc_claim, settings.roles_of_claim)
        confirmed = Confirmed(provider, settings.oidc_audience or settings.oidc_client, claim, clock)
        return cls(provider, confirmed, Lately(confirmed.bearer, clock, fresh=SIGNED_SECONDS))


@dataclass(frozen=True, slots=True)
class Access:
    """The keys, the sessions and the identity provider of a service."""

    keys: Keys
    sessions: Sessions
    by_key: Lately
    by_session: Lately
    by_provider: ByProvider | None
    rates: Rates
    wrong_keys: WrongKeys

    @classmethod
    def to(cls, ledger: Ledger, settings: Settings) -> Access:
        """Return the access to the records of a ledger."""
        limits = Limits(timedelta(minutes=settings.session_idle), timedelta(minutes=settings.session_longest))
        keys, sessions = Keys(ledger), Sessions(ledger, limits)
        return cls(
            keys,
            sessions,
            Lately(lambda text: _by_key(keys, text), ledger.clock),
            Lately(lambda text: _by_session(keys, sessions, text), ledger.clock),
            ByProvider.of(settings, ledger.clock) if settings.oidc_issuer else None,
            Rates(settings.rate_limit),
            WrongKeys(settings.wrong_key_limit),
        )

    def close(self) -> None:
        """Let the connections to the identity provider go."""
        if self.by_provider is not None:
            self.by_provider.provider.close()


def person_with(key: Key) -> Person:
    """Return who asks with a key."""
    return Person(f"key {key.id}", key.name, key.roles, "key")


def _by_key(keys: Keys, text: str) -> Recognised:
    key = keys.find(text)
    keys.note_use(key)
    return Recognised(person_with(key), key.expires_at)


def _by_session(keys: Keys, sessions: Sessions, text: str) -> Recognised:
    """Return who is signed in. Who signed in with a key is so for as long as the key may be used."""
    session = sessions.find(text)
    person = Person(session.person, session.name, session.roles, "session")
    if session.way != "key":
        return Recognised(person, session.ends_at)
    key = keys.in_use(session.person.removeprefix("key "))
    if key is None:
        raise RecordsRefusal("not-signed-in", "The key that was signed in with may not be used any more")
    return Recognised(person, min(session.ends_at, key.expires_at or session.ends_at))
