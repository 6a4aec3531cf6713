"""A real service on a free port, whose day is always 23 November 2026, and a real Chromium to look at it with.

Without Chromium on the machine these tests are skipped; CI makes sure that it is there.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from starlette.testclient import TestClient

from service.records.handover.signing import make_keys, public_file
from service.records.watch import Found, Watch
from service.settings import Settings
from service.web.app import create_app
from service.web.screens.assets import built

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What the browser itself writes when a page has something to mend, which is what these pages say with it.
SAID_BY_THE_BROWSER = "Failed to load resource: the server responded with a status of 4"
PATIENCE = 15_000

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The whole service, with its pages dressed and records of its own."""
    if not built():
        pytest.skip("the styles and scripts are not built: run `make assets`")
    own = tmp_path_factory.mktemp("browser")
    key = own / "handover.key"
    make_keys(key, "Example Council")  # which trusts itself, so that what it hands over comes in too
    settings = Settings(
        organisation="Example Council",
        database=str(own / "threshold.db"),
        jobs=own / "jobs",
        handover_key=key,
        handover_trusted=public_file(key),
        histories=own / "histories",
    )
    app = create_app(settings, clock=lambda: NOON)
    _find_something(app)
    yield app
    app.state.room.close()


def _find_something(app: FastAPI) -> None:
    """Put something on the watch list: what time has brought about in a case that was decided."""
    case = {"ruleset": "front-door", "reference": "LCS-9", "household": {}, "children": [{"ref": "A"}]}
    here = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 1))
    decision = here.post("/v1/decisions", json=case).json()["id"]
    Watch(app.state.room.ledger).record(Found(decision, "A", "2026-11-23", None, ["infant-domestic-abuse"]))


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Where the service listens."""
    with listening(app) as address:
        yield address


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Let a service listen on a free port, and say where."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", server_header=False, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs a user of its own.
        alone = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=alone)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens an empty page that looks at the service; nothing may go wrong in it, and no other site may be asked."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(SAID_BY_THE_BROWSER):
            wrong.append(message.text)

    def open_page(*, scripts: bool = True, width: int = 1280, **looks: str) -> Page:
        view = {"width": width, "height": 900}
        context = browser.new_context(base_url=address, java_script_enabled=scripts, viewport=view, **looks)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, as a script to run in a page."""
    script = Path(__file__).parents[2] / "service/web/assets/node_modules/axe-core/axe.min.js"
    return script.read_text("utf-8")
