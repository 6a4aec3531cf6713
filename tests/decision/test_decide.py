"""The whole answer: its shape, its sentences, and that it is given only when both engines agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import jsonschema
import orjson
import pytest

from service.decision.case import read_case
from service.decision.decide import Decider
from service.decision.errors import CouldNotDecide, EnginesDisagree
from service.decision.inference import Inference
from service.decision.values import Readings, Values
from service.ruleset.library import Library
from service.ruleset.schema_answer import answer_schema
from tests.decision.making import AS_OF, Json, body, decided, ruleset
from tests.shipped import RULESETS, shipped

REQUEST: Json = {
    "ruleset": "front-door",
    "version": None,
    "as_of": "2026-11-23",
    "reference": "LCS-4711",
    "household": {
        "contact": {"received_on": "2026-11-23", "source": "police"},
        "domestic_abuse": {"present": True, "weapon": False, "strangulation": None},
        "referrals": [
            {"date": "2026-11-23", "concern": "domestic_abuse", "seriousness": "minor", "incident": "CAD-81"}
        ],
    },
    "children": [
        {"ref": "A", "child": {"date_of_birth": "2026-07-13"}},
        {"ref": "B", "child": {"expected_delivery_on": "2027-03-01"}},
    ],
}


@cache
def library() -> Library:
    return Library.load(RULESETS)


def answer_to(request: Json) -> Json:
    return decided(library().find(request["ruleset"], request.get("version"), AS_OF), request)


def test_the_published_example_is_answered_as_published() -> None:
    answer = answer_to(REQUEST)
    assert list(answer) == ["as_of", "reference", "ruleset", "engines", "children", "summary", "caution"]
    assert (answer["as_of"], answer["reference"]) == ("2026-11-23", "LCS-4711")
    assert answer["ruleset"]["family"] == "front-door"
    assert answer["ruleset"]["digest"].startswith("sha256:")
    assert answer["engines"] == {"inference": "durable-rules 2.0.28", "explanation": "reference", "agree": True}
    assert answer["caution"] == "Decision support: a qualified practitioner decides."

    first, second = answer["children"]
    assert list(first) == ["ref", "highest", "recommendations", "questions", "near_misses", "trace"]
    assert (first["ref"], second["ref"]) == ("A", "B")
    assert first["highest"] == {"step": "strategy_discussion", "strength": "should"}
    assert first["recommendations"][0]["because"] == ["infant-domestic-abuse"]
    assert "domestic_abuse.strangulation" in [question["fact"] for question in first["questions"]]
    assert {
        "rule": "third-minor-domestic-abuse-referral",
        "says": "2 more minor domestic abuse referrals would meet this",
    } in first["near_misses"]
    (met,) = [rule for rule in first["trace"] if rule["outcome"] == "met"]
    assert (met["rule"], met["order"]) == ("infant-domestic-abuse", 1)


def test_the_answer_is_as_its_schema_says() -> None:
    answer = orjson.loads(orjson.dumps(answer_to(REQUEST)))
    jsonschema.Draft202012Validator(answer_schema()).validate(answer)


@pytest.mark.parametrize("family", ["lcpc:2004-04-01", "lcpc:proposed", "front-door"])
@pytest.mark.parametrize("child", [{}, {"date_of_birth": "2015-02-28"}, {"unborn": True}])
def test_shipped_rulesets_answer_whatever_is_known(family: str, child: Json) -> None:
    name, _, version = family.partition(":")
    request = {"ruleset": name, "version": version or None, "children": [{"ref": "A", "child": child}]}
    answer = answer_to({**request, "as_of": "2026-11-23"})
    assert {rule["outcome"] for rule in answer["children"][0]["trace"]} <= {"met", "not_met", "undetermined"}


def test_what_is_held_can_be_written_as_json() -> None:
    assert orjson.loads(orjson.dumps(answer_to(REQUEST))) == answer_to(REQUEST)


# --- the summary --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "says"),
    [
        (True, "Child A: 1 of 1 rules is met. The highest step is “Strategy discussion” (should)."),
        (False, "Child A: no threshold met. Say when to look again."),
        (
            None,
            (
                "Child A: no threshold met on what is known. 1 rule is undetermined; ask first: Is there domestic "
                "abuse in the household? Say when to look again."
            ),
        ),
    ],
)
def test_the_summary_says_it_in_sentences(present: bool | None, says: str) -> None:  # noqa: FBT001
    answer = decided(ruleset("domestic_abuse.present: yes"), body({"domestic_abuse": {"present": present}}))
    assert answer["summary"] == says


def test_the_summary_speaks_of_every_child() -> None:
    children = [{"domestic_abuse": {"present": present}} for present in (True, False)]
    answer = decided(ruleset("domestic_abuse.present: yes"), body({}, *children))
    assert answer["summary"].startswith("Child A: 1 of 1 rules is met.")
    assert " Child B: no threshold met." in answer["summary"]


# --- two engines --------------------------------------------------------------------------------------------------


class Mistaken:
    """An engine that names whatever it is told to."""

    name = "mistaken"

    def __init__(self, named: Sequence[str] | None) -> None:
        self.named = named

    def met(self, _as_of: date, _values: Values, _measures: Readings) -> tuple[str, ...]:
        if self.named is None:
            raise CouldNotDecide("The engine stopped")
        return tuple(self.named)


def decide_with(named: Sequence[str] | None, *, present: bool) -> Json:
    rules = ruleset("domestic_abuse.present: yes")
    case = read_case(body({"domestic_abuse": {"present": present}}), shipped()[0], AS_OF)
    return Decider(rules, Mistaken(named)).decide(case)


@pytest.mark.parametrize(
    ("named", "present", "inferred", "explained"),
    [
        ([], True, (), ("one-rule",)),
        (["one-rule"], False, ("one-rule",), ()),
        (["one-rule", "one-rule"], True, ("one-rule", "one-rule"), ()),
        (["another"], True, ("another",), ("one-rule",)),
    ],
)
def test_engines_that_disagree_give_no_answer(
    named: list[str],
    present: bool,  # noqa: FBT001
    inferred: tuple[str, ...],
    explained: tuple[str, ...],
) -> None:
    with pytest.raises(EnginesDisagree) as disagreement:
        decide_with(named, present=present)
    assert (disagreement.value.inferred, disagreement.value.explained) == (inferred, explained)


def test_an_engine_that_stops_gives_no_answer() -> None:
    with pytest.raises(CouldNotDecide):
        decide_with(None, present=True)


def test_a_decider_is_used_again_and_again() -> None:
    rules = library().find("front-door", None, AS_OF)
    quiet = {"ruleset": "front-door", "as_of": "2026-11-23", "children": [{"ref": "A"}]}
    with Inference(rules) as inference:
        decider = Decider(rules, inference)
        answers = [
            orjson.dumps(decider.decide(read_case(request, rules.vocabulary, AS_OF)))
            for request in (REQUEST, quiet, REQUEST, quiet)
        ]
    assert answers[:2] == answers[2:]
