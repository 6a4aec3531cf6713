"""The pages of scenarios: features read and run, new ones written, decisions and counter-examples made into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app
from service.web.screens.scenario_text import with_sentence
from tests.assurance.test_apart import HOLDS, MIXED
from tests.shipped import shipped
from tests.web.conftest import NOON

Json = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of features, one of which cannot be read."""
    below = tmp_path / "features" / "below"
    below.mkdir(parents=True)
    (below / "mixed.feature").write_text(MIXED, "utf-8")
    (tmp_path / "features" / "odd.feature").write_text("Nothing", "utf-8")
    return tmp_path / "features"


@pytest.fixture
def pages(tmp_path: Path, folder: Path) -> Iterator[TestClient]:
    """Asks a service with features of its own."""
    settings = Settings(database=str(tmp_path / "records.db"), jobs=tmp_path / "jobs", features=folder)
    app = create_app(settings, clock=lambda: NOON)
    yield TestClient(app, raise_server_exceptions=False)
    app.state.room.close()


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def written(text: str) -> str:
    """Return what is in the box of the page."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert found
    return unescape(found[1])


def test_every_feature_is_listed_and_one_that_cannot_be_read_says_so(pages: TestClient) -> None:
    listed = pages.get("/scenarios").text
    assert 'href="/scenarios/read/below/mixed"' in listed
    assert "Cannot be read" in listed
    assert "Line 1: Nothing does not fit here" in words(pages.get("/scenarios/read/odd").text)


def test_one_scenario_or_all_are_run_in_place(pages: TestClient) -> None:
    one = words(pages.post("/scenarios/read/below/mixed", data={"line": "13", "ruleset": ""}).text)
    assert "1 failed" in one
    assert "Expected infant-domestic-abuse is met Seen not met" in one
    assert "not understood" not in one
    every = words(pages.post("/scenarios/read/below/mixed", data={"ruleset": "front-door:2026-03-18"}).text)
    assert "1 passed 1 failed 1 not understood 1 expects nothing" in every


@pytest.mark.parametrize("name", ["../../etc/passwd", "%2e%2e/odd", "below", "mixed", "odd.feature"])
def test_nothing_but_a_feature_of_the_folder_is_read(pages: TestClient, name: str) -> None:
    assert pages.get(f"/scenarios/read/{name}").status_code == 404


def test_a_line_that_begins_no_scenario_runs_nothing(pages: TestClient) -> None:
    assert pages.post("/scenarios/read/below/mixed", data={"line": "2"}).status_code == 404


def test_every_feature_is_run_in_the_background(pages: TestClient) -> None:
    begun = pages.post("/scenarios", data={"ruleset": ""}, follow_redirects=False)
    pages.app.state.room.jobs.wait(begun.headers["location"].partition("job=")[2], None)  # type: ignore[attr-defined]
    said = words(pages.get(begun.headers["location"]).text)
    assert "1 passed 1 failed 1 not understood 1 expects nothing" in said
    assert "odd.feature, line 1:" in said
    assert "Every scenario, by the version it names" in pages.get("/scenarios").text


def test_what_is_written_is_run_and_stays_as_it_was(pages: TestClient) -> None:
    answer = pages.post("/scenarios/write", data={"gherkin": MIXED, "do": "run"}).text
    assert "1 passed 1 failed" in words(answer)
    assert written(answer) == MIXED
    assert "Did you mean a weapon was used or threatened ?" in words(answer)


def test_sentences_are_added_at_the_end(pages: TestClient) -> None:
    begun = written(pages.get("/scenarios/write").text)
    sent = {"gherkin": begun, "sentence": "a weapon was used or threatened", "do": "add"}
    text = written(pages.post("/scenarios/write", data=sent).text)
    assert text.endswith("    And a weapon was used or threatened\n")
    text = with_sentence(with_sentence(text, "the front door decides", shipped()[0]), "these referrals", shipped()[0])
    assert "    When the front door decides\n    Given these referrals\n      | date | concern |" in text


def test_a_decision_is_made_into_a_scenario_that_holds_and_names_nobody(pages: TestClient, case: Json) -> None:
    case["children"][0]["ref"] = "Mary-Ann"
    decided = pages.post("/v1/decisions", json=case).json()["id"]
    assert f'href="/decisions/{decided}/scenario"' in pages.get(f"/decisions/{decided}").text
    text = written(pages.get(f"/decisions/{decided}/scenario").text)
    assert not {"Mary-Ann", "LCS-4711", "CAD-81"} & {
        word for word in ("Mary-Ann", "LCS-4711", "CAD-81") if word in text
    }
    assert "1 passed" in words(pages.post("/scenarios/write", data={"gherkin": text, "do": "run"}).text)


def test_a_counter_example_is_opened_as_a_scenario(pages: TestClient) -> None:
    opened = pages.post("/scenarios/write", data={"gherkin": HOLDS, "ruleset": "lcpc:proposed", "do": "open"}).text
    assert written(opened) == HOLDS
    assert 'value="lcpc:proposed" selected' in opened
    assert "What came of it" not in opened
