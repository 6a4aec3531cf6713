"""The API does what its own description says, whatever is sent: made up by Schemathesis from /openapi.json."""

from __future__ import annotations

import tempfile
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app

# A body may have the shape of a case and still be one that cannot be: born after the day, two children with one `ref`,
# a ruleset that is not there. Such bodies are refused with 422, which is what that status is for, or 409.
# One that does not have the shape may be too long to be read at all: 413.

# Records of its own: what other tests do to theirs is nothing to it.
FOLDER = tempfile.TemporaryDirectory(prefix="threshold-schemathesis-")
app = create_app(Settings(demo="no", rate_limit=0, wrong_key_limit=0, database=f"{FOLDER.name}/records.db"))
_, KEY = app.state.room.access.keys.make("Schemathesis", Role, "tests")
CONFIG: dict[str, Any] = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", 404, 406, 409, 422]},
        "negative_data_rejection": {"expected-statuses": [401, 403, 404, 405, 406, 409, 413, 415, 422]},
    },
    # Said here, the key is no part of what is made up: a header left out on purpose would be put in again unnoticed.
    "auth": {"openapi": {"key": {"bearer": KEY}}},
}


async def without_stopping(scope: Scope, receive: Receive, send: Send) -> None:
    """Pass every request to the service; it is not started and stopped again around each one."""
    if scope["type"] != "lifespan":
        await app(scope, receive, send)
        return
    for moment in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})


schema = schemathesis.openapi.from_asgi("/openapi.json", without_stopping, config=SchemathesisConfig.from_dict(CONFIG))


# Each of these starts a process of its own, so fewer are made up.
WITH_A_PROCESS = ["/v1/scenarios/run", "/v1/rulesets/compare", "/v1/impact"]


@schema.exclude(path=WITH_A_PROCESS).parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_is_as_it_is_described(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()


@schema.include(path=WITH_A_PROCESS).parametrize()
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_starts_a_process_is_as_it_is_described_too(case: schemathesis.Case[Any]) -> None:
    answer = case.call_and_validate()
    if answer.status_code == 202:  # only so many pieces of long work may wait at once
        TestClient(app).delete(f"/v1/jobs/{answer.json()['id']}", headers={"Authorization": f"Bearer {KEY}"})
