"""What people do on the pages, step by step, for tests that begin somewhere along the way."""

from __future__ import annotations

import os

from playwright.sync_api import Locator, Page, expect

LOOK_AT = os.environ.get("THRESHOLD_SCREENSHOTS")  # a folder, for whoever wants to look at the pages


def look(page: Page, name: str) -> None:
    """Keep a picture of a page, where somebody wants to look at it."""
    if LOOK_AT:
        page.screenshot(path=f"{LOOK_AT}/{name}.png", full_page=True)


def as_person(page: Page, person: str) -> Page:
    """Sign in as one of the made-up people of demo mode."""
    page.goto("/sign-in")
    page.check(f"input[value='demo {person}']")
    press(page, "Sign in as this person")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def type_date(page: Page, place: str, day: str, month: str, year: str) -> None:
    """Type a date into its three boxes."""
    for box, value in ((place, day), (f"{place}-month", month), (f"{place}-year", year)):
        page.fill(f"#{box}", value)


def press(page: Page, name: str) -> None:
    """Press a button by its words."""
    button(page, name).click()


def button(page: Page, name: str) -> Locator:
    """Find a button by its words, the one people see."""
    return page.get_by_role("button", name=name, exact=True).last


def start_with_an_infant(page: Page) -> None:
    """Go to the questions about a baby of four months, with domestic abuse and referrals chosen."""
    page.goto("/triage")
    type_date(page, "children-0-child-date_of_birth", "13", "7", "2026")
    page.check("#concern-domestic_abuse")
    page.check("#concern-referrals")
    type_date(page, "household-contact-received_on", "23", "11", "2026")
    page.fill("#reference", "LCS-4711")
    press(page, "Continue")
    page.wait_for_selector("text=Triage, step 2 of 3")
    page.wait_for_load_state("load")  # scripts then hide the details that are not open yet, and nothing moves after


def say_what_is_known(page: Page) -> None:
    """Answer a few questions on the questions page."""
    page.check("#household-domestic_abuse-present")
    page.check("#household-domestic_abuse-weapon-2")
    type_date(page, "household-referrals-0-date", "20", "11", "2026")
    page.select_option("#household-referrals-0-concern", "domestic_abuse")
    page.check("#household-referrals-0-seriousness")


def see_the_advice(page: Page) -> None:
    """Go all the way to the advice."""
    start_with_an_infant(page)
    say_what_is_known(page)
    press(page, "See the advice")
    page.wait_for_selector("text=Triage, step 3 of 3")


def record(page: Page) -> str:
    """Record the decision, and return the address of its page."""
    see_the_advice(page)
    press(page, "Record this decision")
    page.wait_for_url("**/decisions/*")
    return page.url


def unfold(page: Page) -> None:
    """Open everything that is folded away."""
    for fold in page.locator("main details").all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
