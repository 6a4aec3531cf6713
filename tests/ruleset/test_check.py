"""Checks of a whole ruleset: what is unused, circular, impossible or always so is said, at its place."""

import pytest

from service.ruleset.problems import Problem, Severity
from tests.shipped import reading, sound, with_rule


def _problems(when: str, extra: str = "", rule_lines: str = "") -> list[Problem]:
    return reading(with_rule(when, extra=extra, rule_lines=rule_lines))[1]


@pytest.mark.parametrize(
    ("extra", "name"),
    [
        ("parameters:\n  limit: {value: 3, title: x}\n", "The parameter `limit`"),
        ("measures:\n  all referrals: {count: referrals}\n", "The measure `all referrals`"),
        ("definitions:\n  grave: {harm.suspected: yes}\n", "The definition `grave`"),
    ],
)
def test_what_nobody_uses_is_a_warning(extra: str, name: str) -> None:
    problems = _problems("harm.suspected: yes", extra)
    assert [(p.code, p.severity, p.message) for p in problems] == [("unused", Severity.WARNING, f"{name} is not used")]


def test_a_source_nobody_cites_is_a_warning() -> None:
    text = with_rule("harm.suspected: yes").replace("  doc: {", "  other: {title: x}\n  doc: {")
    assert [p.message for p in reading(text)[1]] == ["The source `other` is not used"]


def test_definitions_in_a_circle_are_named_in_turn() -> None:
    extra = "definitions:\n  aa: {bb: yes}\n  bb: {cc: no}\n  cc: {aa: yes}\n"
    problems = [p for p in _problems("aa: yes", extra) if p.code == "circular"]
    assert len(problems) == 1
    assert problems[0].message.endswith("`aa` → `bb` → `cc` → `aa`")


@pytest.mark.parametrize(
    "when",
    [
        "harm.suspected: yes\nall: {harm.suspected: no}",
        "- child.age: under 6 months\n- child.age: at least 6 months",
        "- child.age: under 1 week\n- child.age: over 7 days",
        "- plan.status: none\n- plan.status: [child_in_need, looked_after]",
        "- domestic_abuse.dash_score: at least 14\n- domestic_abuse.dash_score: fewer than 14",
        "- contact.received_on: before 2026-01-01\n- contact.received_on: after 2026-01-01",
        "- domestic_abuse.dash_score: not known\n- domestic_abuse.dash_score: at least 1",
        "domestic_abuse.dash_score: more than 24",
        "any: [{domestic_abuse.dash_score: more than 24}, {domestic_abuse.dash_score: at most -1}]",
        "at least 2 of: [{harm.suspected: yes}, {domestic_abuse.dash_score: more than 24}]",
    ],
)
def test_a_rule_that_can_never_be_met_is_an_error_that_says_why(when: str) -> None:
    problems = _problems(when)
    assert [(p.code, p.severity) for p in problems if p.severity is Severity.ERROR] == [("never-met", Severity.ERROR)]
    assert next(p for p in problems if p.code == "never-met").help.startswith("Because ")


@pytest.mark.parametrize(
    "when",
    [
        "- child.age: under 6 months\n- child.age: at least 5 months",
        "- child.age: at most 6 months\n- child.age: at least 6 months",
        "- child.age: under 30 days\n- child.age: over 3 weeks",
        "- plan.status: [none, child_in_need]\n- plan.status: [child_in_need, looked_after]",
        "- domestic_abuse.dash_score: at least 14\n- domestic_abuse.dash_score: at most 14",
        "any: [{domestic_abuse.dash_score: more than 24}, {harm.suspected: yes}]",
        "any: [{harm.suspected: yes}, {harm.suspected: no}]",
        "domestic_abuse.dash_score: at least 24",
    ],
)
def test_a_rule_that_can_be_met_is_let_through(when: str) -> None:
    assert sound(with_rule(when)) is not None


MEASURE = "measures:\n  all referrals: {count: referrals}\n"


def test_a_rule_met_by_every_case_is_a_warning() -> None:
    problems = _problems("all referrals: at least 0", MEASURE)
    assert [(p.code, p.severity) for p in problems] == [("always-met", Severity.WARNING)]


def test_an_exception_that_is_always_so_makes_the_rule_impossible() -> None:
    problems = _problems("harm.suspected: yes", MEASURE, "    unless: {all referrals: at least 0}\n")
    assert [p.code for p in problems] == ["never-met"]


def test_asking_whether_a_fact_is_known_is_marked() -> None:
    problems = _problems("harm.suspected: yes\nplan.status: not known")
    assert [(p.code, p.severity, p.span.line) for p in problems] == [("asks-not-known", Severity.WARNING, 10)]


def test_rules_with_one_title_are_marked() -> None:
    text = with_rule("harm.suspected: yes")
    start, end = text.index("  one-rule:"), text.index("below threshold")
    twice = text[:end] + text[start:end].replace("one-rule", "two-rule") + text[end:]
    assert [p.code for p in reading(twice)[1]] == ["same-title"]
