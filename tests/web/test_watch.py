"""The watch: what time alone brings about is found once, acknowledged, and told to others until they receive it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.cli import run
from service.records.verification import verify
from service.settings import Settings
from service.web.app import create_app
from service.web.room import Room
from service.web.watching import look, notify
from tests.records.postgres import Postgres

Json = dict[str, Any]
SECRET = "a secret of the two of us"  # noqa: S105 - of this test


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgres").new_room()
        return found
    return str(tmp_path / "records.db")


class Clock:
    def __init__(self, day: str) -> None:
        self.on(day)

    def on(self, day: str) -> None:
        self.now = datetime.fromisoformat(f"{day}T09:00:00+00:00")

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-11-02")


@pytest.fixture
def new_service(where: str, clock: Clock) -> Iterator[Callable[..., FastAPI]]:
    """Starts services that share one database."""
    made: list[FastAPI] = []

    def start(**settings: Any) -> FastAPI:
        made.append(create_app(Settings(database=where, **settings), clock=clock))
        return made[-1]

    yield start
    for each in made:
        each.state.room.close()


def http(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), raise_server_exceptions=False)


def decide(app: FastAPI, child: Json | None = None, *, record: bool = True, **household: Any) -> Json:
    room: Room = app.state.room
    body = {
        "ruleset": "front-door",
        "as_of": room.today().isoformat(),
        "household": {"contact": {"received_on": room.today().isoformat()}, **household},
        "children": [{"ref": "A", **(child or {"child": {"expected_delivery_on": "2027-03-01"}})}],
        "register": {"household": "H-1", "children": {"A": "C-1"}, "record": record},
    }
    answer = http(app).post("/v1/decisions", json=body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def unborn_with_abuse(app: FastAPI) -> Json:
    """Decide a case in which a pre-birth assessment falls due ten weeks before the first of March 2027."""
    return decide(app, domestic_abuse={"present": True}, referrals=[])


def open_findings(app: FastAPI) -> list[Json]:
    found: list[Json] = http(app).get("/v1/watch").json()["findings"]
    return found


def test_what_time_alone_brings_about_is_found_once(new_service: Callable[..., FastAPI], clock: Clock) -> None:
    app = new_service()
    decision = unborn_with_abuse(app)
    assert look(app.state.room).findings == 0
    told = {"child": "C-1", "says": {"pre_birth": {"assessment_started": False}}}
    http(app).post("/v1/register", json=told)
    clock.on("2027-01-04")
    looked = look(app.state.room)
    assert (looked.cases, looked.findings, looked.undecided) == (1, 1, 0)
    (found,) = open_findings(app)
    assert (found["decision"], found["child"]) == (decision["id"], "A")
    assert any("pre-birth" in rule for rule in found["rules"]), found
    assert {each["step"] for each in found["steps"]} >= {"pre_birth_assessment"}
    assert look(app.state.room).findings == 0
    clock.on("2027-01-05")
    assert look(app.state.room).findings == 0
    assert verify(app.state.room.ledger.database.reading).sound


def test_what_the_register_was_told_since_counts(new_service: Callable[..., FastAPI], clock: Clock) -> None:
    app = new_service()
    plan = {"child": {"date_of_birth": "2020-01-01"}, "plan": {"status": "child_protection"}}
    decide(app, {**plan, "core_groups": {"known": [], "in_full_from": "2020-01-01"}})
    for day in ("2026-11-10", "2026-12-20"):
        clock.on(day)
        says = {"core_groups": [{"due_on": day, "held": False}]}
        http(app).post("/v1/register", json={"child": "C-1", "says": says})
    look(app.state.room)
    rules = {rule for each in open_findings(app) for rule in each["rules"]}
    assert any("core-group" in rule for rule in rules), rules


def test_a_due_date_that_passes_without_an_outcome_is_found(new_service: Callable[..., FastAPI], clock: Clock) -> None:
    app = new_service()
    decision = decide(app, {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    due = {each["step"]: each["due"]["on"] for each in decision["children"][0]["recommendations"] if each.get("due")}
    clock.on("2026-11-03")
    look(app.state.room)
    found = [each for finding in open_findings(app) for each in finding["due"]]
    passed = [{"step": step, "on": on} for step, on in due.items() if on and on < "2026-11-03"]
    assert passed
    assert found == passed


def test_a_closed_case_is_not_watched_until_it_is_reopened(new_service: Callable[..., FastAPI], clock: Clock) -> None:
    app = new_service()
    decision = decide(app, {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    for reference in decision["register"]["filled_from"]:
        act = {"act": "close", "why": "No further concern"}
        http(app).post(f"/v1/register/{reference['id']}/acts", json=act)
    clock.on("2026-12-01")
    assert (look(app.state.room).cases, open_findings(app)) == (0, [])
    child = decision["register"]["filled_from"][1]["id"]
    http(app).post(f"/v1/register/{child}/acts", json={"act": "reopen", "why": "A new referral"})
    assert look(app.state.room).findings == 1


def test_what_was_registered_and_never_decided_is_counted(new_service: Callable[..., FastAPI]) -> None:
    app = new_service()
    unborn_with_abuse(app)
    assert look(app.state.room).unwatched == 0
    told = {"child": "C-2", "says": {"pre_birth": {"assessment_started": False}}}
    reference = http(app).post("/v1/register", json=told).json()["about"]
    assert look(app.state.room).unwatched == 1
    http(app).post(f"/v1/register/{reference['id']}/acts", json={"act": "close", "why": "Born elsewhere"})
    assert look(app.state.room).unwatched == 0


MINOR = [
    {"date": f"2026-{month}-01", "concern": "domestic_abuse", "seriousness": "minor", "incident": f"CAD-{month}"}
    for month in ("08", "09", "10")
]


def register(app: FastAPI, **said: Any) -> Json:
    answer = http(app).post("/v1/register", json=said)
    assert answer.status_code == 201, answer.text
    about: Json = answer.json()["about"]
    return about


def test_what_is_only_registered_is_watched_by_the_rules_a_setting_names(
    new_service: Callable[..., FastAPI], clock: Clock
) -> None:
    app = new_service(watch_ruleset="front-door")
    told = {"pre_birth": {"assessment_started": False}, "child": {"expected_delivery_on": "2027-03-01"}}
    register(app, child="C-9", says=told)
    looked = look(app.state.room)
    assert (looked.cases, looked.findings, looked.undecided, looked.unwatched) == (1, 1, 0, 0)
    (at_first,) = open_findings(app)
    assert at_first["rules"] == ["unborn-child-not-assessed"]
    (listed,) = http(app).get("/v1/decisions").json()["decisions"]
    decision = http(app).get(f"/v1/decisions/{listed['id']}").json()
    assert [each["ref"] for each in decision["register"]["filled_from"]] == ["C-9"]
    assert decision["ruleset"]["family"] == "front-door"

    clock.on("2027-01-04")
    assert look(app.state.room).findings == 1
    found = open_findings(app)[0]
    assert (found["decision"], found["child"], found["rules"]) == (decision["id"], "C-9", [])
    assert found["due"] == [{"step": "pre_birth_assessment", "on": "2026-12-21"}]
    assert look(app.state.room).findings == 0
    assert verify(app.state.room.ledger.database.reading).sound


def test_what_is_met_the_first_time_it_is_looked_at_is_found_once(new_service: Callable[..., FastAPI]) -> None:
    services = [new_service(watch_ruleset="front-door"), new_service(watch_ruleset="front-door")]
    household = register(services[0], household="H-9", says={"referrals": MINOR})
    with ThreadPoolExecutor(6) as pool:
        looked = list(pool.map(lambda at: look(services[at % 2].state.room), range(6)))
    assert sum(each.findings for each in looked) == 1
    assert [each.undecided for each in looked] == [0] * 6
    assert len(http(services[0]).get("/v1/decisions").json()["decisions"]) == 1, "decided about once"
    (found,) = open_findings(services[1])
    assert found["rules"] == ["repeated-referrals", "third-minor-domestic-abuse-referral"]
    assert (found["child"], found["household"]) == ("of the household", household["id"])
    assert "Third minor domestic abuse referral: met now, and was not" in http(services[0]).get("/watch").text


def test_what_a_look_found_is_found_by_the_next_when_it_was_cut_off(
    new_service: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = new_service(watch_ruleset="front-door")
    register(app, household="H-9", says={"referrals": MINOR})
    monkeypatch.setattr("service.web.watching._new", lambda *_: iter(()))  # decided about, and then cut off
    assert look(app.state.room).findings == 0
    monkeypatch.undo()
    assert len(http(app).get("/v1/decisions").json()["decisions"]) == 1
    assert look(app.state.room).findings == 1
    assert look(app.state.room).findings == 0


def test_a_decision_that_a_person_makes_takes_the_place_of_the_watchs(
    new_service: Callable[..., FastAPI], clock: Clock
) -> None:
    app = new_service(watch_ruleset="front-door")
    register(app, household="H-1", says={"referrals": MINOR})
    assert look(app.state.room).findings == 1
    decide(app, {"child": {"date_of_birth": "2020-01-01"}})
    clock.on("2026-11-03")
    looked = look(app.state.room)
    assert (looked.cases, looked.findings) == (1, 0), "a person has read what was met"


def test_rules_that_are_not_there_leave_it_undecided_and_say_so(
    new_service: Callable[..., FastAPI], where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = new_service(watch_ruleset="front-dor")
    register(app, household="H-9", says={"referrals": MINOR})
    looked = look(app.state.room)
    assert (looked.cases, looked.undecided, looked.unwatched) == (1, 1, 0)
    monkeypatch.setenv("THRESHOLD_DATABASE", where)
    monkeypatch.setenv("THRESHOLD_WATCH_RULESET", "front-dor")
    assert run(["watch"]) == 1
    assert "THRESHOLD_WATCH_RULESET names `front-dor`, and there is no such ruleset" in capsys.readouterr().err
    monkeypatch.setenv("THRESHOLD_WATCH_RULESET", "")
    assert run(["watch"]) == 0
    said = capsys.readouterr().err
    assert "1 references are registered and open, and nothing was ever decided about them" in said
    assert "set THRESHOLD_WATCH_RULESET" in said


def test_the_page_says_how_many_are_only_registered(new_service: Callable[..., FastAPI]) -> None:
    app, watched = new_service(), new_service(watch_ruleset="lcpc")
    assert "unseen" not in http(app).get("/watch").text
    register(app, household="H-9", says={"referrals": MINOR})
    assert (
        "1 reference is in the register and open, and nothing was ever decided about it" in http(app).get("/watch").text
    )
    register(app, child="C-9", says={"plan": {"status": "none"}})
    assert "2 references are in the register and open" in http(app).get("/watch").text
    assert "The next look decides by the rules of" in http(watched).get("/watch").text
    look(watched.state.room)
    assert "in the register" not in http(watched).get("/watch").text


def test_two_services_that_look_at_once_find_it_once(new_service: Callable[..., FastAPI], clock: Clock) -> None:
    services = [new_service(), new_service()]
    decide(services[0], {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    clock.on("2026-12-01")
    with ThreadPoolExecutor(6) as pool:
        looked = list(pool.map(lambda at: look(services[at % 2].state.room).findings, range(6)))
    assert sum(looked) == 1
    assert len(open_findings(services[1])) == 1


def test_a_named_person_acknowledges_a_finding_once(new_service: Callable[..., FastAPI], clock: Clock) -> None:
    app = new_service()
    decide(app, {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    clock.on("2026-12-01")
    look(app.state.room)
    (found,) = open_findings(app)
    address = f"/v1/watch/{found['id']}/acknowledgement"
    for body, code in (({}, "missing"), ({"note": " "}, "blank"), ({"note": "x", "nme": "y"}, "unknown-key")):
        refused = http(app).post(address, json=body).json()
        assert [each["code"] for each in refused["errors"]] == [code]
    noted = http(app).post(address, json={"note": "Visit on Monday", "person": "Ada Lovelace"})
    assert noted.status_code == 201
    assert (noted.json()["acknowledged_by"], noted.json()["note"]) == ("Ada Lovelace", "Visit on Monday")
    again = http(app).post(address, json={"note": "Again"})
    assert (again.status_code, again.json()["code"]) == (409, "acknowledged-before")
    assert open_findings(app) == []
    assert http(app).get("/v1/watch?state=acknowledged").json()["findings"][0]["id"] == found["id"]
    assert http(app).get("/v1/watch/nothing").json()["code"] == "no-such-finding"
    assert look(app.state.room).findings == 0


def test_the_page_lists_what_was_found_and_takes_a_note_without_a_script(
    new_service: Callable[..., FastAPI], clock: Clock
) -> None:
    app = new_service()
    assert "Nothing that nobody has taken note of" in http(app).get("/watch").text
    decide(app, {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    clock.on("2026-12-01")
    look(app.state.room)
    (found,) = open_findings(app)
    page = http(app).get("/watch").text
    assert "was due on" in page
    assert f'href="/decisions/{found["decision"]}"' in page
    refused = http(app).post(f"/watch/{found['id']}", data={"note": " ", "person": "Ada"})
    assert refused.status_code == 422
    assert f'<a href="#note-{found["id"]}">Say what is done about it' in refused.text
    assert f'id="note-{found["id"]}"' in refused.text
    said = {"note": "Visit on <b>Monday</b>", "person": "Ada"}
    noted = http(app).post(f"/watch/{found['id']}", data=said, follow_redirects=True)
    assert noted.status_code == 200
    assert "Visit on &lt;b&gt;Monday&lt;/b&gt;" in noted.text
    assert "Noted by Ada" in noted.text
    again = http(app).post(f"/watch/{found['id']}", data=said)
    assert (again.status_code, "has been acknowledged already" in again.text) == (422, True)


# --- notices ------------------------------------------------------------------------------------------------------


class Receiver(ThreadingHTTPServer):
    """Another system: keeps what it is sent, and answers as it is told to, or not at all."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.received: list[tuple[str, Json, bool]] = []
        self.came, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/notices?from=threshold"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = f"{self.headers['Threshold-Timestamp']}.".encode() + body
        right = f"v1={hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()}"
        fits = hmac.compare_digest(right, self.headers["Threshold-Signature"])
        self.server.received.append((self.headers["Threshold-Notice"], json.loads(body), fits))
        self.server.came.set()
        self.server.go_on.wait(30)
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.go_on.set()
    made.shutdown()
    made.server_close()


