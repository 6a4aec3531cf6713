"""How often one key may ask, and that nobody else waits for it; and that encryption is insisted on where it is."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app


def asking(app: FastAPI, name: str) -> TestClient:
    _, text = app.state.room.access.keys.make(name, [Role.TRIAGE], "tests")
    return TestClient(app, headers={"Authorization": f"Bearer {text}"})


def test_who_asks_too_often_waits_and_nobody_else_does(tmp_path: Path) -> None:
    app = create_app(Settings(database=str(tmp_path / "records.db"), demo="no", rate_limit=3))
    busy, other = asking(app, "Busy screen"), asking(app, "Other screen")

    statuses = [busy.get("/v1/steps").status_code for _ in range(6)]
    refused = busy.get("/v1/steps")

    assert 3 <= statuses.count(200) < 6  # a minute may end in between, and not twice
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["detail"].startswith("Busy screen may ask 3 times a minute. Go on in ")
    assert other.get("/v1/steps").status_code == 200
    assert busy.get("/healthz").status_code == 200
    app.state.room.close()


def test_in_demo_mode_and_without_a_limit_nobody_waits(tmp_path: Path) -> None:
    for more in ({"rate_limit": 1}, {"rate_limit": 0, "demo": "no"}):
        app = create_app(Settings(database=str(tmp_path / "records.db"), **more))
        client = asking(app, "Screen") if "demo" in more else TestClient(app)
        assert [client.get("/v1/steps").status_code for _ in range(3)] == [200, 200, 200]
        app.state.room.close()


def test_encryption_is_insisted_on_where_the_public_address_has_it(tmp_path: Path) -> None:
    for address, said in (("https://threshold.example.gov.uk", "max-age=31536000"), ("", None)):
        app = create_app(Settings(database=str(tmp_path / "records.db"), public_address=address))
        assert TestClient(app).get("/healthz").headers.get("strict-transport-security") == said
        app.state.room.close()
