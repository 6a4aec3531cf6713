"""Every page in every state: nothing wrong for those who see, hear or use it otherwise, at any width and colour."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.journeys import look
from tests.browser.states import NO_PAGE, STATES, WORDS, pages_of
from tests.house.test_words import NEVER

EACH = [(route, state) for route, states in STATES.items() for state in states]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THINGS = {"object", "objects", "unexpected"}  # a child may be hurt with one, and a death may be: the questions say so
ABOUT_WORDS = (*WORDS, "/rulesets/{family}/{version}/yaml", "/check", "/proposals/{id}/edit", "/problems")  # quote code
NARROW, AT_TWICE_THE_SIZE = 320, 640
CHECKED = """async ([only, rules]) => {
    const runOnly = rules.length ? { type: "rule", values: rules } : { type: "tag", values: only };
    const found = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    const told = (each, node) => `${each.id}: ${node.target} ${node.failureSummary}`;
    return found.violations.flatMap((each) => each.nodes.map((node) => told(each, node)));
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
MOST_BYTES, MOST_REQUESTS = 150_000, 6


def wrong(page: Page, *rules: str) -> list[str]:
    """Return what axe-core finds wrong with a page as it is now."""
    found: list[str] = page.evaluate(CHECKED, [RULES, list(rules)])
    return found


def test_no_page_is_forgotten(app: FastAPI) -> None:
    """A route that gives a page has its states in `states.py`, or is listed there as giving none."""
    assert {*pages_of(app)} == {*STATES} | NO_PAGE


@pytest.mark.parametrize(("route", "state"), EACH, ids=[f"{route} {state}".strip() for route, state in EACH])
def test_a_page_is_for_everybody(open_page: Open, axe: str, route: str, state: str) -> None:
    page = open_page()
    STATES[route][state](page)
    name = f"{route.strip('/').replace('/', '-') or 'home'} {state}".strip()
    look(page, name)
    if route not in ABOUT_WORDS:
        told = {"failed"} if route.startswith("/rulesets/") else set()  # what a report found, as a ruleset tells it
        assert set(NEVER.findall(page.locator("main").inner_text())) <= THINGS | told
    page.evaluate(axe)
    assert wrong(page) == []
    page.emulate_media(color_scheme="dark")
    look(page, f"{name}, dark")
    assert wrong(page, "color-contrast", "link-in-text-block") == []
    page.emulate_media(color_scheme="light", forced_colors="active")
    assert wrong(page, "color-contrast") == []
    page.emulate_media(forced_colors="none")
    for width in (AT_TWICE_THE_SIZE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(TOO_WIDE), f"wider than {width} pixels"
    look(page, f"{name}, narrow")
    assert wrong(page, "target-size", "scrollable-region-focusable", "color-contrast") == []


@pytest.mark.parametrize("where", ["/", "/triage", "/decisions", "/rulesets"])
def test_a_first_visit_is_small(open_page: Open, where: str) -> None:
    page = open_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(where, wait_until="networkidle")
    assert sum(sizes) < MOST_BYTES
    assert len(sizes) <= MOST_REQUESTS


@pytest.mark.parametrize("where", ["/", "/decisions", "/decisions/overrides", "/rulesets", "/facts", "/steps", "/help"])
def test_reading_needs_no_scripts(open_page: Open, where: str) -> None:
    page = open_page(scripts=False)
    page.goto(where)
    assert page.locator("h1").count() == 1
    assert len(re.findall(r"\w+", page.locator("main").inner_text())) > 10
