"""What an installation may choose, read from the environment: THRESHOLD_PORT=8080 and so on. Says nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.records.roles import Role

DEMO_ELSEWHERE = "Demo mode is for one machine, and `{host}` can be reached from others"
LEAVE_DEMO = "Leave THRESHOLD_DEMO out, or listen on 127.0.0.1"
SAY_ROLES = f"Write it like `Front Door=triage, Thresholds=policy`. The roles are {', '.join(Role)}"
SAY_PROXY = "Write an address or a network, like `10.1.2.3` or `10.1.0.0/16`"
SET_CLIENT = "Set THRESHOLD_OIDC_CLIENT, and THRESHOLD_OIDC_SECRET if it has one"
SET_ADDRESS = "Set THRESHOLD_PUBLIC_ADDRESS to the address people reach the service at"
SHORTEST_SECRET = 16
SET_WEBHOOK_SECRET = f"Set THRESHOLD_WEBHOOK_SECRET to {SHORTEST_SECRET} characters or more"
SHIPPED_RULESETS = Path(__file__).parents[1] / "rulesets"
SHIPPED_FEATURES = Path(__file__).parents[1] / "features"


class Settings(BaseSettings):
    """Every setting, with what it is for. The environment variable is THRESHOLD_ and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="THRESHOLD_", frozen=True)

    rulesets: Path = Field(SHIPPED_RULESETS, description="Folder of vocabulary.yaml, steps.yaml and the rulesets")
    features: Path = Field(SHIPPED_FEATURES, description="Folder of the scenarios that pages run")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer requests")
    max_body: int = Field(1_000_000, ge=1_000, description="Longest request body taken, in bytes")
    demo: Literal["auto", "yes", "no"] = Field(
        "auto",
        description="Whether this machine is answered without a key, as a demo person who may do everything; "
        "`auto` is yes while only this machine can reach the service",
    )
    oidc_issuer: str = Field(
        "", description="The identity provider people sign in through (OpenID Connect), by the issuer it names itself"
    )
    oidc_client: str = Field("", description="What this service is called there: its client id")
    oidc_secret: SecretStr = Field(
        SecretStr(""), description="Its client secret there; none for a public client, which PKCE keeps safe"
    )
    oidc_audience: str = Field("", description="Who bearer passes for the API are for; the client id when not set")
    oidc_scopes: str = Field("openid profile", pattern="(^| )openid( |$)", description="What sign-in asks for there")
    oidc_claim: str = Field("roles", min_length=1, description="The claim that carries the roles; dots lead inside one")
    oidc_roles: str = Field(
        "",
        description="Which role each value of the claim is: `Front Door=triage, Thresholds=policy`; when not set, the "
        "values are the roles",
    )
    oidc_name: str = Field(
        "your work account", min_length=1, max_length=60, description="What the sign-in page calls it"
    )
    watch_minutes: int = Field(
        0,
        ge=0,
        le=10_080,
        description="Minutes between looks at open cases for what time brought about; 0 for none",
    )
    watch_ruleset: str = Field(
        "",
        description="Family of rulesets that the watch decides by about references that are in the register and that "
        "nothing was ever decided about; when not set, they are only counted",
    )
    webhook_address: str = Field(
        "", pattern="^(https?://[^ ]+)?$", description="Address that notices of findings are sent to"
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="What notices are signed with; 16 characters or more, known to the receiver alone"
    )
    handover_key: Path | None = Field(None, description="File of the private key that handovers are signed with")
    handover_trusted: Path | None = Field(
        None, description="File of the public keys of authorities whose handovers are taken in"
    )
    rate_limit: int = Field(
        3000, ge=0, description="Requests a minute that one process takes from one key or person; 0 for any number"
    )
    wrong_key_limit: int = Field(
        60,
        ge=0,
        description="Different keys a minute that one process finds not good from one address before it looks at no "
        "more from there that it does not know, and how often it looks at the same one; 0 for any number",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies before the service, with commas between, which are believed on "
        "where a request comes from (X-Forwarded-For)",
    )
    session_idle: int = Field(60, ge=1, description="Minutes after which somebody who does nothing is signed out")
    session_longest: int = Field(720, ge=1, description="Minutes after which everybody signs in again")
    database: str = Field(
        "var/threshold.db",
        min_length=1,
        repr=False,
        description="Where records are kept: the path of a file, or the address of a PostgreSQL database",
    )
    second_person: bool = Field(
        default=False,
        description="Whether going down from what must or should be done awaits a second person",
    )
    public_address: str = Field(
        "",
        pattern="^(https?://[^/ ]+)?$",
        description="Address people reach the service at, used in links to help pages",
    )
    allowed_origins: str = Field(
        "",
        pattern=r"^(https?://[^/ ,]+(, *https?://[^/ ,]+)*)?$",
        description="Addresses of other systems whose screens may ask with a key from the browser, with commas between",
    )
    service_name: str = Field("Threshold", min_length=1, max_length=60, description="What the pages call the service")
    organisation: str = Field("", max_length=80, description="Whose service it is, shown at the top of every page")
    triage_ruleset: str = Field("front-door", description="Family of rulesets that the triage page decides by")
    jobs: Path = Field(Path("var/jobs"), description="Folder that holds long work while it runs, and what came of it")
    jobs_at_once: int = Field(2, ge=1, le=64, description="How many pieces of long work run at once")
    jobs_waiting: int = Field(20, ge=0, le=1000, description="How many more pieces of long work may wait")
    jobs_kept: int = Field(7, ge=1, le=3650, description="Days for which the results of long work are kept")
    histories: Path = Field(Path("var/histories"), description="Folder that holds the histories that were uploaded")
    history_max: int = Field(2_000_000_000, ge=1_000, description="Longest file of a history taken, in bytes")
    log_format: Literal["json", "plain"] = Field("json", description="One JSON line for each event, or plain text")

    @property
    def in_demo(self) -> bool:
        """Whether requests of this machine are answered without a key."""
        return self.demo == "yes" or (self.demo == "auto" and not self._reached_from_elsewhere)

    @property
    def _reached_from_elsewhere(self) -> str:
        """The address at which other machines may reach the service; nothing when there is none."""
        public = urlsplit(self.public_address).hostname or ""
        return next((host for host in (self.host, public) if host and not is_loopback(host)), "")

    @property
    def roles_of_claim(self) -> Mapping[str, Role]:
        """Which role each value of the claim is. Raises ValueError when one is no role."""
        pairs = [pair.rpartition("=") for pair in self.oidc_roles.split(",") if pair.strip()]
        return {value.strip(): Role(role.strip()) for value, _, role in pairs}

    @property
    def origins(self) -> list[str]:
        """The addresses whose screens may ask from the browser."""
        return [each.strip() for each in self.allowed_origins.split(",") if each.strip()]

    @model_validator(mode="after")
    def _provider_can_be_used(self) -> Self:
        try:
            _ = self.roles_of_claim
        except ValueError:
            raise ValueError("`THRESHOLD_OIDC_ROLES` names a role there is not", SAY_ROLES) from None
        if self.oidc_issuer and not self.oidc_client:
            raise ValueError("The identity provider is set, and what this service is called there is not", SET_CLIENT)
        parts = urlsplit(self.oidc_issuer)
        if self.oidc_issuer and not (parts.scheme == "https" or is_loopback(parts.hostname or "")):
            raise ValueError("The identity provider has to be reached by https", "Mend THRESHOLD_OIDC_ISSUER")
        if self.oidc_issuer and not is_loopback(self.host) and not self.public_address:
            raise ValueError("The identity provider has to send people back, and is not told where to", SET_ADDRESS)
        return self

    @model_validator(mode="after")
    def _proxies_are_addresses(self) -> Self:
        for each in filter(None, (each.strip() for each in self.trusted_proxies.split(","))):
            try:
                ip_network(each)
            except ValueError:
                raise ValueError(f"`{each}` in THRESHOLD_TRUSTED_PROXIES is no address", SAY_PROXY) from None
        return self

    @model_validator(mode="after")
    def _notices_are_signed(self) -> Self:
        if self.webhook_address and len(self.webhook_secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError("Notices are to be sent, and what they are signed with is too short", SET_WEBHOOK_SECRET)
        return self

    @model_validator(mode="after")
    def _demo_is_for_one_machine(self) -> Self:
        if self.demo == "yes" and self._reached_from_elsewhere:
            raise ValueError(DEMO_ELSEWHERE.format(host=self._reached_from_elsewhere), LEAVE_DEMO)
        return self


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Return whether an address leads to this machine alone.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
