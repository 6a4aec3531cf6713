"""Random rulesets over the shipped vocabulary, as wide as the language, so that any case for them can be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from service.decision.born import AGE, BORN, DUE, UNBORN, WEEKS
from service.ruleset.model import (
    BelowThreshold,
    Block,
    BlockKind,
    Citation,
    Condition,
    Count,
    DateRange,
    Definition,
    DefinitionRef,
    Elapsed,
    FieldTest,
    Is,
    Known,
    Length,
    Measure,
    NeverLowers,
    NumberRange,
    OneOf,
    Phrase,
    Promise,
    Rule,
    Ruleset,
    Source,
    Streak,
    Subject,
    Test,
    TimeRange,
    Unit,
)
from service.ruleset.vocabulary import EventList, Fact, Kind, Strength
from tests.assurance.random_cases import TEXTS, random_day
from tests.shipped import shipped

SPAN: dict[Unit, int] = {"days": 60, "weeks": 30, "months": 30, "years": 4, "working days": 30}
STEPS = ("strategy_discussion", "section_47_enquiry", "child_and_family_assessment", "early_help")


def random_ruleset(rng: Random, rules: int = 4, version: str = "one") -> Ruleset:
    """Return a ruleset of so many rules over a few facts, measures and definitions of every kind, with guarantees."""
    vocabulary, steps = shipped()
    facts = _some_facts(rng)
    measures = {measure.name: measure for measure in (_measure(rng, number) for number in range(rng.randint(0, 3)))}
    subjects: list[Subject] = [*facts, *measures.values()]
    definitions = {}
    for number in range(rng.randint(0, 2)):
        definition = Definition(f"definition {number}", _condition(rng, subjects))
        definitions[definition.name] = definition
        subjects.append(DefinitionRef(definition.name))
    made = [_rule(rng, subjects, number) for number in range(rules)]
    harms = tuple(fact for fact in facts if fact.kind in (Kind.YES_NO, Kind.NUMBER) and fact.may_be_sent)
    promise = Promise(
        "promise", "A promise", _condition(rng, subjects), {rng.choice(STEPS): rng.choice(list(Strength))}
    )
    lowers = NeverLowers("lowers", "More harm", harms)
    return Ruleset(
        family="random",
        version=version,
        title="Made at random",
        in_force=None,
        sources={"doc": Source("doc", "A document")},
        parameters={},
        measures=measures,
        definitions=definitions,
        rules={rule.name: rule for rule in made},
        below=BelowThreshold({"early_help": Strength.CONSIDER}, "Look again."),
        guarantees={"promise": promise, "lowers": lowers} if harms else {"promise": promise},
        vocabulary=vocabulary,
        steps=steps,
    )


def changed(rng: Random, ruleset: Ruleset) -> Ruleset:
    """Return the ruleset with one rule put together anew, or one strength changed."""
    name = rng.choice(list(ruleset.rules))
    rule = ruleset.rules[name]
    if rng.random() < 0.3:
        new = replace(rule, recommend={rng.choice(STEPS): rng.choice(list(Strength))})
    else:
        subjects: list[Subject] = [*(test.subject for test in _tests(rule.when)), *_some_facts(rng)[:1]]
        new = replace(rule, when=_condition(rng, subjects))
    return replace(ruleset, version="two", rules={**ruleset.rules, name: new})


def _tests(condition: Condition) -> list[Test]:
    if isinstance(condition, Test):
        return [condition]
    return [test for part in condition.parts for test in _tests(part)]


def _some_facts(rng: Random) -> list[Fact]:
    vocabulary, _ = shipped()
    usual = [fact for fact in vocabulary.facts.values() if not fact.monitoring]
    birth = [vocabulary.facts[name] for name in (AGE, BORN, DUE, UNBORN, WEEKS)]
    some = rng.sample(usual, rng.randint(2, 4)) + rng.sample(birth, rng.randint(0, 2))
    return list(dict.fromkeys(some))


# --- measures -----------------------------------------------------------------------------------------------------


def _measure(rng: Random, number: int) -> Measure:
    vocabulary, _ = shipped()
    name = f"measure {number}"
    if rng.random() < 0.3:
        dates: list[Fact | None] = [None, *(f for f in vocabulary.facts.values() if f.kind is Kind.DATE)]
        return Elapsed(name, rng.choice(dates), rng.choice(dates), working=rng.random() < 0.6)
    events = rng.choice(list(vocabulary.events.values()))
    where = _where(rng, events)
    if rng.random() < 0.4:
        return Streak(name, events, where, "one", "many")
    within = _length(rng) if rng.random() < 0.5 else None
    once_per = rng.choice(list(events.fields.values())) if rng.random() < 0.4 else None
    return Count(name, events, where, within, once_per, "one", "many")


def _where(rng: Random, events: EventList) -> tuple[FieldTest, ...]:
    fields = rng.sample(list(events.fields.values()), rng.randint(0, min(2, len(events.fields))))
    return tuple(FieldTest(field, _phrase(rng, field)) for field in fields)


# --- conditions ---------------------------------------------------------------------------------------------------


def _rule(rng: Random, subjects: list[Subject], number: int) -> Rule:
    unless = _condition(rng, subjects) if rng.random() < 0.25 else None
    recommend = {step: rng.choice(list(Strength)) for step in rng.sample(STEPS, rng.randint(1, 2))}
    name = f"rule-{number}"
    return Rule(name, f"Rule {number}", _condition(rng, subjects), unless, recommend, "A reason.", Citation("doc", "1"))


def _condition(rng: Random, subjects: list[Subject], depth: int = 0) -> Block:
    kind = rng.choice([BlockKind.ALL, BlockKind.ALL, BlockKind.ANY, BlockKind.NONE, BlockKind.AT_LEAST])
    parts = tuple(
        _condition(rng, subjects, depth + 1) if depth < 2 and rng.random() < 0.25 else _line(rng, subjects)
        for _ in range(rng.choice([1, 2, 2, 3]))
    )
    return Block(kind, parts, rng.randint(1, len(parts)) if kind is BlockKind.AT_LEAST else 0)


def _line(rng: Random, subjects: list[Subject]) -> Test:
    subject = rng.choice(subjects)
    return Test(subject, _phrase(rng, subject))


def _phrase(rng: Random, subject: Subject) -> Phrase:
    if rng.random() < 0.08:
        value = rng.random() < 0.5
        return Known(value, "known" if value else "not known")
    if isinstance(subject, DefinitionRef):
        return _yes_no(rng, subject)
    if not isinstance(subject, Fact):
        return _number(rng, None)
    return PHRASES[subject.kind](rng, subject)


def _yes_no(rng: Random, _: Subject) -> Phrase:
    value = rng.random() < 0.7
    return Is(value, "yes" if value else "no")


def _number(rng: Random, fact: Fact | None) -> Phrase:
    low = rng.randint(fact.least, min(fact.most, fact.least + 20)) if fact else rng.randint(-1, 4)
    high = low + rng.randint(0, 3)
    ends: list[tuple[int | None, int | None, str]] = [
        (low, None, f"at least {low}"),
        (None, high, f"at most {high}"),
        (low, high, f"between {low} and {high}"),
    ]
    return NumberRange(*rng.choice(ends))


def _words(rng: Random, fact: Fact) -> Phrase:
    values = tuple(fact.choices) or TEXTS
    some = tuple(rng.sample(values, min(len(values), rng.choice([1, 1, 2, 3]))))
    return OneOf(some, " or ".join(some))


def _length(rng: Random, *units: Unit) -> Length:
    unit = rng.choice(units or tuple(SPAN))
    return Length(rng.randint(0, SPAN[unit]), unit)


def _age(rng: Random, _: Fact) -> Phrase:
    low, high = sorted((_length(rng, "months"), _length(rng, "months", "years")), key=lambda each: each.count)
    return _time("age", rng, low, high)


def _day(rng: Random, _: Fact) -> Phrase:
    if rng.random() < 0.25:
        low = random_day(rng)
        high = low + timedelta(days=rng.randint(0, 400))
        ends = rng.choice([(low, None), (None, low), (low, high)])
        return DateRange(*ends, f"between {ends[0]} and {ends[1]}")
    low_length = Length(0, "days") if rng.random() < 0.5 else _length(rng)
    return _time(rng.choice(["ago", "ahead"]), rng, low_length, _length(rng))


def _time(direction: str, rng: Random, low: Length, high: Length) -> TimeRange:
    way = rng.randint(0, 2)
    assert direction in ("age", "ago", "ahead")
    return TimeRange(
        direction,  # type: ignore[arg-type]
        low if way != 1 else None,
        rng.random() < 0.4,
        high if way != 0 else None,
        rng.random() < 0.4,
        f"{direction} between {low.count} {low.unit} and {high.count} {high.unit}",
    )


PHRASES: dict[Kind, Callable[[Random, Fact], Phrase]] = {
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.TEXT: _words,
    Kind.CHOICE: _words,
    Kind.AGE: _age,
}
