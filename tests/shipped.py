"""The shipped vocabulary and steps, read once, and the shortest way from ruleset text to what the reader says of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from service.ruleset.model import Ruleset
from service.ruleset.problems import Problem
from service.ruleset.read import read_ruleset
from service.ruleset.read_vocabulary import read_steps, read_vocabulary
from service.ruleset.vocabulary import Steps, Vocabulary

RULESETS = Path(__file__).parent.parent / "rulesets"


@cache
def shipped() -> tuple[Vocabulary, Steps]:
    """Return the shipped vocabulary and steps."""
    vocabulary, problems = read_vocabulary((RULESETS / "vocabulary.yaml").read_bytes())
    assert vocabulary is not None, problems
    steps, problems = read_steps((RULESETS / "steps.yaml").read_bytes(), vocabulary)
    assert steps is not None, problems
    return vocabulary, steps


def reading(text: str | bytes) -> tuple[Ruleset | None, list[Problem]]:
    """Return what the reader makes of the text."""
    data = text.encode() if isinstance(text, str) else text
    return read_ruleset(data, *shipped(), path="rulesets/x.yaml")


def sound(text: str) -> Ruleset:
    """Return the ruleset in the text, which has no errors."""
    ruleset, problems = reading(text)
    assert ruleset is not None, problems
    return ruleset


HEAD = """\
ruleset: front-door
title: A ruleset
sources:
  doc: {title: A document}
"""

BELOW = """\
below threshold:
  recommend: {early_help: consider}
  guidance: Say when to look again.
"""


def with_rule(when: str, *, extra: str = "", rule_lines: str = "") -> str:
    """Return a small ruleset whose one rule has these conditions, each on a line of its own."""
    conditions = "".join(f"      {line}\n" for line in when.strip().splitlines())
    return (
        f"{HEAD}{extra}rules:\n  one-rule:\n    title: One rule\n    when:\n{conditions}{rule_lines}"
        "    recommend: {strategy_discussion: should}\n    because: A reason.\n    source: doc 1.1\n" + BELOW
    )
