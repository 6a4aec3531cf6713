"""Which rules are met: small cases whose answer anyone can see, and only numbers of a case told to the engine."""

from __future__ import annotations

import re
from datetime import date

import pytest

from service.decision.engine import HEAD
from service.decision.errors import CouldNotDecide
from service.decision.inference import Inference
from service.decision.plan import plan
from service.decision.slots import Slots
from service.decision.values import DOES_NOT_APPLY, Interval
from service.ruleset.model import Condition, Count, DefinitionRef, Length, NumberRange, OneOf, Phrase, Ruleset, Test
from service.ruleset.vocabulary import Kind
from tests.decision.written import (
    EVENTS,
    KNOWN,
    NO,
    NOT_KNOWN,
    TODAY,
    YES,
    a_ruleset,
    all_of,
    any_of,
    at_least,
    fact,
    is_yes,
    met,
    none_of,
    number,
    over,
    under,
)

SCORE = fact("a.score", Kind.NUMBER)


def test_it_says_which_engine_it_is() -> None:
    assert Inference.name == "durable-rules 2.0.28"


# --- meaning ------------------------------------------------------------------------------------------------------


def test_not_known_is_not_no() -> None:
    rules = {"weapon": all_of(Test(fact("a.weapon"), NO)), "no-weapon": none_of(*is_yes("a.weapon"))}
    assert met(a_ruleset(rules), {}) == ()
    assert met(a_ruleset(rules), {"a.weapon": False}) == ("weapon", "no-weapon")
    assert met(a_ruleset(rules), {"a.weapon": True}) == ()


def test_unless_holds_a_rule_back_until_it_is_known_not_to_apply() -> None:
    ruleset = a_ruleset({"enquiry": (all_of(*is_yes("a.harm")), any_of(*is_yes("a.plan")))})
    assert met(ruleset, {"a.harm": True}) == ()
    assert met(ruleset, {"a.harm": True, "a.plan": True}) == ()
    assert met(ruleset, {"a.harm": True, "a.plan": False}) == ("enquiry",)


def test_rules_come_in_the_order_of_the_file() -> None:
    names = [f"rule-{number}" for number in (3, 1, 200, 20, 2)]
    assert met(a_ruleset({name: all_of(*is_yes("a.b")) for name in names}), {"a.b": True}) == tuple(names)


def test_a_count_with_doubtful_events_settles_only_what_it_can() -> None:
    count = Count("minor referrals", EVENTS, (), None, None, "", "")
    ruleset = a_ruleset(
        {
            "three": all_of(number(count, 3)),
            "fewer": none_of(number(count, 3)),
            "counted": all_of(Test(count, KNOWN)),
        }
    )
    assert met(ruleset, {}, {count.name: Interval(2, 3)}) == ()
    assert met(ruleset, {}, {count.name: Interval(3, None)}) == ("three",)
    assert met(ruleset, {}, {count.name: Interval(1, 2)}) == ("fewer",)
    assert met(ruleset, {}, {count.name: Interval(3, 3)}) == ("three", "counted")
    assert met(ruleset, {}, {}) == ()
    assert met(ruleset, {}, {count.name: DOES_NOT_APPLY}) == ("fewer", "counted")


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2026, 8, 31), ("under", "up-to")),
        (date(2026, 5, 24), ("under", "up-to")),
        (date(2026, 5, 23), ("up-to", "from")),
        (date(2026, 5, 22), ("from", "over")),
    ],
)
def test_ages_turn_on_the_day(born: date, expected: tuple[str, ...]) -> None:
    assert met(ages(), {"child.age": born}) == expected


def test_a_child_born_on_the_last_of_august_is_six_months_old_on_the_last_of_february() -> None:
    born = {"child.age": date(2026, 8, 31)}
    assert met(ages(), born, as_of=date(2027, 2, 27)) == ("under", "up-to")
    assert met(ages(), born, as_of=date(2027, 2, 28)) == ("up-to", "from")
    assert met(ages(), born, as_of=date(2027, 3, 1)) == ("from", "over")


def ages() -> Ruleset:
    age, six = fact("child.age", Kind.AGE), Length(6, "months")
    limits = {
        "under": under("age", six),
        "up-to": under("age", six, itself=True),
        "from": over("age", six, itself=True),
        "over": over("age", six),
    }
    return a_ruleset({name: all_of(Test(age, phrase)) for name, phrase in limits.items()})


def test_looking_back_in_months_from_a_long_month() -> None:
    seen, month = fact("injury.seen_on", Kind.DATE), Length(1, "months")
    ruleset = a_ruleset(
        {
            "within": all_of(Test(seen, under("ago", month, itself=True))),
            "before": all_of(Test(seen, over("ago", month))),
        }
    )
    as_of = date(2026, 3, 31)
    assert met(ruleset, {seen.name: date(2026, 2, 28)}, as_of=as_of) == ("within",)
    assert met(ruleset, {seen.name: date(2026, 2, 27)}, as_of=as_of) == ("before",)
    assert met(ruleset, {seen.name: date(2026, 4, 1)}, as_of=as_of) == ()


