"""What was decided: recorded on the page of the decision, on its report and in what the referrer is told."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.settings import Settings
from service.web.app import create_app

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Json = dict[str, Any]


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[TestClient]:
    """A service that asks a second person before less is done."""
    settings = Settings(database=str(tmp_path / "records.db"), organisation="Example Council", second_person=True)
    app = create_app(settings, clock=lambda: NOON)
    yield TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    app.state.room.close()


@pytest.fixture
def id_of(asked: TestClient, case: Json) -> str:
    """A decision about two children, recorded."""
    found: str = asked.post("/v1/decisions", json=case).json()["id"]
    return found


def outcomes(asked: TestClient, id_of: str) -> list[Json]:
    found: list[Json] = asked.get(f"/v1/decisions/{id_of}/outcomes").json()["outcomes"]
    return found


def test_one_press_accepts_for_every_child(asked: TestClient, id_of: str) -> None:
    answer = asked.post(f"/decisions/{id_of}/outcome", data={"all": "accepted", "person": "Ada Lovelace"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/decisions/{id_of}#decided")
    recorded = [(each["child"], each["decision"], each["person"]) for each in outcomes(asked, id_of)]
    assert recorded == [("A", "accepted", "Ada Lovelace"), ("B", "accepted", "Ada Lovelace")]
    assert "Accept for every child" not in asked.get(f"/decisions/{id_of}").text


def test_a_mistake_about_one_child_records_nothing_for_another_and_keeps_what_was_typed(
    asked: TestClient, id_of: str
) -> None:
    said = {"outcome/0/decision": "accepted", "outcome/1/decision": "different", "person": "Ada Lovelace"}
    answer = asked.post(f"/decisions/{id_of}/outcome", data=said)
    assert answer.status_code == 422
    assert "Child B: Say why less is to be done than was recommended" in answer.text
    assert '<h1 class="govuk-heading-l">Decision recorded on 23 November 2026 at 12:00</h1>' in answer.text
    assert answer.text.count('" checked>') == 2
    assert outcomes(asked, id_of) == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"person": "Ada"}, "Say what was decided for at least one child"),
        ({"outcome/0/decision": "accepted", "person": ""}, "Give the name of the person who decides"),
        (
            {"outcome/0/decision": "different", "outcome/0/step": "strategy_discussion", "person": "Ada"},
            "Choose a step other than what was recommended, or say that you accept it",
        ),
        (
            {"outcome/0/decision": "accepted", "outcome/0/reason": "x" * 2001, "person": "Ada"},
            "Shorten the reason to 2,000 characters or fewer",
        ),
    ],
)
def test_what_has_to_be_mended_is_said(asked: TestClient, id_of: str, said: dict[str, str], message: str) -> None:
    answer = asked.post(f"/decisions/{id_of}/outcome", data=said)
    assert (answer.status_code, message in answer.text) == (422, True)


def test_going_down_awaits_somebody_else(asked: TestClient, id_of: str) -> None:
    said = {"outcome/0/decision": "different", "outcome/0/reason": "Seen well today", "person": "Ada Lovelace"}
    assert asked.post(f"/decisions/{id_of}/outcome", data=said).status_code == 303
    (outcome,) = outcomes(asked, id_of)
    assert "A second person has yet to agree." in asked.get(f"/decisions/{id_of}").text
    same = asked.post(f"/decisions/{id_of}/second-person", data={"outcome": outcome["id"], "person": "Ada Lovelace"})
    assert (same.status_code, "cannot also be the second person" in same.text) == (422, True)
    agreed = asked.post(f"/decisions/{id_of}/second-person", data={"outcome": outcome["id"], "person": "Grace Hopper"})
    assert agreed.status_code == 303
    assert "Agreed to by Grace Hopper." in asked.get(f"/decisions/{id_of}").text


def test_a_later_choice_stands_in_the_place_of_an_earlier_one(asked: TestClient, id_of: str) -> None:
    said = {"outcome/0/decision": "accepted", "person": "Ada Lovelace"}
    asked.post(f"/decisions/{id_of}/outcome", data=said)
    again = asked.post(f"/decisions/{id_of}/outcome", data=said)
    assert (again.status_code, "Somebody has decided for this child meanwhile" in again.text) == (422, True)
    (first,) = outcomes(asked, id_of)
    changed = {
        **said,
        "outcome/0/decision": "different",
        "outcome/0/step": "emergency_protection",
        "outcome/0/supersedes": first["id"],
    }
    assert asked.post(f"/decisions/{id_of}/outcome", data=changed).status_code == 303
    assert [each["superseded"] for each in outcomes(asked, id_of)] == [True, False]
    assert "Decided differently: Emergency protection" in asked.get(f"/decisions/{id_of}/report").text


def test_the_report_is_a_page_or_a_tagged_pdf_and_each_reading_is_recorded(asked: TestClient, id_of: str) -> None:
    hostile = "#panic() *x* <b>"
    said = {"outcome/0/decision": "different", "outcome/0/reason": hostile, "person": hostile}
    asked.post(f"/decisions/{id_of}/outcome", data=said)
    made = asked.get(f"/v1/decisions/{id_of}/report", headers={"Accept": "application/pdf"})
    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    assert made.content.startswith(b"%PDF-")
    assert b"pdfuaid:part>1<" in made.content or b"pdfuaid:part>1<" in inflated(made.content)
    assert asked.get(f"/decisions/{id_of}/pdf").content == made.content
    page = asked.get(f"/v1/decisions/{id_of}/report", headers={"Accept": "text/html"})
    assert "#panic() *x* &lt;b&gt;" in page.text
    assert asked.get(f"/v1/decisions/{id_of}/report", headers={"Accept": "text/csv"}).status_code == 406


def inflated(pdf: bytes) -> bytes:
    """Return every part of a PDF that is packed, unpacked."""
    parts = []
    for packed in pdf.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            continue
    return b"".join(parts)


def test_the_referrer_is_told_what_was_decided_and_never_why(asked: TestClient, id_of: str) -> None:
    assert (
        "Child A: [say what was decided, and when it will happen]" in asked.get(f"/v1/decisions/{id_of}/feedback").text
    )
    said = {"outcome/0/decision": "accepted", "outcome/1/decision": "different", "person": "Ada Lovelace"}
    said |= {"outcome/1/step": "emergency_protection", "outcome/1/reason": "The mother told us"}
    asked.post(f"/decisions/{id_of}/outcome", data=said)
    told = asked.get(f"/v1/decisions/{id_of}/feedback").text
    assert "Child A: Strategy discussion, Section 47 enquiry" in told
    assert "Child B: Emergency protection" in told
    assert "told us\n" not in told
    assert "Ada" not in told
