"""The solver's reading of a ruleset is the engines': whatever case is sent, every rule comes out alike."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from service.assurance.solver.formulas import Meaning
from service.assurance.solver.search import Search
from service.ruleset.model import Ruleset
from tests.assurance.deciding import decided, engines
from tests.assurance.forcing import forced
from tests.assurance.random_cases import random_body, random_day
from tests.assurance.random_rulesets import random_ruleset
from tests.shipped import BELOW, HEAD, sound, with_rule

SEEDS = settings.default.max_examples // 4 if settings.default else 10
CASES = 8
ON = date(2026, 11, 23)


def outcomes(search: Search, meaning: Meaning, body: dict[str, Any], as_of: date) -> dict[str, str] | None:
    """Return what the solver makes of each rule in one real case, or None when it holds the case impossible."""
    solver = search._solver
    solver.tell(search.days.untold())
    solver.give(60)
    with solver.supposing(*forced(search.world, search.lists, body, as_of), *search.days.pinned(as_of)):
        while solver.look():
            found = solver.found()
            lessons = search.days.lessons(found, as_of)
            if not lessons:
                sides = {name: meaning.rule(rule) for name, rule in meaning.ruleset.rules.items()}
                return {
                    name: "met" if found.so(each.met) else "not_met" if found.so(each.unmet) else "undetermined"
                    for name, each in sides.items()
                }
            solver.tell(lessons)
    return None


def room(search: Search) -> dict[str, int]:
    return {name: search.mentions.modelled(name) for name in search.mentions.lists}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_real_case_is_possible_and_comes_out_as_the_engines_have_it(seed: int) -> None:
    rng = Random(seed)
    ruleset = random_ruleset(rng)
    search = Search([ruleset], ON, engines())
    meaning = search.meaning(ruleset)
    for _ in range(CASES):
        as_of = random_day(rng)
        body = random_body(rng, ruleset.vocabulary, search.mentions.facts, room(search), as_of)
        assert outcomes(search, meaning, body, as_of) == decided(ruleset, body).outcomes(), body


def seen(ruleset: Ruleset, child: dict[str, Any], household: dict[str, Any] | None = None) -> str:
    """Return what the solver makes of the one rule, which the engines must agree with."""
    body = {
        "ruleset": "any",
        "as_of": ON.isoformat(),
        "household": household or {},
        "children": [{"ref": "A", **child}],
    }
    search = Search([ruleset], ON, engines())
    found = outcomes(search, search.meaning(ruleset), body, ON)
    assert found == decided(ruleset, body).outcomes()
    assert found is not None
    return found["one-rule"]


@pytest.mark.parametrize(
    ("born", "outcome"),
    [("2026-05-24", "met"), ("2026-05-23", "not_met"), (None, "undetermined")],
)
def test_an_age_turns_on_the_day_itself(born: str | None, outcome: str) -> None:
    ruleset = sound(with_rule("child.age: under 6 months"))
    assert seen(ruleset, {"child": {"date_of_birth": born}} if born else {}) == outcome


def test_an_unborn_child_has_no_age() -> None:
    assert seen(sound(with_rule("child.age: under 6 months")), {"child": {"unborn": True}}) == "not_met"
    assert seen(sound(with_rule("child.age: known")), {"child": {"unborn": True}}) == "met"


def test_an_unborn_child_has_no_date_of_birth_and_a_born_one_no_due_date() -> None:
    no_birth = sound(with_rule("child.date_of_birth: before 2026-01-01"))
    no_due = sound(with_rule("child.expected_delivery_on: in the next 4 weeks"))
    assert seen(no_birth, {"child": {"unborn": True}}) == "not_met"
    assert seen(no_birth, {"child": {"unborn": False}}) == "undetermined"
    assert seen(no_due, {"child": {"unborn": False}}) == "not_met"
    assert seen(no_due, {"child": {"unborn": True}}) == "undetermined"


def test_weeks_of_pregnancy_follow_from_the_due_date() -> None:
    ruleset = sound(with_rule("child.weeks_pregnant: at least 30"))
    due = {"2027-02-01": "met", "2027-02-08": "not_met"}
    assert {day: seen(ruleset, {"child": {"expected_delivery_on": day}}) for day in due} == due


COUNTED = """\
measures:
  minor referrals:
    count: referrals
    where: {seriousness: minor}
    within: 12 months
    once per: incident
