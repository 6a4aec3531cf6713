"""Scenarios and the looks at a version in a real browser: written, run, covered, and made from a counter-example."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.journeys import press, record, unfold

SLOW = 60_000
WRONG = """async () => (await axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
    .violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""
Looks = dict[str, Any]
NARROW: Looks = {"width": 320}
DARK: Looks = {"color_scheme": "dark"}
FORCED: Looks = {"forced_colors": "active"}
LOOKS: dict[str, tuple[str, str, Looks]] = {
    "scenarios": ("Run the scenarios", "87 passed", NARROW),
    "coverage": ("Look at what scenarios show", "70 of 70", NARROW | DARK),
    "mutation": ("Try every small change", "156 of 156", FORCED),
    "proofs": ("Prove it", "Everything that was asked for is proven", DARK),
    "comparison": ("Compare", "because of “Domestic abuse with a child under six months”", NARROW | FORCED),
}


def check(page: Page, axe: str) -> None:
    """Find nothing that keeps anybody from using the page, with all of it unfolded, nor any of it out of reach."""
    unfold(page)
    page.evaluate(axe)
    assert page.evaluate(WRONG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_each_look_at_a_version_goes_on_by_itself_and_can_be_read_by_everybody(
    open_page: Open, axe: str, look: str
) -> None:
    button, said, otherwise = LOOKS[look]
    page = open_page()
    page.goto(f"/rulesets/lcpc/proposed/try/{look}")
    check(page, axe)
    press(page, button)
    expect(page.locator("main")).to_contain_text(said, timeout=SLOW)
    check(page, axe)
    other = open_page(**otherwise)
    other.goto(page.url)
    check(other, axe)


def test_a_case_that_differs_is_made_into_a_scenario_with_one_press_and_holds(open_page: Open) -> None:
    page = open_page(scripts=False)
    page.goto("/rulesets/lcpc/2004-04-01/try/comparison")
    page.select_option("#with", "lcpc:proposed")
    press(page, "Compare")
    for _ in range(60):
        if page.get_by_text("What is answered differently").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_role("button", name=re.compile("^Make a scenario of it")).first.click()
    expect(page.locator("#gherkin")).to_have_value(re.compile('"Section 47 enquiry" is not recommended'))
    press(page, "Run it")
    expect(page.locator("main")).to_contain_text("1 passed")


def test_a_scenario_is_written_with_the_sentences_that_are_offered(open_page: Open, axe: str) -> None:
    page = open_page()
    page.goto("/scenarios/write")
    check(page, axe)
    box = page.locator("#gherkin")
    box.press("Control+End")
    box.press_sequentially("    And weapon threat")
    page.get_by_role("button", name="a weapon was used or threatened", exact=True).click()
    expect(box).to_have_value(re.compile(r"    And a weapon was used or threatened\n?$"))
    box.press("Control+End")
    box.press_sequentially('\n    When the front door decides\n    Then the rule "serious-domestic-abuse-event" is met')
    press(page, "Run it")
    expect(page.locator("#came-of-it")).to_be_focused()
    check(page, axe)


def test_a_feature_is_read_and_one_of_its_scenarios_run_in_place(open_page: Open, axe: str) -> None:
    page = open_page(width=320)
    page.goto("/scenarios")
    check(page, axe)
    page.get_by_role("link", name="Before birth").click()
    check(page, axe)
    page.get_by_role("button", name=re.compile("^Run this one")).nth(1).click()
    expect(page.locator("main")).to_contain_text("passed")
    check(page, axe)


def test_a_decision_is_made_into_a_scenario(open_page: Open) -> None:
    page = open_page()
    record(page)
    page.get_by_role("link", name="Make a scenario of it").click()
    expect(page.locator("main")).to_contain_text("with nobody named in it")
    expect(page.locator("#gherkin")).not_to_have_value(re.compile("LCS-4711"))
    press(page, "Run it")
    expect(page.locator("main")).to_contain_text("1 passed")
