"""Cases that the engines have decided, as examples: what is known, what is recommended, and a scenario of it."""

from __future__ import annotations

from collections.abc import Sequence

from service.assurance.proof import Example
from service.assurance.solver.cases import Decided
from service.assurance.telling import known_words, nothing_else, scenario, steps_words
from service.ruleset.model import Outcome, Ruleset
from service.ruleset.vocabulary import Strength


def example(decided: Decided, title: str, expected: Sequence[str], note: str = "") -> Example:
    """Return a decided case as an example, with a scenario when something is expected of it."""
    vocabulary = decided.ruleset.vocabulary
    written = scenario(title, decided.body, vocabulary, expected, note) if expected else ""
    return Example(case_words(decided), answer_words(decided), decided.body, written)


def case_words(decided: Decided) -> str:
    """Return what is known in the case, as the opening of a sentence."""
    return nothing_else(known_words(decided.body, decided.ruleset.vocabulary), decided.as_of)


def answer_words(decided: Decided) -> str:
    """Return what is recommended, as a clause."""
    strengths = decided.strengths()
    if strengths:
        return f"the answer is {steps_words(strengths, decided.ruleset)}"
    is_open = Outcome.UNDETERMINED.value in decided.outcomes().values()
    return "no threshold is met on what is known" if is_open else "no threshold is met"


def strengths_of(decided: Decided) -> dict[str, Strength]:
    """Return every step recommended by met rules."""
    return {step: Strength[strength.upper()] for step, strength in decided.strengths().items()}


def recommended_sentence(step: str, strength: str, ruleset: Ruleset) -> str:
    """Return the sentence of a scenario that a step is recommended so strongly, or with no strength not at all."""
    title = ruleset.steps.by_name[step].title
    return f'"{title}" is recommended as {strength}' if strength else f'"{title}" is not recommended'


def rule_sentence(rule: str, outcome: str) -> str:
    """Return the sentence of a scenario that a rule has an outcome."""
    return f'the rule "{rule}" is {outcome.replace("_", " ")}'
