"""Deciding a case over the API: what comes back, what is kept, and how it is found and replayed."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
from starlette.testclient import TestClient

from service.records.identity import new_id
from service.ruleset.schema import answer_schema, case_schema
from service.settings import SHIPPED_RULESETS, Settings
from service.web.app import create_app
from service.web.room import Room
from tests.web.conftest import NOON

Json = dict[str, Any]


def child(answer: Json, ref: str) -> Json:
    found: Json = next(each for each in answer["children"] if each["ref"] == ref)
    return found


def test_a_case_is_decided_with_the_rules_and_reasons(client: TestClient, case: Json) -> None:
    response = client.post("/v1/decisions", json=case)

    answer = response.json()
    assert response.status_code == 201
    assert answer["ruleset"]["family"] == "front-door"
    assert answer["engines"]["agree"] is True
    assert child(answer, "A")["highest"] == {"step": "strategy_discussion", "strength": "should"}
    first = child(answer, "A")["recommendations"][0]
    assert first["because"] == ["infant-domestic-abuse"]
    assert first["due"]["on"] == "2026-11-23"
    asked = {question["fact"] for question in child(answer, "A")["questions"]}
    assert "domestic_abuse.strangulation" in asked
    assert "domestic_abuse.weapon" not in asked


def test_every_rule_is_in_the_trace_of_every_child(client: TestClient, case: Json) -> None:
    rules = [rule["name"] for rule in client.get("/v1/rulesets/front-door").json()["rules"]]

    answer = client.post("/v1/decisions/preview", json=case).json()

    for each in answer["children"]:
        assert [node["rule"] for node in each["trace"]] == rules


def test_a_decision_is_read_again_exactly_as_it_was_answered(client: TestClient, case: Json) -> None:
    made = client.post("/v1/decisions", json=case)

    read = client.get(made.headers["location"])

    assert made.headers["location"] == f"/v1/decisions/{made.json()['id']}"
    assert read.content == made.content
    assert UUID(made.json()["id"]).version == 7
    assert made.json()["recorded_at"] == "2026-11-23T12:00:00.000Z"


def test_a_preview_gives_the_same_answer_and_keeps_nothing(new_client: TestClient, case: Json) -> None:
    preview = new_client.post("/v1/decisions/preview", json=case)
    assert preview.status_code == 200
    assert new_client.get("/v1/decisions").json() == {"decisions": [], "more": False}

    made = new_client.post("/v1/decisions", json=case).json()

    assert {name: value for name, value in made.items() if name not in ("id", "recorded_at")} == preview.json()


def test_without_a_day_it_is_today_in_london(client: TestClient, case: Json) -> None:
    del case["as_of"]

    answer = client.post("/v1/decisions/preview", json=case).json()

    assert answer["as_of"] == "2026-11-23"


def test_a_replay_gives_the_same_answer(client: TestClient, case: Json) -> None:
    del case["as_of"]
    made = client.post("/v1/decisions", json=case).json()

    replayed = client.post(f"/v1/decisions/{made['id']}/replay").json()

    assert replayed == {"same": True, "ruleset": made["ruleset"], "differences": []}


def keep_otherwise(client: TestClient, made: Json, change: Callable[[Json], None]) -> str:
    """Keep a decision as if the service had answered otherwise, and return its id."""
    room: Room = client.app.state.room  # type: ignore[attr-defined]
    first = room.kept.get(made["id"], "test")
    answer: Json = {**copy.deepcopy(first.answer), "id": new_id(NOON)}
    change(answer)
    ruleset = room.library.find("front-door", None, NOON.date())
    return room.kept.keep(replace(first, id=answer["id"], answer=answer), ruleset).id


def test_a_replay_says_where_the_answer_differs(client: TestClient, case: Json) -> None:
    made = client.post("/v1/decisions", json=case).json()

    def change(answer: Json) -> None:
        answer["children"][0]["recommendations"][0]["strength"] = "must"
        answer["children"][1]["near_misses"] = []

    replayed = client.post(f"/v1/decisions/{keep_otherwise(client, made, change)}/replay").json()

    assert replayed["same"] is False
    first = replayed["differences"][0]
    assert first == {
        "pointer": "/children/0/recommendations/0/strength",
        "says": "Strength of child `A` was `must` and is now `should`",
        "kept": "must",
        "replayed": "should",
    }
    assert {each["pointer"] for each in replayed["differences"][1:]} <= {
        f"/children/1/near_misses/{place}" for place in range(5)
    }


def test_a_replay_needs_the_rules_as_they_were(client: TestClient, case: Json) -> None:
    made = client.post("/v1/decisions", json=case).json()

    def change(answer: Json) -> None:
        answer["ruleset"]["digest"] = "sha256:" + "0" * 64

    response = client.post(f"/v1/decisions/{keep_otherwise(client, made, change)}/replay")

    assert response.status_code == 409
    assert response.json()["code"] == "ruleset-changed"


def test_a_replay_is_the_same_after_the_file_on_disk_has_changed(tmp_path: Path, case: Json) -> None:
    folder = tmp_path / "rulesets"
    settings = Settings(rulesets=folder, database=str(tmp_path / "records.db"))
    shutil.copytree(SHIPPED_RULESETS, folder)
    before = create_app(settings, clock=lambda: NOON)
    made = TestClient(before).post("/v1/decisions", json=case).json()
    before.state.room.close()
    for each in folder.glob("front-door/*.yaml"):
        text = each.read_text("utf-8").replace("strategy_discussion: should", "strategy_discussion: must")
        each.write_text(text, "utf-8")
    (folder / "in-force.yaml").unlink(missing_ok=True)

    after = create_app(settings, clock=lambda: NOON)
    client = TestClient(after)

    # What was published is in force still, and the changed file is not quietly taken.
    assert client.post("/v1/decisions/preview", json=case).json()["ruleset"]["digest"] == made["ruleset"]["digest"]
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "front-door/2026-03-18.yaml is not what was published" in ready.json()["missing"][0]
    assert client.get(f"/v1/decisions/{made['id']}").json() == made
    assert client.post(f"/v1/decisions/{made['id']}/replay").json()["same"] is True
    after.state.room.close()


def test_a_retried_request_gets_its_first_answer_once(new_client: TestClient, case: Json) -> None:
    key = {"Idempotency-Key": "4f1c"}

    first, again = (new_client.post("/v1/decisions", json=case, headers=key) for _ in range(2))
    other = new_client.post("/v1/decisions", json={**case, "reference": "LCS-9"}, headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert len(new_client.get("/v1/decisions").json()["decisions"]) == 1
    assert (other.status_code, other.json()["code"]) == (422, "key-used-before")
    assert 'threshold_decisions_total{family="front-door",version="2026-03-18"} 1.0' in new_client.get("/metrics").text


def test_decisions_are_listed_newest_first_and_found_by_what_is_known_of_them(
    new_client: TestClient, case: Json
) -> None:
    ids = []
    for reference, family in (("LCS-1", "front-door"), ("LCS-2", "front-door"), ("LCS-1", "lcpc")):
        body = {**copy.deepcopy(case), "reference": reference, "ruleset": family}
        ids.append(new_client.post("/v1/decisions", json=body).json()["id"])

    def listed(query: str) -> list[str]:
        return [each["id"] for each in new_client.get(f"/v1/decisions{query}").json()["decisions"]]

    assert listed("") == ids[::-1]
    assert listed("?reference=LCS-1") == [ids[2], ids[0]]
    assert listed("?ruleset=lcpc") == [ids[2]]
    assert listed("?from=2026-11-23&to=2026-11-23") == ids[::-1]
    assert listed("?from=2026-11-24") == []
    assert listed("?to=2026-11-22") == []
    assert new_client.get("/v1/decisions?limit=2").json()["more"] is True
    line = new_client.get("/v1/decisions?limit=1").json()["decisions"][0]
    assert line["reference"] == "LCS-1"
    assert line["children"][0]["ref"] == "A"


def test_decisions_are_found_by_rule_step_and_outcome_and_listed_page_by_page(
    new_client: TestClient, case: Json
) -> None:
    with_abuse, quiet = (
        new_client.post("/v1/decisions", json=each).json()
        for each in (case, {**case, "household": {}, "children": [{"ref": "Q"}]})
    )

    def listed(query: str) -> list[str]:
        return [each["id"] for each in new_client.get(f"/v1/decisions?{query}").json()["decisions"]]

    assert listed("rule=infant-domestic-abuse") == [with_abuse["id"]]
    assert listed("step=strategy_discussion") == [with_abuse["id"]]
    assert listed("outcome=unanswered") == [quiet["id"], with_abuse["id"]]
    assert listed("outcome=accepted") == []
    assert listed(f"before={quiet['id']}") == [with_abuse["id"]]
    assert listed("from=0001-01-01&to=9999-12-31") == [quiet["id"], with_abuse["id"]]
    assert new_client.get("/v1/decisions?outcome=perhaps").status_code == 422
    assert new_client.get("/v1/outcomes/report?from=2026-11-01&to=9999-12-31").status_code == 200


def test_a_version_can_be_named(client: TestClient, case: Json) -> None:
    body = {**case, "ruleset": "lcpc", "version": "proposed"}

    answer = client.post("/v1/decisions/preview", json=body).json()

    assert answer["ruleset"]["version"] == "proposed"


def test_answers_fit_the_published_schema(client: TestClient, case: Json) -> None:
    schema = client.get("/v1/vocabulary/case.schema.json").json()
    jsonschema.validate(case, schema, format_checker=jsonschema.FormatChecker())
    answer = client.post("/v1/decisions", json=case).json()
    jsonschema.validate(answer, answer_schema(), format_checker=jsonschema.FormatChecker())
    assert schema == case_schema(client.app.state.room.library.vocabulary)  # type: ignore[attr-defined]
