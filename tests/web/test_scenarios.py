"""Scenarios and comparisons over HTTP: the answers of the command line, and nothing of a text is believed."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.web import scenario_runs
from service.web.api.scenario_shapes import RUN_EXAMPLE
from tests.assurance.scenes import BEGIN
from tests.assurance.test_apart import HOLDS, MIXED

Json = dict[str, Any]
DRAFT = """\
ruleset: front-door
title: A draft
sources:
  doc: {title: A document}
rules:
  infant-domestic-abuse:
    title: Any domestic abuse
    when: {domestic_abuse.present: yes}
    recommend: {strategy_discussion: should}
    because: A reason.
    source: doc 1
below threshold:
  recommend: {early_help: consider}
  guidance: Say when to look again.
"""


def run(client: TestClient, **body: Any) -> Json:
    answer = client.post("/v1/scenarios/run", json=body)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def test_scenarios_are_run_by_the_versions_they_name(client: TestClient) -> None:
    assert run(client, **RUN_EXAMPLE)["passed"] is True
    told = run(client, gherkin=MIXED)
    assert told["ruleset"] is None
    assert [each["outcome"] for each in told["scenarios"]] == ["passed", "failed", "not_understood", "expects_nothing"]
    assert told["scenarios"][2]["failures"][0]["nearest"] == "a weapon was used or threatened"


def test_or_by_another_that_is_named_or_sent(client: TestClient) -> None:
    told = run(client, gherkin=MIXED, ruleset="lcpc")
    assert (told["ruleset"]["version"], told["others"], told["passed"]) == ("2004-04-01", 4, False)
    told = run(client, gherkin=MIXED, yaml=DRAFT)
    assert [each["outcome"] for each in told["scenarios"]][:2] == ["passed", "not_understood"]
    assert told["ruleset"]["family"] == "front-door"


def test_what_cannot_be_read_is_told_and_is_not_a_pass(client: TestClient) -> None:
    told = run(client, gherkin="Scenario without a feature")
    assert told["passed"] is False
    assert told["unreadable"][0]["line"] == 1


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([], [""]),
        ({}, ["/gherkin"]),
        ({"gherkin": 4711}, ["/gherkin"]),
        ({"gherkin": "Feature: F", "path": "/etc/passwd"}, ["/path"]),
        ({"gherkin": "Feature: F", "ruleset": "front-door:next"}, ["/ruleset"]),
        ({"gherkin": "Feature: F", "ruleset": "../rulesets"}, ["/ruleset"]),
        ({"gherkin": "Feature: F", "ruleset": "front-door", "yaml": DRAFT}, ["/yaml"]),
        (
            {"gherkin": "Feature: F", "yaml": DRAFT.replace("abuse.present", "abuse.presnt")},
            ["/yaml"],
        ),
    ],
)
def test_what_is_asked_may_be_mistaken(client: TestClient, body: Any, pointers: list[str]) -> None:
    answer = client.post("/v1/scenarios/run", json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "run-has-mistakes"
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers


def test_so_many_are_run_at_once_and_so_many_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_runs, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(scenario_runs, "PATIENCE", 0.0)
    assert run(client, gherkin=BEGIN + HOLDS)["passed"] is True
    with scenario_runs._places:
        answer = client.post("/v1/scenarios/run", json=RUN_EXAMPLE)
    assert answer.status_code == 503
    assert answer.json()["code"] == "too-many-runs"
    assert answer.headers["retry-after"] == "30"


def test_sentences_are_offered_by_words_and_by_what_they_are_said_after(client: TestClient) -> None:
    every = client.get("/v1/scenarios/steps").json()["steps"]
    assert {each["keyword"] for each in every} == {"given", "when", "then"}
    found = client.get("/v1/scenarios/steps", params={"like": "not known weapon", "keyword": "given"}).json()["steps"]
    assert "it is not known whether a weapon was used or threatened" in [each["wording"] for each in found]
    assert client.get("/v1/scenarios/steps", params={"keyword": "perhaps"}).status_code == 422


def test_two_versions_are_compared(new_client: TestClient) -> None:
    told = new_client.get("/v1/rulesets/compare", params={"a": "lcpc:2004-04-01", "b": "lcpc:proposed"}).json()
    assert [change["name"] for change in told["changes"] if change["kind"] == "rule"] == [
        "infant-domestic-abuse",
        "serious-parental-mental-illness",
    ]
    assert told["same"] is False
    assert {each["rule"] for each in told["differences"]} == {change["name"] for change in told["changes"][:2]}
    same = new_client.get("/v1/rulesets/compare", params={"a": "lcpc", "b": "lcpc:2004-04-01"}).json()
    assert same["same"] is True


def test_a_version_that_is_not_there_cannot_be_compared(client: TestClient) -> None:
    answer = client.get("/v1/rulesets/compare", params={"a": "lcpc:2004-04-01", "b": "lcpc:next"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "?b"


def test_a_comparison_that_takes_long_is_followed_as_a_job(
    new_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.web.api.comparison.PATIENCE", 0.0)
    answer = new_client.get("/v1/rulesets/compare", params={"a": "lcpc:2004-04-01", "b": "lcpc:proposed"})
    assert answer.status_code == 202
    assert new_client.delete(f"/v1/jobs/{answer.json()['id']}").json()["kind"] == "comparison"
