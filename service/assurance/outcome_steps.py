"""The sentences that say what is expected: rules, recommended steps, questions, days, near misses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from service.assurance.draft import Draft, NotUnderstood
from service.assurance.expectations import Check, Refuses, RestsOn, RuleIs, RulesMet, plain
from service.assurance.expected_advice import (
    Asks,
    AsksNothing,
    Highest,
    IsDue,
    NearMiss,
    Recommends,
    RecommendsBecause,
    RecommendsExactly,
    RuleRecommends,
)
from service.assurance.given_steps import day_said
from service.assurance.wordings import Step, Told


def outcome_steps() -> Iterator[Step]:
    """Yield every sentence that may follow Then."""
    yield from RULE_STEPS
    yield from ADVICE_STEPS
    yield from QUESTION_STEPS


def _then(wording: str, says: str, expect: Callable[[dict[str, str]], Check | Refuses], *examples: str) -> Step:
    return Step("then", wording, says, lambda _draft, told: expect(told.gaps), examples)


def _due(draft: Draft, told: Told) -> Check:
    return IsDue(told.gaps["step"], day_said(told.gaps["day"], draft))


def _exactly(_draft: Draft, told: Told) -> Check:
    if not told.table or [plain(cell) for cell in told.table[0]] != ["step", "strength"]:
        raise NotUnderstood("The table of steps has two columns", "Begin it with | `step` | `strength` |")
    return RecommendsExactly(tuple((step, strength.casefold()) for step, strength in told.table[1:]))


def _quoted(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]+)"', words))


RULE_STEPS = (
    _then(
        "the rule {rule} is {outcome}",
        "A rule, by its name or title, is met, not met or undetermined",
        lambda gaps: RuleIs(gaps["rule"], gaps["outcome"].casefold().replace(" ", "_")),
        'the rule "infant-domestic-abuse" is met',
        'the rule "infant-domestic-abuse" is not met',
        'the rule "infant-domestic-abuse" is undetermined',
    ),
    _then(
        "the only rule met is {rule}",
        "This rule is met and no other is",
        lambda gaps: RulesMet((gaps["rule"],)),
        'the only rule met is "infant-domestic-abuse"',
    ),
    _then(
        "the rules met are {rules}",
        "These rules are met and no other is",
        lambda gaps: RulesMet(_quoted(gaps["rules"])),
        'the rules met are "immediate-danger" and "infant-domestic-abuse"',
    ),
    _then(
        "the rule {rule} recommends {step} as {strength}",
        "The rule is met and by itself recommends the step so strongly, whatever other rules say of it",
        lambda gaps: RuleRecommends(gaps["rule"], gaps["step"], gaps["strength"].casefold()),
        'the rule "infant-domestic-abuse" recommends "Strategy discussion" as should',
    ),
    _then(
        "the rule {rule} rests on {paragraph} of {document}",
        "The rule cites this paragraph of this document, named as in the ruleset or by its title",
        lambda gaps: RestsOn(gaps["rule"], gaps["paragraph"], gaps["document"]),
        'the rule "infant-domestic-abuse" rests on "LCPC issues (a)" of "lcpc-2004"',
    ),
    _then("no threshold is met", "No rule is met", lambda _gaps: RulesMet(()), "no threshold is met"),
)

ADVICE_STEPS = (
    _then(
        "{step} is recommended as {strength}",
        "A step, by its name or title, is recommended so strongly: consider, should or must",
        lambda gaps: Recommends(gaps["step"], gaps["strength"].casefold()),
        '"Strategy discussion" is recommended as should',
    ),
    _then(
        "{step} is recommended because of {rules}",
        "These rules recommend the step, and no other rule does",
        lambda gaps: RecommendsBecause(gaps["step"], _quoted(gaps["rules"])),
        '"Strategy discussion" is recommended because of "infant-domestic-abuse"',
    ),
    _then(
        "{step} is not recommended",
        "No rule that is met recommends the step",
        lambda gaps: Recommends(gaps["step"]),
        '"Strategy discussion" is not recommended',
    ),
    Step(
        "then",
        "exactly these steps are recommended",
        "Each row of the table is recommended, and nothing else is",
        _exactly,
        ("exactly these steps are recommended",),
        table=True,
    ),
    _then(
        "{step} is offered below threshold as {strength}",
        "No rule is met, and this is what to do instead",
        lambda gaps: Recommends(gaps["step"], gaps["strength"].casefold(), below=True),
        '"Early help" is offered below threshold as consider',
    ),
    _then(
        "{step} is not offered below threshold",
        "The step is not among what to do when no rule is met",
        lambda gaps: Recommends(gaps["step"], below=True),
        '"Early help" is not offered below threshold',
    ),
    _then(
        "the highest step is {step}",
        "The highest-ranked step recommended",
        lambda gaps: Highest(gaps["step"]),
        'the highest step is "Strategy discussion"',
    ),
    _then(
        "there is no highest step",
        "No rule is met, so no step is the highest",
        lambda _gaps: Highest(""),
        "there is no highest step",
    ),
    Step(
        "then",
        "{step} is due {day}",
        "The day a recommended step is due",
        _due,
        ('"Strategy discussion" is due on 23 November 2026', '"Strategy discussion" is due today'),
    ),
    _then(
        "{step} has no due date",
        "A recommended step has no day it is due",
        lambda gaps: IsDue(gaps["step"], None),
        '"Supervision review" has no due date',
    ),
)

QUESTION_STEPS = (
    _then(
        "the worker is asked {question}",
        "The question is among those still worth asking; by its words, or the name or label of the fact",
        lambda gaps: Asks(gaps["question"]),
        'the worker is asked "Is the child independently mobile?"',
    ),
    _then(
        "the worker is not asked {question}",
        "The question is not worth asking: it could change nothing, or is answered",
        lambda gaps: Asks(gaps["question"], asked=False),
        'the worker is not asked "Is the child independently mobile?"',
    ),
    _then(
        "the first question is {question}",
        "The question that could add the highest step comes first",
        lambda gaps: Asks(gaps["question"], first=True),
        'the first question is "Is the child independently mobile?"',
    ),
    _then(
        "the question {question} could meet {rule}",
        "The question is asked, and an answer to it could meet this rule",
        lambda gaps: Asks(gaps["question"], could_meet=gaps["rule"]),
        'the question "Is the child independently mobile?" could meet "bruise-not-mobile"',
    ),
    _then(
        "the worker is asked nothing",
        "No question is worth asking",
        lambda _gaps: AsksNothing(),
        "the worker is asked nothing",
    ),
    _then(
        "it is not decided, because {says}",
        "The case is refused, or no ruleset is in force, in words that hold these; straight after When",
        lambda gaps: Refuses(gaps["says"]),
        'it is not decided, because "has no version in force"',
    ),
    _then(
        "a near miss says {says}",
        "A rule not met is shown to be close, in these words",
        lambda gaps: NearMiss(says=gaps["says"]),
        'a near miss says "1 more minor domestic abuse referral would meet this"',
    ),
    _then(
        "the rule {rule} is not a near miss",
        "A rule is not shown as close",
        lambda gaps: NearMiss(rule=gaps["rule"]),
        'the rule "third-minor-domestic-abuse-referral" is not a near miss',
    ),
)