"""


@pytest.mark.parametrize(
    ("referrals", "outcome"),
    [
        ([], "not_met"),
        (None, "undetermined"),
        ([("2026-11-01", "minor", "a"), ("2026-11-01", "minor", "b")], "met"),
        ([("2026-11-01", "minor", "a"), ("2026-11-02", "minor", "a")], "not_met"),
        ([("2026-11-01", "minor", "a"), ("2026-11-02", "minor", None)], "undetermined"),
        ([("2026-11-01", "minor", None), ("2026-11-02", "minor", None)], "undetermined"),
        ([("2025-11-22", "minor", "a"), ("2026-11-02", "minor", "b")], "not_met"),
        ([("2025-11-23", "minor", "a"), ("2026-11-02", "minor", "b")], "met"),
        ([(None, "minor", "a"), ("2026-11-02", None, "b")], "undetermined"),
    ],
)
def test_a_count_is_an_interval(
    referrals: list[tuple[str | None, str | None, str | None]] | None, outcome: str
) -> None:
    ruleset = sound(with_rule("minor referrals: at least 2", extra=COUNTED))
    names = ("date", "seriousness", "incident")
    said = None if referrals is None else [dict(zip(names, each, strict=True)) for each in referrals]
    assert seen(ruleset, {}, {"referrals": said}) == outcome


def test_an_event_without_a_value_to_tell_it_apart_is_surely_one() -> None:
    ruleset = sound(with_rule("minor referrals: at least 1", extra=COUNTED))
    for day, outcome in (("2026-11-01", "met"), (None, "undetermined"), ("2025-11-01", "not_met")):
        referral = {"date": day, "seriousness": "minor", "incident": None}
        assert seen(ruleset, {}, {"referrals": [referral]}) == outcome


def test_an_event_still_to_come_is_not_counted() -> None:
    extra = "measures:\n  groups held:\n    count: core_groups\n    where: {held: yes}\n"
    ruleset = sound(with_rule("groups held: at least 1", extra=extra))
    days = {"2026-11-23": "met", "2026-11-24": "not_met"}
    assert {day: seen(ruleset, {"core_groups": [{"due_on": day, "held": True}]}) for day in days} == days


STREAK = """\
measures:
  missed in a row:
    streak: core_groups
    where: {held: no}
