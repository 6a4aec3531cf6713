"""A version tried on its pages: started in the background, seen to go on, and what came of it read there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.assurance.compare import Kind
from service.settings import Settings
from service.web.app import create_app
from service.web.jobs import Jobs
from service.web.screens.trying import KINDS
from tests.web.conftest import NOON

PROPOSED = "/rulesets/lcpc/proposed/try"
FIELDS = {"with": "lcpc:2004-04-01"}


@pytest.fixture
def trying(tmp_path: Path) -> Iterator[TestClient]:
    """Asks a service of its own, in which nothing has been run yet."""
    settings = Settings(database=str(tmp_path / "records.db"), jobs=tmp_path / "jobs")
    app = create_app(settings, clock=lambda: NOON)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.room.close()


def looked(client: TestClient, look: str, version: str = PROPOSED) -> str:
    """Start a look, wait for it, and return what its page says, without its tags."""
    begun = client.post(f"{version}/{look}", data=FIELDS, follow_redirects=False)
    assert begun.status_code == 303, begun.text
    jobs: Jobs = client.app.state.room.jobs  # type: ignore[attr-defined]
    jobs.wait(begun.headers["location"].partition("job=")[2], None)
    page = client.get(begun.headers["location"])
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("scenarios", "87 passed"),
        ("coverage", "70 of 70 things that can be shown are shown by 87 scenarios"),
        ("mutation", "156 of 156 small changes are noticed"),
        ("proofs", "Everything that was asked for is proven"),
        ("comparison", "The rule “Domestic abuse with a child under six months” is new"),
    ],
)
def test_each_look_at_a_version_says_what_came_of_it(trying: TestClient, look: str, said: str) -> None:
    assert said in looked(trying, look)
    again = trying.get(f"{PROPOSED}/{look}").text
    assert "What came of it" in again, "the last look is shown when the page is opened again"


def test_a_comparison_shows_a_case_of_each_kind_and_offers_it_as_a_scenario(trying: TestClient) -> None:
    said = looked(trying, "comparison")
    assert "Section 47 enquiry is recommended more strongly (should, and was consider)" in said
    assert "under lcpc:2004-04-01 no threshold is met on what is known" in said
    assert "Make a scenario of it" in said


def test_the_kinds_of_case_are_those_there_are() -> None:
    assert {kind.value: kind.heading for kind in Kind} == KINDS


def test_nothing_has_come_of_what_was_never_run(trying: TestClient) -> None:
    page = trying.get(f"{PROPOSED}/proofs").text
    assert "Prove it" in page
    assert "What came of it" not in page


@pytest.mark.parametrize(
    "address", [f"{PROPOSED}/guesses", "/rulesets/lcpc/next/try/proofs", f"{PROPOSED}/proofs?job=4711"]
)
def test_what_is_not_there_is_said_to_be_so(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_another_site_can_start_nothing(client: TestClient) -> None:
    answer = client.post(f"{PROPOSED}/proofs", data=FIELDS, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_every_version_has_its_looks(app: FastAPI, client: TestClient) -> None:
    for family, versions in app.state.room.library.families.items():
        for version in versions:
            assert (
                f'href="/rulesets/{family}/{version}/try/scenarios"' in client.get(f"/rulesets/{family}/{version}").text
            )
