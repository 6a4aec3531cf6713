"""What the people who run the service rely on: up, ready, and its numbers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from service.settings import SHIPPED_RULESETS, Settings
from service.web.app import create_app
from tests.web.conftest import NOON

Json = dict[str, Any]
Change = Callable[[Path], None]


@pytest.fixture
def with_rulesets(tmp_path: Path) -> Callable[[Change], TestClient]:
    """Return the service on a copy of the shipped rulesets, once they have been changed."""

    def changed(change: Change) -> TestClient:
        folder = tmp_path / "rulesets"
        shutil.copytree(SHIPPED_RULESETS, folder)
        change(folder)
        settings = Settings(rulesets=folder, database=str(tmp_path / "records.db"))
        return TestClient(create_app(settings, clock=lambda: NOON), raise_server_exceptions=False)

    return changed


def spoil(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("\nrules:", "\nruels:", 1), "utf-8")


def test_up_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "up", "version": "0.1.0"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "missing": []})


def test_not_ready_while_the_version_in_force_has_mistakes(with_rulesets: Callable[[Change], TestClient]) -> None:
    client = with_rulesets(lambda folder: spoil(folder / "front-door" / "2026-03-18.yaml"))

    ready = client.get("/readyz")

    assert ready.status_code == 503
    missing = ready.json()["missing"]
    assert missing[0] == "The ruleset front-door has mistakes in its version 2026-03-18, so it cannot be used"
    assert any("ruels" in line for line in missing[1:])
    refused = client.post("/v1/decisions", json={"ruleset": "front-door", "children": [{"ref": "A"}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "ruleset-has-mistakes")
    assert client.get("/healthz").status_code == 200


def test_ready_although_a_proposal_has_mistakes(with_rulesets: Callable[[Change], TestClient]) -> None:
    client = with_rulesets(lambda folder: spoil(folder / "lcpc" / "proposed.yaml"))

    assert client.get("/readyz").status_code == 200
    families = {each["family"]: each for each in client.get("/v1/rulesets").json()["rulesets"]}
    assert families["lcpc"]["with_mistakes"] == ["proposed"]


def test_without_a_vocabulary_it_says_what_is_missing(with_rulesets: Callable[[Change], TestClient]) -> None:
    client = with_rulesets(lambda folder: (folder / "vocabulary.yaml").unlink())

    ready = client.get("/readyz")

    assert ready.status_code == 503
    assert any("vocabulary.yaml" in line for line in ready.json()["missing"])


def test_decisions_rules_and_refusals_are_counted(new_client: TestClient, case: Json) -> None:
    new_client.post("/v1/decisions", json=case)
    new_client.post("/v1/decisions/preview", json=case)
    new_client.post("/v1/decisions", json={})

    lines = new_client.get("/metrics").text.splitlines()

    named = '{family="front-door",version="2026-03-18"}'
    assert f"threshold_decisions_total{named} 1.0" in lines
    rule = 'family="front-door",outcome="met",rule="infant-domestic-abuse",version="2026-03-18"'
    assert f"threshold_rules_total{{{rule}}} 2.0" in lines
    assert 'threshold_children_total{family="front-door",outcome="met",version="2026-03-18"} 2.0' in lines
    assert 'threshold_refusals_total{code="case-has-mistakes"} 1.0' in lines
    assert 'threshold_request_seconds_count{method="POST",route="/v1/decisions",status="201"} 1.0' in lines


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THRESHOLD_PORT", "8123")
    monkeypatch.setenv("THRESHOLD_PUBLIC_ADDRESS", "https://threshold.example.gov.uk")

    settings = Settings()

    assert settings.port == 8123
    problem = TestClient(create_app(settings)).get("/nothing").json()
    assert problem["type"] == "https://threshold.example.gov.uk/help/nothing-here"


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("PUBLIC_ADDRESS", "threshold"), ("LOG_FORMAT", "xml")]
)
def test_a_setting_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"THRESHOLD_{name}", value)

    with pytest.raises(ValidationError):
        Settings()