"""


@pytest.mark.parametrize(
    ("groups", "outcome"),
    [
        ([("2026-11-01", False), ("2026-10-01", False)], "met"),
        ([("2026-11-01", True), ("2026-10-01", False), ("2026-09-01", False)], "not_met"),
        ([("2026-12-01", True), ("2026-10-01", False), ("2026-09-01", False)], "met"),
        ([("2026-11-01", False), ("2026-11-01", True), ("2026-10-01", False)], "not_met"),
        ([("2026-11-01", False), ("2026-11-01", False), ("2026-11-01", True)], "met"),
        ([("2026-11-01", False), ("2026-11-01", False), ("2026-11-01", None)], "met"),
        ([(None, True), ("2026-10-01", False), ("2026-09-01", False)], "undetermined"),
        ([(None, False), ("2026-10-01", False), ("2026-09-01", False)], "met"),
        ([("2026-11-01", None), ("2026-10-01", False), ("2026-09-01", True)], "undetermined"),
    ],
)
def test_a_streak_runs_back_from_the_newest(groups: list[tuple[str | None, bool | None]], outcome: str) -> None:
    ruleset = sound(with_rule("missed in a row: at least 2", extra=STREAK))
    said = [{"due_on": day, "held": held} for day, held in groups]
    assert seen(ruleset, {"core_groups": said}) == outcome


@pytest.mark.parametrize(
    ("third", "outcome"),
    [(None, "undetermined"), ("2026-05-01", "not_met"), ("2025-05-01", "met")],
)
def test_an_event_without_a_date_may_break_a_streak_that_asks_when_each_was(third: str | None, outcome: str) -> None:
    extra = "measures:\n  old run: {streak: moves, where: {date: before 2026-01-01}}\n"
    ruleset = sound(with_rule("old run: at least 2", extra=extra))
    moves = [{"date": day} for day in ("2025-01-01", "2025-02-01", third)]
    assert seen(ruleset, {}, {"moves": moves}) == outcome


def test_working_days_between_two_dates_are_those_of_the_calendar() -> None:
    extra = (
        "measures:\n  days to confirm: {working days from: contact.received_on, to: contact.confirmed_in_writing_on}\n"
    )
    ruleset = sound(with_rule("days to confirm: more than 1", extra=extra))
    confirmed = {"2026-08-31": "not_met", "2026-09-01": "not_met", "2026-09-02": "met"}
    found = {
        day: seen(ruleset, {}, {"contact": {"received_on": "2026-08-28", "confirmed_in_writing_on": day}})
        for day in confirmed
    }
    assert found == confirmed, "31 August 2026 is a bank holiday"


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("in the next 5 working days", {"2026-11-30": "met", "2026-12-01": "not_met", "2026-11-22": "not_met"}),
        ("more than 10 working days ago", {"2026-11-06": "met", "2026-11-09": "not_met"}),
        ("in the last 10 working days", {"2026-11-09": "met", "2026-11-06": "not_met", "2026-11-24": "not_met"}),
        ("in the next 2 months", {"2027-01-23": "met", "2027-01-24": "not_met"}),
        ("on 2026-12-01", {"2026-12-01": "met", "2026-12-02": "not_met"}),
    ],
)
def test_a_date_turns_on_the_day_itself(phrase: str, days: dict[str, str]) -> None:
    ruleset = sound(with_rule(f"harm.strategy_discussion_on: {phrase}"))
    assert {day: seen(ruleset, {"harm": {"strategy_discussion_on": day}}) for day in days} == days


IMPOSSIBLE: list[dict[str, Any]] = [
    {"date_of_birth": "2026-05-01", "expected_delivery_on": "2027-01-01"},
    {"date_of_birth": "2026-11-24"},
    {"date_of_birth": "2000-11-23"},
    {"expected_delivery_on": "2027-09-14"},
    {"date_of_birth": "2026-05-01", "unborn": True},
    {"expected_delivery_on": "2027-01-01", "unborn": False},
]


@pytest.mark.parametrize("said", IMPOSSIBLE)
def test_what_the_service_refuses_is_impossible(said: dict[str, Any]) -> None:
    ruleset = sound(with_rule("child.age: under 6 months\nchild.unborn: yes\nchild.expected_delivery_on: known"))
    body = {"as_of": ON.isoformat(), "household": {}, "children": [{"ref": "A", "child": said}]}
    search = Search([ruleset], ON, engines())
    assert outcomes(search, search.meaning(ruleset), body, ON) is None


def test_a_list_is_given_as_many_events_as_its_limits_need() -> None:
    counted = f"{HEAD}measures:\n  referrals of any kind:\n    count: referrals\n"
    rules = "rules:\n  one-rule:\n    title: One\n    when: {referrals of any kind: at least LIMIT}\n"
    rules += "    recommend: {early_help: consider}\n    because: A reason.\n    source: doc 1\n"
    few, many = (sound(counted + rules.replace("LIMIT", limit) + BELOW) for limit in ("7", "99"))
    assert Search([few], ON, engines()).mentions.needed("referrals") == 7
    assert Search([few], ON, engines()).bounds() == ()
    assert Search([many], ON, engines()).bounds() == ("Only lists of up to 40 referrals were looked at",)
