"""Signing in on the pages: as a demo person or with a key, for how long, and what a form of another page cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.records.ledger import Ledger
from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app
from service.web.people import NEEDS
from service.web.person import DEMO_PEOPLE
from tests.web.conftest import NOON

Json = dict[str, Any]
AS_PAGE = {"Accept": "text/html"}
SAFE = "https://threshold.example.gov.uk"
FOUND = {"id": "018f", "family": "lcpc", "version": "proposed", "look": "scenarios"}  # what stands in an address
PROOF = re.compile(r'name="proof" value="([^"]+)"')


class Clock:
    """A clock the test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def demo(tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    """A service in demo mode, with nothing kept."""
    app = create_app(Settings(database=str(tmp_path / "records.db")), clock=clock)
    yield app
    app.state.room.close()


@pytest.fixture
def strict(tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    """A service outside demo mode, with nothing kept."""
    app = create_app(Settings(database=str(tmp_path / "strict.db"), public_address=SAFE), clock=clock)
    yield app
    app.state.room.close()


def browser(app: FastAPI, address: str = "http://127.0.0.1:8000") -> TestClient:
    return TestClient(app, base_url=address, headers=AS_PAGE, follow_redirects=False)


def proof(page: str) -> str:
    found = PROOF.search(page)
    assert found
    return found[1]


def as_demo(app: FastAPI, who: str) -> TestClient:
    """Return a browser in which a demo person is signed in."""
    opened = browser(app)
    assert opened.post("/sign-in/demo", data={"person": f"demo {who}"}).status_code == 303
    return opened


def with_key(app: FastAPI, *roles: Role, address: str = SAFE) -> tuple[TestClient, str]:
    """Return a browser in which somebody signed in with a key, and the id of the key."""
    key, text = app.state.room.access.keys.make("Ada Lovelace", roles, "tests")
    opened = browser(app, address)
    assert opened.post("/sign-in", data={"key": text, "to": "/decisions"}).headers["location"] == "/decisions"
    return opened, key.id


class TestDemoPeople:
    def test_nobody_has_to_sign_in(self, demo: FastAPI) -> None:
        page = browser(demo).get("/")

        assert page.status_code == 200
        assert "Demo, with every role" in page.text
        assert "Sign in as somebody" in page.text

    def test_each_is_offered_and_sees_what_their_role_sees(self, demo: FastAPI) -> None:
        offered = browser(demo).get("/sign-in").text
        for person in DEMO_PEOPLE:
            assert person.name in offered
            opened = as_demo(demo, person.id.removeprefix("demo "))
            home = opened.get("/").text
            assert f"Signed in as {person.name}" in home
            for address in ("/triage", "/decisions", "/rulesets"):
                may = NEEDS[f"GET {address}"].is_met_by(person)
                assert (f'href="{address}"' in home) is may
                assert opened.get(address).status_code == (200 if may else 403)

    def test_a_page_for_others_says_so_plainly(self, demo: FastAPI) -> None:
        page = as_demo(demo, "policy-lead").get("/triage")

        assert page.status_code == 403
        assert "It takes the role triage, and the role of Paul, policy lead is policy." in page.text
        assert page.headers["content-type"].startswith("text/html")

    def test_two_of_them_are_two_people(self, demo: FastAPI, case: Json) -> None:
        made = TestClient(demo).post("/v1/decisions", json=case).json()
        opened = as_demo(demo, "triage-worker")
        sent = {"child": "A", "decision": "accepted"}

        own = opened.post(f"/v1/decisions/{made['id']}/outcome", json=sent, headers={"Sec-Fetch-Site": "same-origin"})
        other = opened.post(f"/v1/decisions/{made['id']}/outcome", json={**sent, "person": "Grace Hopper"})

        assert own.json()["person"] == "Tess, triage worker"
        assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/person")

    def test_there_are_none_outside_demo_mode(self, strict: FastAPI) -> None:
        opened = browser(strict, SAFE)

        assert "people of the demo" not in opened.get("/sign-in").text
        assert opened.post("/sign-in/demo", data={"person": "demo admin"}).status_code == 404


class TestWithAKey:
    def test_a_page_leads_to_signing_in_and_back(self, strict: FastAPI) -> None:
        sent_to = browser(strict, SAFE).get("/decisions").headers["location"]
        assert sent_to == "/sign-in?to=%2Fdecisions"
        assert 'name="to" value="/decisions"' in browser(strict, SAFE).get(sent_to).text

        opened, _ = with_key(strict, Role.AUDITOR)

        assert "Signed in as Ada Lovelace" in opened.get("/decisions").text

    def test_the_cookie_says_nothing_and_is_for_this_service_alone(self, strict: FastAPI, demo: FastAPI) -> None:
        _, text = strict.state.room.access.keys.make("Ada", [Role.AUDITOR], "tests")
        safe = browser(strict, SAFE).post("/sign-in", data={"key": text}).headers["set-cookie"]
        here = browser(demo).post("/sign-in/demo", data={"person": "demo admin"}).headers["set-cookie"]

        assert re.fullmatch(r"__Host-threshold=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", safe)
        assert re.fullmatch(r"threshold=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", here)

    @pytest.mark.parametrize("to", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", ""])
    def test_signing_in_leads_nowhere_else(self, strict: FastAPI, to: str) -> None:
        _, text = strict.state.room.access.keys.make("Ada", [Role.AUDITOR], "tests")

        assert browser(strict, SAFE).post("/sign-in", data={"key": text, "to": to}).headers["location"] == "/"

    def test_a_wrong_key_is_said_beside_the_field(self, strict: FastAPI) -> None:
        page = browser(strict, SAFE).post("/sign-in", data={"key": "threshold_ffffffff_" + "A" * 43, "to": "/check"})

        assert page.status_code == 401
        assert page.text.count("The key that was sent is none of those given out here") == 2
        assert "A" * 43 not in page.text
        assert 'name="to" value="/check"' in page.text

    def test_it_lasts_while_it_is_used_and_no_longer_than_the_longest(self, strict: FastAPI, clock: Clock) -> None:
        opened, key = with_key(strict, Role.AUDITOR)
        for _ in range(14):
            clock.now += timedelta(minutes=50)
            strict.state.room.access.by_session.forget(f"key {key}")  # remembered for seconds of real time
            assert opened.get("/check").status_code == 200
        clock.now += timedelta(minutes=50)
        assert opened.get("/check").headers["location"].startswith("/sign-in")

        again, _ = with_key(strict, Role.AUDITOR)
        clock.now += timedelta(minutes=61)
        assert again.get("/check").headers["location"].startswith("/sign-in")

    def test_it_ends_with_the_key(self, strict: FastAPI) -> None:
        opened, key = with_key(strict, Role.AUDITOR)
        admin, _ = with_key(strict, Role.ADMIN)

        revoked = admin.post(f"/v1/keys/{key}/revoke", headers={"Sec-Fetch-Site": "same-origin"})

        assert revoked.status_code == 200
        assert opened.get("/check").status_code == 303

    def test_another_service_on_the_database_knows_it_too(self, strict: FastAPI, tmp_path: Path, clock: Clock) -> None:
        opened, _ = with_key(strict, Role.AUDITOR)
        other = create_app(Settings(database=str(tmp_path / "strict.db"), public_address=SAFE), clock=clock)

        there = browser(other, SAFE)
        there.cookies = opened.cookies

        assert "Signed in as Ada Lovelace" in there.get("/check").text
        other.state.room.close()

    def test_signing_out_ends_it_for_whoever_copied_the_cookie(self, strict: FastAPI) -> None:
        opened, _ = with_key(strict, Role.AUDITOR)
        copied = browser(strict, SAFE)
        copied.cookies.update(opened.cookies)

        out = opened.post("/sign-out", data={"proof": proof(opened.get("/check").text)})

        assert out.headers["location"] == "/sign-in"
        assert opened.get("/check").status_code == 303
        assert copied.get("/check").status_code == 303

    def test_signing_in_and_out_are_recorded(self, strict: FastAPI) -> None:
        opened, key = with_key(strict, Role.AUDITOR)
        opened.post("/sign-out", data={"proof": proof(opened.get("/check").text)})

        ledger: Ledger = strict.state.room.ledger
        with ledger.reading() as connection:
            rows = connection.exec_driver_sql("SELECT kind, who FROM ledger WHERE kind LIKE 'sign%' ORDER BY sequence")
            assert [tuple(row) for row in rows] == [
                ("sign-in", f"Ada Lovelace (key {key})"),
                ("sign-out", f"Ada Lovelace (key {key})"),
            ]


class TestForms:
    """Every form of a page that changes anything carries a proof for the session it was made in."""

    def test_a_form_without_a_proof_or_with_anothers_is_refused_at_every_address(self, demo: FastAPI) -> None:
        opened = {each: as_demo(demo, each) for each in ("triage-worker", "auditor", "policy-lead", "admin")}
        roles = {"triage-worker": Role.TRIAGE, "auditor": Role.AUDITOR, "policy-lead": Role.POLICY, "admin": Role.ADMIN}

        def found(name: re.Match[str]) -> str:
            return FOUND.get(name[1], "none")

        other = proof(as_demo(demo, "triage-worker").get("/").text)
        for name, need in NEEDS.items():
            method, path = name.split()
            if method == "GET" or path.startswith("/v1/"):
                continue
            who = next(each for each, role in roles.items() if need.roles is None or role in need.roles)
            for sent in ({"to": "/"}, {"proof": other}, {"proof": ""}, {"proof": "ß"}):
                answer = opened[who].post(re.sub(r"\{(\w+)[^}]*\}", found, path), data=sent)
                if answer.status_code == 422:  # a form that brings files
                    parts = {field: (None, value) for field, value in sent.items()}
                    answer = opened[who].post(re.sub(r"\{(\w+)[^}]*\}", found, path), files=parts)
                if answer.status_code == 404:
                    continue  # nothing there that a form could change
                assert answer.status_code == 403, name
                assert "This form was not made for whoever is signed in now" in answer.text

    def test_a_form_is_taken_with_its_proof_also_as_part_of_a_page(self, demo: FastAPI) -> None:
        opened = as_demo(demo, "triage-worker")
        page = opened.get("/triage").text

        sent = {"proof": proof(page), "stage": "start", "children/count": "1", "rules": "front-door"}

        assert opened.post("/triage", data=sent).status_code == 200
        assert opened.post("/triage/advice", data=sent).status_code == 200

    def test_a_proof_is_new_on_every_page_and_every_form_has_one(self, demo: FastAPI) -> None:
        opened = as_demo(demo, "triage-worker")
        pages = [opened.get("/triage").text for _ in range(2)]

        assert proof(pages[0]) != proof(pages[1])
        assert len(PROOF.findall(pages[0])) == pages[0].count('method="post"') >= 2

    def test_the_proof_does_not_travel_on_in_the_form(self, demo: FastAPI) -> None:
        opened = as_demo(demo, "triage-worker")
        first = proof(opened.get("/triage").text)

        page = opened.post("/triage", data={"proof": first, "stage": "start", "children/count": "1"}).text

        assert first not in page

    @pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
    def test_another_site_cannot_use_a_session_even_for_the_api(self, demo: FastAPI, headers: Json, case: Json) -> None:
        opened = as_demo(demo, "triage-worker")

        answer = opened.post("/v1/decisions/preview", json=case, headers={**headers, "Accept": "*/*"})

        assert (answer.status_code, answer.json()["code"]) == (403, "from-another-site")
