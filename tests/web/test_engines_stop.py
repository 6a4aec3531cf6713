"""When the engines disagree or stop there is no answer, nothing is kept, and somebody is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from service.decision.decide import Decider
from service.decision.errors import CouldNotDecide
from service.ruleset.model import Ruleset

Json = dict[str, Any]


class Contrary:
    """An engine that names a rule whatever the case: what a fault in the real one would look like from outside."""

    name = "contrary"

    def met(self, *_: object) -> tuple[str, ...]:
        return ("strangulation",)


class Stopped:
    name = "stopped"

    def met(self, *_: object) -> tuple[str, ...]:
        raise CouldNotDecide("The inference engine stopped")


class Broken:
    name = "broken"

    def met(self, *_: object) -> tuple[str, ...]:
        raise KeyError("Jamie, born 13 July")


Break = Callable[[object], TestClient]


@pytest.fixture
def broken(new_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Break:
    """Return the service with another engine in the place of inference."""

    def with_engine(engine: Any) -> TestClient:
        def decider(_: object, ruleset: Ruleset) -> Decider:
            return Decider(ruleset, engine)

        room = new_client.app.state.room  # type: ignore[attr-defined]
        monkeypatch.setattr(type(room.engines), "decider", decider)
        return new_client

    return with_engine


def counted(client: TestClient, name: str) -> float:
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_a_disagreement_is_an_alarm_and_never_an_answer(broken: Break, case: Json) -> None:
    client = broken(Contrary())

    with capture_logs() as logged:
        response = client.post("/v1/decisions", json=case)

    assert response.status_code == 500
    assert response.json()["code"] == "engines-disagree"
    assert "children" not in response.json()
    assert client.get("/v1/decisions").json()["decisions"] == []
    assert counted(client, "threshold_disagreements_total") == 1
    alarm = next(line for line in logged if line["log_level"] == "critical")
    assert alarm["event"] == "engines-disagree"
    assert alarm["inferred"] == ("strangulation",)
    assert alarm["explained"] == ("infant-domestic-abuse",)


def test_an_engine_that_stops_gives_no_answer(broken: Break, case: Json) -> None:
    client = broken(Stopped())

    response = client.post("/v1/decisions", json=case)

    assert response.status_code == 503
    assert response.json()["code"] == "could-not-decide"
    assert response.headers["retry-after"] == "1"
    assert counted(client, "threshold_could_not_decide_total") == 1


def test_a_ruleset_the_engine_cannot_take_is_missing_from_what_is_ready(
    new_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> Decider:
        raise CouldNotDecide("The inference engine cannot take the ruleset `front-door`")

    monkeypatch.setattr(type(new_client.app.state.room.engines), "decider", refuses)  # type: ignore[attr-defined]

    ready = new_client.get("/readyz")

    assert ready.status_code == 503
    assert "The inference engine cannot take the ruleset `front-door`" in ready.json()["missing"]


def test_a_fault_of_ours_is_answered_and_its_words_are_not_logged(broken: Break, case: Json) -> None:
    client = broken(Broken())

    with capture_logs() as logged:
        response = client.post("/v1/decisions", json=case)

    assert response.status_code == 500
    assert response.json()["code"] == "our-fault"
    fault = next(line for line in logged if line["event"] == "our-fault")
    assert fault["kind"] == "KeyError"
    assert any("test_engines_stop.py" in place for place in fault["at"])
    assert "Jamie" not in response.text + json.dumps(logged)
