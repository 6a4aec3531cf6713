"""Help: one search over facts, steps, rules, guides and problems, made from what the service runs."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("words", "kind", "address"),
    [
        ("strangled", "Fact", "/facts/domestic_abuse.strangulation"),
        ("third minor", "Rule in force", "/rulesets/front-door/2026-03-18#third-minor-domestic-abuse-referral"),
        ("private fostering visit", "Step", "/steps#private_fostering_visit"),
        ("unknown-fact", "Problem", "/help/unknown-fact"),
        ("rules are written", "Guide", "/help/language"),
        ("two engines", "Guide", "/help/how-decisions-are-made"),
    ],
)
def test_one_search_finds_every_kind_of_help_and_each_leads_somewhere(
    client: TestClient, words: str, kind: str, address: str
) -> None:
    page = client.get("/help", params={"q": words}).text
    assert f'{kind}</dt>\n    <dd class="govuk-summary-list__value"><a class="govuk-link" href="{address}">' in page
    assert client.get(address.partition("#")[0], headers={"Accept": "text/html"}).status_code == 200
    as_words = client.get("/help", params={"q": words}, headers={"Accept": "text/markdown"}).text
    assert re.search(rf"^- {kind}: \[.+\]\({re.escape(address)}\)$", as_words, re.MULTILINE)


def test_the_guide_says_what_the_service_runs(client: TestClient) -> None:
    page = client.get("/help/how-decisions-are-made", headers={"Accept": "text/markdown"}).text
    facts = client.get("/v1/vocabulary").json()["facts"]
    assert f"any of {len(facts)} facts" in page
    assert "[London front-door thresholds](/rulesets/front-door/2026-03-18): 69 rules" in page


def test_what_nobody_wrote_is_not_found(client: TestClient) -> None:
    assert "Nothing has all of these words in it" in client.get("/help", params={"q": "zebra"}).text
