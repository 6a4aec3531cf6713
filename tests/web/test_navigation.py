"""Nobody is shown a way to where they are refused: every link and every form, on every page there is for each role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app
from service.web.people import NEEDS, Need, may_open
from service.web.person import DEMO_PEOPLE, Person
from service.web.screens.frame import PLACES
from tests.web.conftest import NOON

Json = dict[str, Any]
ENOUGH = 2  # pages of one kind that are looked at, for each person

WAYS = [(re.compile(f"{re.sub(r'{[^}]*:path}', '.+', re.sub(r'{[a-z_]+}', '[^/]+', route))}"), need)
        for route, need in sorted(NEEDS.items(), key=lambda row: row[0].count("{"))]  # fmt: skip


# Where somebody may come by an address they were given.
FIRST = [route.removeprefix("GET ") for route in NEEDS if route.startswith("GET /") and "{" not in route
         and not route.startswith(("GET /v1/", "GET /sign-in/", "GET /scenarios/runs"))]  # fmt: skip

PEOPLE = {person.roles: person for person in DEMO_PEOPLE}  # one for each role


def row_of(method: str, address: str) -> tuple[str, Need]:
    """Return the row of the table that an address falls under."""
    return next((way.pattern, need) for way, need in WAYS if way.fullmatch(f"{method} {address}"))


class _Ways(HTMLParser):
    """Every way a page leads on: its links and its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and (said.get("href") or "").startswith("/"):
            self.ways.append(("GET", said["href"] or ""))
        if tag == "form":
            self.ways.append(((said.get("method") or "get").upper(), said.get("action") or ""))


def ways_on(page: str, address: str) -> Iterator[tuple[str, str]]:
    """Yield how a page leads on, by method and address; a form without an address leads to its own page."""
    read = _Ways()
    read.feed(page)
    for method, to in read.ways:
        yield method, unescape(to) or address


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service that holds a decision, an outcome, a draft and a proposal, so that their pages can be looked at."""
    folder: Path = tmp_path_factory.mktemp("navigation")
    app = create_app(Settings(database=str(folder / "records.db"), jobs=folder / "jobs"), clock=lambda: NOON)
    client = TestClient(app, raise_server_exceptions=False)
    case = {"ruleset": "front-door", "reference": "LCS-1", "household": {"domestic_abuse": {"present": True}},
            "children": [{"ref": "A", "child": {"date_of_birth": "2026-08-01"}}]}  # fmt: skip
    decision = client.post("/v1/decisions", json=case).json()
    outcome = {"child": "A", "decision": "accepted", "person": "Ada Lovelace"}
    assert client.post(f"/v1/decisions/{decision['id']}/outcome", json=outcome).status_code == 201
    drafts = [{"family": "front-door", "name": name, "person": "Ada Lovelace"} for name in ("draft", "proposed")]
    body = [client.post("/v1/proposals", json=each).json() for each in drafts][-1]
    seen = {"seen": body["digest"], "starts": "2027-01-01", "person": "Ada Lovelace"}
    assert client.post(f"/v1/proposals/{body['id']}/propose", json=seen).status_code == 200
    yield client
    app.state.room.close()


def signed_in(filled: TestClient, person: Person) -> TestClient:
    """Return what asks as one of the people of the demo."""
    client = TestClient(filled.app, raise_server_exceptions=False)
    assert client.post("/sign-in/demo", data={"person": person.id}, follow_redirects=False).status_code == 303
    return client


@pytest.mark.parametrize("person", PEOPLE.values(), ids=lambda person: person.id.replace(" ", "-"))
def test_every_way_that_is_shown_may_be_taken(filled: TestClient, person: Person) -> None:
    client, waiting = signed_in(filled, person), [*FIRST]
    looked: dict[str, set[str]] = {}
    seen, refused = set[str](), set[tuple[str, str, str]]()
    while waiting:
        address = waiting.pop()
        path = address.partition("?")[0].partition("#")[0]
        kind, need = row_of("GET", path)
        if address in seen or not need.is_met_by(person) or len(looked.setdefault(kind, set())) >= ENOUGH:
            continue
        seen.add(address)
        looked[kind].add(address)
        answer = client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code in {200, 404}, (address, answer.status_code)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for method, to in ways_on(answer.text, address):
            path = to.partition("?")[0].partition("#")[0]
            if not row_of(method, path)[1].is_met_by(person):
                refused.add((address, method, to))
            elif method == "GET":
                waiting.append(to)
    assert refused == set()
    assert len(looked) > 10


@pytest.mark.parametrize("person", PEOPLE.values(), ids=lambda person: person.id.replace(" ", "-"))
def test_the_navigation_has_a_place_just_where_it_may_be_opened(filled: TestClient, person: Person) -> None:
    client = signed_in(filled, person)
    shown = re.findall(r'service-navigation__link" href="([^"]+)"', client.get("/").text)

    opened = {place.address: client.get(place.address, headers={"Accept": "text/html"}) for place in PLACES}
    assert shown == [address for address, answer in opened.items() if answer.status_code == 200]
    assert {answer.status_code for answer in opened.values()} <= {200, 403}
    assert all(may_open(person, address) is (answer.status_code == 200) for address, answer in opened.items())
