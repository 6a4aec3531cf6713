"""Keys over the API: made and revoked by an admin, recognised at once, and never in a log or a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from service.records.keys import Keys
from service.records.ledger import Ledger
from service.records.roles import Role
from service.settings import Settings
from service.web.access import person_with
from service.web.app import create_app
from service.web.lately import FRESH_SECONDS, Lately, Recognised
from tests.web.conftest import NOON

Json = dict[str, Any]
A_DAY = timedelta(days=1)


class Clock:
    """A clock the test sets; `passed` is what has gone by on it, in seconds."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passed(self) -> float:
        return (self.now - NOON).total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    """A service outside demo mode, with nothing kept."""
    app = create_app(Settings(database=str(tmp_path / "records.db"), demo="no"), clock=clock)
    yield app
    app.state.room.close()


def asking(app: FastAPI, *roles: Role, name: str = "Screen") -> TestClient:
    """Ask with a new key."""
    _, text = app.state.room.access.keys.make(name, roles, "tests")
    return TestClient(app, headers={"Authorization": f"Bearer {text}"}, raise_server_exceptions=False)


def test_an_admin_makes_lists_and_revokes_a_key(app: FastAPI, case: Json) -> None:
    admin = asking(app, Role.ADMIN, name="Ada")

    body = {"name": "Triage screen", "roles": ["triage"], "expires": "2027-03-31"}
    made = admin.post("/v1/keys", json=body)

    assert made.status_code == 201
    screen = TestClient(app, headers={"Authorization": f"Bearer {made.json()['key']}"})
    assert made.json()["made_by"].startswith("Ada (key ")
    assert made.json()["expires_at"] == "2027-03-31T23:00:00.000Z"  # the end of that day in London
    assert screen.post("/v1/decisions", json=case).status_code == 201
    listed = admin.get("/v1/keys").json()["keys"]
    assert [(key["name"], key["state"], key["last_used_on"]) for key in listed] == [
        ("Triage screen", "in use", "2026-11-23"),
        ("Ada", "in use", "2026-11-23"),
    ]
    assert made.json()["key"] not in admin.get("/v1/keys").text

    revoked = admin.post(f"/v1/keys/{made.json()['id']}/revoke").json()

    assert revoked["state"] == "revoked"
    answer = screen.get("/v1/decisions")
    assert (answer.status_code, answer.json()["code"]) == (401, "key-revoked")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_ends_on_the_moment_it_expires(app: FastAPI, clock: Clock) -> None:
    _, text = app.state.room.access.keys.make("Screen", [Role.TRIAGE], "tests", NOON + A_DAY)
    screen = TestClient(app, headers={"Authorization": f"Bearer {text}"})
    clock.now = NOON + A_DAY - timedelta(milliseconds=1)
    assert screen.get("/v1/decisions").status_code == 200

    clock.now = NOON + A_DAY

    answer = screen.get("/v1/decisions")
    assert (answer.status_code, answer.json()["code"]) == (401, "key-expired")


def test_a_key_revoked_by_another_service_stops_within_seconds(tmp_path: Path, clock: Clock) -> None:
    here, there = (Ledger.open(str(tmp_path / "records.db"), clock) for _ in range(2))
    key, text = Keys(here).make("Screen", [Role.TRIAGE], "tests")
    ring = Lately(lambda shown: Recognised(person_with(Keys(there).find(shown))), clock, clock.passed)
    person = ring.look_up(text)

    Keys(here).revoke(key.id, "tests")

    assert ring.remembered(text) == person
    clock.now = NOON + timedelta(seconds=FRESH_SECONDS + 0.1)
    assert ring.remembered(text) is None
    for ledger in (here, there):
        ledger.close()


def test_a_key_shown_again_asks_nothing_of_the_database(app: FastAPI) -> None:
    screen = asking(app, Role.TRIAGE)
    screen.get("/v1/vocabulary")
    statements: list[str] = []
    for engine in (app.state.room.ledger.database.reading, app.state.room.ledger.database.writing):
        event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))

    for _ in range(3):
        assert screen.get("/v1/vocabulary").status_code == 200

    assert statements == []


def test_a_role_that_is_missing_is_named(app: FastAPI) -> None:
    answer = asking(app, Role.PROCEDURE, name="Scenario screen").post("/v1/keys", json={})

    assert answer.status_code == 403
    assert answer.json()["detail"] == "It takes the role admin, and the role of Scenario screen is procedure"


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([], [""]),
        ({}, ["/name", "/roles"]),
        ({"name": "x", "roles": ["boss"]}, ["/roles"]),
        ({"name": "x", "roles": [{}]}, ["/roles"]),
        ({"name": "x", "roles": ["triage"], "expires": "31/3/2027"}, ["/expires"]),
        ({"name": "x", "roles": ["triage"], "expires": "9999-12-31"}, ["/expires"]),
        ({"name": "x", "roles": ["triage"], "expires": "2026-11-01"}, ["/expires"]),
        ({"name": " ", "roles": ["triage"]}, ["/name"]),
        ({"name": "x", "roles": ["triage"], "rolls": []}, [""]),
    ],
)
def test_what_no_key_can_be_is_pointed_at(app: FastAPI, body: object, pointers: list[str]) -> None:
    answer = asking(app, Role.ADMIN).post("/v1/keys", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "key-has-mistakes")
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert all(error["message"] for error in answer.json()["errors"])


def test_what_each_address_needs_is_described(app: FastAPI) -> None:
    paths = TestClient(app).get("/openapi.json").json()["paths"]

    assert paths["/v1/decisions"]["post"]["security"] == [{"key": []}]
    assert paths["/v1/decisions"]["post"]["x-roles"] == ["triage"]
    assert {"401", "403"} <= set(paths["/v1/decisions"]["post"]["responses"])
    assert "security" not in paths["/healthz"]["get"]


def test_a_decision_says_which_key_asked_and_only_that_key_gets_it_again(app: FastAPI, case: Json) -> None:
    first, second = asking(app, Role.TRIAGE, name="One"), asking(app, Role.TRIAGE, name="Two")
    key = {"Idempotency-Key": "4f1c"}

    ids = [each.post("/v1/decisions", json=case, headers=key).json()["id"] for each in (first, first, second)]

    assert ids[0] == ids[1] != ids[2]
    kept = app.state.room.ledger.find(ids[2])
    assert kept.record.who.startswith("Two (key ")
