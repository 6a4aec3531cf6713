"""The box a ruleset is written in: a suggestion taken in place, an outline, and the English that keeps up."""

from __future__ import annotations

import re

from fastapi import FastAPI
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.journeys import as_person, look, press


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
    look(page, "editor")
    page.keyboard.press("Control+.")
    expect(page.locator(".cm-content")).to_contain_text("title: Twice")


def offered(page: Page) -> list[str]:
    """Return what is offered at the cursor, once something is."""
    page.locator(".cm-tooltip-autocomplete").wait_for()
    return page.locator(".cm-tooltip-autocomplete .cm-completionLabel").all_inner_texts()


def take(page: Page, name: str) -> None:
    """Choose one of what is offered, with the keyboard."""
    chosen = page.locator(".cm-tooltip-autocomplete li[aria-selected='true']")
    for _ in range(len(offered(page))):
        page.wait_for_timeout(90)  # what is offered cannot be taken at once, lest it be taken unseen
        if chosen.inner_text().startswith(name):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".cm-tooltip-autocomplete").wait_for(state="detached")


def draft(page: Page, name: str, rule: str) -> None:
    """Begin a draft, and put the cursor of its editor at a rule."""
    page.goto("/proposals/new?ruleset=lcpc:2004-04-01")
    page.fill("#name", name)
    press(page, "Begin the draft")
    page.get_by_role("link", name="Edit the text").click()
    page.get_by_role("navigation", name="Outline of the ruleset").get_by_text("Rules (").click()
    page.get_by_role("link", name=rule, exact=True).click()


def line(page: Page, text: str) -> None:
    """Write a whole line, taking nothing that is offered, and go to the next."""
    page.keyboard.press("Home")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def begin_line(page: Page, text: str) -> None:
    """Begin a line, leaving what is offered open."""
    page.keyboard.press("Home")
    page.keyboard.type(text)


def test_a_rule_is_written_into_a_draft_with_what_is_offered(  # noqa: PLR0915 - one rule, line by line
    open_page: Open, app: FastAPI
) -> None:
    page = as_person(open_page(), "policy-lead")
    draft(page, "written", "third-minor-domestic-abuse-referral")
    for key in ("ArrowUp", "End", "Enter"):
        page.keyboard.press(key)
    for text in ("  weapon:", "    title: A weapon", "    when:"):
        line(page, text)
    begin_line(page, "      domestic_abuse.w")
    assert "domestic_abuse.weapon" in offered(page)
    look(page, "editor, a fact is offered")
    take(page, "domestic_abuse.weapon")
    page.keyboard.type(": y")
    take(page, "yes")
    page.keyboard.press("Enter")
    begin_line(page, "      minor domestic abuse referrals: at least {li")
    assert offered(page) == ["minor referral limit", "missed core group limit"]
    look(page, "editor, a number is offered")
    take(page, "minor referral limit")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    begin_line(page, "    recommend: {strat")
    take(page, "strategy_discussion")
    page.keyboard.type(": s")
    take(page, "should")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    line(page, "    because: A weapon may be used again.")
    begin_line(page, "    source: {document: chil")
    take(page, "children-act-1989")
    page.keyboard.type(", paragraph: section 47")
    expect(page.locator("[data-editor-words]")).to_have_text("Nothing has to be mended.")
    expect(page.locator("[data-reading-panel] [aria-current='true']")).to_contain_text("A weapon")
    page.locator(".cm-content span", has_text=re.compile("^minor domestic abuse referrals$")).last.hover()
    expect(page.locator(".app-tip")).to_contain_text("A measure: count referrals")
    look(page, "editor, a rule is written")
    press(page, "Keep it")
    expect(page.get_by_text("The rule “A weapon” is new")).to_be_visible()
    kept = app.state.room.library.find("lcpc", "written", app.state.room.today())
    assert kept.rules["weapon"].recommend["strategy_discussion"].name == "SHOULD"


def test_a_typo_is_told_as_it_is_typed_and_mended_with_one_key(open_page: Open) -> None:
    page = as_person(open_page(), "policy-lead")
    draft(page, "typo", "pre-birth-assessment")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Home"):
        page.keyboard.press(key)
    page.keyboard.type("x")
    words = page.locator("[data-editor-words]")
    expect(words).to_contain_text(re.compile("^1 thing has to be mended"))
    page.keyboard.press("F8")
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("There is no fact called")
    look(page, "editor, a typo")
    page.keyboard.press("Control+.")
    expect(words).to_have_text("Nothing has to be mended.")
    expect(page.locator(".cm-activeLine")).to_contain_text("child.unborn: yes")
