"""Triage in a real browser: with the keyboard alone, without scripts, with mistakes, and with advice beside it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.journeys import (
    button,
    look,
    press,
    say_what_is_known,
    see_the_advice,
    start_with_an_infant,
    type_date,
    unfold,
)

MOST_TABS = 400
IN_A_MINUTE = 180  # presses of somebody who knows the form, at three a second
COUNT_PRESSES = """addEventListener("keydown", () => {
    sessionStorage.presses = Number(sessionStorage.presses ?? 0) + 1;
}, true);"""
FOCUSED = """() => {
    const it = document.activeElement;
    const words = it.labels?.[0]?.innerText ?? it.innerText ?? "";
    return `${it.closest("fieldset")?.querySelector("legend")?.innerText ?? ""} ${words}`.trim();
}"""


def tab_to(page: Page, *words: str) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        said = page.evaluate(FOCUSED)
        if all(each in said for each in words):
            return
    pytest.fail(f"the keyboard never gets to {words}")


def tab_to_and_press(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")


def type_in_turn(page: Page, *values: str) -> None:
    """Type into the box that has the focus, and into the ones after it."""
    for at, value in enumerate(values):
        if at:
            page.keyboard.press("Tab")
        page.keyboard.type(value)


def test_a_sibling_group_is_decided_with_the_keyboard_alone(open_page: Open) -> None:  # noqa: PLR0915 - key by key
    """Three children, from the first page to what was decided, in no more presses than somebody makes in a minute."""
    page = open_page()
    page.goto("/triage")
    page.evaluate("sessionStorage.presses = 0")
    page.add_init_script(COUNT_PRESSES)
    page.reload()
    tab_to_and_press(page, "Skip to main content")
    tab_to(page, "date of birth", "Day")
    type_in_turn(page, "13", "7", "2026")
    tab_to_and_press(page, "Add another child")
    expect(page.locator("#children-1-ref")).to_be_focused()
    tab_to(page, "expected to be born", "Day")
    type_in_turn(page, "1", "3", "2027")
    tab_to_and_press(page, "Add another child")
    expect(page.locator("#children-2-ref")).to_be_focused()
    tab_to(page, "date of birth", "Day")
    type_in_turn(page, "2", "9", "2019")
    look(page, "triage 1, what has come in")
    tab_to(page, "Domestic abuse")
    page.keyboard.press("Space")
    tab_to(page, "receive this contact", "Day")
    type_in_turn(page, "23", "11", "2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is known")

    tab_to_and_press(page, "Skip to main content")
    tab_to(page, "Is there domestic abuse in the household?")
    page.keyboard.press("y")
    tab_to(page, "strangled")
    page.keyboard.press("n")
    page.get_by_role("complementary").get_by_text("Strategy discussion").first.wait_for()
    look(page, "triage 2, what is known")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Advice")
    look(page, "triage 3, advice")
    tab_to_and_press(page, "Skip to main content")
    tab_to_and_press(page, "Record this decision")
    page.wait_for_url("**/decisions/*")
    look(page, "triage 4, recorded")
    tab_to_and_press(page, "Skip to main content")
    tab_to_and_press(page, "Accept for every child")
    page.wait_for_url("**#decided")
    look(page, "triage 5, decided")

    for child, highest in (("A", "Strategy discussion"), ("B", "Strategy discussion"), ("C", "Early help")):
        about = page.get_by_role("region", name=f"Child {child}")
        expect(about.get_by_role("heading", level=3).first).to_contain_text(highest)
    assert page.get_by_text("Accepted").count() >= len("ABC")
    unfold(page)
    known = " ".join(page.locator("main").inner_text().split())
    assert "Has the abuser ever strangled, choked or tried to suffocate the victim? No" in known
    assert "1 March 2027" in known
    presses = int(page.evaluate("sessionStorage.presses"))
    assert presses < IN_A_MINUTE, f"{presses} presses"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_children_and_rows_are_added_and_taken_away_and_nothing_typed_is_lost(
    open_page: Open, *, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    page.goto("/triage")
    page.fill("#children-0-ref", "First")
    press(page, "Add another child")
    page.fill("#children-1-ref", "Second")
    type_date(page, "children-1-child-date_of_birth", "1", "2", "2020")
    page.check("#concern-moves")
    press(page, "Remove child 1")
    expect(page.locator("#children-0-ref")).to_have_value("Second")
    expect(page.locator("#children-0-child-date_of_birth-year")).to_have_value("2020")
    press(page, "Continue")

    type_date(page, "household-moves-0-date", "5", "5", "2026")
    press(page, "Add another move")
    page.fill("#household-moves-1-to_area", "Ealing")
    press(page, "Remove move 1")
    expect(page.locator("#household-moves-0-to_area")).to_have_value("Ealing")
    expect(page.locator("#household-moves-1-to_area")).to_have_count(0)
    press(page, "Change children, concerns or the contact")
    expect(page.locator("#concern-moves")).to_be_checked()
    press(page, "Continue")
    expect(page.locator("#household-moves-0-to_area")).to_have_value("Ealing")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_mistakes_are_said_above_and_beside_and_nothing_typed_is_lost(open_page: Open, *, scripts: bool) -> None:
    page = open_page(scripts=scripts)
    start_with_an_infant(page)
    say_what_is_known(page)
    page.fill("#household-domestic_abuse-dash_score", "99")
    page.fill("#household-referrals-0-date-month", "")
    press(page, "See the advice")

    above = page.locator(".govuk-error-summary")
    expect(above).to_be_visible()
    assert page.title() == "Error: What is known - Threshold"
    assert above.get_by_role("link").all_inner_texts() == [
        "The DASH score must be from 0 to 24. Check the number",
        "The date of the referral must include a month",
    ]
    expect(page.locator("#household-domestic_abuse-dash_score-error")).to_contain_text("from 0 to 24")
    expect(page.locator("#household-domestic_abuse-dash_score")).to_have_value("99")
    expect(page.locator("#household-referrals-0-date-year")).to_have_value("2026")
    expect(page.locator("#household-domestic_abuse-weapon-2")).to_be_checked()
    if scripts:
        expect(above).to_be_focused()
    above.get_by_role("link").first.click()
    expect(page.locator("#household-domestic_abuse-dash_score")).to_be_focused()


def test_a_mistake_on_the_first_page_is_mended_there(open_page: Open) -> None:
    page = open_page()
    page.goto("/triage")
    type_date(page, "children-0-child-date_of_birth", "31", "2", "2026")
    type_date(page, "household-contact-received_on", "24", "11", "2026")
    press(page, "Continue")

    assert page.locator(".govuk-error-summary a").all_inner_texts() == [
        "The date the contact was received is after the day this is decided for. Check both dates",
        "The child's date of birth is a day that does not exist. Check the day and the month",
    ]
    type_date(page, "children-0-child-date_of_birth", "28", "2", "2026")
    type_date(page, "household-contact-received_on", "23", "11", "2026")
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is known")


def test_a_question_is_answered_where_it_is_asked(open_page: Open) -> None:
    page = open_page(scripts=False)
    see_the_advice(page)
    first = page.locator(".app-ask__one").first
    expect(first).to_contain_text("Is there a risk to the child's life")
    expect(first).to_contain_text("Could add: Emergency protection (must)")
    first.get_by_label("Yes").check()
    press(page, "Update the advice")

    child = page.get_by_role("region", name="Child A")
    expect(child.get_by_role("heading", level=3).first).to_have_text("Must Emergency protection")
    expect(page.locator(".app-ask__one").first).not_to_contain_text("Is there a risk to the child's life")


def test_an_answer_from_another_group_counts_and_can_be_seen_on_the_form(open_page: Open) -> None:
    page = open_page(scripts=False)
    see_the_advice(page)
    unfold(page)
    asked = page.locator(".app-ask__one", has_text="misuse alcohol or drugs").first
    asked.get_by_label("Yes").check()
    press(page, "Update the advice")
    press(page, "Change the answers")

    expect(page.locator("#household-substance_misuse-present")).to_be_checked()


def test_what_is_not_asked_any_more_does_not_count(open_page: Open) -> None:
    page = open_page()
    see_the_advice(page)
    press(page, "Change the answers")
    press(page, "Change children, concerns or the contact")
    page.uncheck("#concern-domestic_abuse")
    page.uncheck("#concern-referrals")
    press(page, "Continue")
    press(page, "See the advice")

    expect(page.get_by_role("region", name="Child A")).to_contain_text("No threshold is met on what is known.")
    expect(page.get_by_role("region", name="Child A")).to_contain_text("Talk to the family about what would help")


def test_why_opens_to_the_rule_its_source_and_what_was_seen(open_page: Open) -> None:
    page = open_page(scripts=False)
    see_the_advice(page)
    step = page.locator(".app-step").first
    step.locator("summary").click()

    expect(step).to_contain_text("Met because domestic abuse is present")
    expect(step).to_contain_text("Report on themes from London Serious Case Reviews")
    expect(step).to_contain_text("LCPC issues (a)")
    expect(step.locator("li", has_text="the child is under 6 months old").last).to_contain_text("4 months")
    step.get_by_role("link", name="Domestic abuse with a child under six months").click()
    expect(page.locator("#infant-domestic-abuse")).to_be_in_viewport()


def test_the_advice_keeps_up_with_the_answers(open_page: Open) -> None:
    page = open_page()
    start_with_an_infant(page)
    beside = page.get_by_role("complementary", name="Advice so far")
    expect(beside).to_contain_text("No threshold is met on what is known.")
    page.check("#household-domestic_abuse-present")
    expect(beside).to_contain_text("Strategy discussion")
    expect(beside.get_by_role("status")).to_contain_text("Child A: Strategy discussion, should")

    page.fill("#household-domestic_abuse-dash_score", "99")
    page.locator("#household-domestic_abuse-dash_score").blur()
    expect(beside).to_contain_text("The DASH score must be from 0 to 24")
    expect(beside).to_contain_text("Strategy discussion")
    beside.get_by_role("link", name="Is there a risk to the child's life").click()
    expect(page.locator("#children-0-harm-immediate_danger")).to_be_focused()


def test_a_question_of_a_group_that_was_not_chosen_is_brought_in_from_beside(open_page: Open) -> None:
    page = open_page()
    start_with_an_infant(page)
    brought = page.get_by_role("complementary").get_by_role("button").first
    asked = brought.inner_text()
    brought.click()

    expect(page.get_by_role("group", name=asked).or_(page.get_by_label(asked)).first).to_be_visible()


def test_no_answer_is_ever_in_an_address(open_page: Open) -> None:
    page = open_page()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    see_the_advice(page)
    press(page, "Record this decision")
    page.wait_for_url("**/decisions/*")

    paths = {re.sub(r"^https?://[^/]+", "", each) for each in addresses}
    assert all(re.fullmatch(r"/(triage(/advice)?|decisions/[0-9a-f-]{36}|assets/[\w.-]+)?", path) for path in paths)


def test_today_is_filled_in_without_scripts(open_page: Open) -> None:
    page = open_page(scripts=False)
    page.goto("/triage")
    page.get_by_role("button", name="Today").first.click()

    assert [page.input_value(f"#household-contact-received_on{part}") for part in ("", "-month", "-year")] == [
        *("23", "11", "2026")
    ]
    expect(button(page, "Continue")).to_be_visible()
