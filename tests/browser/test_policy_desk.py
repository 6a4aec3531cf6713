"""The policy desk in a real browser: a number changed, a typo found at its line, proposed, approved, in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app
from service.web.screens.assets import built
from tests.browser.conftest import Open, listening
from tests.browser.journeys import as_person, look, press
from tests.web.test_proposals import infant_of_eight_months, met

PAUL, PRIYA = "policy-lead", "second-policy-lead"


class Clock:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    """A service of its own, whose day the test sets."""
    if not built():
        pytest.skip("the styles and scripts are not built: run `make assets`")
    own = Settings(
        organisation="Example Council",
        database=str(tmp_path / "records.db"),
        jobs=tmp_path / "jobs",
        histories=tmp_path / "histories",
    )
    app = create_app(own, clock=clock)
    yield app
    app.state.room.close()


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with listening(app) as address:
        yield address


def begin(page: Page, name: str) -> str:
    page.goto("/rulesets")
    page.get_by_role("link", name="Begin a draft").click()
    page.fill("#name", name)
    press(page, "Begin the draft")
    expect(page.get_by_text("It decides nothing, and can be changed.")).to_be_visible()
    return page.url


def study_it(page: Page, proposal: str) -> None:
    """Study what a draft would change, on a few referrals that are made up, and keep the study with it."""
    page.goto(proposal)
    page.get_by_role("link", name="Study what it would change in a year of referrals").click()
    expect(page.locator("#old")).to_have_value("front-door:2026-03-18")
    expect(page.locator("#new")).to_have_value("front-door:infant-age")
    page.fill("#referrals", "100")
    look(page, "study, asked for")
    press(page, "Start the study")
    expect(page.get_by_role("heading", name=re.compile("^What would change"))).to_be_visible(timeout=120_000)
    look(page, "study, done")
    page.goto(proposal)
    press(page, "Attach the study")
    expect(page.get_by_text("nothing may be concluded from its figures")).to_be_visible()
    look(page, "study, attached")


def type_day(page: Page, day: str, month: str, year: str) -> None:
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.fill(f"#starts-{part}", value)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_policy_lead_changes_the_infant_age_and_a_second_person_approves_it(  # noqa: PLR0915 - one long journey
    open_page: Open, app: FastAPI, clock: Clock, *, scripts: bool
) -> None:
    paul = as_person(open_page(scripts=scripts), PAUL)
    proposal = begin(paul, "infant-age")
    look(paul, "draft")

    paul.get_by_role("link", name="Change a number").click()
    paul.get_by_label("Infant age", exact=True).fill("twelve monhts")
    press(paul, "Keep these numbers")
    expect(paul.locator(".govuk-error-message").first).to_contain_text("twelve monhts")
    look(paul, "number refused")
    paul.get_by_label("Infant age", exact=True).fill("12 months")
    press(paul, "Keep these numbers")
    expect(paul.get_by_role("heading", name="What changes against 2026-03-18, in force today")).to_be_visible()
    expect(paul.locator("ins", has_text="12 months").first).to_be_visible()

    if scripts:
        study_it(paul, proposal)
    type_day(paul, "1", "12", "2026")
    paul.fill("#note", "Agreed by the board in November")
    press(paul, "Propose it")
    expect(paul.get_by_text("You cannot approve this.")).to_be_visible()
    expect(paul.locator("#four-eyes")).to_contain_text("Paul, policy lead")
    look(paul, "proposed, own")

    priya = as_person(open_page(scripts=scripts), PRIYA)
    priya.goto(proposal)
    priya.fill("#words", "Is twelve months what the research says?")
    priya.select_option("#rule", "infant-domestic-abuse")
    press(priya, "Add a comment")
    expect(priya.get_by_role("heading", name=re.compile("About the rule .Domestic abuse with a child"))).to_be_visible()
    if scripts:
        expect(priya.get_by_role("link", name="Read the consultation pack")).to_be_visible()
        expect(priya.locator("#studies + .app-study")).not_to_contain_text("an older text")
    look(priya, "proposed, to approve")
    press(priya, "Approve it for 1 December 2026")
    expect(priya.get_by_text("It comes into force on 1 December 2026.")).to_be_visible()
    priya.goto("/rulesets")
    expect(priya.get_by_role("row", name=re.compile("2026-12-01 Approved from 1 December 2026"))).to_be_visible()
    look(priya, "timeline, approved")

    asks = TestClient(app)
    assert "infant-domestic-abuse" not in met(asks.post("/v1/decisions/preview", json=infant_of_eight_months()).json())
    clock.now += timedelta(days=8)
    assert "infant-domestic-abuse" in met(asks.post("/v1/decisions/preview", json=infant_of_eight_months()).json())
    priya.goto("/rulesets/front-door")
    expect(priya).to_have_url(re.compile("/rulesets/front-door/2026-12-01$"))
    expect(priya.locator("main")).to_contain_text("Priya, second policy lead")
    look(priya, "in force")


def test_a_typo_is_found_at_its_line_in_the_editor(open_page: Open, app: FastAPI) -> None:
    paul = as_person(open_page(), PAUL)
    proposal = begin(paul, "typo")
    text = app.state.room.publication.versions("front-door")[-1]
    there = app.state.room.publication.get(text.id)
    typo = there.text.replace("domestic_abuse.present", "domestic_abuse.presnt", 1)
    line = 1 + typo[: typo.index("domestic_abuse.presnt")].count("\n")
    paul.get_by_role("link", name="Edit the text").click()
    expect(paul.locator(".cm-content")).to_be_visible()
    expect(paul.get_by_role("heading", name="In plain English")).to_be_visible()
    paul.locator(".cm-content").click()
    paul.keyboard.press("Control+f")
    paul.keyboard.type("domestic_abuse.present")
    paul.keyboard.press("Enter")
    paul.keyboard.press("Escape")
    paul.keyboard.type("domestic_abuse.presnt")
    paul.keyboard.press("Escape")
    press(paul, "Check it first")
    expect(paul.get_by_role("link", name=re.compile(f"Line {line}: There is no fact called"))).to_be_visible()
    look(paul, "editor, mistake")
    press(paul, "Keep it")
    expect(paul.get_by_text("The text has 1 mistake in it, so it cannot be proposed.")).to_be_visible()
    assert paul.url == proposal
    look(paul, "draft with a mistake")
    paul.goto("/rulesets")
    expect(paul.get_by_role("row", name=re.compile("typo Draft .* Has mistakes in it"))).to_be_visible()


def test_a_version_is_retired_with_a_warning_and_a_reason(open_page: Open) -> None:
    paul = as_person(open_page(), PAUL)
    paul.goto("/rulesets/lcpc/2004-04-01/retire")
    expect(paul.get_by_text("no version of lcpc is in force, and cases are refused")).to_be_visible()
    press(paul, "Retire it")
    expect(paul.get_by_text("There is no reason for retiring a version")).to_be_visible()
    look(paul, "retire, refused")
    paul.fill("#reason", "Nobody works by it any more")
    press(paul, "Retire it")
    expect(paul.get_by_text("to 23 November 2026, its last day")).to_be_visible()
    look(paul, "retired")
