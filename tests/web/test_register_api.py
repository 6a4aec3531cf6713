"""The register over HTTP: kept, put right, read again, and refused where that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.records.tables import ledger as records

Json = dict[str, Any]
REFERRAL = {"date": "2026-11-01", "concern": "domestic_abuse", "seriousness": "minor", "incident": "CAD-1"}


def add(client: TestClient, ref: str = "H-1", **said: Any) -> Json:
    body = {"household": ref, "says": {"referrals": [REFERRAL]}, **said}
    answer = client.post("/v1/register", json=body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def act(client: TestClient, id: str, **said: Any) -> Any:  # noqa: A002
    return client.post(f"/v1/register/{id}/acts", json=said)


def kept(client: TestClient, id: str, **query: str) -> list[tuple[Any, str]]:  # noqa: A002
    found = client.get(f"/v1/register/{id}", params=query).json()["kept"]
    return [(each["says"].get("incident"), each["standing"]) for each in found]


def test_what_is_added_is_found_by_its_reference_which_stands_in_no_address(new_client: TestClient) -> None:
    added = add(new_client)
    found = new_client.post("/v1/register/find", json={"household": "H-1"}).json()
    assert found["reference"] == {"id": added["about"]["id"], "of": "household", "ref": "H-1"}
    assert found["kept"][0]["says"]["incident"] == "CAD-1"
    assert "H-1" not in found["reference"]["id"]
    room = new_client.app.state.room  # type: ignore[attr-defined]
    with room.ledger.reading() as connection:
        reads = connection.execute(records.select().where(records.c.kind == "read")).all()
    assert [each.about for each in reads] == [added["about"]["id"]], "every reading is itself recorded"


def test_each_act_is_in_the_history_with_who_and_why_and_can_be_undone(new_client: TestClient) -> None:
    added = add(new_client)
    household, entry = added["about"]["id"], added["entries"][0]
    withdrawn = act(new_client, household, act="withdraw", entries=[entry], why="The caller asked")
    assert withdrawn.status_code == 201, withdrawn.text
    moved = act(new_client, household, act="move", entries=[entry], to={"household": "H-2"}, why="A namesake").json()
    assert kept(new_client, household) == []
    assert kept(new_client, moved["to"]["id"]) == [("CAD-1", "withdrawn")]
    act(new_client, household, act="undo", undoes=moved["id"], why="It was theirs after all")
    assert kept(new_client, household) == [("CAD-1", "withdrawn")]
    history = new_client.get(f"/v1/register/{moved['to']['id']}/history").json()["acts"]
    assert [(each["act"], each["why"], each["undone"]) for each in history] == [
        ("add", "", False),
        ("withdraw", "The caller asked", False),
        ("move", "A namesake", True),
        ("undo", "It was theirs after all", False),
    ]
    assert {each["who"] for each in history} == {"Demo (demo)"}


def test_a_merge_is_answered_from_either_side(new_client: TestClient) -> None:
    first = add(new_client)["about"]["id"]
    second = add(new_client, "H-2", says={"referrals": [{**REFERRAL, "incident": "CAD-2"}]})["about"]["id"]
    assert act(new_client, second, act="merge", to={"household": "H-1"}, why="One family").status_code == 201
    both = [("CAD-1", "kept"), ("CAD-2", "kept")]
    assert (kept(new_client, first), kept(new_client, second)) == (both, both)
    assert kept(new_client, first, known_on="2026-11-01") == []


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({"act": "withdraw"}, [("", "missing"), ("", "missing")]),
        ({"act": "wihtdraw"}, [("/act", "wrong-value")]),
        ({"act": "close", "why": "x", "to": {"household": "H-2"}}, [("", "unknown-key")]),
        ({"act": "strike", "why": "x", "entries": ["nothing"]}, [("/entries/0", "no-such-entry")]),
        ({"act": "strike", "why": "x", "entries": "all"}, [("/entries", "wrong-value")]),
        ({"act": "merge", "why": "x", "to": {"child": "C-1"}}, [("/to", "wrong-place")]),
        ({"act": "merge", "why": "x", "to": {"household": "H-7"}}, [("/to", "no-such-reference")]),
        ({"act": "merge", "why": " ", "to": {"household": "H-1"}}, [("/why", "blank")]),
        ({"act": "add", "says": {"plan": {"status": "none"}}}, [("/says/plan/status", "wrong-place")]),
        (
            {"act": "add", "says": {"domestic_abuse": {"weapon": True}}},
            [("/says/domestic_abuse/weapon", "not-lasting")],
        ),
        ({"act": "add", "says": {}, "known_on": "2027-01-01"}, [("/known_on", "ahead")]),
        ({"act": "undo", "why": "x", "undoes": "nothing"}, [("/undoes", "no-such-act")]),
    ],
)
def test_what_cannot_be_done_is_refused_where_it_stands(
    new_client: TestClient, said: Json, errors: list[tuple[str, str]]
) -> None:
    household = add(new_client)["about"]["id"]
    answer = act(new_client, household, **said)
    assert answer.status_code == 422
    assert answer.json()["code"] == "register-has-mistakes"
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == errors


def test_what_stands_in_the_way_is_named(new_client: TestClient) -> None:
    added = add(new_client)
    household = added["about"]["id"]
    act(new_client, household, act="strike", entries=added["entries"], why="Typed twice")
    resting = act(new_client, household, act="undo", undoes=added["id"], why="x")
    assert (resting.status_code, resting.json()["code"]) == (409, "later-act-rests")
    opened = act(new_client, household, act="reopen", why="x")
    assert (opened.status_code, opened.json()["code"]) == (409, "nothing-changes")
    for answer in (new_client.get("/v1/register/nothing"), act(new_client, "nothing", act="close", why="x")):
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-reference")
    nobody = new_client.post("/v1/register/find", json={"child": "H-1"})
    assert nobody.status_code == 404
    assert new_client.post("/v1/register", json={"says": {}}).json()["errors"][0]["code"] == "wrong-value"
