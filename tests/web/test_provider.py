"""Signing in through a real OpenID provider, and its bearer tokens for the API; nothing it did not say is believed."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from httpx2 import Response
from joserfc.jwk import ECKey, OctKey, RSAKey
from pydantic import ValidationError
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from service.commands.choosing import chosen
from service.commands.terminal import Mistaken
from service.settings import Settings
from service.web.app import create_app
from tests.web.identity_provider import CLIENT, SECRET, Claims, IdentityProvider, running

HERE = "http://127.0.0.1:8000"
AS_PAGE = {"Accept": "text/html"}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def started() -> Iterator[IdentityProvider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(started: IdentityProvider) -> IdentityProvider:
    """The provider as it is at first."""
    started.person = {"sub": "ada-1", "name": "Ada Lovelace", "roles": ["Front Door"]}
    started.changed, started.extra, started.asked = {}, {}, []
    return started


def settings(provider: IdentityProvider, folder: Path, **more: Any) -> Settings:
    return Settings(
        database=str(folder / "records.db"), demo="no", oidc_issuer=provider.issuer, oidc_client=CLIENT,
        oidc_secret=SECRET, oidc_roles="Front Door=triage, Thresholds = policy, Office=admin", **more,
    )  # fmt: skip


@pytest.fixture
def app(provider: IdentityProvider, tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(settings(provider, tmp_path))
    yield app
    app.state.room.close()


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, headers=AS_PAGE, follow_redirects=False)


def at_the_provider(address: str) -> str:
    """Do what a browser does at the provider, and return where it is sent back to."""
    answer = httpx2.get(address, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def sign_in(opened: TestClient, change: Callable[[str], str] = lambda back: back) -> Response:
    """Sign in; `change` alters what the browser brings back."""
    away = opened.get("/sign-in/provider?to=/triage").headers["location"]
    return opened.get(change(at_the_provider(away)))


class TestPages:
    def test_somebody_signs_in_and_is_who_the_provider_says(self, app: FastAPI) -> None:
        opened = browser(app)
        assert "With your work account" in opened.get("/sign-in?to=/triage").text

        back = sign_in(opened)

        assert (back.status_code, back.headers["location"]) == (303, "/triage")
        page = opened.get("/triage")
        assert "Signed in as Ada Lovelace" in page.text
        assert opened.get("/decisions").status_code == 200
        assert opened.post("/v1/keys", json={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403
        ledger = app.state.room.ledger
        with ledger.reading() as connection:
            who = connection.exec_driver_sql("SELECT who FROM ledger WHERE kind = 'sign-in'").scalar_one()
        assert who == "Ada Lovelace (person ada-1)"

    def test_what_is_asked_of_the_provider(self, app: FastAPI) -> None:
        away = urlsplit(browser(app).get("/sign-in/provider").headers["location"])
        asked = {name: values[0] for name, values in parse_qs(away.query).items()}

        assert asked["response_type"] == "code"
        assert asked["redirect_uri"] == f"{HERE}/sign-in/back"
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert {"state", "nonce"} <= set(asked)
        assert SECRET not in away.query

    def test_a_sign_in_that_was_not_begun_in_this_browser_is_refused(self, app: FastAPI) -> None:
        theirs = at_the_provider(browser(app).get("/sign-in/provider").headers["location"])
        opened = browser(app)
        assert "This sign-in was not begun here" in opened.get(theirs).text  # somebody sends a link with their own code

        opened.get("/sign-in/provider")
        assert opened.get(theirs).status_code == 400
        assert opened.get("/check").status_code == 303

    def test_a_way_back_is_gone_once(self, app: FastAPI) -> None:
        opened = browser(app)
        back = at_the_provider(opened.get("/sign-in/provider").headers["location"])
        cookies = dict(opened.cookies)
        assert opened.get(back).status_code == 303

        again = browser(app)
        again.cookies.update(cookies)
        assert again.get(back).status_code == 400

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"nonce": "another"}, "It does not belong to this sign-in"),
            ({"nonce": None}, "It does not belong to this sign-in"),
            ({"iss": "https://elsewhere.example"}, "It was made by somebody else than the identity provider"),
            ({"aud": "another-service"}, "It was made for another service"),
            ({"aud": [CLIENT, "another"], "azp": "another"}, "It was made for another service"),
            ({"exp": 1_000_000_000}, "It has expired"),
            ({"exp": None}, "It does not say until when it is good"),
            ({"nbf": 4_000_000_000}, "It is only good later than now"),
            ({"sub": None}, "It does not say who it is about"),
        ],
    )
    def test_what_does_not_hold_is_refused_in_words(
        self, app: FastAPI, provider: IdentityProvider, changed: Claims, says: str
    ) -> None:
        opened = browser(app)
        provider.changed = changed

        page = sign_in(opened)

        assert page.status_code == 401
        assert says in page.text
        assert opened.get("/check").status_code == 303

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            (lambda back: back.replace("state=", "state=x"), 400),
            (lambda back: back.replace("code=", "code=x"), 401),
            (lambda back: back.replace("iss=", "iss=x"), 401),
            (lambda back: back.partition("&code=")[0], 401),
        ],
    )
    def test_what_is_brought_back_otherwise_is_refused(
        self, app: FastAPI, change: Callable[[str], str], status: int
    ) -> None:
        assert sign_in(browser(app), change).status_code == status

    def test_whoever_turns_back_at_the_provider_is_told_so(self, app: FastAPI, provider: IdentityProvider) -> None:
        provider.person = {}

        page = sign_in(browser(app))

        assert page.status_code == 401
        assert "The identity provider did not sign anybody in." in page.text

    def test_somebody_without_a_role_here_is_told_so(self, app: FastAPI, provider: IdentityProvider) -> None:
        provider.person = {"sub": "bo-2", "name": "Bo", "roles": ["triage", "Canteen"]}

        page = sign_in(browser(app))

        assert page.status_code == 403
        assert "The identity provider knows Bo, and gives them no role of this service" in page.text

    def test_with_a_wrong_secret_nobody_is_signed_in(self, provider: IdentityProvider, tmp_path: Path) -> None:
        wrong = settings(provider, tmp_path).model_copy(update={"oidc_secret": type(Settings().oidc_secret)("wrong")})
        app = create_app(wrong)

        assert "does not take the code it sent back" in sign_in(browser(app)).text
        app.state.room.close()


def unsigned(claims: Claims, algorithm: str) -> str:
    parts = [{"alg": algorithm}, claims]
    return ".".join(encoded(json.dumps(each).encode()) for each in parts) + "."


def passed_off(claims: Claims, public: bytes, kid: str) -> str:
    """Return claims signed with a public key as if it were a shared secret."""
    body = ".".join(encoded(json.dumps(each).encode()) for each in ({"alg": "HS256", "kid": kid}, claims))
    return f"{body}.{encoded(hmac.digest(public, body.encode(), 'sha256'))}"


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class TestBearer:
    def ask(self, app: FastAPI, token: str) -> Response:
        return TestClient(app).get("/v1/decisions", headers={"Authorization": f"Bearer {token}"})

    def test_a_token_of_the_provider_is_who_it_says(self, app: FastAPI, provider: IdentityProvider, case: Json) -> None:
        token = provider.signed(provider.claims())
        made = TestClient(app, headers={"Authorization": f"Bearer {token}"}).post("/v1/decisions", json=case)

        assert made.status_code == 201
        assert app.state.room.ledger.find(made.json()["id"]).record.who == "Ada Lovelace (person ada-1)"

    def test_keys_are_fetched_once_and_again_when_they_rotate(
        self, app: FastAPI, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        passed = [0.0]
        monkeypatch.setattr(app.state.room.access.by_provider.provider, "_passed", lambda: passed[0])
        for _ in range(3):
            assert self.ask(app, provider.signed(provider.claims(jti=time.time_ns()))).status_code == 200
        assert provider.asked.count("keys") == 1

        provider.rotate()
        new = provider.signed(provider.claims())
        assert self.ask(app, new).json()["detail"] == "It is not signed with any key of the identity provider"
        passed[0] = 11.0  # nobody can make it ask more often than every ten seconds

        assert self.ask(app, new).status_code == 200
        assert provider.asked.count("keys") == 2
        passed[0] = 22.0
        for _ in range(5):
            self.ask(app, provider.signed(provider.claims(), kid="never-seen"))
        assert provider.asked.count("keys") == 3

    def test_what_nobody_of_the_provider_signed_is_refused(self, app: FastAPI, provider: IdentityProvider) -> None:
        claims, key = provider.claims(), provider.keys[-1]
        public, kid = key.as_pem(private=False), str(key.kid)
        other = RSAKey.generate_key(2048, {"kid": kid})
        curve = ECKey.generate_key("P-256", {"kid": "curve"})
        good = provider.signed(claims)
        changed = good.split(".")
        changed[1] = provider.signed({**claims, "roles": ["Office"]}).split(".")[1]
        for token, says in (
            (unsigned(claims, "none"), "It is not signed in a way that is taken here"),
            (passed_off(claims, public, kid), "It is not signed in a way that is taken here"),
            (
                provider.signed(claims, OctKey.import_key("secret" * 8), alg="HS256", kid="shared"),
                "It is not signed in a",
            ),
            (provider.signed(claims, other), "Its signature does not fit it"),
            (".".join(changed), "Its signature does not fit it"),
            (provider.signed(claims, curve, alg="ES256"), "It is not signed with any key of the identity provider"),
            (provider.signed(claims, curve, alg="ES256", kid=key.kid), "It cannot be read"),
            (good[:-10], "Its signature does not fit it"),
            ("a.b.c", "It cannot be read"),
            ("eyJ" * 10_000, "It is longer than any that can be right"),
        ):
            answer = self.ask(app, token)
            assert (answer.status_code, answer.json()["code"]) == (401, "not-confirmed")
            assert answer.json()["detail"].startswith(says), token[:60]
            assert answer.headers["www-authenticate"] == "Bearer"

    def test_one_is_good_until_it_expires_though_it_is_remembered(
        self, provider: IdentityProvider, tmp_path: Path
    ) -> None:
        now = [datetime.now(UTC)]
        app = create_app(settings(provider, tmp_path), clock=lambda: now[0])
        token = provider.signed(provider.claims())
        assert self.ask(app, token).status_code == 200

        now[0] = datetime.fromtimestamp(now[0].timestamp() + 800, UTC)

        assert self.ask(app, token).json()["detail"].startswith("It has expired")
        app.state.room.close()

    def test_roles_may_stand_inside_another_claim(self, provider: IdentityProvider, tmp_path: Path) -> None:
        app = create_app(settings(provider, tmp_path, oidc_claim="realm_access.roles", oidc_audience="threshold-api"))
        claims = {"aud": ["account", "threshold-api"], "realm_access": {"roles": ["Thresholds", "Front Door"]}}

        assert self.ask(app, provider.signed(provider.claims(**claims))).status_code == 200
        assert self.ask(app, provider.signed(provider.claims())).status_code == 401
        app.state.room.close()

    def test_a_key_is_still_a_key(self, app: FastAPI) -> None:
        assert self.ask(app, "threshold_ffffffff_" + "A" * 43).json()["code"] == "wrong-key"


class TestAway:
    def answer(self, provider: IdentityProvider, tmp_path: Path) -> Response:
        app = create_app(settings(provider, tmp_path))
        token = provider.signed(provider.claims())
        answer = TestClient(app).get("/v1/decisions", headers={"Authorization": f"Bearer {token}"})
        app.state.room.close()
        return answer

    @pytest.mark.parametrize(
        "extra",
        [
            {"issuer": "https://elsewhere.example"},
            {"jwks_uri": "http://elsewhere.example/keys"},
            {"token_endpoint": None},
            {"jwks_uri": "http://127.0.0.1:9/keys"},
            {"padding": "x" * 1_000_001},
        ],
    )
    def test_a_provider_that_is_not_as_it_should_be_is_not_used(
        self, provider: IdentityProvider, tmp_path: Path, extra: Json
    ) -> None:
        provider.extra = extra

        answer = self.answer(provider, tmp_path)

        assert (answer.status_code, answer.json()["code"]) == (503, "provider-away")


class TestSettings:
    def test_no_secret_is_ever_shown(self, provider: IdentityProvider, app: FastAPI, tmp_path: Path) -> None:
        with capture_logs() as logged:
            sign_in(browser(app))
        shown = f"{settings(provider, tmp_path)!r}{app.state.room!r}{logged}"

        assert SECRET not in shown

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"oidc_issuer": "https://login.example"}, "what this service is called there is not"),
            ({"oidc_issuer": "http://login.example", "oidc_client": "x"}, "has to be reached by https"),
            ({"oidc_issuer": "https://login.example", "oidc_client": "x", "host": "10.0.0.4"}, "is not told where to"),
            ({"oidc_roles": "Front Door=boss"}, "names a role there is not"),
            ({"oidc_roles": "Front Door"}, "names a role there is not"),
        ],
    )
    def test_settings_that_do_not_go_together_are_said(self, said: Json, says: str) -> None:
        with pytest.raises(ValidationError):
            Settings(**said)
        with pytest.raises(Mistaken, match=says):
            chosen(**said)
