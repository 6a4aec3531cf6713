"""The trace: the outcome of every condition, what was seen, and what each line and rule says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.decision.explanation import Explanation
from service.decision.measures import Measures
from tests.decision.making import AS_OF, Json, child_of, line, ruleset, traced
from tests.shipped import BELOW, HEAD, sound

SERIOUS = """definitions:
  serious incident:
    any:
      domestic_abuse.strangulation: yes
      domestic_abuse.weapon: yes
"""


def outcome(
    when: str, abuse: Json | None = None, *, child: Json | None = None, extra: str = "", lines: str = ""
) -> str:
    rules = ruleset(when, extra=extra, rule_lines=lines)
    return traced(rules, {"domestic_abuse": abuse or {}}, child).outcome


# --- one line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "household", "child", "expected"),
    [
        (
            "domestic_abuse.present: yes",
            {"domestic_abuse": {"present": True}},
            {},
            {"outcome": "met", "fact": "domestic_abuse.present", "expected": "yes", "seen": True}
            | {"says": "domestic abuse is present"},
        ),
        (
            "domestic_abuse.present: yes",
            {"domestic_abuse": {"present": False}},
            {},
            {"outcome": "not_met", "fact": "domestic_abuse.present", "expected": "yes", "seen": False}
            | {"says": "domestic abuse is not present"},
        ),
        (
            "domestic_abuse.weapon: no",
            {},
            {},
            {"outcome": "undetermined", "fact": "domestic_abuse.weapon", "expected": "no", "seen": None}
            | {"says": "it is not known whether a weapon was used or threatened"},
        ),
        (
            "child.age: under 6 months",
            {},
            {"child": {"date_of_birth": "2026-07-13"}},
            {"outcome": "met", "fact": "child.age", "expected": "under 6 months", "seen": "4 months"}
            | {
                "from": "child.date_of_birth 2026-07-13",
                "says": "the child is 4 months old, which is under 6 months",
            },
        ),
        (
            "child.age: under 6 months",
            {},
            {"child": {"date_of_birth": "2026-05-13"}},
            {"outcome": "not_met", "fact": "child.age", "expected": "under 6 months", "seen": "6 months"}
            | {
                "from": "child.date_of_birth 2026-05-13",
                "says": "the child is 6 months old, which is not under 6 months",
            },
        ),
        (
            "child.age: under 6 months",
            {},
            {},
            {"outcome": "undetermined", "fact": "child.age", "expected": "under 6 months", "seen": None}
            | {"says": "the child's age is not known"},
        ),
        (
            "child.age: under 6 months",
            {},
            {"child": {"expected_delivery_on": "2027-03-01"}},
            {"outcome": "not_met", "fact": "child.age", "expected": "under 6 months", "seen": "does not apply"}
            | {"says": "the child's age does not apply"},
        ),
        (
            "child.unborn: yes",
            {},
            {"child": {"expected_delivery_on": "2027-03-01"}},
            {"outcome": "met", "fact": "child.unborn", "expected": "yes", "seen": True}
            | {"from": "child.expected_delivery_on 2027-03-01", "says": "the child is not yet born"},
        ),
        (
            "child.unborn: yes",
            {},
            {"child": {"unborn": True}},
            {"outcome": "met", "fact": "child.unborn", "expected": "yes", "seen": True}
            | {"says": "the child is not yet born"},
        ),
        (
            "contact.source: [police, school]",
            {"contact": {"source": "police"}},
            {},
            {"outcome": "met", "fact": "contact.source", "expected": "[school, police]", "seen": "police"}
            | {"says": "the source of the contact is the police"},
        ),
        (
            "contact.source: [police, school]",
            {"contact": {"source": "gp"}},
            {},
            {"outcome": "not_met", "fact": "contact.source", "expected": "[school, police]", "seen": "gp"}
            | {"says": "the source of the contact is a GP, not a school or the police"},
        ),
        (
            "domestic_abuse.dash_score: at least 14",
            {"domestic_abuse": {"dash_score": 12}},
            {},
            {"outcome": "not_met", "fact": "domestic_abuse.dash_score", "expected": "at least 14", "seen": 12}
            | {"says": "the DASH score is 12 points, which is not at least 14 points"},
        ),
        (
            "contact.received_on: in the last 14 days",
            {"contact": {"received_on": "2026-11-09"}},
            {},
            {"outcome": "met", "fact": "contact.received_on", "expected": "in the last 14 days", "seen": "2026-11-09"}
            | {"says": "the date the contact was received is 9 November 2026, which is in the last 14 days"},
        ),
        (
            "contact.received_on: on 2026-11-09",
            {"contact": {"received_on": "2026-11-10"}},
            {},
            {"outcome": "not_met", "fact": "contact.received_on", "expected": "on 2026-11-09", "seen": "2026-11-10"}
            | {"says": "the date the contact was received is 10 November 2026, not 9 November 2026"},
        ),
        (
            "domestic_abuse.weapon: not known",
            {},
            {},
            {"outcome": "met", "fact": "domestic_abuse.weapon", "expected": "not known", "seen": None}
            | {"says": "it is not known whether a weapon was used or threatened"},
        ),
        (
            "child.expected_delivery_on: known",
            {},
            {"child": {"date_of_birth": "2026-01-01"}},
            {"outcome": "met", "fact": "child.expected_delivery_on", "expected": "known", "seen": "does not apply"}
            | {"says": "the expected date of delivery does not apply"},
        ),
    ],
)
def test_a_line_about_a_fact(when: str, household: Json, child: Json, expected: Json) -> None:
    node = line(when, household, child)
    assert node == expected
    assert list(node) == [key for key in ("outcome", "fact", "expected", "seen", "from", "says") if key in expected]


MINOR = """measures:
  minor domestic abuse referrals:
    count: referrals
    where: {concern: domestic_abuse, seriousness: minor}
    within: 12 months
