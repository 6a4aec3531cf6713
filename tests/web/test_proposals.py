"""Versions on their way into force over HTTP: four eyes, what was seen, and decisions by what was approved."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.ruleset.exact_change import change_parameter
from service.settings import SHIPPED_RULESETS, Settings
from service.web.app import create_app

Json = dict[str, Any]
YAML, HTML = {"Accept": "application/yaml"}, {"Accept": "text/html"}
ADA, GRACE = {"person": "Ada Lovelace"}, {"person": "Grace Hopper"}
FRONT_DOOR = (SHIPPED_RULESETS / "front-door" / "2026-03-18.yaml").read_bytes()


class Clock:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], TestClient]]:
    """Return what starts another service on the same records."""
    apps = []

    def start() -> TestClient:
        apps.append(create_app(Settings(database=str(tmp_path / "records.db")), clock=clock))
        return TestClient(apps[-1], raise_server_exceptions=False)

    yield start
    for app in apps:
        app.state.room.close()


@pytest.fixture
def desk(service: Callable[[], TestClient]) -> TestClient:
    return service()


def begun(desk: TestClient, name: str = "infant-age", family: str = "front-door") -> Json:
    answer = desk.post("/v1/proposals", json={"family": family, "name": name, **ADA})
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    return body


def proposed(desk: TestClient, name: str = "infant-age", starts: str = "2026-12-01") -> Json:
    draft = begun(desk, name)
    edit = {"seen": draft["digest"], "parameters": {"infant age": "12 months"}, **ADA}
    draft = desk.put(f"/v1/proposals/{draft['id']}", json=edit).json()
    said = {"seen": draft["digest"], "starts": starts, "note": "Agreed by the board", **ADA}
    answer = desk.post(f"/v1/proposals/{draft['id']}/propose", json=said)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def approved(desk: TestClient, proposal: Json) -> Json:
    answer = desk.post(f"/v1/proposals/{proposal['id']}/approve", json={"seen": proposal["digest"], **GRACE})
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def infant_of_eight_months() -> Json:
    return {
        "ruleset": "front-door",
        "household": {"contact": {"received_on": "2026-11-23"}, "domestic_abuse": {"present": True}},
        "children": [{"ref": "A", "child": {"date_of_birth": "2026-03-20"}}],
    }


def met(answer: Json) -> set[str]:
    return {node["rule"] for node in answer["children"][0]["trace"] if node["outcome"] == "met"}


def test_a_changed_number_is_approved_and_decides_from_its_day(desk: TestClient, clock: Clock) -> None:
    case = infant_of_eight_months()
    before = desk.post("/v1/decisions", json=case).json()
    there = approved(desk, proposed(desk))
    assert (there["version"], there["state"], there["authors"]) == (
        "2026-12-01", "approved", ["Ada Lovelace, by Demo (demo)"],
    )  # fmt: skip
    assert "infant-domestic-abuse" not in met(before)
    assert desk.post("/v1/decisions/preview", json=case).json()["ruleset"]["version"] == "2026-03-18"

    clock.now += timedelta(days=8)
    after = desk.post("/v1/decisions", json=case).json()

    assert after["ruleset"]["version"] == "2026-12-01"
    assert "infant-domestic-abuse" in met(after)
    states = {each["version"]: each["state"] for each in desk.get("/v1/rulesets").json()["rulesets"][0]["versions"]}
    assert states == {"2026-03-18": "superseded", "2026-12-01": "in force"}
    for decision in before, after:
        assert desk.post(f"/v1/decisions/{decision['id']}/replay").json()["same"] is True


def test_a_proposal_decides_only_when_it_is_named_and_replays_by_its_name(desk: TestClient) -> None:
    proposal = proposed(desk)
    case = infant_of_eight_months()
    named = desk.post("/v1/decisions", json={**case, "version": "infant-age"}).json()
    approved(desk, proposal)
    by_day = desk.post("/v1/decisions", json={**case, "version": "2026-12-01"}).json()

    assert named["ruleset"] == {**by_day["ruleset"], "version": "infant-age"}
    for decision in named, by_day:
        assert desk.post(f"/v1/decisions/{decision['id']}/replay").json()["same"] is True


def test_only_the_number_changes_in_the_text(desk: TestClient) -> None:
    draft = begun(desk)
    edit = {"seen": draft["digest"], "parameters": {"infant age": "12 months"}, **ADA}
    text = desk.put(f"/v1/proposals/{draft['id']}", json=edit).json()["text"]

    assert draft["text"].encode() == FRONT_DOOR
    assert text.encode() == change_parameter(FRONT_DOOR, "infant age", "12 months")
    shown = desk.get("/v1/rulesets/front-door/infant-age", headers=YAML)
    assert shown.content == text.encode()


def test_nobody_approves_their_own_and_the_answer_says_so(desk: TestClient) -> None:
    proposal = proposed(desk)
    path = f"/v1/proposals/{proposal['id']}"

    refused = desk.post(f"{path}/approve", json={"seen": proposal["digest"], **ADA})

    assert (refused.status_code, refused.json()["code"]) == (403, "own-proposal")
    assert refused.json()["detail"] == "You wrote or proposed part of this version, so you cannot approve it"
    assert proposal["why_not"] == "You wrote or proposed part of it, and nobody approves their own"
    assert desk.get(path).json()["why_not"] is None  # the demo person has not
    assert desk.get(path).json()["state"] == "proposed"


def test_a_text_that_has_changed_is_neither_edited_nor_approved(desk: TestClient) -> None:
    proposal = proposed(desk)
    path = f"/v1/proposals/{proposal['id']}"
    edit = {"seen": proposal["digest"], "parameters": {"infant age": "9 months"}, "person": "Joan Clarke"}
    assert desk.put(path, json=edit).status_code == 200

    for refused in (
        desk.put(path, json=edit),
        desk.post(f"{path}/approve", json={"seen": proposal["digest"], **GRACE}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "changed-meanwhile")
        assert refused.json()["detail"] == "The text has changed since you saw it, so nothing was done"


def test_a_text_with_a_mistake_is_kept_as_a_draft_and_not_proposed(desk: TestClient) -> None:
    draft = begun(desk)
    path, text = (
        f"/v1/proposals/{draft['id']}",
        draft["text"].replace("domestic_abuse.present", "domestic_abuse.presnt", 1),
    )
    draft = desk.put(path, json={"seen": draft["digest"], "text": text, **ADA}).json()

    refused = desk.post(f"{path}/propose", json={"seen": draft["digest"], "starts": "2026-12-01", **ADA})

    assert (refused.status_code, refused.json()["code"]) == (422, "text-has-mistakes")
    (error,) = refused.json()["errors"]
    line = 1 + text[: text.index("domestic_abuse.presnt")].count("\n")
    assert error["message"].startswith(f"Line {line}: There is no fact called `domestic_abuse.presnt`")
    assert error["help"] == "Did you mean `domestic_abuse.present`?"
    assert desk.get("/readyz").status_code == 200


def test_discussed_sent_back_and_listed(desk: TestClient) -> None:
    proposal = proposed(desk)
    path = f"/v1/proposals/{proposal['id']}"
    said = {"words": "Why twelve months?", "rule": "infant-domestic-abuse", **GRACE}
    assert desk.post(f"{path}/comments", json=said).status_code == 201
    back = desk.post(f"{path}/reject", json={"reason": "Say who was consulted", **GRACE}).json()
    assert back["state"] == "draft"
    assert [each["act"] for each in back["happened"]] == ["drafted", "edited", "proposed", "commented", "rejected"]
    assert back["happened"][3] | {"id": "", "at": ""} == {
        "id": "",
        "act": "commented",
        "who": "Grace Hopper, by Demo (demo)",
        "at": "",
        "words": said["words"],
        "rule": said["rule"],
        "starts": None,
        "ends": None,
        "digest": None,
    }
    again = desk.post(f"{path}/propose", json={"seen": back["digest"], **ADA}).json()
    assert again["starts"] == "2026-12-01"
    assert desk.post(f"{path}/withdraw", json=ADA).json()["state"] == "draft"
    begun(desk, "another", "lcpc")
    names = [each["name"] for each in desk.get("/v1/proposals").json()["proposals"]]
    assert names == ["another", "infant-age"]
    assert desk.get("/v1/proposals?family=lcpc&state=proposed").json()["proposals"] == []


def test_a_change_is_held_against_what_it_takes_over_from_on_its_own_day(desk: TestClient) -> None:
    draft = begun(desk, "draft")
    assert draft["takes_over_from"]["version"] == "2026-03-18"
    assert draft["takes_over_from"]["on"] == "2026-11-23"
    approved(desk, proposed(desk, "first", starts="2026-12-01"))

    later = proposed(desk, "later", starts="2027-02-01")
    earlier = proposed(desk, "earlier", starts="2026-11-25")

    assert later["takes_over_from"] == {
        "version": "2026-12-01",
        "digest": later["takes_over_from"]["digest"],
        "on": "2027-01-31",
    }
    assert (earlier["takes_over_from"]["version"], earlier["takes_over_from"]["on"]) == ("2026-03-18", "2026-11-24")
    page = desk.get(f"/proposals/{later['id']}", headers=HTML).text
    assert "What changes against 2026-12-01, which will be in force on 31 January 2027, the day before" in page
    changes = page.partition('id="changes"')[2].partition("</section>")[0]
    assert re.findall(r"<ins>(.*?)</ins>", changes) == ["In force from 1 February 2027."]  # both say twelve months
    comparison = desk.get("/rulesets/front-door/later/try/comparison", headers=HTML).text
    assert comparison.index('value="front-door:2026-12-01"') < comparison.index('value="front-door:2026-03-18"')


def test_a_version_is_retired_with_a_reason(desk: TestClient, clock: Clock) -> None:
    approved(desk, proposed(desk, starts="2026-11-23"))
    path = "/v1/rulesets/front-door/2026-11-23/retire"
    assert desk.post(path, json=GRACE).json()["errors"][0]["message"] == "`reason` is missing"
    retired = desk.post(path, json={"reason": "Read wrongly", **GRACE}).json()
    assert (retired["ends"], retired["state"]) == ("2026-11-23", "in force")

    clock.now += timedelta(days=1)

    assert desk.get(f"/v1/proposals/{retired['id']}").json()["state"] == "retired"
    refused = desk.post("/v1/decisions/preview", json=infant_of_eight_months())
    assert (refused.status_code, refused.json()["code"]) == (409, "no-ruleset-in-force")
    assert "The latest, 2026-11-23, was in force to 23 November 2026" in refused.json()["detail"]


def test_another_service_on_the_records_decides_by_it_soon_and_after_a_restart(
    desk: TestClient, service: Callable[[], TestClient]
) -> None:
    other = service()
    approved(desk, proposed(desk, starts="2026-11-23"))
    last = time.monotonic() + 30
    while other.get("/v1/rulesets/front-door").json()["version"] != "2026-11-23":
        assert time.monotonic() < last
    for each in other, service():
        decided = each.post("/v1/decisions/preview", json=infant_of_eight_months()).json()
        assert "infant-domestic-abuse" in met(decided)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "", {"family": "front-dor"}, 404, "unknown-ruleset"),
        ("POST", "", {"family": "front-door", "version": "2020-01-01"}, 404, "unknown-version"),
        ("POST", "", {"family": "front-door", "name": "2027-01-01"}, 422, "wrong-draft-name"),
        ("POST", "", {"family": "front-door", "name": "infant-age"}, 409, "draft-name-taken"),
        ("POST", "", {"family": "front-door", "naem": "x"}, 422, "proposal-has-mistakes"),
        ("POST", "", {}, 422, "proposal-has-mistakes"),
        ("POST", "", [], 422, "proposal-has-mistakes"),
        ("GET", "/no-such-id", None, 404, "no-such-proposal"),
        ("PUT", "/{id}", {"seen": "{digest}", "parameters": {"no such": "1"}}, 422, "value-not-changed"),
        ("PUT", "/{id}", {"seen": "{digest}", "parameters": {"infant age": 12}}, 422, "proposal-has-mistakes"),
        ("POST", "/{id}/approve", {"seen": "{digest}"}, 409, "wrong-stage"),
        ("POST", "/{id}/propose", {"seen": "{digest}", "starts": "1 March"}, 422, "proposal-has-mistakes"),
        ("POST", "/{id}/propose", {"seen": "{digest}", "starts": "2026-11-22"}, 422, "day-past"),
        ("POST", "/{id}/propose", {"seen": "{digest}"}, 422, "day-past"),
        ("POST", "/{id}/comments", {"words": "  "}, 422, "nothing-said"),
        ("POST", "/{id}/comments", {"words": "?", "rule": "no-such-rule"}, 422, "no-such-rule"),
    ],
)
def test_what_is_refused(desk: TestClient, method: str, path: str, body: object, status: int, code: str) -> None:
    draft = begun(desk)
    if isinstance(body, dict) and body.get("seen"):
        body = {**body, "seen": draft["digest"]}

    answer = desk.request(method, f"/v1/proposals{path.replace('{id}', draft['id'])}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert desk.get(f"/help/{code}").status_code == 200
