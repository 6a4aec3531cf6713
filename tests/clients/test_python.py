"""The Python client against a real service that asks for a key: what a screen of another system relies on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx2
import pytest
from pydantic import TypeAdapter

from clients.generate import HERE
from tests.clients.conftest import Guarded
from threshold_client import Refused, Threshold, Unanswered, shapes


def a_case() -> shapes.Case:
    return {
        "ruleset": "front-door",
        "as_of": "2026-11-23",
        "household": {
            "contact": {"received_on": "2026-11-23", "source": "police"},
            "domestic_abuse": {"present": True, "weapon": False, "strangulation": None},
        },
        "children": [{"ref": "A", "child": {"date_of_birth": "2026-07-13"}}],
    }


@pytest.fixture
def triage(guarded: Guarded) -> Iterator[Threshold]:
    with Threshold(guarded.address, guarded.triage) as service:
        yield service


def seen(node: shapes.AnswerNode, fact: str) -> Iterator[object]:
    """Yield what the trace says of a fact, wherever it is compared."""
    if "fact" in node:
        if node["fact"] == fact:
            yield node["seen"]
    elif "parts" in node:
        for part in node["parts"]:
            yield from seen(part, fact)
    elif "when" in node:
        yield from seen(node["when"], fact)


def test_a_case_is_decided_and_read_again_in_the_shapes_that_are_promised(triage: Threshold) -> None:
    answer = triage.decide(a_case())

    TypeAdapter(shapes.Answer).validate_python(answer, strict=True)
    assert answer["children"][0]["recommendations"][0]["step"] == "strategy_discussion"
    assert triage.read_decision(answer["id"]) == answer
    TypeAdapter(shapes.VocabularyShape).validate_python(triage.list_facts(), strict=True)


def test_not_known_no_and_yes_arrive_as_three_different_things(triage: Threshold) -> None:
    (child,) = triage.preview_decision(a_case())["children"]

    def said(fact: str) -> set[object]:
        return {value for rule in child["trace"] for value in seen(rule["when"], fact)}

    assert said("domestic_abuse.present") == {True}
    assert said("domestic_abuse.weapon") == {False}
    assert said("domestic_abuse.strangulation") == {None}
    asked = {question["fact"] for question in child["questions"]}
    assert "domestic_abuse.strangulation" in asked
    assert "domestic_abuse.weapon" not in asked


def test_a_case_sent_again_with_its_key_is_kept_once(triage: Threshold) -> None:
    first, again = (triage.decide(a_case(), idempotency_key="contact-81") for _ in range(2))

    assert again == first
    with pytest.raises(Refused) as caught:
        triage.decide(a_case() | {"reference": "Another"}, idempotency_key="contact-81")
    assert (caught.value.status, caught.value.code) == (422, "key-used-before")


def test_a_refusal_says_where_and_how_to_mend_it_as_the_service_does(triage: Threshold) -> None:
    case = a_case()
    case["children"][0]["child"] = {"date_of_birth": "2027-01-01"}

    with pytest.raises(Refused) as caught:
        triage.preview_decision(case)

    (mistake,) = caught.value.mistakes
    assert (caught.value.status, caught.value.code) == (422, "case-has-mistakes")
    assert mistake["pointer"] == "/children/0/child/date_of_birth"
    assert str(caught.value).endswith(f"{mistake['pointer']}: {mistake['message']}. {mistake['help']}")
    TypeAdapter(shapes.Problem).validate_python(caught.value.problem, strict=True)


def test_an_auditor_replays_what_a_screen_decided_and_may_not_decide(guarded: Guarded, triage: Threshold) -> None:
    decision = triage.decide(a_case())["id"]

    with Threshold(guarded.address, guarded.auditor) as auditor:
        replayed = auditor.replay_decision(decision)
        listed = auditor.list_decisions(from_="2020-01-01", limit=500)
        with pytest.raises(Refused) as caught:
            auditor.decide(a_case())

    assert replayed["same"]
    assert decision in [each["id"] for each in listed["decisions"]]
    assert caught.value.code == "not-your-role"


def test_a_ruleset_is_checked_and_read_in_each_of_its_forms(triage: Threshold) -> None:
    text = triage.read_version_as_yaml("front-door", "2026-03-18")

    assert triage.check_ruleset(text, family="front-door")["ok"]
    found = triage.check_ruleset(text.replace("domestic_abuse.present", "domestic_abuse.presnt", 1))
    assert "There is no fact called `domestic_abuse.presnt`" in [each["message"] for each in found["problems"]]
    assert triage.read_version("front-door", "2026-03-18")["family"] == "front-door"
    assert triage.read_version_as_markdown("front-door", "2026-03-18").startswith("# ")


def test_a_report_comes_as_a_page_and_as_a_file(triage: Threshold) -> None:
    decision = triage.decide(a_case())["id"]

    assert triage.read_report_as_pdf(decision).startswith(b"%PDF-")
    assert triage.read_report_as_html(decision).startswith("<!doctype html>")


def test_without_a_key_nothing_is_answered(guarded: Guarded) -> None:
    with Threshold(guarded.address) as nobody, pytest.raises(Refused) as caught:
        nobody.list_decisions()
    assert (caught.value.status, caught.value.code) == (401, "no-key")


def test_the_example_says_what_each_child_is_recommended(guarded: Guarded) -> None:
    environment = os.environ | {"THRESHOLD_KEY": guarded.triage, "PYTHONPATH": str(HERE / "python")}
    command = [sys.executable, f"{HERE}/python/examples/first_decision.py", guarded.address]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert "A: should Strategy discussion" in run.stdout.splitlines()
    assert run.stdout.splitlines()[-1] == "Decision support: a qualified practitioner decides."


# --- when something else answers, or nothing does ------------------------------------------------------------------


@contextmanager
def answering(status: int, body: bytes = b"", **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Run something that is not Threshold. Yield where, and the paths it was asked for."""
    asked: list[str] = []

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_redirect_is_not_followed_because_the_key_would_go_along() -> None:
    with answering(200) as (elsewhere, never), answering(307, Location=f"{elsewhere}/v1/keys") as (address, asked):
        with Threshold(address, "a-key") as service, pytest.raises(Unanswered, match="redirect, which is not followed"):
            service.list_keys()
        assert (asked, never) == (["/v1/keys"], [])


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, b"<h1>Bad gateway</h1>", "text/html"),
        (200, b"<h1>Sign in</h1>", "text/html"),
        (200, b"{", "application/json"),
    ],
)
def test_an_answer_of_something_else_is_never_taken_for_one(status: int, body: bytes, kind: str) -> None:
    with (
        answering(status, body, Content_Type=kind) as (address, _),
        Threshold(address) as service,
        pytest.raises(Unanswered),
    ):
        service.list_decisions()


def test_no_answer_in_time_and_no_service_at_all_are_said_without_what_was_sent() -> None:
    def late(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("late", request=request)

    with Threshold("http://127.0.0.1:9", timeout=5) as nowhere, pytest.raises(Unanswered, match="could not be reached"):
        nowhere.list_decisions(reference="LCS-4711")
    with (
        Threshold("http://threshold.example", timeout=5, transport=httpx2.MockTransport(late)) as slow,
        pytest.raises(Unanswered) as caught,
    ):
        slow.decide(a_case())
    assert str(caught.value) == "No answer came within 5 seconds"


def test_a_key_is_not_shown_by_what_is_raised(guarded: Guarded) -> None:
    with Threshold(guarded.address, f"{guarded.triage}x") as service, pytest.raises(Refused) as caught:
        service.list_decisions()
    assert guarded.triage not in f"{caught.value!r} {caught.value} {caught.value.problem}"
