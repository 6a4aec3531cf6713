"""Asks every address of the service as everybody there is, and writes what comes back into docs/access.md.

`python -m tests.web.access_table` writes the table again after a row of NEEDS is added or changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from starlette.testclient import TestClient

from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app
from service.web.people import routes_of
from tests.web.conftest import NOON, ROOT

DOCUMENT = ROOT / "docs" / "access.md"
A_DAY = timedelta(days=1)
ASKING = ("no key", "wrong key", "expired", "revoked")
REFUSED = (303, 401, 403)
LET_IN = "yes"
Row = tuple[str, list[str]]


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


def walked() -> list[Row]:
    """Return for every route what each way of asking comes to, in the order of the columns."""
    with TemporaryDirectory() as folder:
        clock = Clock()
        settings = Settings(database=f"{folder}/records.db", jobs=Path(folder) / "jobs", demo="no", rate_limit=0)
        app = create_app(settings, clock=clock)
        shown = _keys(app)
        clock.now = NOON + 2 * A_DAY
        rows = list(_rows(app, shown))
        app.state.room.close()
    return rows


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
    for name in routes_of(app):
        cells = []
        for way in ASKING:
            (said,) = {_said(client, name, text) for text in shown.over[way]}  # whatever the role was
            cells.append(said)
        yield name, cells + [_said(client, name, text) for text in shown.good.values()]


def _said(client: TestClient, name: str, key: str) -> str:
    """Return the status of a refusal, or that whoever asks is let in, whatever is answered then."""
    method, path = name.split()
    headers = {"Accept": "*/*" if path.startswith("/v1/") else "text/html"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    answer = client.request(method, re.sub(r"\{[^}]*\}", "none", path), headers=headers)
    if answer.status_code == 303 and not answer.headers["location"].startswith("/sign-in"):
        return LET_IN
    return str(answer.status_code) if answer.status_code in REFUSED else LET_IN


def table(rows: list[Row]) -> str:
    """Return the walk as a table."""
    head = ["address", *ASKING, *Role]
    lines = [" | ".join(head), " | ".join(["---"] * len(head))]
    lines += [" | ".join([f"`{name}`", *cells]) for name, cells in rows]
    return "\n".join(f"| {line} |" for line in lines)


def written_again(document: str, rows: list[Row]) -> str:
    """Return the document with the table as it is now."""
    start, end = "<!-- table -->", "<!-- /table -->"
    before, _, rest = document.partition(start)
    return f"{before}{start}\n{table(rows)}\n{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(written_again(DOCUMENT.read_text("utf-8"), walked()), "utf-8")
