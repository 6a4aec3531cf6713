"""The box a ruleset is written in: a suggestion taken in place, an outline, and the English that keeps up."""

from __future__ import annotations

import os

from playwright.sync_api import expect

from tests.browser.conftest import Open

LOOK_AT = os.environ.get("THRESHOLD_SCREENSHOTS")  # a folder, for whoever wants to look at the page


def test_a_suggestion_is_taken_the_outline_leads_and_the_english_follows(open_page: Open) -> None:
    page = open_page()
    page.goto("/check?ruleset=front-door")
    panel = page.locator("[data-reading-panel]")
    expect(panel).to_contain_text("The thresholds")

    page.get_by_role("navigation", name="Outline of the ruleset").get_by_text("Rules (").click()
    rule = page.get_by_role("link", name="infant-domestic-abuse", exact=True)
    rule.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cm-activeLine")).to_contain_text("infant-domestic-abuse:")
    expect(rule).to_have_attribute("aria-current", "true")
    here = panel.locator("[aria-current='true']")
    expect(here).to_be_in_viewport()
    expect(here).to_have_attribute("data-part", "rules/infant-domestic-abuse")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type(" for now")
    expect(here).to_contain_text("for now")

    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("titel: Twice")
    expect(panel).to_contain_text("This is how it read before the mistakes now in it.")
    expect(here).to_have_count(0)
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    if LOOK_AT:
        page.screenshot(path=f"{LOOK_AT}/editor.png", full_page=True)
    page.keyboard.press("Control+.")
    expect(page.locator(".cm-content")).to_contain_text("title: Twice")