def found_something(app: FastAPI, clock: Clock) -> Json:
    decide(app, {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    clock.on("2026-12-01")
    look(app.state.room)
    (found,) = open_findings(app)
    return found


def test_a_notice_is_sent_again_until_it_is_received_and_then_never_more(
    new_service: Callable[..., FastAPI], clock: Clock, receiver: Receiver
) -> None:
    hook = {"webhook_address": receiver.address, "webhook_secret": SECRET}
    services = [new_service(**hook), new_service(**hook)]
    found = found_something(services[0], clock)
    receiver.statuses = [500, 302]
    tried_at = []
    for seconds in range(0, 60, 5):
        clock.on("2026-12-01")
        clock.now += timedelta(seconds=seconds)
        sent = [notify(each.state.room) for each in services]
        tried_at += [seconds] * sum(each.received + each.put_off for each in sent)
    assert tried_at == [0, 10, 30], "each wait is twice the one before"
    assert [(id_, fits) for id_, _, fits in receiver.received] == [(found["id"], True)] * 3
    clock.now += timedelta(days=30)
    assert [notify(each.state.room).received for each in services] == [0, 0]
    assert verify(services[0].state.room.ledger.database.reading).sound


def test_a_notice_holds_ids_alone(new_service: Callable[..., FastAPI], clock: Clock, receiver: Receiver) -> None:
    app = new_service(webhook_address=receiver.address, webhook_secret=SECRET)
    found = found_something(app, clock)
    notify(app.state.room)
    ((_, body, _),) = receiver.received
    assert body == {
        "id": found["id"],
        "type": "watch.finding",
        "found_at": found["found_at"],
        "finding": f"/v1/watch/{found['id']}",
        "decision": f"/v1/decisions/{found['decision']}",
        "household": f"/v1/register/{found['household']}",
    }
    assert http(app).get(body["finding"]).status_code == 200
    assert http(app).get(body["household"]).status_code == 200


def test_a_service_killed_while_sending_leaves_the_notice_to_another(
    where: str, new_service: Callable[..., FastAPI], clock: Clock, receiver: Receiver
) -> None:
    app = new_service(webhook_address=receiver.address, webhook_secret=SECRET)
    found = found_something(app, clock)
    receiver.go_on.clear()
    environment = {
        **os.environ,
        "THRESHOLD_DATABASE": where,
        "THRESHOLD_WEBHOOK_ADDRESS": receiver.address,
        "THRESHOLD_WEBHOOK_SECRET": SECRET,
    }
    command = [str(Path(sys.executable).parent / "threshold"), "watch"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert receiver.came.wait(60)
        process.kill()
        process.wait()
    receiver.go_on.set()
    clock.now = datetime.now(UTC)
    assert notify(app.state.room).received == 0, "whoever was killed may still be sending"
    clock.now += timedelta(minutes=2)
    notify(app.state.room)
    ids = [id_ for id_, _, _ in receiver.received]
    assert ids.count(found["id"]) == 2, "sent again, and told by its id"
    assert verify(app.state.room.ledger.database.reading).sound


def test_a_service_looks_on_schedule_and_only_one_of_several_at_a_time(
    new_service: Callable[..., FastAPI], clock: Clock, receiver: Receiver
) -> None:
    first = new_service()
    decide(first, {"child": {"date_of_birth": "2026-08-01"}}, domestic_abuse={"present": True})
    clock.on("2026-12-01")
    hook = {"watch_minutes": 60, "webhook_address": receiver.address, "webhook_secret": SECRET}
    with TestClient(new_service(**hook)), TestClient(new_service(**hook)):
        assert receiver.came.wait(30)
    assert len(open_findings(first)) == 1
    assert len(receiver.received) == 1
