"""Signing in and out in a real browser: as people of the demo, with a key, and through a real identity provider."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from service.records.roles import Role
from service.settings import Settings
from service.web.app import create_app
from tests.browser.conftest import PATIENCE, Open
from tests.browser.journeys import press, see_the_advice
from tests.web.identity_provider import CLIENT, SECRET, IdentityProvider, running

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PLACES = "nav .govuk-service-navigation__link"


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds wrong, in short. The script is put in past the page's own policy."""
    page.evaluate(axe)
    found = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)["violations"]
    return [f"{each['id']}: {[node['html'][:90] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_demo_person_signs_in_sees_their_pages_and_signs_out(open_page: Open, *, scripts: bool) -> None:
    page = open_page(scripts=scripts)
    page.goto("/rulesets")
    expect(page.get_by_role("banner")).to_contain_text("Demo, with every role")
    page.get_by_role("link", name="Sign in as somebody").click()
    page.get_by_label("Paul, policy lead").check()
    press(page, "Sign in as this person")

    expect(page.get_by_role("banner")).to_contain_text("Signed in as Paul, policy lead")
    places = page.locator(PLACES).all_inner_texts()
    assert "Rulesets" in places
    assert "Triage" not in places
    page.goto("/decisions")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is for people in another role")
    expect(page.locator("main")).to_contain_text(
        "It takes the role triage or auditor, and the role of Paul, policy lead is policy."
    )

    press(page, "Sign out")
    expect(page).to_have_title("Sign in - Threshold")
    expect(page.get_by_role("banner")).to_contain_text("Demo, with every role")


def test_whoever_is_signed_in_works_on_with_the_proofs_their_forms_carry(open_page: Open) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.get_by_label("Tess, triage worker").check()
    press(page, "Sign in as this person")
    see_the_advice(page)
    press(page, "Record this decision")

    page.wait_for_url("**/decisions/*")
    expect(page.get_by_role("banner")).to_contain_text("Signed in as Tess, triage worker")


def test_a_wrong_key_is_said_above_and_beside(open_page: Open, axe: str) -> None:
    page = open_page()
    page.goto("/sign-in")
    assert violations(page, axe) == []
    page.get_by_label("Your key").fill("threshold_ffffffff_" + "A" * 43)
    press(page, "Sign in")

    above = page.locator(".govuk-error-summary")
    expect(above).to_contain_text("The key that was sent is none of those given out here")
    assert page.title() == "Error: Sign in - Threshold"
    assert violations(page, axe) == []
    above.get_by_role("link").click()
    expect(page.get_by_label("Your key")).to_be_focused()
    expect(page.get_by_label("Your key")).to_have_value("")


class Guarded:
    """A service outside demo mode, with an identity provider."""

    def __init__(self, app: FastAPI, address: str, provider: IdentityProvider) -> None:
        self.app, self.address, self.provider = app, address, provider


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder: Path = tmp_path_factory.mktemp("guarded")
    with running() as provider:
        app = create_app(
            Settings(
                database=str(folder / "threshold.db"), demo="no", oidc_issuer=provider.issuer, oidc_client=CLIENT,
                oidc_secret=SECRET, oidc_roles="Front Door=triage",
            )
        )  # fmt: skip
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Guarded(app, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", provider)
        server.should_exit = True
        thread.join()
        app.state.room.close()


@pytest.fixture
def guarded_page(browser: Browser, guarded: Guarded) -> Iterator[Page]:
    context = browser.new_context(base_url=guarded.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_through_the_identity_provider_and_back_to_where_one_was_going(guarded_page: Page, axe: str) -> None:
    guarded_page.goto("/triage")
    expect(guarded_page).to_have_title("Sign in - Threshold")
    expect(guarded_page.locator("main")).not_to_contain_text("people of the demo")
    assert violations(guarded_page, axe) == []
    guarded_page.get_by_role("button", name="Go on to sign in").click()

    guarded_page.wait_for_url("**/triage")
    expect(guarded_page.get_by_role("banner")).to_contain_text("Signed in as Ada Lovelace")
    cookies = {each["name"]: each for each in guarded_page.context.cookies()}
    assert set(cookies) == {"threshold"}
    assert (cookies["threshold"]["httpOnly"], cookies["threshold"]["sameSite"]) == (True, "Lax")
    assert guarded_page.evaluate("document.cookie") == ""

    press(guarded_page, "Sign out")
    guarded_page.goto("/triage")
    expect(guarded_page).to_have_title("Sign in - Threshold")


def test_with_a_key_where_there_is_no_account(guarded_page: Page, guarded: Guarded) -> None:
    _, text = guarded.app.state.room.access.keys.make("Bo, reviewer", [Role.AUDITOR], "tests")
    guarded_page.goto("/decisions")
    guarded_page.get_by_label("Your key").fill(text)
    press(guarded_page, "Sign in")

    expect(guarded_page.get_by_role("heading", level=1)).to_have_text("Decisions")
    expect(guarded_page.get_by_role("banner")).to_contain_text("Signed in as Bo, reviewer")
