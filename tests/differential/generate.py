"""Random rulesets and cases, as wide as the language: the same seed, the same ruleset and the same case.

Made straight as model types, so that also what nobody has written yet is tried. `random_ruleset` and
`random_case_values` are for every test that holds the engines to one meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from service.decision.values import DOES_NOT_APPLY, Interval, Reading, Value
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
    Is,
    Known,
    Length,
    Measure,
    NumberRange,
    OneOf,
    Phrase,
    Rule,
    Ruleset,
    Streak,
    Subject,
    Test,
    TimeRange,
    Unit,
)
from service.ruleset.vocabulary import EventList, Fact, Kind, Scope, Steps, Strength, Vocabulary

KINDS = [*[Kind.YES_NO] * 8, *[Kind.NUMBER] * 3, *[Kind.DATE] * 3, *[Kind.CHOICE] * 3, Kind.TEXT, Kind.AGE]
CHOICES = ("police", "school", "general practice", "none", "yes", "child's home")
UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "years", "working days")
SPAN = {"days": 60, "weeks": 30, "months": 30, "years": 4, "working days": 30}


def random_ruleset(rng: Random, rules: int) -> Ruleset:
    """Return a ruleset of so many rules over facts, measures and chained definitions of every kind."""
    facts = {fact.name: fact for fact in (_fact(rng, number) for number in range(rng.randint(3, 12 + 2 * rules)))}
    measures = {measure.name: measure for measure in (_measure(rng, number) for number in range(rng.randint(1, 8)))}
    subjects: list[Subject] = [*facts.values(), *measures.values()]
    definitions = {}
    for number in range(rng.randint(0, min(4 + rules // 2, 30))):
        definition = Definition(f"definition {number}", random_condition(rng, subjects))
        definitions[definition.name] = definition
        subjects += [DefinitionRef(definition.name)] * 2
    made = [_rule(rng, subjects, number) for number in range(rules)]
    rng.shuffle(made)
    return Ruleset(
        family="random",
        version="made",
        title="Made at random",
        in_force=None,
        sources={},
        parameters={},
        measures=measures,
        definitions=definitions,
        rules={rule.name: rule for rule in made},
        below=BelowThreshold({}, ""),
        guarantees={},
        vocabulary=Vocabulary(facts, {}, {}),
        steps=Steps({}),
    )


def random_condition(rng: Random, subjects: list[Subject], depth: int = 0) -> Condition:
    """Return a condition: one line, or a block of them up to a few deep."""
    if depth and rng.random() < 0.35 + 0.2 * depth:
        return _line(rng, subjects)
    kind = rng.choice([BlockKind.ALL, BlockKind.ALL, BlockKind.ANY, BlockKind.ANY, BlockKind.NONE, BlockKind.AT_LEAST])
    size = rng.choice([1, 2, 2, 3, 3, 4, 6]) if rng.random() < 0.97 else rng.randint(20, 120)
    parts = tuple(random_condition(rng, subjects, depth + 1 + (size > 6)) for _ in range(size))
    return Block(kind, parts, rng.randint(1, size) if kind is BlockKind.AT_LEAST else 0)


def random_phrase(rng: Random, subject: Subject) -> Phrase:
    """Return a phrase that fits the subject."""
    if rng.random() < 0.08:
        return rng.choice([Known(value=True, words="known"), Known(value=False, words="not known")])
    if isinstance(subject, DefinitionRef):
        return _yes_or_no(rng)
    if not isinstance(subject, Fact):
        return _number_range(rng)
    return _PHRASES[subject.kind](rng)


def random_case_values(rng: Random, ruleset: Ruleset) -> tuple[date, dict[str, Value], dict[str, Reading]]:
    """Return a day, and what is known on it: some facts, some measures, some that do not apply."""
    as_of = random_day(rng)
    missing, beside = rng.choice([0.0, 0.1, 0.3, 0.8]), rng.choice([0.0, 0.05, 0.2])
    values: dict[str, Value] = {}
    for fact in ruleset.vocabulary.facts.values():
        if rng.random() >= missing:
            values[fact.name] = DOES_NOT_APPLY if rng.random() < beside else _value(rng, fact.kind, as_of)
    readings: dict[str, Reading] = {}
    for name, measure in ruleset.measures.items():
        if rng.random() >= missing:
            readings[name] = DOES_NOT_APPLY if rng.random() < beside else _reading(rng, measure)
        elif not isinstance(measure, Elapsed):
            readings[name] = Interval(0, None)
    return as_of, values, readings


def random_day(rng: Random) -> date:
    """Return a day, often one where months are of different lengths."""
    day = date(2020, 1, 1) + timedelta(days=rng.randint(0, 2600))
    if rng.random() < 0.3:
        day = (day.replace(day=28) + timedelta(days=rng.randint(0, 5))).replace(month=rng.choice([1, 2, 3, 8]), day=1)
        day -= timedelta(days=rng.randint(0, 3))
    return day


# --- facts and measures -------------------------------------------------------------------------------------------


def _fact(rng: Random, number: int) -> Fact:
    kind = rng.choice(KINDS)
    scope = rng.choice([Scope.CHILD, Scope.HOUSEHOLD])
    name = f"group{number % 7}.fact{number}"
    choices = dict.fromkeys(CHOICES, "") if kind is Kind.CHOICE else {}
    return Fact(name, scope, kind, label=name, question="", help="", choices=choices)


EVENTS = EventList("referrals", Scope.HOUSEHOLD, "referral", "referrals", "", "", "date", {})


def _measure(rng: Random, number: int) -> Measure:
    name = f"measure {number}"
    match rng.randint(0, 2):
        case 0:
            return Count(name, EVENTS, (), None, None, "one", "many")
        case 1:
            return Streak(name, EVENTS, (), "one", "many")
        case _:
            return Elapsed(name, None, None, working=rng.random() < 0.5)


def _value(rng: Random, kind: Kind, as_of: date) -> Value:
    if kind is Kind.YES_NO:
        return rng.random() < 0.5
    if kind is Kind.NUMBER:
        return _number(rng)
    if kind is Kind.CHOICE:
        return rng.choice(CHOICES)
    if kind is Kind.TEXT:
        return rng.choice([*CHOICES, "", "x" * 40, '"}, quoted\\', "naïve — ☃", "null"])
    return _near(rng, as_of)


def _near(rng: Random, as_of: date) -> date:
    """Return a day near `as_of`, often just at or beside whole months and weeks from it."""
    if rng.random() < 0.4:
        return as_of - timedelta(days=rng.randint(-40, 60))
    months = as_of.year * 12 + as_of.month - 1 - rng.randint(-14, 40)
    return date(months // 12, months % 12 + 1, min(as_of.day, 28)) + timedelta(days=rng.randint(-4, 4))


def _number(rng: Random) -> int:
    return rng.choice([rng.randint(-2, 6), rng.randint(0, 40), rng.choice([10**6, -(10**6), 10**30, -(10**30)])])


def _reading(rng: Random, measure: Measure) -> Interval:
    low = rng.randint(-5, 20) if isinstance(measure, Elapsed) else rng.randint(0, 6)
    if isinstance(measure, Elapsed) or rng.random() < 0.5:
        return Interval(low, low)
    return Interval(low, None if rng.random() < 0.15 else low + rng.randint(0, 4))


# --- conditions ---------------------------------------------------------------------------------------------------


def _rule(rng: Random, subjects: list[Subject], number: int) -> Rule:
    unless = random_condition(rng, subjects) if rng.random() < 0.25 else None
    when = random_condition(rng, subjects)
    return Rule(f"rule-{number}", "", when, unless, {"step": Strength.SHOULD}, "", Citation("document", "1"))


def _line(rng: Random, subjects: list[Subject]) -> Test:
    subject = rng.choice(subjects)
    return Test(subject, random_phrase(rng, subject))


def _yes_or_no(rng: Random) -> Is:
    said = rng.random() < 0.65
    return Is(said, "yes" if said else "no")


def _number_range(rng: Random) -> NumberRange:
    low, more = rng.randint(-1, 6), rng.randint(1, 4)
    ranges = [
        NumberRange(low, None, f"at least {low}"),
        NumberRange(None, low, f"at most {low}"),
        NumberRange(low, low, f"{low}"),
        NumberRange(low, low + more, f"between {low} and {low + more}"),
    ]
    return rng.choice(ranges)


def _one_of(rng: Random) -> OneOf:
    return OneOf(tuple(rng.sample(CHOICES, rng.choice([1, 1, 2, 3]))), "one of several")


def _length(rng: Random, units: tuple[Unit, ...] = UNITS) -> Length:
    unit = rng.choice(units)
    return Length(rng.randint(0, SPAN[unit]), unit)


def _age(rng: Random) -> TimeRange:
    low, high = sorted((_length(rng, UNITS[:4]), _length(rng, UNITS[:4])), key=lambda length: length.count)
    return _time_range(rng, "age", low, high)


def _day(rng: Random) -> TimeRange | DateRange:
    if rng.random() < 0.25:
        low = random_day(rng)
        ends = [(low, None), (None, low), (low, low), (low, low + timedelta(days=rng.randint(1, 400)))]
        return DateRange(*rng.choice(ends), "a date")
    direction = rng.choice(["ago", "ahead"])
    return _time_range(rng, direction, Length(0, "days") if rng.random() < 0.5 else _length(rng), _length(rng))


def _time_range(rng: Random, direction: str, low: Length, high: Length) -> TimeRange:
    assert direction in ("age", "ago", "ahead")
    way = rng.randint(0, 2)
    return TimeRange(
        direction,  # type: ignore[arg-type]
        low if way != 1 else None,
        rng.random() < 0.4,
        high if way != 0 else None,
        rng.random() < 0.4,
        "a time",
    )


_PHRASES: dict[Kind, Callable[[Random], Phrase]] = {
    Kind.YES_NO: _yes_or_no,
    Kind.NUMBER: _number_range,
    Kind.DATE: _day,
    Kind.TEXT: _one_of,
    Kind.CHOICE: _one_of,
    Kind.AGE: _age,
}
