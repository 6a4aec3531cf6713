"""Asks every address of the service as everybody there is, and writes what comes back into docs/access.md.

`python -m tests.web.access_table` writes the table again after a row of NEEDS is added or changed. What is asked is
meant to be answered: `_questions` names, where it matters, what is there to be read and what is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from fastapi import FastAPI
from starlette.testclient import TestClient

from service.records.handover.signing import make_keys
from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app
from service.web.people import routes_of
from service.web.screens import assets
from service.web.screens.assets import COMPONENT
from tests.web.conftest import NOON, ROOT

DOCUMENT = ROOT / "docs" / "access.md"
A_DAY = timedelta(days=1)
ASKING = ("no key", "wrong key", "expired", "revoked")
CASE = json.loads((ROOT / "docs" / "examples" / "case.json").read_text("utf-8"))
RULESET = (ROOT / "rulesets" / "lcpc" / "2004-04-01.yaml").read_text("utf-8")
Json = dict[str, Any]


class Clock:
    """A clock that the walk sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Shown:
    """What is sent to show who asks: for each role a good key, one that has expired and one that was revoked."""

    good: Mapping[Role, str]
    over: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and whether whoever asked was let in."""

    status: int
    let_in: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one address: what stands in its path for each name, and what is sent."""

    path: Mapping[str, str]
    sent: Mapping[str, Any]

    @classmethod
    def of(cls, **sent: Any) -> Question:
        """Return a question about nothing in particular: `none` stands for every name in the path."""
        return cls({}, sent)

    def about(self, **path: str) -> Question:
        """Return the question about something that is there."""
        return Question(path, self.sent)

    def address(self, pattern: str) -> str:
        """Return the address that is asked."""
        return re.sub(r"\{(\w+)[^}]*\}", lambda name: self.path.get(name[1], "none"), pattern)


Row = tuple[str, list[Answer]]
NO_JSON, NO_FORM = Question.of(json={}), Question.of(data={"nothing": ""})  # where there is no other


def walked() -> list[Row]:
    """Return for every route what each way of asking comes to, in the order of the columns."""
    with TemporaryDirectory() as folder, _built(Path(folder)):
        clock, here = Clock(), Path(folder)
        make_keys(here / "handover.key", "Tests")
        settings = Settings(
            database=f"{folder}/records.db",
            jobs=here / "jobs",
            histories=here / "histories",
            handover_key=here / "handover.key",
            demo="no",
            rate_limit=0,
            wrong_key_limit=0,
        )
        app = create_app(settings, clock=clock)
        shown = _keys(app)
        clock.now = NOON + 2 * A_DAY
        rows = list(_rows(app, shown))
        app.state.room.close()
    return rows


@contextmanager
def _built(folder: Path) -> Iterator[None]:
    """Have one asset built there, so that the table says the same where nothing has been built yet."""
    (folder / COMPONENT).write_bytes(b"")
    (folder / "manifest.json").write_bytes(json.dumps({COMPONENT: COMPONENT}).encode())
    with patch.object(assets, "FOLDER", folder):
        assets.built.cache_clear()
        yield
    assets.built.cache_clear()


def _keys(app: FastAPI) -> Shown:
    keys = app.state.room.access.keys
    good = {role: keys.make(role, [role], "tests")[1] for role in Role}
    expired = [keys.make(role, [role], "tests", NOON + A_DAY)[1] for role in Role]
    made = [keys.make(role, [role], "tests") for role in Role]
    for key, _ in made:
        keys.revoke(key.id, "tests")
    wrong = ["threshold_ffffffff_" + "A" * 43]
    return Shown(good, {"no key": [""], "wrong key": wrong, "expired": expired, "revoked": [text for _, text in made]})


def _rows(app: FastAPI, shown: Shown) -> Iterator[Row]:
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    questions = _questions(client, shown)
    for name in routes_of(app):
        question = questions.get(name, NO_JSON if " /v1/" in name else NO_FORM)
        cells = []
        for way in ASKING:
            (said,) = {_said(client, name, question, text) for text in shown.over[way]}  # whatever the role was
            cells.append(said)
        yield name, cells + [_said(client, name, question, text) for text in shown.good.values()]


