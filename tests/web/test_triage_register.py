"""Triage with references of the register, without a script: what was kept is shown, and counts."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

REFERRALS = [
    {"date": day, "concern": "domestic_abuse", "seriousness": "minor", "incident": day}
    for day in ("2026-09-01", "2026-10-01")
]
TODAY = {
    "household/referrals/0/date/day": "23",
    "household/referrals/0/date/month": "11",
    "household/referrals/0/date/year": "2026",
    "household/referrals/0/concern": "domestic_abuse",
    "household/referrals/0/seriousness": "minor",
    "household/referrals/0/incident": "today",
}


def form(**more: str) -> dict[str, str]:
    return {"stage": "start", "children/count": "1", "children/0/ref": "A", "rules": "front-door", **more}


def test_the_history_is_filled_from_the_register(new_client: TestClient) -> None:
    new_client.post("/v1/register", json={"household": "H-1", "says": {"referrals": REFERRALS}})
    new_client.post("/v1/register", json={"child": "C-1", "says": {"plan": {"status": "child_protection"}}})
    typed = form(**{"do": "register", "register/household": "H-1", "children/0/register": "C-1"})
    page = new_client.post("/triage", data=typed)
    assert page.status_code == 200, page.text
    assert "Referrals, as far as they are known" in page.text
    assert "2026-09-01" in page.text or "1 September 2026" in page.text
    assert "Child A, from the register" in page.text
    assert 'name="register/household" type="text" value="H-1"' in page.text


def test_a_reference_nobody_knows_is_said_beside_its_field(new_client: TestClient) -> None:
    for name, place in (("register/household", "register-household"), ("children/0/register", "children-0-register")):
        page = new_client.post("/triage", data=form(**{"do": "register", name: "H-9"}))
        assert page.status_code == 422
        assert f'<a href="#{place}">The register has nothing under this reference' in page.text
        assert f'id="{place}-error"' in page.text
    empty = new_client.post("/triage", data=form(do="register"))
    assert '<a href="#register-household">Give a reference' in empty.text


def test_the_third_referral_is_counted_and_kept_with_the_decision(new_client: TestClient) -> None:
    new_client.post("/v1/register", json={"household": "H-1", "says": {"referrals": REFERRALS}})
    typed = form(**{"register/household": "H-1", "register/record": "yes", "concerns": "referrals"})
    typed |= {**TODAY, "household/referrals": "some", "household/referrals/count": "1"}
    advice = new_client.post("/triage", data={**typed, "stage": "questions", "do": "advice"})
    assert advice.status_code == 200
    assert "2 of what this rests on came from the register." in advice.text
    assert 'name="register/household" value="H-1"' in advice.text, "carried along"
    recorded = new_client.post("/triage", data={**typed, "stage": "advice", "do": "record"}, follow_redirects=False)
    assert recorded.status_code == 303, re.sub(r"<[^>]+>", "", recorded.text)
    decision = new_client.get(f"/v1{recorded.headers['location']}").json()
    met = [each["rule"] for each in decision["children"][0]["trace"] if each["outcome"] == "met"]
    assert "third-minor-domestic-abuse-referral" in met
    kept = new_client.post("/v1/register/find", json={"household": "H-1"}).json()["kept"]
    assert [each["says"]["incident"] for each in kept] == ["2026-09-01", "2026-10-01", "today"]


def test_advice_without_a_reference_says_nothing_of_the_register(new_client: TestClient) -> None:
    advice = new_client.post("/triage", data=form(stage="questions", do="advice"))
    assert advice.status_code == 200
    assert "came from the register" not in advice.text
