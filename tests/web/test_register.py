"""Cases filled in from the register: the third referral is counted although the screen sends only today's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from service.records.register.acting import Acting, Wish
from service.ruleset.schema import answer_schema
from service.settings import Settings
from service.web.app import create_app
from tests.records.postgres import Postgres

Json = dict[str, Any]
THIRD = "third-minor-domestic-abuse-referral"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.close()


class Screen:
    """A triage screen that sends only what is new."""

    def __init__(self, where: str) -> None:
        self.now = datetime(2026, 10, 1, 12, tzinfo=UTC)
        self.app = create_app(Settings(database=where), clock=lambda: self.now)
        self.http: TestClient = TestClient(self.app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000))

    def on(self, day: str) -> None:
        self.now = datetime.fromisoformat(f"{day}T12:00:00+00:00")

    def case(self, *referrals: Json, child: Json | None = None, **register: Any) -> Json:
        day = self.now.date().isoformat()
        return {
            "ruleset": "front-door",
            "as_of": day,
            "household": {"contact": {"received_on": day}, "referrals": list(referrals)},
            "children": [{"ref": "A", **(child or {})}],
            "register": {"household": "H-1", "children": {"A": "C-1"}, **register},
        }

    def decide(self, *referrals: Json, **more: Any) -> Json:
        answer = self.http.post("/v1/decisions", json=self.case(*referrals, **{"record": True, **more}))
        assert answer.status_code == 201, answer.text
        found: Json = answer.json()
        return found

    def preview(self, *referrals: Json, **more: Any) -> Json:
        answer = self.http.post("/v1/decisions/preview", json=self.case(*referrals, **more))
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def referral(self, incident: str | None = None, **more: Any) -> Json:
        said = {"date": self.now.date().isoformat(), "concern": "domestic_abuse", "seriousness": "minor", **more}
        return said | ({"incident": incident} if incident else {})


@pytest.fixture(params=["sqlite", "postgresql"])
def screen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Screen]:
    where = str(tmp_path / "records.db")
    if request.param == "postgresql":
        where = request.getfixturevalue("postgres").new_room()
    made = Screen(where)
    yield made
    made.app.state.room.close()


def rule(answer: Json, name: str = THIRD) -> Json:
    found: Json = next(each for each in answer["children"][0]["trace"] if each["rule"] == name)
    return found


def line(answer: Json) -> Json:
    found: Json = rule(answer)["when"]["parts"][0]
    return found


def test_the_third_referral_is_counted_when_the_screen_sends_only_todays(screen: Screen) -> None:
    for day, incident in (("2026-10-01", "1"), ("2026-10-10", "2")):
        screen.on(day)
        assert rule(screen.decide(screen.referral(incident)))["outcome"] == "undetermined", "there may be others"
    screen.on("2026-11-01")
    third = screen.decide(screen.referral("3"))
    assert rule(third)["outcome"] == "met"
    origins = {each["incident"]: each.get("from") for each in line(third)["counted"]}
    register = "the register, recorded 2026-10-"
    assert origins == {"1": f"{register}01", "2": f"{register}10", "3": None}
    jsonschema.validate(third, answer_schema())
    screen.on("2026-11-02")
    screen.decide(screen.referral("4"))
    again = screen.http.post(f"/v1/decisions/{third['id']}/replay").json()
    assert again["same"], again


def test_a_list_in_full_says_no_and_near_misses_are_counted(screen: Screen) -> None:
    body = screen.case(record=True)
    body["household"]["referrals"] = {"known": [screen.referral("1")], "in_full_from": "2020-01-01"}
    assert screen.http.post("/v1/decisions", json=body).status_code == 201
    screen.on("2026-11-01")
    second = screen.preview(screen.referral("2"))
    assert rule(second)["outcome"] == "not_met"
    assert {"rule": THIRD, "says": "1 more minor domestic abuse referral would meet this"} in second["children"][0][
        "near_misses"
    ]


def test_only_what_was_known_on_a_day_is_used_as_of_it(screen: Screen) -> None:
    for day, incident in (("2026-10-01", "1"), ("2026-10-10", "2")):
        screen.on(day)
        screen.decide(screen.referral(incident))
    screen.on("2026-11-01")
    then = screen.preview(screen.referral("3"), known_on="2026-10-05")
    assert [each["incident"] for each in line(then)["counted"]] == ["1", "3"]
    assert then["register"]["known_on"] == "2026-10-05"


def test_a_withdrawn_referral_counts_and_one_in_error_never_does(screen: Screen) -> None:
    body = screen.case(record=True)
    body["household"]["referrals"] = {
        "known": [screen.referral("1"), screen.referral("2")],
        "in_full_from": "2020-01-01",
    }
    first = screen.http.post("/v1/decisions", json=body).json()
    taken = screen.preview()["register"]["took"]
    entries = {each["event"]["incident"]: each["entry"] for each in taken if "event" in each}
    room = screen.app.state.room
    acting = Acting(room.register, room.library.vocabulary, room.today)
    household = first["register"]["filled_from"][0]["id"]
    acting.do(household, Wish("withdraw", "asked to", entries=[entries["1"]]), "Ada")
    assert rule(screen.preview(screen.referral("3")))["outcome"] == "met"
    acting.do(household, Wish("strike", "typed twice", entries=[entries["2"]]), "Ada")
    struck = screen.preview(screen.referral("3"))
    assert rule(struck)["outcome"] == "not_met"
    (left_out,) = line(struck)["left_out"]
    assert (left_out["incident"], left_out["why"]) == ("2", "recorded in error is not active or withdrawn")
    assert left_out["from"] == "the register, recorded 2026-10-01"


def test_the_same_report_sent_again_counts_once_and_another_report_of_it_stays_visible(screen: Screen) -> None:
    screen.decide(screen.referral("1", source="police"))
    again = screen.decide(screen.referral("1", source="police"))
    assert len(line(again)["counted"]) == 1
    assert again["register"]["says"] == ["A referral was sent that was recorded on 1 October 2026: it counts once"]
    assert again["register"]["recorded"] == []
    other = screen.decide(screen.referral("1", source="school"))
    assert (len(line(other)["counted"]), len(line(other)["left_out"])) == (1, 1)
    assert line(other)["left_out"][0]["why"].startswith("the same incident as")


def test_what_may_be_one_or_two_is_never_taken_to_be_one(screen: Screen) -> None:
    body = screen.case(record=True)
    body["household"]["referrals"] = {"known": [screen.referral(), screen.referral("2")], "in_full_from": "2020-01-01"}
    screen.http.post("/v1/decisions", json=body)
    again = screen.preview(screen.referral())
    assert rule(again)["outcome"] == "undetermined"
    assert "there may be one or two" in again["register"]["says"][0]


def test_what_was_sent_wins_over_what_is_kept_and_a_birth_over_a_due_date(screen: Screen) -> None:
    screen.decide(child={"child": {"expected_delivery_on": "2026-10-20"}, "plan": {"status": "child_protection"}})
    kept = screen.preview()
    plan = [each for each in kept["register"]["took"] if each.get("fact") == "plan.status"]
    assert [each["recorded_on"] for each in plan] == ["2026-10-01"]
    screen.on("2026-10-25")
    born = screen.decide(child={"child": {"date_of_birth": "2026-10-19"}, "plan": {"status": "none"}})
    assert [each.get("fact") for each in born["register"]["took"]] == []
    assert any("`plan.status` was sent, and differs" in each for each in born["register"]["says"])
    screen.on("2026-10-26")
    later = screen.preview()
    assert {each["fact"] for each in later["register"]["took"]} == {"child.date_of_birth", "plan.status"}
    assert any("`child.expected_delivery_on`, recorded on" in each for each in later["register"]["says"])


def test_where_a_fact_came_from_is_in_the_trace(screen: Screen) -> None:
    screen.decide(child={"child": {"date_of_birth": "2026-08-01"}})
    screen.on("2026-10-02")
    answer = screen.preview()
    nodes = [node for each in answer["children"][0]["trace"] for node in walk(each["when"]) if node.get("fact")]
    ages = {node["from"] for node in nodes if node["fact"] == "child.age"}
    assert ages == {
        "child.date_of_birth 2026-08-01; child.date_of_birth from the register, recorded 2026-10-01",
    }


def walk(node: Json) -> Iterator[Json]:
    yield node
    for part in [*node.get("parts", ()), *([node["when"]] if "when" in node else [])]:
        yield from walk(part)


@pytest.mark.parametrize(
    ("register", "pointer", "code"),
    [
        ({"household": "H-9"}, "/register/household", "no-such-reference"),
        ({"children": {"B": "C-1"}}, "/register/children/B", "wrong-value"),
        ({"children": {"A": 1}}, "/register/children/A", "wrong-value"),
        ({"known_on": "2027-01-01"}, "/register/known_on", "impossible-date"),
        ({"record": "yes"}, "/register/record", "wrong-value"),
        ({"houshold": "H-1"}, "/register/houshold", "unknown-key"),
    ],
)
def test_what_cannot_be_understood_is_refused_where_it_stands(
    screen: Screen, register: Json, pointer: str, code: str
) -> None:
    screen.decide()
    body = {**screen.case(), "register": register}
    found = screen.http.post("/v1/decisions/preview", json=body)
    assert found.status_code == 422
    assert [(each["pointer"], each["code"]) for each in found.json()["errors"]] == [(pointer, code)]


def test_a_decision_with_its_key_is_kept_and_recorded_once(screen: Screen) -> None:
    body = screen.case(screen.referral("1"), record=True)
    first, again = (screen.http.post("/v1/decisions", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == again.json()
    assert len(screen.preview()["register"]["took"]) == 1


def test_cases_that_come_at_once_each_count_all_that_was_recorded_before(screen: Screen) -> None:
    screen.decide()

    def decide(number: int) -> Json:
        return screen.decide(screen.referral(str(number)))

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(decide, range(3)))
    assert sorted(len(line(each)["counted"]) for each in found) == [1, 2, 3]
    assert sorted(rule(each)["outcome"] for each in found) == ["met", "undetermined", "undetermined"]