def _questions(client: TestClient, shown: Shown) -> Mapping[str, Question]:
    """Return what is asked where nothing in particular would not do, once what is asked about is there."""
    case = {**CASE, "register": {"household": "H-1", "record": True}}
    decision = _made(client, shown.good[Role.TRIAGE], "/v1/decisions", case)
    begun = {"family": "front-door", "name": "infant-age"}
    proposal = _made(client, shown.good[Role.POLICY], "/v1/proposals", begun)["id"]
    household = decision["register"]["filled_from"][0]["id"]
    version = {"family": "front-door", "version": "2026-03-18"}
    ask, reading = Question.of(), "GET /v1/decisions/{id}"
    return {
        "POST /v1/decisions": Question.of(json=CASE),
        "POST /v1/decisions/preview": Question.of(json=CASE),
        **{f"{reading}{more}": ask.about(id=decision["id"]) for more in ("", "/report", "/feedback", "/outcomes")},
        "POST /v1/decisions/{id}/replay": ask.about(id=decision["id"]),
        "POST /v1/decisions/{id}/outcome": Question.of(json={"child": "A", "decision": "accepted"}).about(
            id=decision["id"]
        ),
        "POST /v1/register": Question.of(json={"household": "H-2", "says": {"referrals": []}}),
        "POST /v1/register/find": Question.of(json={"household": "H-1"}),
        **{f"GET /v1/register/{{id}}{more}": ask.about(id=household) for more in ("", "/history", "/handover")},
        "POST /v1/rulesets/check": Question.of(content=RULESET, headers={"Content-Type": "application/yaml"}),
        "GET /v1/rulesets/{family}": ask.about(**version),
        "GET /v1/rulesets/{family}/{version}": ask.about(**version),
        "POST /v1/proposals": Question.of(json={**begun, "name": "another"}),
        "GET /v1/proposals/{id}": ask.about(id=proposal),
        "POST /v1/proposals/{id}/comments": Question.of(json={"words": "Agreed"}).about(id=proposal),
        "POST /v1/keys": Question.of(json={"name": "Screen", "roles": ["triage"]}),
        "GET /help/{code}": ask.about(code="no-key"),
        "GET /assets/{file}": ask.about(file=COMPONENT),
        **{
            f"GET /decisions/{{id}}{more}": ask.about(id=decision["id"])
            for more in ("", "/report", "/pdf", "/scenario")
        },
        "POST /decisions/{id}/replay": NO_FORM.about(id=decision["id"]),
        **{f"GET /proposals/{{id}}{more}": ask.about(id=proposal) for more in ("", "/edit", "/numbers")},
        **{f"GET /rulesets/{{family}}{more}": ask.about(**version) for more in ("", "/{version}", "/{version}/yaml")},
        "GET /rulesets/{family}/{version}/retire": ask.about(**version),
        "POST /sign-in": Question.of(data={"key": shown.good[Role.AUDITOR]}),
        "GET /facts/{name}": ask.about(name="contact.received_on"),
    }


def _made(client: TestClient, key: str, address: str, body: Json) -> Json:
    answer = client.post(address, json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def _said(client: TestClient, name: str, question: Question, key: str) -> Answer:
    """Return what is answered."""
    method, path = name.split()
    headers = {"Accept": "*/*" if path.startswith("/v1/") else "text/html", "Accept-Encoding": "identity"}
    headers |= question.sent.get("headers", {})
    if key:
        headers["Authorization"] = f"Bearer {key}"
    sent = {} if method in ("GET", "DELETE") else question.sent
    client.cookies.clear()
    answer = client.request(method, question.address(path), **{**sent, "headers": headers})
    led_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
    return Answer(answer.status_code, not (led_away or answer.status_code in (401, 403)))


def table(rows: list[Row]) -> str:
    """Return the walk as a table."""
    head = ["address", *ASKING, *Role]
    lines = [" | ".join(head), " | ".join(["---"] * len(head))]
    lines += [" | ".join([f"`{name}`", *(str(each.status) for each in cells)]) for name, cells in rows]
    return "\n".join(f"| {line} |" for line in lines)


def written_again(document: str, rows: list[Row]) -> str:
    """Return the document with the table as it is now."""
    start, end = "<!-- table -->", "<!-- /table -->"
    before, _, rest = document.partition(start)
    return f"{before}{start}\n{table(rows)}\n{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(written_again(DOCUMENT.read_text("utf-8"), walked()), "utf-8")
