"""Advice inside another system's screen: another address, a key, and nothing else."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app
from service.web.screens.assets import FOLDER, built
from tests.browser.conftest import NOON

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "embed.html"
MOST_BYTES = 15_000


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another system: its address, and the folder of its pages."""
    folder = tmp_path / "other"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def service(tmp_path: Path, elsewhere: tuple[str, Path]) -> Iterator[tuple[str, str]]:
    """A service that lets the other system's screens ask: its address, and a key."""
    settings = Settings(database=str(tmp_path / "records.db"), allowed_origins=elsewhere[0], demo="no")
    app = create_app(settings, clock=lambda: NOON)
    _, key = app.state.room.access.keys.make("Other screen", [Role.TRIAGE], "a test")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", server_header=False, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", key
    server.should_exit = True
    thread.join()
    app.state.room.close()


def test_the_example_shows_advice_from_another_address_with_a_key(
    browser: Browser, axe: str, elsewhere: tuple[str, Path], service: tuple[str, str]
) -> None:
    if not built():
        pytest.skip("the scripts are not built: run `make assets`")
    (other, folder), (address, key) = elsewhere, service
    (folder / "embed.html").write_text(EXAMPLE.read_text("utf-8").replace("http://127.0.0.1:8000", address), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{other}/embed.html")
    advice = page.locator("threshold-advice")
    expect(advice.get_by_role("alert")).to_contain_text("does not say who asks")

    page.fill("#key", key)
    page.locator("#key").blur()
    expect(advice).to_contain_text("No threshold is met on what is known.")
    page.check("#abuse")
    expect(advice).to_contain_text("ShouldStrategy discussion")
    advice.get_by_text("Why: Strategy discussion").click()
    expect(advice.locator("li", has_text="domestic abuse is present").first).to_be_visible()
    advice.get_by_role("button", name="Is there a risk to the child's life").click()
    expect(page.locator("#asked")).to_contain_text("To ask: Is there a risk to the child's life")
    page.evaluate(axe)
    wrong = page.evaluate("axe.run('threshold-advice').then((found) => found.violations.map((each) => each.id))")
    assert [rule for rule in wrong if rule != "region"] == []
    context.close()


def test_no_other_address_may_ask(browser: Browser, elsewhere: tuple[str, Path], service: tuple[str, str]) -> None:
    (other, folder), (address, key) = elsewhere, service
    (folder / "page.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(other.replace("127.0.0.1", "localhost") + "/page.html")
    ask = """([address, key]) => fetch(`${address}/v1/vocabulary`, { headers: { Authorization: `Bearer ${key}` } })
        .then(() => "answered", () => "not answered")"""
    assert page.evaluate(ask, [address, key]) == "not answered"
    page.goto(f"{other}/page.html")
    assert page.evaluate(ask, [address, key]) == "answered"
    context.close()


def test_the_element_is_small_and_needs_nothing_else() -> None:
    if not built():
        pytest.skip("the scripts are not built: run `make assets`")
    script = (FOLDER / built()["threshold-advice.js"]).read_bytes()
    assert len(gzip.compress(script, 9)) < MOST_BYTES
    assert b"import(" not in script
    assert b"innerHTML" not in script
