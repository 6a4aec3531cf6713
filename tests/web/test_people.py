"""Who may do what: every address has its row, demo mode is for this machine alone, and the ledger says who asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.testclient import TestClient

from service.commands.choosing import chosen
from service.commands.terminal import Mistaken
from service.settings import Settings
from service.web.app import create_app
from service.web.people import NEEDS, hold_to_the_table, routes_of
from tests.web.conftest import NOON

Json = dict[str, Any]
ELSEWHERE = ("192.0.2.7", 50000)
EVERYWHERE = "0.0.0.0"  # noqa: S104 - the address to be refused


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[FastAPI]:
    """A service outside demo mode."""
    app = create_app(Settings(database=str(tmp_path / "records.db"), demo="no"), clock=lambda: NOON)
    yield app
    app.state.room.close()


def test_every_route_has_its_row_and_every_row_its_route(app: FastAPI) -> None:
    assert sorted(routes_of(app)) == sorted(NEEDS)


def test_a_route_without_a_row_keeps_the_service_from_starting() -> None:
    app = FastAPI(openapi_url=None)
    app.get("/v1/forgotten")(lambda: None)

    with pytest.raises(RuntimeError, match="`GET /v1/forgotten` has no row"):
        hold_to_the_table(app)


def test_a_route_nobody_could_be_refused_at_keeps_the_service_from_starting() -> None:
    app = FastAPI(openapi_url="/decisions")

    with pytest.raises(RuntimeError, match="`GET /decisions` is not a route of FastAPI"):
        hold_to_the_table(app)


class TestDemoMode:
    def test_this_machine_is_answered_without_a_key(self, client: TestClient, case: Json) -> None:
        for here in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"):
            assert client.post(f"{here}/v1/decisions/preview", json=case).status_code == 200

    def test_another_machine_is_not(self, app: FastAPI) -> None:
        answer = TestClient(app, client=ELSEWHERE).get("/v1/decisions")

        assert (answer.status_code, answer.json()["code"]) == (401, "no-key")
        assert answer.headers["www-authenticate"] == "Bearer"

    def test_a_name_of_somebody_elses_that_leads_here_is_not_enough(self, client: TestClient) -> None:
        for host in ("rebound.example", "127.0.0.1.example", "localhost.example:8000", "", "[::1"):
            answer = client.get("/v1/decisions", headers={"Host": host})
            assert (answer.status_code, answer.json()["code"]) == (401, "no-key")

    def test_nor_is_a_proxy_on_this_machine(self, client: TestClient) -> None:
        for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
            assert client.get("/v1/decisions", headers={name: "192.0.2.7"}).status_code == 401

    @pytest.mark.parametrize(
        ("method", "headers", "status"),
        [
            ("POST", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
            ("POST", {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
            ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
            ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
            ("GET", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
            ("POST", {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
            ("POST", {"Origin": "https://elsewhere.example"}, 403),
            ("POST", {"Origin": "null"}, 403),
            ("POST", {"Origin": "http://127.0.0.1:8000"}, 200),
        ],
    )
    def test_a_page_of_another_site_cannot_ask_in_its_name(
        self, client: TestClient, case: Json, method: str, headers: Json, status: int
    ) -> None:
        if method == "POST":
            answer = client.post("/v1/decisions/preview", json=case, headers=headers)
        else:
            answer = client.get("/v1/rulesets", headers=headers)

        assert answer.status_code == status

    @pytest.mark.parametrize("header", ["Bearer no-such-key", "Bearer", "Basic YWRhOmxvdmVsYWNl", ""])
    def test_a_wrong_key_is_refused_even_here(self, client: TestClient, header: str) -> None:
        answer = client.get("/v1/decisions", headers={"Authorization": header})

        assert (answer.status_code, answer.json()["code"]) == (401, "wrong-key")

    def test_it_is_on_by_itself_only_where_this_machine_alone_can_reach_the_service(self) -> None:
        assert [Settings(host=host).in_demo for host in ("127.0.0.1", "::1", "localhost", EVERYWHERE, "10.0.0.4")] == [
            *(True, True, True, False, False)
        ]
        assert not Settings(demo="no").in_demo
        assert not Settings(public_address="https://threshold.example.gov.uk").in_demo
        assert Settings(public_address="http://localhost:8000").in_demo

    def test_it_is_refused_where_others_can_reach_the_service(self) -> None:
        with pytest.raises(ValidationError):
            Settings(host=EVERYWHERE, demo="yes")
        with pytest.raises(ValidationError):
            Settings(public_address="https://threshold.example.gov.uk", demo="yes")
        with pytest.raises(Mistaken, match="Demo mode is for one machine, and `0"):
            chosen(host=EVERYWHERE, demo="yes")


def test_the_ledger_says_who_asked(new_client: TestClient, case: Json) -> None:
    made = new_client.post("/v1/decisions", json=case).json()
    new_client.get(f"/v1/decisions/{made['id']}")
    new_client.get("/v1/decisions")
    new_client.post(f"/v1/decisions/{made['id']}/outcome", json={"child": "A", "decision": "accepted"})
    named = {"child": "B", "decision": "accepted", "person": "Ada Lovelace"}
    outcome = new_client.post(f"/v1/decisions/{made['id']}/outcome", json=named).json()

    ledger = new_client.app.state.room.ledger  # type: ignore[attr-defined]
    entries = [ledger.find(made["id"]), *ledger.about(made["id"], "read", "outcome")]
    assert [each.record.who for each in entries] == ["Demo (demo)"] * 3 + ["Ada Lovelace, by Demo (demo)"]
    assert outcome["person"] == "Ada Lovelace"
