"""Rulesets of any size to measure: the twelve rules over and over, each time about other facts and other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from bench import twelve
from bench.peers.threshold import ROOT
from service.ruleset.vocabulary import Kind, Vocabulary

_TWELVE = (ROOT / "bench/twelve.yaml").read_text("utf-8")
_BEFORE, _, _REST = _TWELVE.partition("\nrules:\n")
_RULES, _, _AFTER = _REST.partition("\nbelow threshold:")
_ONCE = len(twelve.RULES)


def ruleset_of(rules: int) -> bytes:
    """Return a ruleset with so many rules, a whole number of times twelve. All it names is known in every case."""
    return _with_rules(_again(turn) for turn in range(rules // _ONCE))


def ruleset_beside(untouched: int, vocabulary: Vocabulary) -> bytes:
    """Return the twelve rules with so many more, all about facts that no case here knows."""
    unknown = [
        name
        for name, fact in vocabulary.facts.items()
        if fact.kind is Kind.YES_NO and name not in twelve.FACTS and fact.group != "monitoring"
    ]
    return _with_rules([_again(0), *(_untouched(number, unknown) for number in range(untouched))])


def _with_rules(rules: Iterable[str]) -> bytes:
    return f"{_BEFORE}\nrules:\n{chr(10).join(rules)}\nbelow threshold:{_AFTER}".encode()


def _again(turn: int) -> str:
    """Return the twelve rules under new names, with every yes or no fact and every number moved on by so many."""
    if not turn:
        return _RULES
    text = re.sub(r"^  ([a-z-]+):$", rf"  \1-{turn}:", _RULES, flags=re.MULTILINE)
    text = re.sub(r"title: (.*)", rf"title: \1 ({turn})", text)
    text = re.sub(r"at least (\d+)", lambda found: f"at least {1 + (int(found[1]) + turn) % 5}", text)
    places = {name: place for place, name in enumerate(twelve.YES_NO)}
    moved = {name: twelve.YES_NO[(place + turn) % len(places)] for name, place in places.items()}
    return re.sub("|".join(map(re.escape, moved)), lambda found: moved[found[0]], text)


def _untouched(number: int, unknown: list[str]) -> str:
    start = number * 5 % len(unknown)
    one, two, three, four = islice((unknown * 2), start, start + 4)
    return f"""\
  untouched-{number}:
    title: A rule that nothing known touches ({number})
    when:
      {one}: yes
      any: {{{two}: yes, {three}: yes}}
      none: {{{four}: yes}}
    recommend: {{child_and_family_assessment: consider}}
    because: Made up to be measured.
    source: made-up 13"""