"""


def referral(**fields: Any) -> Json:
    return {"date": "2026-11-01", "concern": "domestic_abuse", "seriousness": "minor", **fields}


@pytest.mark.parametrize(
    ("referrals", "phrase", "outcome_", "seen", "says"),
    [
        (
            [referral()],
            "at least 3",
            "not_met",
            1,
            "1 minor domestic abuse referral is counted; at least 3 are needed",
        ),
        (
            [referral(), referral(), referral(seriousness=None)],
            "at least 3",
            "undetermined",
            {"definite": 2, "possible": 3},
            "2 minor domestic abuse referrals are counted and 1 more is possible; at least 3 are needed",
        ),
        (
            [referral(), referral()],
            "at least 1",
            "met",
            2,
            "2 minor domestic abuse referrals are counted; at least 1 is needed",
        ),
        ([], "0", "met", 0, "no minor domestic abuse referrals are counted; the threshold is 0"),
        (
            None,
            "at least 3",
            "undetermined",
            None,
            (
                "it is not known how many minor domestic abuse referrals in the last 12 months there are; "
                "at least 3 are needed"
            ),
        ),
    ],
)
def test_a_line_about_a_count(
    referrals: list[Json] | None, phrase: str, outcome_: str, seen: object, says: str
) -> None:
    node = line(f"minor domestic abuse referrals: {phrase}", {"referrals": referrals}, extra=MINOR)
    keys = ["outcome", "measure", "expected", "seen", "says", "counted", "possible", "left_out"]
    assert list(node) == keys
    assert (node["outcome"], node["measure"]) == (outcome_, "minor domestic abuse referrals")
    assert (node["expected"], node["seen"], node["says"]) == (phrase, seen, says)


@pytest.mark.parametrize(
    ("seen_on", "seen", "result"),
    [("2026-11-17", 3, "met"), ("2026-11-20", 0, "not_met"), (None, None, "undetermined")],
)
def test_a_line_about_a_length_of_time(seen_on: str | None, seen: int | None, result: str) -> None:
    extra = "measures:\n  delay: {days from: injury.seen_on, to: contact.received_on}\n"
    node = line(
        "delay: more than 0", {"contact": {"received_on": "2026-11-20"}}, {"injury": {"seen_on": seen_on}}, extra
    )
    assert list(node) == ["outcome", "measure", "expected", "seen", "from", "says"]
    assert (node["outcome"], node["seen"]) == (result, seen)
    assert node["from"] == f"injury.seen_on {seen_on or 'not known'} to contact.received_on 2026-11-20"


# --- blocks, definitions and rules --------------------------------------------------------------------------------

ABUSE = ("strangulation", "weapon", "injury")


@pytest.mark.parametrize(
    ("block", "answers", "expected"),
    [
        ("all", (True, True, True), "met"),
        ("all", (True, None, False), "not_met"),
        ("all", (True, None, True), "undetermined"),
        ("any", (False, None, True), "met"),
        ("any", (False, False, False), "not_met"),
        ("any", (False, None, False), "undetermined"),
        ("none", (False, False, False), "met"),
        ("none", (None, True, None), "not_met"),
        ("none", (False, None, False), "undetermined"),
        ("at least 2 of", (True, True, None), "met"),
        ("at least 2 of", (True, False, None), "undetermined"),
        ("at least 2 of", (None, False, False), "not_met"),
    ],
)
def test_blocks_combine_in_strong_kleene_logic(block: str, answers: tuple[bool | None, ...], expected: str) -> None:
    when = f"{block}:\n" + "\n".join(f"  domestic_abuse.{name}: yes" for name in ABUSE)
    node = traced(ruleset(when), {"domestic_abuse": dict(zip(ABUSE, answers, strict=True))}).node["when"]["parts"][0]
    assert (node["block"], node["outcome"]) == (block, expected)
    assert [part["seen"] for part in node["parts"]] == list(answers)


@pytest.mark.parametrize(
    ("phrase", "strangled", "expected"),
    [
        ("yes", True, "met"),
        ("yes", False, "not_met"),
        ("yes", None, "undetermined"),
        ("no", True, "not_met"),
        ("no", False, "met"),
        ("no", None, "undetermined"),
        ("known", False, "met"),
        ("known", None, "not_met"),
        ("not known", None, "met"),
        ("not known", True, "not_met"),
    ],
)
def test_a_definition_is_used_like_a_fact(phrase: str, strangled: bool | None, expected: str) -> None:  # noqa: FBT001
    abuse = {"strangulation": strangled, "weapon": False}
    node = line(f"serious incident: {phrase}", {"domestic_abuse": abuse}, extra=SERIOUS)
    assert list(node) == ["outcome", "definition", "expected", "says", "when"]
    assert (node["outcome"], node["definition"], node["expected"]) == (expected, "serious incident", phrase)
    assert node["when"]["parts"][0]["parts"][0]["seen"] is strangled


def test_a_definition_that_is_met_says_by_what() -> None:
    node = line("serious incident: yes", {"domestic_abuse": {"weapon": True}}, extra=SERIOUS)
    assert node["says"] == "“serious incident” is so: a weapon was used or threatened"


UNLESS = "    unless:\n      domestic_abuse.weapon: yes\n"


@pytest.mark.parametrize(
    ("present", "weapon", "expected"),
    [
        (True, False, "met"),
        (True, None, "undetermined"),
        (True, True, "not_met"),
        (False, None, "not_met"),
        (None, True, "not_met"),
        (None, False, "undetermined"),
    ],
)
def test_unless_must_be_settled_as_not_met(present: bool | None, weapon: bool | None, expected: str) -> None:  # noqa: FBT001
    rules = ruleset("domestic_abuse.present: yes", rule_lines=UNLESS)
    trace = traced(rules, {"domestic_abuse": {"present": present, "weapon": weapon}})
    assert (trace.outcome, trace.node["outcome"]) == (expected, expected)
    assert trace.node["unless"]["parts"][0]["seen"] is weapon


def test_a_rules_node_is_whole() -> None:
    rules = ruleset("domestic_abuse.present: yes", rule_lines=UNLESS)
    node = traced(rules, {"domestic_abuse": {"present": False}}).node
    assert list(node) == ["rule", "title", "outcome", "says", "source", "when", "unless"]
    assert (node["rule"], node["title"]) == ("one-rule", "One rule")
    assert node["source"] == {"document": "doc", "paragraph": "1.1", "title": "A document"}
    assert node["says"] == "Not met because domestic abuse is not present."


@pytest.mark.parametrize(
    ("when", "abuse", "says"),
    [
        (
            "domestic_abuse.present: yes\ndomestic_abuse.weapon: no",
            {"present": True, "weapon": False},
            "Met because domestic abuse is present and no weapon was used or threatened.",
        ),
        (
            "domestic_abuse.present: yes\nany:\n  domestic_abuse.weapon: yes\n  domestic_abuse.dash_score: at least 14",
            {"present": True, "weapon": False, "dash_score": 20},
            "Met because domestic abuse is present; and the DASH score is 20 points, which is at least 14 points.",
        ),
        (
            "domestic_abuse.present: yes\ndomestic_abuse.weapon: yes",
            {"present": True},
            "Undetermined because it is not known whether a weapon was used or threatened.",
        ),
        (
            "none:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes",
            {"present": True},
            "Not met because domestic abuse is present.",
        ),
        (
            "none:\n  domestic_abuse.present: yes\n  domestic_abuse.weapon: yes",
            {"present": False, "weapon": False},
            "Met because domestic abuse is not present and no weapon was used or threatened.",
        ),
    ],
)
def test_a_rule_says_what_settles_it_or_keeps_it_open(when: str, abuse: Json, says: str) -> None:
    assert traced(ruleset(when), {"domestic_abuse": abuse}).node["says"] == says


def test_unless_is_among_the_reasons() -> None:
    rules = ruleset("domestic_abuse.present: yes", rule_lines=UNLESS)
    met = traced(rules, {"domestic_abuse": {"present": True, "weapon": False}}).node["says"]
    assert met == "Met because domestic abuse is present and no weapon was used or threatened."
    not_met = traced(rules, {"domestic_abuse": {"present": True, "weapon": True}}).node["says"]
    assert not_met == "Not met because a weapon was used or threatened."


def test_many_reasons_are_shortened() -> None:
    names = ("present", "weapon", "injury", "strangulation", "stalking", "escalating", "threats_to_kill")
    rules = ruleset("any:\n" + "\n".join(f"  domestic_abuse.{name}: yes" for name in names))
    says = traced(rules, {"domestic_abuse": dict.fromkeys(names, False)}).node["says"]
    assert says.endswith("the victim was not strangled or choked and 3 more reasons.")


# --- every rule, and nothing remembered ---------------------------------------------------------------------------

TWO_RULES = (
    HEAD
    + """rules:
  first:
    title: First
    when: {domestic_abuse.present: yes}
    recommend: {early_help: consider}
    because: A reason.
    source: doc 1
  second:
    title: Second
    when: {child.age: under 6 months, domestic_abuse.present: yes}
    recommend: {early_help: consider}
    because: A reason.
    source: doc 2
  third:
    title: Third
    when: {domestic_abuse.present: no}
    recommend: {early_help: consider}
    because: A reason.
    source: doc 3
