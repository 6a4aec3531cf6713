"""Every page of the service in every state it has: where to find it, and how to get there.

A page that the service has and this does not fails a test, so that no page is forgotten. A new page needs a row in
STATES: its route as the application has it, and each state by name with what is done to reach it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from playwright.sync_api import Page

from service.web.screens.failures import ScreenRoute
from tests.browser.desk_states import DESK
from tests.browser.journeys import (
    as_person,
    press,
    record,
    say_what_is_known,
    see_the_advice,
    start_with_an_infant,
    type_date,
    unfold,
)

Reach = Callable[[Page], None]

WORDS = ("/docs", "/help", "/help/{code}")  # made from Markdown, and pages all the same
# What a screen route gives that is no page: a file, or the way to a page that has a row of its own.
NO_PAGE = {
    "/decisions/{id}/pdf",
    "/proposals/{id}/studies/{study}/{name:path}",
    "/rulesets/{family}",
    "/sign-in/provider",
    "/sign-in/back",
}


def opened(address: str, page: Page) -> None:
    """Open an address, and everything folded away there."""
    page.goto(address)
    unfold(page)


def at(address: str) -> Reach:
    """Return the way to a page that has an address and needs nothing done."""
    return partial(opened, address)


def _start_with_mistakes(page: Page) -> None:
    page.goto("/triage")
    type_date(page, "children-0-child-date_of_birth", "31", "2", "2026")
    press(page, "Continue")


def _questions_filled(page: Page) -> None:
    start_with_an_infant(page)
    say_what_is_known(page)
    page.get_by_role("complementary").get_by_text("Strategy discussion").first.wait_for()


def _questions_with_mistakes(page: Page) -> None:
    start_with_an_infant(page)
    say_what_is_known(page)
    page.fill("#household-domestic_abuse-dash_score", "99")
    press(page, "See the advice")
    page.wait_for_selector(".govuk-error-summary")


def _advice(page: Page) -> None:
    see_the_advice(page)
    unfold(page)


def _decision(page: Page) -> None:
    record(page)
    unfold(page)


def _decision_with_mistakes(page: Page) -> None:
    record(page)
    page.check("#outcome-0-decision-2")
    press(page, "Record what was decided")
    page.wait_for_selector(".govuk-error-summary")


def _decided(page: Page) -> None:
    record(page)
    page.check("#outcome-0-decision")
    press(page, "Record what was decided")
    page.wait_for_url("**#decided")


def _replayed(page: Page) -> None:
    record(page)
    press(page, "Decide it again")
    page.wait_for_selector(".govuk-notification-banner")


def _report(page: Page) -> None:
    page.goto(f"{record(page)}/report")


def _scenario(page: Page) -> None:
    page.goto(f"{record(page)}/scenario")


def _nothing_found(page: Page) -> None:
    page.goto("/decisions")
    page.fill("#reference", "none-such")
    press(page, "Look")
    page.get_by_text("No decision fits").wait_for()


def _search_with_mistakes(page: Page) -> None:
    page.goto("/decisions")
    unfold(page)
    page.fill("#start", "3")
    press(page, "Look")
    page.wait_for_selector(".govuk-error-summary")


def _ledger_checked(page: Page) -> None:
    page.goto("/decisions/ledger")
    press(page, "Look through all of it")
    page.wait_for_selector(".govuk-notification-banner")


def _too_long(page: Page) -> None:
    """References as long as they may be, without a place to break them."""
    start_with_an_infant(page)
    press(page, "Change children, concerns or the contact")
    page.fill("#children-0-ref", "W" * 60)
    page.fill("#reference", "LCS" * 30)
    press(page, "Continue")
    say_what_is_known(page)
    press(page, "See the advice")
    page.wait_for_selector("text=Triage, step 3 of 3")


def _overrides(page: Page) -> None:
    _decided(page)
    page.goto("/decisions/overrides")
    page.get_by_role("table").first.wait_for()


def _noted_with_mistakes(page: Page) -> None:
    page.goto("/watch")
    page.get_by_role("button", name=re.compile("^Take note")).first.click()
    page.wait_for_selector(".govuk-error-summary")


def _scenario_run(page: Page) -> None:
    page.goto("/scenarios/read/not-known")
    page.get_by_role("button", name="Run this one").first.click()
    page.get_by_text("passed").first.wait_for()
    unfold(page)


def _written_run(page: Page) -> None:
    page.goto("/scenarios/write")
    press(page, "Run it")
    page.locator("#came-of-it").wait_for()


def _wrong_key(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("#key", "threshold_none")
    press(page, "Sign in")
    page.wait_for_selector(".govuk-error-summary")


def _not_for_you(page: Page) -> None:
    as_person(page, "auditor")
    page.goto("/triage")


def _check_with_mistakes(page: Page) -> None:
    page.goto("/check?ruleset=lcpc")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("harmm: yes")
    press(page, "Check it")
    page.wait_for_selector(".govuk-error-summary")


def _handed_over(page: Page) -> None:
    case = {
        "ruleset": "lcpc",
        "household": {"domestic_abuse": {"present": True}},
        "children": [{"ref": "A"}],
        "register": {"household": "HOUSEHOLD-4711", "record": True},
    }
    decision = page.request.post("/v1/decisions", data=case).json()
    file = page.request.get(f"/v1/register/{decision['register']['filled_from'][0]['id']}/handover")
    came = page.request.post("/v1/handovers", data=file.body(), headers={"Content-Type": "application/json"}).json()
    page.request.post(f"/v1/handovers/{came['id']}/take", data={"household": "OURS-1"})
    page.goto("/handovers")
    page.get_by_text("Came in from Example Council").first.wait_for()


MAIN: Mapping[str, Mapping[str, Reach]] = {
    "/": {"": at("/")},
    "/triage": {
        "empty": at("/triage"),
        "start with mistakes": _start_with_mistakes,
        "questions": _questions_filled,
        "questions with mistakes": _questions_with_mistakes,
        "advice": _advice,
        "too long": _too_long,
        "not for you": _not_for_you,
    },
    "/decisions": {
        "some": at("/decisions"),
        "nothing found": _nothing_found,
        "mistakes": _search_with_mistakes,
    },
    "/decisions/overrides": {"": at("/decisions/overrides"), "some": _overrides},
    "/watch": {"": at("/watch"), "mistakes": _noted_with_mistakes},
    "/handovers": {"some": _handed_over, "none older": at("/handovers?before=none")},
    "/decisions/ledger": {"": at("/decisions/ledger"), "checked": _ledger_checked},
    "/decisions/{id}": {
        "as shown": _decision,
        "with mistakes": _decision_with_mistakes,
        "decided": _decided,
        "replayed": _replayed,
    },
    "/decisions/{id}/report": {"": _report},
    "/decisions/{id}/scenario": {"": _scenario},
    "/scenarios": {"": at("/scenarios")},
    "/scenarios/read/{name:path}": {"": at("/scenarios/read/not-known"), "run": _scenario_run},
    "/scenarios/runs": {"not there": at("/scenarios/runs?job=none")},
    "/scenarios/write": {"": at("/scenarios/write"), "run": _written_run},
    "/impact": {"": at("/impact")},
    "/impact/studies/{id}": {"not there": at("/impact/studies/none")},
    "/impact/studies/{id}/alone": {"not there": at("/impact/studies/none/alone")},
    "/proposals/new": {"": at("/proposals/new")},
    "/proposals/{id}": {"not there": at("/proposals/none")},
    "/proposals/{id}/edit": {"not there": at("/proposals/none/edit")},
    "/proposals/{id}/numbers": {"not there": at("/proposals/none/numbers")},
    "/rulesets/{family}/{version}/retire": {"": at("/rulesets/lcpc/2004-04-01/retire")},
    "/rulesets": {"": at("/rulesets")},
    "/rulesets/{family}/{version}": {"long": at("/rulesets/front-door/2026-03-18")},
    "/rulesets/{family}/{version}/yaml": {"": at("/rulesets/lcpc/proposed/yaml")},
    "/rulesets/{family}/{version}/try/{look}": {
        "scenarios": at("/rulesets/lcpc/proposed/try/scenarios"),
        "comparison": at("/rulesets/lcpc/proposed/try/comparison"),
    },
    "/check": {"": at("/check"), "mistakes": _check_with_mistakes},
    "/facts": {"": at("/facts"), "nothing found": at("/facts?q=zebra")},
    "/facts/{name}": {"a fact": at("/facts/domestic_abuse.weapon"), "a list": at("/facts/referrals")},
    "/steps": {"": at("/steps")},
    "/problems": {"": at("/problems"), "nothing found": at("/problems?q=zebra")},
    "/jobs": {"none": at("/jobs")},
    "/jobs/{id}": {"not there": at("/jobs/none")},
    "/sign-in": {"": at("/sign-in"), "mistakes": _wrong_key},
    "/docs": {"long": at("/docs")},
    "/help": {"": at("/help"), "found": at("/help?q=strangled"), "nothing found": at("/help?q=zebra")},
    "/help/{code}": {
        "": at("/help/unknown-fact"),
        "not there": at("/help/none"),
        "deciding": at("/help/how-decisions-are-made"),
        "language": at("/help/language"),
    },
}


STATES: Mapping[str, Mapping[str, Reach]] = {
    route: {**MAIN.get(route, {}), **DESK.get(route, {})}
    for route in (*MAIN, *(each for each in DESK if each not in MAIN))
}


def pages_of(app: FastAPI) -> Iterator[str]:
    """Return the route of every page that a person can open."""
    for route in iter_route_contexts(app.routes):
        kind = type(route.original_route)
        if "GET" in (route.methods or ()) and (kind is ScreenRoute or (kind is APIRoute and route.path in WORDS)):
            yield str(route.path)
