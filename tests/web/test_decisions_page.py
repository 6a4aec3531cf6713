"""Decisions found again by what became of them, counted, and the ledger they are in looked through."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient


@pytest.fixture
def decided(new_client: TestClient, case: dict[str, Any]) -> TestClient:
    """A service with one decision about two children, of whom one is accepted and one gone below."""
    id_of = new_client.post("/v1/decisions", json=case).json()["id"]
    said = {"outcome/0/decision": "accepted", "outcome/1/decision": "different", "outcome/1/reason": "Seen well"}
    new_client.post(f"/decisions/{id_of}/outcome", data={**said, "person": "Ada Lovelace"})
    return new_client


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"rule": "infant-domestic-abuse"}, True),
        ({"rule": "strangulation"}, False),
        ({"step": "strategy_discussion"}, True),
        ({"step": "early_help"}, False),
        ({"outcome": "down"}, True),
        ({"outcome": "up"}, False),
        ({"step": "strategy_discussion", "outcome": "accepted"}, True),
    ],
)
def test_decisions_are_found_by_rule_step_and_outcome(
    decided: TestClient, said: dict[str, str], *, found: bool
) -> None:
    for page in (decided.post("/decisions", data=said), decided.get("/decisions", params=said)):
        assert ("LCS-4711" in page.text, "No decision fits" in page.text) == (found, not found)


def test_a_reference_is_never_looked_for_in_an_address(decided: TestClient) -> None:
    assert decided.get("/decisions", params={"reference": "LCS-4711"}).status_code == 422


def test_what_became_of_recommendations_is_counted_by_rule_and_step(decided: TestClient) -> None:
    page = decided.get("/decisions/overrides").text
    assert "1 decision, 2 children" in page
    assert "1: what was recommended was accepted" in page
    assert "1: less was decided than recommended" in page
    row = page.split('href="/decisions?rule=infant-domestic-abuse"')[1].split("</tr>")[0]
    assert row.count("app-bar__part--") == 2
    assert 'x="50.0" y="0" width="50.0"' in row
    numbers = [cell.split("<")[0] for cell in row.split('numeric">')[1:]]
    assert numbers == ["1", "0", "1", "0", "2"]
    assert "Strategy discussion (should)" in page


def test_an_altered_record_is_told_of(decided: TestClient) -> None:
    assert "are there, as they were written" in decided.post("/decisions/ledger", data={"look": "all"}).text
    app: Any = decided.app
    with app.state.room.ledger.database.writing.begin() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(text("UPDATE ledger SET who = 'somebody else' WHERE kind = 'outcome'"))
    page = decided.post("/decisions/ledger", data={"look": "all"}).text
    assert "wrong. Tell the people who run the service" in page