"""
    + BELOW
)


def test_met_rules_are_numbered_in_the_order_of_the_ruleset() -> None:
    rules = sound(TWO_RULES)
    one = child_of({"domestic_abuse": {"present": True}}, {"child": {"date_of_birth": "2026-11-01"}})
    nodes = Explanation(rules).explain(AS_OF, one.values, {}).nodes()
    assert [(node["rule"], node["outcome"], node.get("order")) for node in nodes] == [
        ("first", "met", 1),
        ("second", "met", 2),
        ("third", "not_met", None),
    ]
    assert list(nodes[0]) == ["rule", "title", "outcome", "order", "says", "source", "when"]


@pytest.mark.parametrize("extra_line", ["", "\nreferrals here: at least 1"])
def test_an_evaluator_answers_each_case_afresh(extra_line: str) -> None:
    counting = "measures:\n  referrals here: {count: referrals}\n" if extra_line else ""
    rules = ruleset(f"domestic_abuse.present: yes\nchild.age: under 6 months{extra_line}", extra=counting)
    explanation, measures = Explanation(rules), Measures(rules.measures)

    def outcome_of(present: bool | None, child: Json, as_of: date) -> str:  # noqa: FBT001
        household = {"domestic_abuse": {"present": present}, "referrals": [referral()]}
        one = child_of(household, {"child": child}, as_of=as_of.isoformat())
        return explanation.explain(as_of, one.values, measures.take(as_of, one.values, one.events)).rules[0].outcome

    born, unborn = {"date_of_birth": "2026-11-01"}, {"unborn": True}
    cases: list[Any] = [
        (None, {}, AS_OF, "undetermined"),
        (True, born, AS_OF, "met"),
        (True, born, date(2027, 6, 1), "not_met"),
        (False, {}, AS_OF, "not_met"),
        (True, {}, AS_OF, "undetermined"),
        (True, unborn, AS_OF, "not_met"),
        (False, born, AS_OF, "not_met"),
    ]
    for *case, expected in cases * 2 + cases[::-1]:
        assert outcome_of(*case) == expected
