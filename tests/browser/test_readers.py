"""Readers on their way, from the first page to what they came for: a procedure owner, and a reviewer."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from service.settings import SHIPPED_RULESETS
from tests.browser.conftest import Open
from tests.browser.journeys import as_person, look, press, record

SLOW = 60_000
UNCOVERED = """
  two-areas:
    title: Two moves in the period
    when:
      moves so far: at least 2
    recommend: {link_family_records: should}
    because: Each move is a chance for the records to be lost.
    source: {document: lcpc-2004, paragraph: LCPC issues (a)}
"""
MEASURE = """measures:
  moves so far:
    count: moves
    one: move
"""


def test_a_procedure_owner_finds_an_uncovered_rule_and_takes_the_scenario_that_is_suggested(
    open_page: Open, app: FastAPI
) -> None:
    written = (SHIPPED_RULESETS / "lcpc" / "2004-04-01.yaml").read_text("utf-8")
    text = written.replace("measures:\n", MEASURE, 1).replace("\nrules:\n", f"\nrules:\n{UNCOVERED}", 1)
    app.state.room.publication.start("lcpc", text, "Paul (elsewhere)", "two-areas")

    omar = as_person(open_page(), "procedure-owner")
    look(omar, "owner 1, home")
    omar.get_by_role("link", name="Read the rulesets").click()
    omar.get_by_role("link", name="two-areas").click()
    look(omar, "owner 2, draft")
    omar.get_by_role("link", name="Compare and try it").click()
    omar.get_by_role("navigation", name="Ways to try").get_by_role("link", name="Coverage").click()
    look(omar, "owner 3, coverage")
    press(omar, "Look at what scenarios show")
    row = omar.get_by_role("row", name=re.compile("^Two moves in the period"))
    expect(row).to_contain_text("not shown", timeout=SLOW)
    look(omar, "owner 4, uncovered")
    omar.get_by_role("button", name=re.compile("^Make a scenario of it.*Two moves in the period")).first.click()
    expect(omar.locator("#gherkin")).to_have_value(re.compile("moves"))
    look(omar, "owner 5, scenario")
    press(omar, "Run it")
    expect(omar.locator("main")).to_contain_text("1 passed")
    look(omar, "owner 6, passed")
    with omar.expect_download() as saved:
        press(omar, "Save it as a file")
    assert saved.value.suggested_filename == "scenarios.feature"
    assert saved.value.path().read_text("utf-8").startswith("Feature: ")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reviewer_finds_a_decision_and_decides_it_again(open_page: Open, *, scripts: bool) -> None:
    made = record(open_page(scripts=scripts))
    aino = as_person(open_page(scripts=scripts), "auditor")
    look(aino, "reviewer 1, home")
    aino.get_by_role("link", name="Find a decision").click()
    aino.fill("#reference", "LCS-4711")
    press(aino, "Look")
    look(aino, "reviewer 2, found")
    aino.locator(f"main a[href='/{made.split('/', 3)[3]}']").click()
    look(aino, "reviewer 3, decision")
    press(aino, "Decide it again")
    expect(aino.locator(".govuk-notification-banner")).to_contain_text("same")
    look(aino, "reviewer 4, decided again")