def test_what_does_not_apply_is_settled_and_meets_no_comparison() -> None:
    due, weeks, plan_ = fact("c.due", Kind.DATE), fact("c.weeks", Kind.NUMBER), fact("c.plan", Kind.CHOICE)
    soon = under("ahead", Length(10, "weeks"), itself=True)
    conditions: list[Condition] = [
        Test(due, soon),
        number(weeks, None, 40),
        number(weeks, 20),
        Test(plan_, OneOf(("none",), "")),
    ]
    conditions += is_yes("c.born")
    rules: dict[str, Condition] = {f"is-{place}": all_of(each) for place, each in enumerate(conditions)}
    rules |= {f"not-{place}": none_of(each) for place, each in enumerate(conditions)}
    rules |= {"known": all_of(Test(due, KNOWN)), "not-known": all_of(Test(due, NOT_KNOWN))}
    values = dict.fromkeys(("c.due", "c.weeks", "c.plan", "c.born"), DOES_NOT_APPLY)
    assert met(a_ruleset(rules), values) == ("not-0", "not-1", "not-2", "not-3", "not-4", "known")
    assert met(a_ruleset(rules), {}) == ("not-known",)


def test_definitions_chain_and_carry_what_is_not_known() -> None:
    definitions: dict[str, Condition] = {"link 0": any_of(*is_yes("a.b", "a.c"))}
    for link in range(1, 12):
        definitions[f"link {link}"] = all_of(Test(DefinitionRef(f"link {link - 1}"), YES if link % 2 else NO))
    last = DefinitionRef("link 11")
    ruleset = a_ruleset(
        {"is": all_of(Test(last, YES)), "is-not": all_of(Test(last, NO)), "open": all_of(Test(last, NOT_KNOWN))},
        definitions,
    )
    assert met(ruleset, {"a.b": True}) == ("is-not",)
    assert met(ruleset, {"a.b": False, "a.c": False}) == ("is",)
    assert met(ruleset, {"a.b": False}) == ("open",)


@pytest.mark.parametrize(("needed", "expected"), [(1, "yes"), (2, "yes"), (3, "open"), (4, "no"), (5, "no")])
def test_at_least_so_many_of(needed: int, expected: str) -> None:
    values = {"a.a": True, "a.b": True, "a.d": False, "a.e": False}
    block = at_least(needed, *is_yes("a.a", "a.b", "a.c", "a.d", "a.e"))
    ruleset = a_ruleset({"yes": all_of(block), "no": none_of(block)})
    assert met(ruleset, values) == (() if expected == "open" else (expected,))


def test_the_same_condition_twice_counts_twice_towards_at_least() -> None:
    ruleset = a_ruleset({"two": at_least(2, *is_yes("a.a", "a.a", "a.b"))})
    assert met(ruleset, {"a.a": True}) == ("two",)
    assert met(ruleset, {"a.b": True}) == ()


# --- what is said of a case ---------------------------------------------------------------------------------------

HOSTILE = ['"}', '","r000":1', "\\", "\n", "none", "☃", "x" * 70_000, "null", "\ud800"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_case_ever_reaches_the_engine(text: str) -> None:
    ruleset = a_ruleset({"asked": all_of(Test(fact("e.incident", Kind.TEXT), OneOf((text,), "")))})
    bodies = Slots(plan(ruleset)).bodies(TODAY, {"e.incident": text}, {})
    assert all(re.fullmatch(re.escape(HEAD) + r'(,"[a-z0-9]{4}":-?\d+)*', body) for body in bodies)
    assert met(ruleset, {"e.incident": text}) == ("asked",)
    assert met(ruleset, {"e.incident": f"{text}."}) == ()


def test_texts_alike_in_their_first_64_kilobytes_are_not_the_same() -> None:
    ruleset = a_ruleset({"asked": all_of(Test(fact("e.incident", Kind.TEXT), OneOf(("yes",), "")))})
    assert met(ruleset, {"e.incident": "yes" + "x" * 65_533}) == ()


@pytest.mark.parametrize("size", [10**12, 2**53 + 1, 2**63, 2**64, 10**40])
def test_numbers_of_any_size_are_compared_rightly(size: int) -> None:
    ruleset = a_ruleset({"up": all_of(number(SCORE, 7)), "down": all_of(number(SCORE, None, 7))})
    assert met(ruleset, {SCORE.name: size}) == ("up",)
    assert met(ruleset, {SCORE.name: -size}) == ("down",)
    (body,) = Slots(plan(ruleset)).bodies(TODAY, {SCORE.name: size}, {})
    assert int(body.rpartition(":")[2]) < 2**53


@pytest.mark.parametrize("value", [3, True, "Jamie", date(2026, 1, 1), [1], {}])
def test_a_value_of_another_kind_is_refused_and_never_repeated(value: object) -> None:
    kinds: dict[Kind, Phrase] = {Kind.YES_NO: YES, Kind.NUMBER: NumberRange(1, 2, ""), Kind.CHOICE: OneOf(("a",), "")}
    kinds[Kind.AGE] = under("age", Length(1, "years"))
    own = {int: Kind.NUMBER, bool: Kind.YES_NO, str: Kind.CHOICE, date: Kind.AGE}
    for kind, phrase in kinds.items():
        if own.get(type(value)) is not kind:
            ruleset = a_ruleset({"asked": all_of(Test(fact("a.b", kind), phrase))})
            with pytest.raises(CouldNotDecide, match=r"`a\.b`") as refused:
                met(ruleset, {"a.b": value})  # type: ignore[dict-item]
            assert str(value) not in str(refused.value)


def test_a_day_without_known_working_days_is_refused() -> None:
    phrase = over("ago", Length(10, "working days"))
    ruleset = a_ruleset({"late": all_of(Test(fact("a.day", Kind.DATE), phrase))})
    with pytest.raises(CouldNotDecide, match=r"`a\.day` lies outside the years") as refused:
        met(ruleset, {"a.day": date(1850, 3, 2)})
    assert "1850" not in str(refused.value)
