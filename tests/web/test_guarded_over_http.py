"""A real service outside demo mode, started as people start it: who is answered, and that no log holds a secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import ROOT, Served, serving
from tests.web.test_over_http import ask

THRESHOLD = str(Path(sys.executable).parent / "threshold")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("guarded")
    secret = {"THRESHOLD_OIDC_CLIENT": "threshold", "THRESHOLD_OIDC_SECRET": "SECRET-OF-THE-CLIENT"}
    more = {"THRESHOLD_DATABASE": str(folder / "records.db"), "THRESHOLD_JOBS": str(folder / "jobs")}
    away = {"THRESHOLD_OIDC_ISSUER": "http://127.0.0.1:9", "THRESHOLD_DEMO": "no"}
    return {**os.environ, **secret, **more, **away}


@pytest.fixture(scope="module")
def guarded(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("log") / "log", **environment) as served:
        yield served


def key_of(environment: dict[str, str], *words: str) -> str:
    command = [THRESHOLD, "key", "create", "--name", "Screen", *words]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def test_only_who_shows_a_key_is_answered_and_no_log_holds_one(
    guarded: Served, environment: dict[str, str], case: dict[str, Any]
) -> None:
    assert "Nobody can ask anything yet: there is no key in use" in guarded.log.read_text("utf-8")
    key = key_of(environment, "--role", "triage")
    wrong = "threshold_ffffffff_SECRETSECRETSECRETSECRETSECRETSECRETSECRETSE"

    none, _ = ask(guarded, "POST", "/v1/decisions", case)
    bad, _ = ask(guarded, "POST", "/v1/decisions", case, Authorization=f"Bearer {wrong}")
    signed, _ = ask(guarded, "GET", "/v1/decisions", Authorization="Bearer eyJTRUNSRVQ.eyJTRUNSRVQ.SECRET")
    page, _ = ask(guarded, "GET", "/decisions", Accept="text/html", Cookie="threshold=SECRET-SESSION")
    back, _ = ask(guarded, "GET", "/sign-in/back?code=SECRET-CODE&state=SECRET-STATE", Accept="text/html")
    good, answer = ask(guarded, "POST", "/v1/decisions", case, Authorization=f"Bearer {key}")
    guarded.line_about(good.headers["X-Request-ID"])

    assert [each.status for each in (none, bad, signed, page, back, good)] == [401, 401, 401, 303, 400, 201]
    log = guarded.log.read_text("utf-8")
    assert key not in log
    assert "SECRET" not in log.upper().replace("SECRETARY", "")
    assert re.search(r'"refused": "wrong-key"', log)

    key_id = key.split("_")[1]
    subprocess.run([THRESHOLD, "key", "revoke", key_id], cwd=ROOT, env=environment, check=True, capture_output=True)
    while True:  # within seconds, in a service that knew it
        revoked, refusal = ask(
            guarded, "GET", f"/v1/decisions/{json.loads(answer)['id']}", Authorization=f"Bearer {key}"
        )
        if revoked.status != 200:
            break
    assert (revoked.status, json.loads(refusal)["code"]) == (401, "key-revoked")
