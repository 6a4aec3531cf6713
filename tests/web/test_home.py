"""The first page leads each reader to their own work in one step, and says what waits for them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from service.web.person import DEMO_PEOPLE, Person
from service.web.screens.home import GROUPS
from tests.web.test_proposals import FRONT_DOOR

HTML = {"Accept": "text/html"}


def signed_in(client: TestClient, person: Person) -> TestClient:
    """Return what asks as one of the people of the demo."""
    asks = TestClient(client.app, base_url="http://127.0.0.1:8000")
    assert asks.post("/sign-in/demo", data={"person": person.id}, follow_redirects=False).status_code == 303
    return asks


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda each: each.id)
def test_their_own_work_comes_first_and_every_card_opens(client: TestClient, person: Person) -> None:
    asks = signed_in(client, person)
    home = asks.get("/", headers=HTML).text
    titles = re.findall(r'<h2 class="govuk-heading-m" id="group-\d+">(.*?)</h2>', home)
    cards = re.findall(r'<h3 class="govuk-heading-s"><a class="govuk-link" href="(.*?)">', home)

    assert [group.title for group in GROUPS if group.role in person.roles] == titles[:1]
    assert len(cards) == len(set(cards)) >= 3
    for address in cards:
        assert asks.get(address, headers=HTML).status_code == 200, address


def test_whoever_may_do_everything_sees_every_group(client: TestClient) -> None:
    home = client.get("/", headers=HTML).text
    assert [title in home for title in (group.title for group in GROUPS)] == [True] * len(GROUPS)


def test_what_waits_for_whom(new_client: TestClient) -> None:
    paul, priya, omar = DEMO_PEOPLE[1:4]
    desk = new_client.app.state.room.publication  # type: ignore[attr-defined]
    text = FRONT_DOOR.decode()
    desk.start("front-door", text, paul.who, "begun")
    draft = desk.start("front-door", text.replace("6 months", "12 months", 1), paul.who, "ready")
    desk.propose(draft.version.id, draft.version.digest, paul.who, date(2027, 1, 1))

    def waits(person: Person) -> list[tuple[str, str]]:
        home = signed_in(new_client, person).get("/", headers=HTML).text
        listed = re.search(r'id="waiting">.*?</ul>', home, re.DOTALL)
        return re.findall(r"<li>.*?>(.*?)</a>(.*?)</li>", listed[0] if listed else "")

    assert waits(paul) == [("front-door begun", ": your draft")]
    assert waits(priya) == [
        ("front-door ready", f", proposed for 1 January 2027 by {paul.who}: approve it or send it back")
    ]
    assert waits(omar) == []
